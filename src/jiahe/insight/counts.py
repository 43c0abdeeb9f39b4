"""The counts of a place and of the units below it: what the screen and the desk show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiahe.foundation.facts.queries import month_end, monthly, months_between, totals
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import closed_units, reporting_units
from jiahe.registry.measures import BIRTHS, DEATHS, HOUSEHOLDS, PEOPLE

SHOWN = (HOUSEHOLDS, PEOPLE, BIRTHS, DEATHS)


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """One unit and its counts by measure code: stocks at the end of the day, flows since 1 January."""

    region: Region
    values: Mapping[str, int]


def counts_of(regions: Sequence[Region], *, on: date) -> list[UnitCounts]:
    """The counts of some units on a day, in the order given."""
    since = on.replace(month=1, day=1)
    sums = totals(SHOWN, regions, on=on, since=since)
    return [UnitCounts(region, {m.code: sums[m.code, region.id] for m in SHOWN}) for region in regions]


def counts_below(region: Region, *, on: date) -> tuple[UnitCounts, list[UnitCounts]]:
    """The counts of a place, and of the units that make it up.

    A unit that closed stands among them while something is counted in it (who was born there earlier in the year), so
    that the parts always add up to the whole.
    """
    own, *units = counts_of([region, *reporting_units(region), *closed_units(region)], on=on)
    return own, [unit for unit in units if not unit.region.is_closed or any(unit.values.values())]


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """One month of a place, by measure code: flows of the month, stocks at the end of ``until``, its last day counted."""

    month: date
    until: date
    values: Mapping[str, int]


def months_of(region: Region, *, on: date) -> list[MonthCounts]:
    """The counts of a place month by month, from January of the day's year to the day."""
    january = on.replace(month=1, day=1)
    sums = monthly(SHOWN, region, on=on, since=january)
    return [
        MonthCounts(month, min(month_end(month), on), {m.code: sums[m.code, month] for m in SHOWN})
        for month in months_between(january, on)
    ]
