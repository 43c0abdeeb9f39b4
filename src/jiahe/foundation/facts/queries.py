"""Reading sums: what a measure comes to, in a region, at a day or over a period. Sums name nobody."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Sum

from jiahe.foundation.facts.measures import Kind, Measure
from jiahe.foundation.facts.models import Fact, Rollup
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of_all


def totals(
    measures: Iterable[Measure], regions: Iterable[Region], *, on: date, since: date
) -> Mapping[tuple[str, int], int]:
    """What each measure comes to in each region, by (measure code, region id).

    A stock is what stands at the end of ``on``; a flow is what happened from the first day of ``since``'s month to
    ``on``, both included. The rollups say it by whole months; what they hold of days after ``on`` is taken off, and
    what still waits to be folded is added.
    """
    by_code = {m.code: m for m in measures}
    units = list(regions)
    result = {(code, region.pk): 0 for code in by_code for region in units}
    first = since.replace(day=1)
    flows = [m.code for m in by_code.values() if m.kind is Kind.FLOW]
    stored = Rollup.objects.filter(region__in=units, measure__in=by_code, month__lte=on.replace(day=1))
    stored = stored.exclude(measure__in=flows, month__lt=first)
    for code, region_id, amount in stored.values_list("measure", "region_id").annotate(total=Sum("amount")):
        result[code, region_id] += amount
    amounts = [(m, v, n) for m, v, n, day in _corrections(by_code, on) if m not in flows or day >= first]
    for key, amount in _by_unit(units, amounts).items():
        result[key] += amount
    return result


def monthly(measures: Iterable[Measure], region: Region, *, on: date, since: date) -> Mapping[tuple[str, date], int]:
    """What each measure comes to in one region month by month, by (measure code, first day of the month).

    The months are those from ``since``'s to ``on``'s. A flow is what happened in the month, a stock what stood at its
    end; the last month ends with ``on``. Read like ``totals``: from the rollups, corrected by what they hold of later
    days and by what still waits to be folded.
    """
    by_code = {m.code: m for m in measures}
    first, last = since.replace(day=1), on.replace(day=1)
    sums: Counter[tuple[str, date]] = Counter()
    stored = Rollup.objects.filter(region=region, measure__in=by_code, month__lte=last)
    for code, month, amount in stored.values_list("measure", "month", "amount"):
        sums[code, month] += amount
    inside = ranges_of_all([region])[region.pk]
    for code, village, amount, day in _corrections(by_code, on):
        if any(low <= village <= high for low, high in inside):
            sums[code, day.replace(day=1)] += amount
    result: dict[tuple[str, date], int] = {}
    for code, measure in by_code.items():
        standing = sum(amount for (c, month), amount in sums.items() if c == code and month < first)
        for month in months_between(first, last):
            standing += sums[code, month]
            result[code, month] = sums[code, month] if measure.kind is Kind.FLOW else standing
    return result


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both included."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _corrections(codes: Iterable[str], on: date) -> list[tuple[str, int, int, date]]:
    """What whole months of rollups are wrong by at the end of a day: measure, village, amount, day.

    Taken off is what they hold of the month's later days, added what still waits to be folded.
    """
    wanted = set(codes)
    late = Fact.objects.filter(measure__in=wanted, folded=True, day__gt=on, day__lte=month_end(on))
    amounts = [(m, v, -n, day) for m, v, n, day in late.values_list("measure", "village_code", "amount", "day")]
    # Those that wait are few and have an index of their own, which a condition on the day would keep from being used.
    waiting = Fact.objects.filter(folded=False).values_list("measure", "village_code", "amount", "day")
    return amounts + [(m, v, n, day) for m, v, n, day in waiting if m in wanted and day <= on]


def _by_unit(units: list[Region], amounts: list[tuple[str, int, int]]) -> Counter[tuple[str, int]]:
    """Amounts by measure and village, given to the unit each village lies in."""
    sums: Counter[tuple[str, int]] = Counter()
    if not amounts:
        return sums
    ranges = ranges_of_all(units)
    placing = _Placing([(low, high, region_id) for region_id, held in ranges.items() for low, high in held])
    for code, village, amount in amounts:
        for region_id in placing.holding(village):
            sums[code, region_id] += amount
    return sums


class _Placing:
    """Finds which of some code ranges hold a code, in about the time of one bisection."""

    def __init__(self, ranges: list[tuple[int, int, int]]) -> None:
        self.ranges = sorted(ranges, key=lambda r: (r[0], -r[1]))
        self.lows = [low for low, _, _ in self.ranges]
        self.widest = max((high - low for low, high, _ in ranges), default=0)

    def holding(self, code: int) -> list[int]:
        """The ids whose ranges hold the code."""
        found = []
        for low, high, key in reversed(self.ranges[: bisect_right(self.lows, code)]):
            if low < code - self.widest:
                break
            if code <= high:
                found.append(key)
        return found
