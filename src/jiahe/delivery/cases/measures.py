"""What cases count, each with a recount from the entries that must always equal the rollups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from jiahe.delivery.cases.models import Case, CaseEntry
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare

Rows = Callable[[str], Q]  # of which cases, by the path from a row to the kind of its case


def _opened(which: Rows, on: date) -> Iterable[Counted]:
    rows = Case.objects.filter(which("kind"), opened_on__lte=on).order_by()
    counted = rows.values_list("village_code", TruncMonth("opened_on")).annotate(n=Count("pk"))
    return (Counted(*row) for row in counted)


def _summed(which: Rows, column: str, on: date) -> Iterable[Counted]:
    rows = CaseEntry.objects.filter(which("case__kind"), on__lte=on).exclude(**{column: 0}).order_by()
    sums = rows.values_list("case__village_code", TruncMonth("on")).annotate(n=Sum(column))
    return (Counted(*row) for row in sums)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of some kinds of cases."""

    opened: Measure
    closed: Measure
    on_time: Measure


def _counts(prefix: str, title: str, which: Rows) -> Counts:
    return Counts(
        Measure(f"{prefix}_opened", f"收到的{title}", "件", Kind.FLOW, partial(_opened, which)),
        Measure(f"{prefix}_closed", f"办结的{title}", "件", Kind.FLOW, partial(_summed, which, "closed")),
        Measure(f"{prefix}_on_time", f"按时办结的{title}", "件", Kind.FLOW, partial(_summed, which, "on_time")),
    )


# A claim is no matter of a programme: it is counted apart, or the figures of 接访 would rise with every subsidy.
CLAIM_KIND = "benefit-claim"
CASES = _counts("cases", "事项", lambda path: ~Q(**{path: CLAIM_KIND}))
CLAIMS = _counts("claims", "待遇申领", lambda path: Q(**{path: CLAIM_KIND}))
OPENED, CLOSED, ON_TIME = CASES.opened, CASES.closed, CASES.on_time


def counts_of(kind: str) -> Counts:
    """What cases of a kind are counted as."""
    return CLAIMS if kind == CLAIM_KIND else CASES


RECOVERED = Measure("money_recovered", "帮群众要回的钱", "分", Kind.FLOW, partial(_summed, lambda path: Q(), "fen"))


def declare_all() -> None:
    """Put them into the register."""
    counted = [m for counts in (CASES, CLAIMS) for m in (counts.opened, counts.closed, counts.on_time)]
    for measure in (*counted, RECOVERED):
        declare(measure)
