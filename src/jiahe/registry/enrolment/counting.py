"""What a household and a person add to the numbers. A change is counted as what he adds now less what he added before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from jiahe.foundation.facts.actions import FactKey
from jiahe.registry.models import Household, Person


def person_facts(person: Person, villages: Collection[int]) -> Counter[FactKey]:
    """The signed facts of one person; ``villages`` holds the village codes this installation knows.

    A person is counted where he lives from the day he came into the registry to the day before his death, and under
    ``hukou_people`` in the village of his hukou in the same days.
    """
    facts: Counter[FactKey] = Counter()
    places = [("people", person.village_code)]
    if person.hukou_code is not None and person.hukou_code in villages:
        places.append(("hukou_people", person.hukou_code))
    for measure, village in places:
        facts[measure, village, person.since] += 1
        if person.death_date is not None:
            facts[measure, village, max(person.death_date, person.since)] -= 1
    facts["births", person.village_code, person.birth_date] += 1
    if person.death_date is not None:
        facts["deaths", person.village_code, person.death_date] += 1
    return facts


def household_facts(household: Household) -> Counter[FactKey]:
    """The signed facts of one household: it is counted from the day it came in to the day its last member died."""
    facts: Counter[FactKey] = Counter()
    facts["households", household.village_code, household.since] += 1
    if household.until is not None:
        facts["households", household.village_code, household.until] -= 1
    return facts


def last_day(household: Household, members: Sequence[Person]) -> date | None:
    """The day a household ended, because nobody in it lives any more; None while somebody does."""
    deaths = [m.death_date for m in members if m.death_date is not None]
    if not members or len(deaths) < len(members):
        return None
    return max(*deaths, household.since) if deaths else None
