"""When a household ends: its last living member died or left; and when it stands again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiahe.foundation.database import update_many
from jiahe.registry.enrolment.counting import last_day
from jiahe.registry.models import Household, Move, Person
from jiahe.registry.models.person import members_of
from jiahe.registry.models.residence import MoveKind


def end_or_reopen(households: Iterable[Household], at: datetime) -> None:
    """Bring the last day of some households into line with who belongs to them now.

    One that went on under another village code ended that day for good.
    """
    found = {household.pk: household for household in households}
    gone_on = Move.objects.filter(source__any_of=list(found), kind=MoveKind.REGION)
    for pk in set(gone_on.values_list("source_id", flat=True)):
        del found[pk]
    people: dict[int, list[Person]] = {pk: [] for pk in found}
    for member in members_of(list(found)):
        people[member.household.root_id].append(member)
    for household in found.values():
        household.until = last_day(household, people[household.pk])
        household.changed_at = at
    update_many(Household, list(found.values()), ["until", "changed_at"])
