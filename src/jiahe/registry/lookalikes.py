"""Records that may be of one and the same person: the same, or nearly the same, name and birth date in one village."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached_within, require
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.models import NotTheSame, Person
from jiahe.registry.rights import MERGE_RECORDS

Likeness = Literal["exact", "likely"]
LIKENESSES: tuple[Likeness, ...] = ("exact", "likely")
COLUMNS = ("pk", "village_code", "name", "pinyin", "sex", "birth_date", "id_number_index", "household_id")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look alike; ``one`` was registered first. ``exact``: the same name, sex and birth date."""

    one: Person
    other: Person
    likeness: Likeness

    @property
    def both(self) -> tuple[Person, Person]:
        """The two, the one registered first before the other."""
        return self.one, self.other


Key = tuple[int, int, int]  # 0 for exact and 1 for likely pairs, the ids of the two: the order of the list


@dataclass(frozen=True, slots=True)
class PairPage:
    """A page of pairs, how many there are in all, and the keys that open the pages beside it (None: there is none)."""

    rows: Sequence[Pair]
    total: int
    previous: Key | None
    next: Key | None


def pairs(region: Region, *, by: Actor, limit: int, after: Key | None = None, before: Key | None = None) -> PairPage:
    """The pairs of a region that nobody has judged yet, exact ones first: a page after, or before, a pair.

    Two records with two ID numbers are two people and never a pair. A name that sounds the same, or a birth date that
    differs in one part or has month and day changed over, makes a likely pair. A pair that is judged meanwhile does
    not shift the pages.

    Raises:
        RightMissing: the actor may not merge records.
    """
    require(by, MERGE_RECORDS)
    found = sorted(_keys(region, by))
    if before is not None:
        end = bisect_left(found, before)
        start = max(end - limit, 0)
    else:
        start = 0 if after is None else bisect_right(found, after)
        end = min(start + limit, len(found))
    part = found[start:end]
    people = Person.objects.select_related("household", "mother", "father", "spouse")
    by_pk = people.in_bulk({pk for _, one, other in part for pk in (one, other)})
    rows = [Pair(by_pk[one], by_pk[other], LIKENESSES[rank]) for rank, one, other in part]
    first, last = (part[0], part[-1]) if part else (None, None)
    return PairPage(rows, len(found), first if start else None, last if end < len(found) else None)


def pair_of(one: int, other: int, *, by: Actor) -> Pair:
    """Two records to be looked at side by side.

    Raises:
        OutOfReach: one of them is not there or not the actor's.
        RightMissing: he may not merge records.
    """
    people = Person.objects.filter(pk__in=(one, other), merged_into=None)
    found = {p.pk: p for p in people.select_related("household", "mother", "father", "spouse")}
    if len(found) < 2 or not all(by.reaches(p.village_code) for p in found.values()):
        raise OutOfReach("没有找到这两条登记，可能已经合并了。")
    require(by, MERGE_RECORDS)
    first, second = found[min(one, other)], found[max(one, other)]
    return Pair(first, second, _likeness(first, second) or "likely")


def _keys(region: Region, by: Actor) -> Iterator[Key]:
    inside = in_ranges("village_code", reached_within(by, ranges_of(region)))
    people = Person.objects.filter(inside, merged_into=None).only(*COLUMNS)
    judged = set(NotTheSame.objects.filter(one__in=Person.objects.filter(inside)).values_list("one_id", "other_id"))
    by_sound: dict[tuple[int, str, str], list[Person]] = defaultdict(list)
    for person in people.order_by("pk").iterator():
        by_sound[person.village_code, person.pinyin or person.name, person.sex].append(person)
    for alike in by_sound.values():
        for one, other in combinations(alike, 2):
            likeness = _likeness(one, other)
            if likeness and (one.pk, other.pk) not in judged:
                yield LIKENESSES.index(likeness), one.pk, other.pk


def _likeness(one: Person, other: Person) -> Likeness | None:
    if one.id_number_index is not None and other.id_number_index is not None:
        return None
    if one.name == other.name and one.birth_date == other.birth_date:
        return "exact"
    if one.birth_date == other.birth_date:
        return "likely"
    return "likely" if one.name == other.name and _nearly(one.birth_date, other.birth_date) else None


def _nearly(one: date, other: date) -> bool:
    """One part differs, as in a slip of the pen, or month and day are changed over."""
    parts: Iterable[tuple[int, int]] = zip(
        (one.year, one.month, one.day), (other.year, other.month, other.day), strict=True
    )
    different = [a != b for a, b in parts]
    if different[0]:
        return sum(different) == 1 and abs(one.year - other.year) in (1, 10)
    return sum(different) == 1 or (one.month, one.day) == (other.day, other.month)
