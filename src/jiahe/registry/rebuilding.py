"""Building the indexes anew that are not truth: how a name sounds, the end of a phone, who belongs to which category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, update_many
from jiahe.registry import standings
from jiahe.registry.enrolment.writing import phone_tail_index
from jiahe.registry.models import Person
from jiahe.registry.pinyin import pinyin_of

AT_ONCE = 1000


def rebuild_missing(*, on: date) -> int:
    """Build the indexes of records that an older version wrote without them; returns how many. Safe to run again."""
    lacking = Person.objects.filter(pinyin="", initials="", standings=None, changes_on=None, merged_into=None)
    return _rebuild(_parts(lacking.exclude(name="").values_list("pk", flat=True)), on)


def rebuild_all(*, on: date) -> int:
    """Build the indexes of everybody anew; returns how many people there are."""
    return _rebuild(_parts(Person.objects.filter(merged_into=None).values_list("pk", flat=True)), on)


def _parts(pks: Iterable[int]) -> Iterator[list[int]]:
    everybody = sorted(pks)
    for start in range(0, len(everybody), AT_ONCE):
        yield everybody[start : start + AT_ONCE]


def _rebuild(parts: Iterator[list[int]], on: date) -> int:
    total = 0
    for part in parts:
        with transaction.atomic():
            advisory_lock(REGISTRY_LOCK)
            people = list(Person.objects.filter(pk__any_of=part))
            for person in people:
                person.pinyin, person.initials = pinyin_of(person.name)
                person.phone_tail_index = (
                    phone_tail_index(person.phone, person.village_code) if person.phone_sealed else None
                )
            update_many(Person, people, ["pinyin", "initials", "phone_tail_index"])
            standings.refresh(part, on=on)
        total += len(part)
    return total
