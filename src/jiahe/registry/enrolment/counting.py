"""What a household and a person add to the numbers. A change is counted as what he adds now less what he added before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from jiahe.foundation.facts.actions import FactKey
from jiahe.registry.models import Household, LifeEvent, Person, Stay

COUNTED_EVENTS = {"birth": "births", "death": "deaths"}


def person_facts(person: Person, villages: Collection[int], stays: Sequence[Stay] = ()) -> Counter[FactKey]:
    """The signed facts of where one person is counted; ``villages`` holds the village codes this installation knows.

    A person is counted where he lives from the day he came there to the day before his death, in the places he left
    for the days of his ``stays``, and under ``hukou_people`` in the village of his hukou from his first day on.
    """
    facts: Counter[FactKey] = Counter()
    if person.merged_into_id is not None:
        return facts
    for stay in stays:
        facts["people", stay.village_code, stay.since] += 1
        facts["people", stay.village_code, stay.until] -= 1
    places = [("people", person.village_code, person.since)]
    if person.hukou_code is not None and person.hukou_code in villages:
        first = min([person.since, *(stay.since for stay in stays)])
        places.append(("hukou_people", person.hukou_code, first))
    for measure, village, since in places:
        facts[measure, village, since] += 1
        if person.death_date is not None:
            facts[measure, village, max(person.death_date, person.since)] -= 1
    return facts


def event_facts(events: Iterable[LifeEvent]) -> Counter[FactKey]:
    """What births and deaths add, in the village where each was recorded."""
    facts: Counter[FactKey] = Counter()
    for event in events:
        if event.kind in COUNTED_EVENTS:
            facts[COUNTED_EVENTS[event.kind], event.village_code, event.on] += 1
    return facts


def household_facts(household: Household) -> Counter[FactKey]:
    """The signed facts of one household: it is counted from the day it came in to the day nobody was left in it."""
    facts: Counter[FactKey] = Counter()
    if household.merged_into_id is not None:
        return facts
    facts["households", household.village_code, household.since] += 1
    if household.until is not None:
        facts["households", household.village_code, household.until] -= 1
    return facts


def last_day(household: Household, members: Sequence[Person]) -> date | None:
    """The day a household ended, because nobody who lives is left in it; None while somebody is."""
    if any(m.death_date is None for m in members):
        return None
    ends = [m.death_date for m in members if m.death_date is not None]
    ends += Stay.objects.filter(household=household).values_list("until", flat=True)
    return max(*ends, household.since) if ends else None
