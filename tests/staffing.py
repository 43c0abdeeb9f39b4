"""Sheets of accounts as a secretary fills them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

HEADINGS = ("区划编码", "单位", "岗位", "姓名", "手机号码", "账号")


def write_accounts(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A sheet with a line for each (code, name, phone, account[, role])."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for line, (code, name, phone, account, *role) in enumerate(rows, start=1):
            for column, value in enumerate((code, "", *(role or [""]), name, phone, account)):
                sheet.write_string(line, column, value)
    return path


def read_table(path: Path) -> list[list[str]]:
    """The cells of the first sheet of a workbook."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows]
