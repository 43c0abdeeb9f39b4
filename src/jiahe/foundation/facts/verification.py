"""Proving the sums: fold what waits, recount the tables, name every difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from jiahe.foundation.facts.actions import RollupKey, fold_pending, fold_up
from jiahe.foundation.facts.measures import Measure, measures, roll_all
from jiahe.foundation.facts.models import Fact, Rollup
from jiahe.foundation.facts.queries import month_end
from jiahe.foundation.regions.models import Region


@dataclass(slots=True)
class Verification:
    """The outcome of a recount: how many sums were compared, how many rows were rolled to the day, what differs."""

    on: date
    compared: int = 0
    rolled: int = 0
    folded: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every sum equals its recount."""
        return not self.differences


def verify(*, on: date) -> Verification:
    """Recount every measure up to and with ``on`` and compare it with what the screen would show, month by month.

    The dated states are rolled to the day first, and what waits is folded.
    """
    outcome = Verification(on=on, rolled=roll_all(on))
    outcome.folded = fold_pending()
    for measure in measures():
        expected: Counter[RollupKey] = Counter()
        counted: Counter[tuple[str, int, date]] = Counter()
        for village, month, amount in measure.recount(on):
            counted[measure.code, village, month] += amount
        expected.update(fold_up(counted))
        actual = Counter(dict(_stored(measure, on)))
        actual.subtract(_after(measure, on))
        outcome.compared += len(expected.keys() | actual.keys())
        outcome.differences += _differences(measure, expected, actual)
        outcome.differences += _unfolded(measure)
    return outcome


def _stored(measure: Measure, on: date) -> Iterator[tuple[RollupKey, int]]:
    rows = Rollup.objects.filter(measure=measure.code, month__lte=on.replace(day=1))
    for region_id, reports_to_id, month, amount in rows.values_list(
        "region_id", "reports_to_id", "month", "amount"
    ).iterator():
        yield (region_id, reports_to_id, measure.code, month), amount


def _after(measure: Measure, on: date) -> Counter[RollupKey]:
    """What the month of ``on`` holds of the days after it, which the screen of that day leaves out."""
    facts = Fact.objects.filter(measure=measure.code, day__gt=on, day__lte=month_end(on))
    rows = facts.values_list("village_code").annotate(total=Sum("amount")).order_by()
    return fold_up({(measure.code, village, on.replace(day=1)): amount for village, amount in rows})


def _unfolded(measure: Measure) -> list[str]:
    """Rollups of all time against the facts they were folded from: finds a rollup somebody changed by hand."""
    facts = Fact.objects.filter(measure=measure.code, folded=True).values_list(
        "village_code", "day__year", "day__month"
    )
    by_month: Counter[tuple[str, int, date]] = Counter()
    for village, year, month, amount in facts.annotate(total=Sum("amount")).order_by():
        by_month[measure.code, village, date(year, month, 1)] += amount
    rows = Rollup.objects.filter(measure=measure.code).values_list("region_id", "reports_to_id", "month", "amount")
    stored: Counter[RollupKey] = Counter({(r, up, measure.code, month): n for r, up, month, n in rows})
    return _differences(measure, fold_up(by_month), stored, against="明细")


def _differences(
    measure: Measure, expected: Counter[RollupKey], actual: Counter[RollupKey], against: str = "重算"
) -> list[str]:
    wrong = sorted((k for k in expected.keys() | actual.keys() if expected[k] != actual[k]), key=lambda k: (k[0], k[3]))
    names = {r.id: r.title for r in Region.objects.filter(id__in={k[0] for k in wrong[:20]})}
    lines = [
        f"{measure.title} · {names.get(k[0], '?')} · {k[3]:%Y-%m}：屏上 {actual[k]}，{against} {expected[k]}"
        for k in wrong[:20]
    ]
    if len(wrong) > 20:
        lines.append(f"{measure.title}：还有 {len(wrong) - 20} 处不一致")
    return lines
