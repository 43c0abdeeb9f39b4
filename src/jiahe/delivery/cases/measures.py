"""What cases count, each with a recount from the entries that must always equal the rollups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from jiahe.delivery.cases.models import Case, CaseEntry
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare


def _opened(on: date) -> Iterable[Counted]:
    rows = Case.objects.filter(opened_on__lte=on).order_by().values_list("village_code", TruncMonth("opened_on"))
    return (Counted(*row) for row in rows.annotate(n=Count("pk")))


def _summed(column: str, on: date) -> Iterable[Counted]:
    rows = CaseEntry.objects.filter(on__lte=on).exclude(**{column: 0}).order_by()
    sums = rows.values_list("case__village_code", TruncMonth("on")).annotate(n=Sum(column))
    return (Counted(*row) for row in sums)


OPENED = Measure("cases_opened", "收到的事项", "件", Kind.FLOW, _opened)
CLOSED = Measure("cases_closed", "办结的事项", "件", Kind.FLOW, lambda on: _summed("closed", on))
ON_TIME = Measure("cases_on_time", "按时办结的事项", "件", Kind.FLOW, lambda on: _summed("on_time", on))
RECOVERED = Measure("money_recovered", "帮群众要回的钱", "分", Kind.FLOW, lambda on: _summed("fen", on))


def declare_all() -> None:
    """Put them into the register."""
    for measure in (OPENED, CLOSED, ON_TIME, RECOVERED):
        declare(measure)
