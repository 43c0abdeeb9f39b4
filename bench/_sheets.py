"""A large sheet of synthetic people of one county, as a county would send it; built once, kept in .bench/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from jiahe.registry.choices import EDUCATIONS, HUKOU_TYPES, MARITAL_STATUSES, RELATIONS, SEXES
from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.synthetic import families, give_numbers

FOLDER = Path(__file__).parent.parent / ".bench"
ON = date(2026, 11, 23)
WORDS: dict[str, dict[str, str]] = {
    "relation": RELATIONS, "sex": SEXES, "marital_status": MARITAL_STATUSES, "hukou_type": HUKOU_TYPES,
    "education": EDUCATIONS,
}  # fmt: skip


def people(villages: list[int], rows: int, seed: int = 3) -> Iterator[PersonRow]:
    """Synthetic people in families; household by household, village by village, as sheets are."""
    made: list[PersonRow] = []
    for family in families(villages=villages, households=rows, seed=seed, on=ON):
        made += family
        if len(made) >= rows:
            break
    order = {code: place for place, code in enumerate(villages)}
    made.sort(key=lambda row: (order.get(_home(row), 0), row.household_number))
    used: set[str] = set()

    def taken(number: str) -> bool:
        known = number in used
        used.add(number)
        return known

    yield from give_numbers(made[:rows], taken)


def _home(row: PersonRow) -> int:
    return row.residence_code or row.hukou_code or 0


def sheet(villages: list[int], rows: int) -> Path:
    """The sheet with so many rows; written on first use."""
    path = FOLDER / f"people-{rows}.xlsx"
    if path.exists():
        return path
    draft = path.with_suffix(".draft")
    with xlsxwriter.Workbook(str(draft), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(HEADINGS.values()))
        for line, row in enumerate(people(villages, rows), start=1):
            for column, name in enumerate(HEADINGS):
                text = in_words(name, getattr(row, name))
                if text:
                    page.write_string(line, column, text)
    draft.rename(path)
    return path


def in_words(name: str, value: object) -> str:
    """A value as a sheet has it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "" if value is None else str(value)
    return WORDS[name].get(text, text) if name in WORDS else text
