"""Which rows of a sheet are one family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jiahe.registry.rows import PersonRow

Family = list[PersonRow]


def families_of(rows: Iterable[PersonRow]) -> list[Family]:
    """Rows with one household number are one family, in the order in which the numbers first appear.

    Where two villages of one sheet both count from 1, a number has heads in both: each head then gathers the rows of
    his own place, and a row of a third place follows the head above it.
    """
    by_number: dict[str, Family] = {}
    for row in rows:
        by_number.setdefault(row.household_number or f"#{row.id_number or row.line}", []).append(row)
    return [family for family in by_number.values() for family in _apart(family)]


def _apart(family: Family) -> list[Family]:
    places = {row.residence_code for row in family if row.relation == "head"}
    if len(places) < 2:
        return [family]
    by_place: dict[int | None, Family] = {place: [] for place in places}
    above = next(row.residence_code for row in family if row.relation == "head")
    for row in family:
        if row.relation == "head":
            above = row.residence_code
        by_place[row.residence_code if row.residence_code in places else above].append(row)
    return list(by_place.values())


def chunks_of(families: Sequence[Family], size: int, first: int | None = None) -> Iterator[list[Family]]:
    """Families in chunks of about ``size`` rows, the first of ``first``; a family is never split."""
    most = first or size
    chunk: list[Family] = []
    rows = 0
    for family in families:
        if chunk and rows + len(family) > most:
            yield chunk
            chunk, rows, most = [], 0, size
        chunk.append(family)
        rows += len(family)
    if chunk:
        yield chunk
