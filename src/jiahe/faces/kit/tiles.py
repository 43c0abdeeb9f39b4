"""The counts of a place as tiles, each opening into the rows behind it; the same on the desk and on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from jiahe.foundation.facts.measures import Kind, Measure
from jiahe.foundation.regions.models import Region
from jiahe.insight.counts import SHOWN, UnitCounts


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its unit and its date; ``href`` is empty for a post that may not read families."""

    label: str
    value: int
    unit: str
    note: str
    href: str


def tiles(counts: UnitCounts, *, on: date, opens: bool) -> list[Tile]:
    """The tiles of one unit."""
    return [
        Tile(
            label=measure.title,
            value=counts.values[measure.code],
            unit=measure.unit,
            note=f"{on.year} 年以来" if measure.kind is Kind.FLOW else f"{on.month} 月 {on.day} 日",
            href=rows_address(counts.region, measure, on) if opens else "",
        )
        for measure in SHOWN
    ]


def rows_address(region: Region, measure: Measure, on: date, *, since: date | None = None) -> str:
    """Where a number opens into the rows it counted on a day; ``since`` is a flow's first month, January when absent."""
    period = f"&since={since.isoformat()}" if since else ""
    return f"{reverse('desk:rows', args=[region.slug, region.code, measure.code])}?on={on.isoformat()}{period}"
