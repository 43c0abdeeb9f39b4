"""What some people and households add to the numbers, before and after a deed: the difference is what is appended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from jiahe.foundation.facts.actions import FactKey, add, append_facts
from jiahe.foundation.regions.queries import villages
from jiahe.registry import standings
from jiahe.registry.enrolment.counting import event_facts, household_facts, person_facts
from jiahe.registry.models import FormerHukou, Household, LifeEvent, Person, Stay


@dataclass(slots=True)
class Ledger:
    """Opened before a deed, settled after it, in its transaction. Records that are gone by then count nothing."""

    people: Sequence[int]
    households: Sequence[int]
    before: Counter[FactKey] = field(init=False)

    def __post_init__(self) -> None:
        self.before = self._count()

    def settle(self, on: date, *, also: Iterable[int] = ()) -> None:
        """Append what changed and bring the categories up; ``also`` are households that the deed opened."""
        self.households = [*self.households, *also]
        after = self._count()
        after.subtract(self.before)
        append_facts(after)
        standings.refresh(self.people, on=on)

    def _count(self) -> Counter[FactKey]:
        facts: Counter[FactKey] = Counter()
        people = list(Person.objects.filter(pk__any_of=list(self.people)))
        counted = [p.pk for p in people if p.merged_into_id is None]
        stays: dict[int, list[Stay]] = {}
        for stay in Stay.objects.filter(person__any_of=counted):
            stays.setdefault(stay.person_id, []).append(stay)
        formers: dict[int, list[FormerHukou]] = {}
        for former in FormerHukou.objects.filter(person__any_of=counted):
            formers.setdefault(former.person_id, []).append(former)
        ours = set(villages(p.hukou_code for p in people if p.hukou_code))
        for person in people:
            add(person_facts(person, ours, stays.get(person.pk, []), formers.get(person.pk, [])), to=facts)
        add(event_facts(LifeEvent.objects.filter(person__any_of=counted, withdrawn_at=None)), to=facts)
        for household in Household.objects.filter(pk__any_of=list(self.households)):
            add(household_facts(household), to=facts)
        return facts
