"""What the stories and lectures of one programme came to, in a place and in its units: sums, which name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from jiahe.delivery.library.awareness import Rate
from jiahe.delivery.library.models import StoryReads, StorySpell
from jiahe.delivery.library.queries import LecturesWanted, held
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of_all

NOTHING = Rate()


@dataclass(frozen=True, slots=True)
class Counts:
    """Stories that are read on a day, how often they were opened, and what the lectures came to."""

    published: int = 0
    reads: int = 0
    rate: Rate = NOTHING


def counts_of(programme: str, places: Iterable[Region], *, on: date, since: date) -> Mapping[int, Counts]:
    """The counts of a programme by region id: what stands on a day, and what happened since another."""
    units = list(places)
    ranges = ranges_of_all(units)
    spells = StorySpell.objects.filter(Q(until=None) | Q(until__gt=on), story__programme=programme, since__lte=on)
    reads = StoryReads.objects.filter(story__programme=programme, on__range=(since, on))
    lectures = held(LecturesWanted(since=since, until=on, programme=programme))
    published = list(spells.order_by().values_list("region_code").annotate(Count("pk")))
    opened = list(reads.order_by().values_list("region_code").annotate(Sum("times")))
    sums = lectures.order_by().values_list("village_code")
    rates = [
        (village, Rate(held_here, people, asked, right))
        for village, held_here, people, asked, right in sums.annotate(
            Count("pk"), Sum("people"), Sum("asked"), Sum("right")
        )
    ]

    def within(unit: Region, code: int) -> bool:
        return any(low <= code <= high for low, high in ranges[unit.pk])

    return {
        unit.pk: Counts(
            sum(n for code, n in published if within(unit, code)),
            sum(n for code, n in opened if within(unit, code)),
            sum((rate for code, rate in rates if within(unit, code)), NOTHING),
        )
        for unit in units
    }
