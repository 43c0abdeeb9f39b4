"""The sheet as it was sent, with the problem beside each bad cell: to be mended there and imported again as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from jiahe.registry.cells import text_of
from jiahe.registry.rows import Fault
from jiahe.registry.sheets import REPORT_HEADING, columns_of, open_sheet

ALL_ROWS_UP_TO: Final = 5_000  # a larger sheet is reported with its bad rows only
COLOURS: Final = {"error": "#F9D6D2", "warning": "#FCEBC2"}


def write_report(source: Path, out: Path, faults: Iterable[Fault], *, meanings: Mapping[str, str], rows: int) -> None:
    """Write the rows of a sheet with their faults: cells in colour with a note, the sentences in a last column.

    Every cell is written as text, so that nothing in it is taken for a formula.

    Raises:
        SheetError: the source cannot be read any more.
    """
    by_line: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_line[fault.line].append(fault)
    headings, lines = open_sheet(source)
    columns, _ = columns_of(headings, meanings)
    kept = [index for index, cell in enumerate(headings) if text_of(cell) and text_of(cell) != REPORT_HEADING]
    place = {field: kept.index(index) for field, index in columns.items() if index in kept}
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(out), {"constant_memory": True}) as book:
        looks = {severity: book.add_format({"bg_color": colour}) for severity, colour in COLOURS.items()}
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        page = book.add_worksheet("核对")
        page.freeze_panes(1, 0)
        page.set_column(0, len(kept) - 1, 15)
        page.set_column(len(kept), len(kept), 70)
        for column, name in enumerate([*(text_of(headings[index]) for index in kept), REPORT_HEADING]):
            page.write_string(0, column, name, bold)
        written = 0
        for line, cells in lines:
            found = by_line.get(line, [])
            if not found and (rows > ALL_ROWS_UP_TO or not any(map(_shown, cells))):
                continue
            written += 1
            texts = [_shown(cells[index]) if index < len(cells) else "" for index in kept]
            _write_row(page, written, texts, found, place, looks)
            if found:
                page.write_string(written, len(kept), "；".join(_sentence(fault) for fault in found), wrapped)


def _write_row(
    page: Any,
    row: int,
    texts: Sequence[str],
    faults: Sequence[Fault],
    place: Mapping[str, int],
    looks: Mapping[str, Any],
) -> None:
    marked: dict[int, Fault] = {}
    for fault in sorted(faults, key=lambda f: f.severity == "error"):  # of two on one cell the error colours it
        if fault.field in place:
            marked[place[fault.field]] = fault
    for column, text in enumerate(texts):
        fault_here = marked.get(column)
        if text or fault_here:
            page.write_string(row, column, text, looks[fault_here.severity] if fault_here else None)
        if fault_here:
            page.write_comment(row, column, fault_here.message)


def _sentence(fault: Fault) -> str:
    word = "" if fault.severity == "error" else "（提醒）"
    return f"{fault.heading}：{fault.message}{word}" if fault.heading else f"{fault.message}{word}"


def _shown(cell: object) -> str:
    """A cell as text that comes in again as the same: days as 2020-01-05, whole numbers without a point."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return text_of(cell)
