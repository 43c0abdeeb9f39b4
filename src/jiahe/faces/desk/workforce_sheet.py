"""The list of those who serve as a workbook: one line for each, the phone masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from jiahe.delivery.workforce.queries import current_credential
from jiahe.faces.kit.serving import paper_of

COLUMNS = {
    "姓名": 14, "哪一种": 16, "在哪里": 32, "服务到哪里": 16, "本职": 18, "擅长": 28, "电话": 16, "现在怎样": 12,
    "证书名称": 22, "级别": 10, "编号": 20, "发证日": 12, "到期日": 12, "证书现在": 18, "手上几项": 10, "最多几项": 10,
    "服务时长（小时）": 14, "推荐的日子": 12,
}  # fmt: skip
HEAD = {"bold": True, "valign": "vcenter", "bg_color": "#F3E9DC", "border": 1}


def workforce_workbook(rows: Sequence[Any], places: Mapping[int, str], *, on: date) -> bytes:
    """The workbook; what was typed stays text, so that nothing is reckoned or opened by itself."""
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    content = BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(content, options) as book:
        page = book.add_worksheet("服务人员")
        page.freeze_panes(1, 1)
        head = book.add_format(HEAD)
        for column, (heading, width) in enumerate(COLUMNS.items()):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, head)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row, places, on)):
                if isinstance(cell, str):
                    page.write_string(line, column, cell)
                else:
                    page.write_number(line, column, cell)
        page.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    return content.getvalue()


def _cells(row: Any, places: Mapping[int, str], on: date) -> Sequence[str | float]:
    paper, held = paper_of(row, on=on), current_credential(row, on=on)
    return (
        row.name,
        row.get_kind_display(),
        places.get(row.village_code, ""),
        row.serves.title,
        row.job,
        "、".join(row.skill_titles),
        row.masked_phone,
        row.get_state_display(),
        held.title if held else "",
        held.get_level_display() if held else "",
        held.number if held else "",
        held.issued_on.isoformat() if held else "",
        held.expires_on.isoformat() if held and held.expires_on else "",
        paper.words if paper else "不需要",
        sum(each.until is None for each in row.assignments.all()),
        row.capacity,
        (row.minutes or 0) / 60,
        row.nominated_on.isoformat(),
    )
