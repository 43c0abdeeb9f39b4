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
    late = Fact.objects.filter(measure__in=by_code, folded=True, day__gt=on, day__lte=month_end(on))
    amounts = [(m, v, -n) for m, v, n in late.values_list("measure", "village_code", "amount")]
    # Those that wait are few and have an index of their own, which a condition on the day would keep from being used.
    waiting = Fact.objects.filter(folded=False).values_list("measure", "village_code", "amount", "day")
    amounts += [
        (m, v, n) for m, v, n, day in waiting if m in by_code and day <= on and (m not in flows or day >= first)
    ]
    for key, amount in _by_unit(units, amounts).items():
        result[key] += amount
    return result


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


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
