"""The numbers of the law as a workbook: one line for each value in each place, with its document."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from jiahe.benefits.guide import benefits_with
from jiahe.faces.kit.due import GRADES
from jiahe.faces.kit.law import Line, ShownNumber
from jiahe.foundation.rules.parameters import scale_of

COLUMNS = {
    "编码": 28, "名称": 34, "地方": 16, "哪一级": 10, "数值": 12, "单位": 10, "从哪天起": 12, "到哪天以前": 12, "现在怎样": 10,
    "文件": 40, "文号": 20, "文件日期": 12, "公布日期": 12, "网址": 40, "可信程度": 16, "最近核对": 12, "说明": 30, "用在": 40,
}  # fmt: skip
HEAD = {"bold": True, "valign": "vcenter", "bg_color": "#F3E9DC", "border": 1}


def law_workbook(shown: Sequence[ShownNumber]) -> bytes:
    """The workbook; an official address stays text, so that nothing is opened by itself."""
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet("政策参数")
        page.freeze_panes(1, 2)
        head = book.add_format(HEAD)
        for column, (heading, width) in enumerate(COLUMNS.items()):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, head)
        lines = [(each, line) for each in shown for line in each.lines]
        for row, (each, line) in enumerate(lines, start=1):
            for column, cell in enumerate(_cells(each, line)):
                if isinstance(cell, Decimal):
                    page.write_number(row, column, float(cell))
                elif cell:
                    page.write_string(row, column, cell)
        page.autofilter(0, 0, len(lines), len(COLUMNS) - 1)
    return content.getvalue()


def _cells(shown: ShownNumber, line: Line) -> Sequence[str | Decimal]:
    number, step, source = shown.number, line.step, line.step.source
    return (
        number.code,
        number.title,
        line.layer.place,
        line.layer.level,
        "不再有" if step.value is None else Decimal(step.value) / scale_of(number.unit),
        number.unit,
        step.since.isoformat(),
        step.until.isoformat() if step.until else "",
        line.standing[1],
        source.document,
        source.number,
        source.dated.isoformat() if source.dated else "",
        source.announced.isoformat() if source.announced else "",
        source.url,
        f"{source.grade} {GRADES[source.grade]}",
        f"{source.checked.isoformat()}{'，一年没有核对了' if line.long_unchecked else ''}",
        source.note,
        "、".join(benefit.title for benefit in benefits_with(number.code)),
    )
