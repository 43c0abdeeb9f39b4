"""Reading sums: what a measure comes to, in a region, at a day or over a period. Sums name nobody."""

from __future__ import annotations

from bisect import bisect_right
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
    ``on``, both included. Whole months come from the rollups, the month of ``on`` from its facts.
    """
    by_code = {m.code: m for m in measures}
    units = list(regions)
    result = {(code, region.id): 0 for code in by_code for region in units}
    month = on.replace(day=1)
    stored = Rollup.objects.filter(region__in=units, measure__in=by_code, month__lt=month)
    flows = [m.code for m in by_code.values() if m.kind is Kind.FLOW]
    for code, region_id, amount in (
        stored.exclude(measure__in=flows, month__lt=since.replace(day=1))
        .values_list("measure", "region_id")
        .annotate(total=Sum("amount"))
    ):
        result[code, region_id] += amount
    for (code, region_id), amount in _this_month(by_code, units, month, on).items():
        result[code, region_id] += amount
    return result


def _this_month(
    by_code: Mapping[str, Measure], units: list[Region], month: date, on: date
) -> Mapping[tuple[str, int], int]:
    """The facts of the running month, village by village, given to the unit each village lies in."""
    facts = Fact.objects.filter(measure__in=by_code, day__gte=month, day__lte=on)
    if units:
        facts = facts.filter(village_code__gte=min(r.low for r in units), village_code__lte=max(r.high for r in units))
    sums: dict[tuple[str, int], int] = {}
    placed = [(low, high, region_id) for region_id, ranges in ranges_of_all(units).items() for low, high in ranges]
    nested = _Placing(placed)
    for code, village, amount in facts.values_list("measure", "village_code").annotate(total=Sum("amount")).order_by():
        for region_id in nested.holding(village):
            sums[code, region_id] = sums.get((code, region_id), 0) + amount
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
