"""A place's year month by month: bars for what happened, a table for all of it, each number open to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiahe.faces.kit.tiles import rows_address
from jiahe.foundation.facts.measures import Kind, Measure
from jiahe.foundation.facts.queries import month_end
from jiahe.foundation.regions.models import Region
from jiahe.insight.counts import SHOWN, MonthCounts, months_of

FLOWS = tuple(m for m in SHOWN if m.kind is Kind.FLOW)
COLUMNS = (*FLOWS, *(m for m in SHOWN if m.kind is not Kind.FLOW))
TALLEST = 100  # the height of the tallest bar, in the units of the drawing


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one month; ``href`` is empty where there is nothing to open or nobody may open it."""

    value: int
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``height`` and ``top`` in the units of the drawing, counted from its upper edge."""

    code: str
    value: int
    height: int

    @property
    def top(self) -> int:
        """Where the bar begins."""
        return TALLEST - self.height


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the year: ``until`` is the last day counted, ``whole`` whether that is the month's last."""

    month: date
    until: date
    whole: bool
    cells: list[Cell]
    bars: list[Bar]


def month_rows(region: Region, *, on: date, opens: bool) -> list[MonthRow]:
    """The months of a year up to a day, in their order."""
    months = months_of(region, on=on)
    largest = max((m.values[flow.code] for m in months for flow in FLOWS), default=0)
    return [_row(m, region, opens, largest) for m in months]


def _row(counts: MonthCounts, region: Region, opens: bool, largest: int) -> MonthRow:
    return MonthRow(
        month=counts.month,
        until=counts.until,
        whole=counts.until == month_end(counts.month),
        cells=[_cell(counts, measure, region, opens) for measure in COLUMNS],
        bars=[_bar(flow.code, counts.values[flow.code], largest) for flow in FLOWS],
    )


def _cell(counts: MonthCounts, measure: Measure, region: Region, opens: bool) -> Cell:
    value = counts.values[measure.code]
    since = counts.month if measure.kind is Kind.FLOW else None
    return Cell(value, rows_address(region, measure, counts.until, since=since) if opens and value else "")


def _bar(code: str, value: int, largest: int) -> Bar:
    return Bar(code, value, round(TALLEST * max(value, 0) / largest) if largest else 0)
