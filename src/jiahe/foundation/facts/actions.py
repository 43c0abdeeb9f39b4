"""Appending facts and folding them up the tree."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from jiahe.foundation.database import AT_ONCE, advisory_lock, array_of, insert_rows
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import villages

logger = logging.getLogger(__name__)
FactKey = tuple[str, int, date]  # measure, village code, day
Amounts = list[tuple[FactKey, int]]
LOCK = "facts"  # held while sums are added to; the last lock a transaction takes
FOLD_AT_ONCE = 50_000  # facts: bounds the memory and the length of one transaction
MANY = 500  # facts: to write, read back and mark so many costs more than to fold them where they are appended
UPSERT = """
INSERT INTO facts_rollup (region_id, measure, month, reports_to_id, amount) {rows}
ON CONFLICT (region_id, measure, month) DO UPDATE SET amount = facts_rollup.amount + excluded.amount
"""
ONE_ROW = "VALUES (%s, %s, %s, %s, %s)"
# One array for each column: a statement with thousands of placeholders costs more to prepare than to run.
MANY_ROWS = "SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::date[], %s::bigint[], %s::bigint[])"


def add(amounts: Amounts, to: Counter[FactKey], times: int = 1) -> None:
    """Add amounts to a sum; ``times`` -1 takes them off it."""
    for key, amount in amounts:
        to[key] += amount * times


FactRow = tuple[str, int, date, int, bool]  # measure, village code, day, amount, whether it is folded
SumRow = tuple[int, str, date, int | None, int]  # region id, measure, month, id of the unit it reports to, amount


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Facts that are to be appended, and what they add to the sums above where there are many of them."""

    facts: Sequence[FactRow]
    sums: Sequence[SumRow]


def reckoned(amounts: Mapping[FactKey, int]) -> Reckoned:
    """Work out ahead what ``append_reckoned`` writes. Sums of nothing are left out.

    It holds as long as no unit changes.
    """
    many = len(amounts) >= MANY
    facts = [(m, v, d, n, many) for (m, v, d), n in sorted(amounts.items()) if n]
    return Reckoned(facts, _sums_of(facts) if many else [])


def append_facts(amounts: Mapping[FactKey, int]) -> None:
    """Append facts in the caller's transaction. Sums of nothing are left out.

    A few are folded after it commits, so that nobody waits for another's transaction to end; many are folded in it.
    """
    append_reckoned(reckoned(amounts))


def append_reckoned(ready: Reckoned) -> None:
    """Append facts in the caller's transaction, as ``append_facts`` does."""
    if not ready.facts:
        return
    insert_rows(Fact, ("measure", "village_code", "day", "amount", "folded"), ready.facts)
    if ready.sums:
        advisory_lock(LOCK)
        _add_to_rollups(ready.sums)
    elif not any(call[1] == _after_commit for call in connection.run_on_commit):
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
        advisory_lock(LOCK)
        waiting = Fact.objects.filter(folded=False).order_by("id")
        facts = list(waiting.values_list("measure", "village_code", "day", "amount", "id")[:FOLD_AT_ONCE])
        if not facts:
            return 0
        _add_to_rollups(_sums_of(facts))
        # By their ids and not "up to" one: on PostgreSQL a smaller id may have been committed since they were read.
        for start in range(0, len(facts), AT_ONCE):
            part = [fact[-1] for fact in facts[start : start + AT_ONCE]]
            Fact.objects.filter(id__any_of=part).update(folded=True)
        return len(facts)


def _sums_of(facts: Iterable[tuple[Any, ...]]) -> list[SumRow]:
    """What facts (measure, village code, day, amount, …) add to the sums above them, in the order of writing."""
    sums: Counter[tuple[str, int, date]] = Counter()
    for measure, village, day, amount, _ in facts:
        sums[measure, village, day.replace(day=1)] += amount
    return sorted((r, measure, month, up, n) for (r, up, measure, month), n in fold_up(sums).items() if n)


RollupKey = tuple[int, int | None, str, date]  # region id, id of the unit it reports to, measure, month


def fold_up(sums: Mapping[tuple[str, int, date], int]) -> Counter[RollupKey]:
    """Sums by (measure, village code, month) carried to every unit that the villages report to."""
    chains = chains_of({village for _, village, _ in sums})
    folded: Counter[RollupKey] = Counter()
    steps = {village: [(region.id, region.reports_to_id) for region in chain] for village, chain in chains.items()}
    for (measure, village, month), amount in sums.items():
        for region, above in steps.get(village, ()):
            folded[region, above, measure, month] += amount
    return folded


def chains_of(village_codes: set[int]) -> dict[int, list[Region]]:
    """For each village code the village itself and every unit above it, along the line of reports.

    A code of no village is that of a unit above: what is counted there (a story for a whole county) is carried up from it.
    """
    found = villages(village_codes)
    if above_villages := village_codes - found.keys():
        found |= {
            r.code: r for r in Region.objects.filter(code__in=above_villages).order_by("level")
        }  # the lowest stays
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


def _add_to_rollups(rows: Sequence[SumRow]) -> None:
    """Add sums to the stored ones; one order of rows everywhere, so that two writers can never wait for each other."""
    if not rows:
        return
    with connection.cursor() as cursor:
        # The text holds placeholders only; every value travels as a parameter.
        if connection.vendor == "postgresql":
            cursor.execute(UPSERT.format(rows=MANY_ROWS), [array_of(column) for column in zip(*rows, strict=True)])
        else:
            written = [(region, m, month.isoformat(), above, n) for region, m, month, above, n in rows]
            cursor.executemany(UPSERT.format(rows=ONE_ROW), written)
