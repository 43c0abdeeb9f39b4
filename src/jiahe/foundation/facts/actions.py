"""Appending facts and folding them up the tree."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import connection, transaction

from jiahe.foundation.database import AT_ONCE, advisory_lock, insert_rows
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import villages

logger = logging.getLogger(__name__)
FactKey = tuple[str, int, date]  # measure, village code, day
Amounts = list[tuple[FactKey, int]]
FOLD_AT_ONCE = 50_000  # facts: bounds the memory and the length of one transaction
UPSERT = """
INSERT INTO facts_rollup (measure, region_id, reports_to_id, month, amount) {rows}
ON CONFLICT (region_id, measure, month) DO UPDATE SET amount = facts_rollup.amount + excluded.amount
"""
ONE_ROW = "VALUES (%s, %s, %s, %s, %s)"
# One array for each column: a statement with thousands of placeholders costs more to prepare than to run.
MANY_ROWS = "SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::bigint[], %s::date[], %s::bigint[])"
_deferred: ContextVar[bool] = ContextVar("folding_deferred", default=False)


@contextmanager
def folding_deferred() -> Iterator[None]:
    """Fold once at the end of many transactions and not after each; what a crash leaves is folded with the next facts."""
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)
        fold_pending()


def add(amounts: Amounts, to: Counter[FactKey], times: int = 1) -> None:
    """Add amounts to a sum; ``times`` -1 takes them off it."""
    for key, amount in amounts:
        to[key] += amount * times


def append_facts(amounts: Mapping[FactKey, int]) -> None:
    """Append facts in the caller's transaction; they are folded after it commits. Sums of nothing are left out."""
    facts = [(m, v, d, n, False) for (m, v, d), n in sorted(amounts.items()) if n]
    if not facts:
        return
    insert_rows(Fact, ("measure", "village_code", "day", "amount", "folded"), facts)
    if not _deferred.get() and not any(call[1] == _after_commit for call in connection.run_on_commit):
        transaction.on_commit(_after_commit)


def _after_commit() -> None:
    """What is recorded stays recorded: what cannot be folded now is folded with the next facts."""
    try:
        fold_pending()
    except Exception as error:
        # The class name alone: a database's message may quote the row.
        logger.error("facts could not be folded: %s", type(error).__name__)


def fold_pending() -> int:
    """Fold every fact that waits into the rollups; returns how many there were. Safe to run twice or side by side."""
    total = 0
    while folded := _fold_some():
        total += folded
    return total


def _fold_some() -> int:
    with transaction.atomic():
        advisory_lock("facts")
        waiting = Fact.objects.filter(folded=False).order_by("id")
        facts = list(waiting.values_list("id", "measure", "village_code", "day", "amount")[:FOLD_AT_ONCE])
        if not facts:
            return 0
        sums: Counter[tuple[str, int, date]] = Counter()
        for _, measure, village, day, amount in facts:
            sums[measure, village, day.replace(day=1)] += amount
        _add_to_rollups(fold_up(sums))
        # By their ids and not "up to" one: on PostgreSQL a smaller id may have been committed since they were read.
        for start in range(0, len(facts), AT_ONCE):
            part = [fact[0] for fact in facts[start : start + AT_ONCE]]
            Fact.objects.filter(id__any_of=part).update(folded=True)
        return len(facts)


RollupKey = tuple[int, int | None, str, date]  # region id, id of the unit it reports to, measure, month


def fold_up(sums: Mapping[tuple[str, int, date], int]) -> Counter[RollupKey]:
    """Sums by (measure, village code, month) carried to every unit that the villages report to."""
    chains = chains_of({village for _, village, _ in sums})
    folded: Counter[RollupKey] = Counter()
    for (measure, village, month), amount in sums.items():
        for region in chains.get(village, ()):
            folded[region.id, region.reports_to_id, measure, month] += amount
    return folded


def chains_of(village_codes: set[int]) -> dict[int, list[Region]]:
    """For each village code the village itself and every unit above it, along the line of reports."""
    found = villages(village_codes)
    above: dict[int, Region] = {r.id: r for r in found.values()}
    wanted = {r.reports_to_id for r in found.values() if r.reports_to_id}
    while wanted:
        level = {r.id: r for r in Region.objects.filter(id__in=wanted)}
        above.update(level)
        wanted = {r.reports_to_id for r in level.values() if r.reports_to_id} - above.keys()
    return {code: list(_climb(region, above)) for code, region in found.items()}


def _climb(region: Region, above: Mapping[int, Region]) -> Iterator[Region]:
    step: Region | None = region
    while step is not None:
        yield step
        step = above.get(step.reports_to_id) if step.reports_to_id else None


def _add_to_rollups(folded: Mapping[RollupKey, int]) -> None:
    """Add sums to the stored ones; one order of rows everywhere, so that two writers can never wait for each other."""
    rows = [(m, r, up, month, n) for (r, up, m, month), n in folded.items() if n]
    rows.sort(key=lambda row: (row[1], row[0], row[3]))
    if not rows:
        return
    with connection.cursor() as cursor:
        # The text holds placeholders only; every value travels as a parameter.
        if connection.vendor == "postgresql":
            cursor.execute(UPSERT.format(rows=MANY_ROWS), [list(column) for column in zip(*rows, strict=True)])
        else:
            written = [(m, region, up, month.isoformat(), n) for m, region, up, month, n in rows]
            cursor.executemany(UPSERT.format(rows=ONE_ROW), written)
