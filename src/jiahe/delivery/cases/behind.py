"""The cases behind a number: what each adds to it in a place and a period, so that the rows come to the number."""

from __future__ import annotations

from datetime import date

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value

from jiahe.delivery.cases.measures import CASES, CLAIM_KIND, CLAIMS, CLOSED, ON_TIME, OPENED, RECOVERED
from jiahe.delivery.cases.models import Case, CaseEntry
from jiahe.delivery.cases.queries import WITH
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached_within, require
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.queries import Page, newest

# By the code of a measure: the column of an entry that is summed, empty where each case is one.
COLUMNS = {
    **{counts.opened.code: "" for counts in (CASES, CLAIMS)},
    **{counts.closed.code: "closed" for counts in (CASES, CLAIMS)},
    **{counts.on_time.code: "on_time" for counts in (CASES, CLAIMS)},
    RECOVERED.code: "fen",
}
CLAIMED = {CLAIMS.opened.code, CLAIMS.closed.code, CLAIMS.on_time.code}
MEASURES = (OPENED, CLOSED, ON_TIME, RECOVERED)


def cases_behind(
    measure: Measure, *, by: Actor, region: Region, on: date, since: date, after: int = 0, before: int = 0
) -> Page[Case]:
    """A page of the cases a flow counts from the first day of ``since``'s month to ``on``, each with its ``amount``.

    A case that was answered last year and opened again this year takes one off: its amount is -1.

    Raises:
        RightMissing: the actor may not see cases.
    """
    require(by, VIEW_CASES)
    rows = Case.objects.filter(in_ranges("village_code", reached_within(by, ranges_of(region))))
    if measure.code != RECOVERED.code:
        rows = rows.filter(Q(kind=CLAIM_KIND) if measure.code in CLAIMED else ~Q(kind=CLAIM_KIND))
    return newest(_counted(rows, COLUMNS[measure.code], since.replace(day=1), on).select_related(*WITH), after, before)


def _counted(rows: QuerySet[Case], column: str, first: date, on: date) -> QuerySet[Case]:
    if not column:
        return rows.filter(opened_on__range=(first, on)).annotate(amount=Value(1, output_field=IntegerField()))
    entries = CaseEntry.objects.filter(case=OuterRef("pk"), on__range=(first, on)).order_by().values("case")
    sums = rows.annotate(amount=Subquery(entries.annotate(sum=Sum(F(column))).values("sum")))
    return sums.filter(amount__isnull=False).exclude(amount=0)


def amounts_of(page: Page[Case]) -> list[int]:
    """What each case of a page of ``cases_behind`` adds to the number."""
    return [int(getattr(case, "amount")) for case in page.rows]  # noqa: B009  # an annotation, which no type knows
