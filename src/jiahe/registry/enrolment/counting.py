"""What a household and a person add to the numbers. A change is counted as what he adds now less what he added before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from jiahe.foundation.facts.actions import Amounts
from jiahe.registry.drafts import AnyHousehold, AnyLifeEvent, AnyPerson
from jiahe.registry.models import FormerHukou, Household, Stay

COUNTED_EVENTS = {"birth": "births", "death": "deaths"}


def person_facts(
    person: AnyPerson, villages: Collection[int], stays: Sequence[Stay] = (), formers: Sequence[FormerHukou] = ()
) -> Amounts:
    """The signed facts of where one person is counted; ``villages`` holds the village codes this installation knows.

    A person is counted where he lives from the day he came there to the day before his death, in the places he left
    for the days of his ``stays``, and under ``hukou_people`` in the village of his hukou from his first day on; until
    that village took over from another one, in the other (``formers``).
    """
    if person.merged_into_id is not None:
        return []
    since = person.since
    places: Amounts = [(("people", person.village_code, since), 1)]
    for stay in stays:
        places += [(("people", stay.village_code, stay.since), 1), (("people", stay.village_code, stay.until), -1)]
    over = None if person.death_date is None else max(person.death_date, since)
    if over is not None:
        places.append((("people", person.village_code, over), -1))
    if person.hukou_code is not None and person.hukou_code in villages:
        first = min([since, *(stay.since for stay in stays)]) if stays else since
        for former in sorted(formers, key=lambda f: f.until):
            until = former.until if over is None else min(former.until, over)
            places.append((("hukou_people", former.village_code, first), 1))
            places.append((("hukou_people", former.village_code, max(until, first)), -1))
            first = max(first, former.until)
        places.append((("hukou_people", person.hukou_code, first), 1))
        if over is not None:
            places.append((("hukou_people", person.hukou_code, max(over, first)), -1))
    return places


def event_facts(events: Iterable[AnyLifeEvent]) -> Amounts:
    """What births and deaths add, in the village where each was recorded."""
    return [((COUNTED_EVENTS[e.kind], e.village_code, e.on), 1) for e in events if e.kind in COUNTED_EVENTS]


def household_facts(household: AnyHousehold) -> Amounts:
    """The signed facts of one household: it is counted from the day it came in to the day nobody was left in it."""
    if household.merged_into_id is not None:
        return []
    counted: Amounts = [(("households", household.village_code, household.since), 1)]
    if household.until is not None:
        counted.append((("households", household.village_code, household.until), -1))
    return counted


def last_day(household: Household, members: Sequence[AnyPerson]) -> date | None:
    """The day a household ended, because nobody who lives is left in it; None while somebody is.

    One in which nobody ever was, because who stood there is somebody of another household, ended when it began.
    """
    if any(m.death_date is None for m in members):
        return None
    left = list(Stay.objects.filter(household=household).values_list("until", flat=True))
    if not members and not left:
        return household.since
    return last_of(household.since, members, left)


def last_of(since: date, members: Iterable[AnyPerson], left: Iterable[date] = ()) -> date | None:
    """The last of the days on which members died or others left; None while somebody lives, or if there was nobody."""
    days = [m.death_date for m in members]
    known = [*(day for day in days if day is not None), *left]
    return max(*known, since) if known and None not in days else None
