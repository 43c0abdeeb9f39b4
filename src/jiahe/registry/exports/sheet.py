"""The workbook of an export: the columns of the import, numbers masked, sensitive facts left out, all of it text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from jiahe.foundation.vault.masks import mask_address
from jiahe.registry.choices import EDUCATIONS, HUKOU_TYPES, MARITAL_STATUSES, SEXES
from jiahe.registry.models import Person
from jiahe.registry.rows import HEADINGS
from jiahe.registry.template_sheet import PEOPLE_SHEET, WIDTHS

ABOUT_SHEET: Final = "说明"
AT_ONCE: Final = 2_000  # people read by one query
ROWS_OF_A_SHEET: Final = 1_000_000  # Excel ends a little later
# Columns of the contract that stay empty: what is sensitive shows on no list, and a note may hold anything.
LEFT_OUT: Final = ("low_income", "disability_grade", "note", "death_date")
STEERS: Final = ("=", "+", "-", "@", "\t", "\r")  # at the start of a cell that is typed anew: a formula
YES_NO: Final = {True: "是", False: "否", None: ""}

Progress = Callable[[int, int], None]


def counts_by_village(rows: QuerySet[Person]) -> list[tuple[int, int]]:
    """How many people there are in each village, by its code."""
    return list(rows.order_by("village_code").values_list("village_code").annotate(n=Count("pk")))


def in_chunks(rows: QuerySet[Person], counts: Iterable[tuple[int, int]]) -> Iterator[list[Person]]:
    """The people of some villages, household by household: no query for each of them, never many in memory."""
    ordered = rows.select_related("household__merged_into").order_by("village_code", "household_id", "pk")
    for villages in _together(counts):
        here = ordered.filter(village_code__any_of=villages)
        found = list(here[:AT_ONCE])
        while found:
            yield found
            if len(found) < AT_ONCE:
                break
            village, home, pk = found[-1].village_code, found[-1].household_id, found[-1].pk
            after = Q(village_code__gt=village) | Q(village_code=village, household_id__gt=home)
            after |= Q(village_code=village, household_id=home, pk__gt=pk)
            found = list(here.filter(after)[:AT_ONCE])


def _together(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Villages that are small enough to be read by one query."""
    villages: list[int] = []
    people = 0
    for village, count in counts:
        if villages and people + count > AT_ONCE:
            yield villages
            villages, people = [], 0
        villages.append(village)
        people += count
    if villages:
        yield villages


def cells_of(people: Sequence[Person]) -> Iterator[list[str]]:
    """The cells of some people, in the order of the headings."""
    addresses: dict[int, str] = {}
    for person in people:
        home = person.household.root
        if home.pk not in addresses:
            addresses[home.pk] = mask_address(home.address)
        said = {
            "household_number": home.number,
            "relation": person.relation_title,
            "name": person.name,
            "sex": SEXES.get(person.sex, ""),
            "id_number": person.masked_id_number,
            "birth_date": person.birth_date.isoformat(),
            "phone": person.masked_phone,
            "ethnicity": person.ethnicity,
            "hukou_code": str(person.hukou_code or ""),
            "hukou_type": HUKOU_TYPES.get(person.hukou_type, ""),
            "residence_code": str(person.residence_code or ""),
            "marital_status": MARITAL_STATUSES.get(person.marital_status, ""),
            "married_on": person.married_on.isoformat() if person.married_on else "",
            "education": EDUCATIONS.get(person.education, ""),
            "occupation": person.occupation,
            "only_child_certificate": YES_NO[person.only_child_certificate],
            "address": addresses[home.pk],
        }
        yield [said.get(field, "") for field in HEADINGS]


def write_people(
    out: Path,
    chunks: Iterable[Sequence[Person]],
    *,
    total: int,
    about: Callable[[int], Sequence[tuple[str, str]]],
    progress: Progress,
) -> int:
    """Write the people of some chunks and a sheet that says what this is; returns how many people there were.

    Every cell is written as text. Beyond a million people another sheet goes on.
    """
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(out), {"constant_memory": True, "tmpdir": str(out.parent)}) as book:
        looks = {
            "bold": book.add_format({"bold": True, "bg_color": "#F3E9DC", "border": 1}),
            # A cell that begins like a formula stays a text, also when somebody opens and leaves it.
            "text": book.add_format({"num_format": "@", "quote_prefix": True}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        page, explanation = _new_page(book, PEOPLE_SHEET, looks), book.add_worksheet(ABOUT_SHEET)
        written, line, pages = 0, 0, 1
        for people in chunks:
            for cells in cells_of(people):
                if line == ROWS_OF_A_SHEET:
                    pages, line = pages + 1, 0
                    page = _new_page(book, f"{PEOPLE_SHEET} {pages}", looks)
                line += 1
                for column, text in enumerate(cells):
                    if text:
                        page.write_string(line, column, text, looks["text"] if text.startswith(STEERS) else None)
            written += len(people)
            progress(written, max(total, written))
        _explain(explanation, about(written), looks)
    return written


def _new_page(book: Any, name: str, looks: dict[str, Any]) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, (field, heading) in enumerate(HEADINGS.items()):
        page.set_column(column, column, WIDTHS[field])
        page.write_string(0, column, heading, looks["bold"])
    return page


def _explain(page: Any, lines: Sequence[tuple[str, str]], looks: dict[str, Any]) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 80)
    for row, (title, text) in enumerate(lines):
        page.write_string(row, 0, title, looks["bold"])
        page.write_string(row, 1, text, looks["wrapped"])
