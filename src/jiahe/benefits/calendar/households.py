"""The calendar of a registered household, for who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiahe.benefits.calendar.coming import coming_to
from jiahe.benefits.calendar.entries import Entry
from jiahe.benefits.family import family_from_values
from jiahe.benefits.households import answer_for_household
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry import queries
from jiahe.registry.models import Person
from jiahe.registry.models.resident_request import RequestStatus
from jiahe.registry.residents.reading import benefits_asked


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """What comes to a resident and those whose record is his to read (``people`` by id); in ``fault`` why it cannot
    be reckoned."""

    people: Mapping[str, Person]
    entries: Sequence[Entry]
    fault: str = ""


def own_calendar(*, by: Actor, on: date) -> OwnCalendar:
    """What comes to a resident. Of other grown people of the household each reads his own.

    Raises:
        OutOfReach: nobody he acts for is in the registry any more.
    """
    found = answer_for_household(queries.own_household(by=by), by=by, on=on)
    people = {id: person for id, person in found.people.items() if person.pk in by.closest}
    if found.answer is None:
        return OwnCalendar(people, (), found.fault)
    family = family_from_values(found.values, on=on, today=on)
    claimed = {key for key, state in benefits_asked(people.values()).items() if state != RequestStatus.REFUSED}
    entries = coming_to(family, found.answer, found.edition, of=people.keys(), claimed=claimed)
    return OwnCalendar(people, entries)
