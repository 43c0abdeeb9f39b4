"""What a bank sends back, as a workbook. Nothing here needs Django."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

Row = tuple[object, ...]


def sheet(rows: Sequence[Row], headings: Sequence[str] = ("付款编号", "结果", "原因", "金额(元)")) -> bytes:
    """A workbook as the bank sends it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        for line, row in enumerate([tuple(headings), *rows]):
            for column, cell in enumerate(row):
                page.write(line, column, cell)
    return content.getvalue()
