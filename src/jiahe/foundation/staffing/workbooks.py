"""The sheet to be filled in, with every unit of a place in it, and the sheet of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import places_managed
from jiahe.foundation.accounts.directory import leading_role
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import in_ranges, path_to, ranges_of
from jiahe.foundation.staffing.rows import HEADINGS

WIDTHS = {"code": 16, "place": 34, "role": 14, "name": 12, "phone": 15, "username": 20}
RESULT = {**HEADINGS, "password": "一次性密码", "result": "结果"}
DEEDS = {"opened": "开了账号", "given": "加了岗位", "changed": "改了手机号码", "unchanged": "没有变"}
HEAD = {"bold": True, "valign": "vcenter", "bg_color": "#F3E9DC", "border": 1}


def write_account_template(path: Path, *, place: Region, by: Actor) -> int:
    """Write the sheet to fill in: a line for each village of a place that the actor manages; returns how many."""
    units = places_managed(by).filter(in_ranges("code", ranges_of(place)), level=Level.VILLAGE, has_data=True)
    ways: dict[int, str] = {}
    count = 0
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("开账号")
        text = book.add_format({"num_format": "@"})
        for index, (field, heading) in enumerate(HEADINGS.items()):
            sheet.set_column(index, index, WIDTHS[field], text)
            sheet.write_string(0, index, heading, book.add_format(HEAD))
        sheet.freeze_panes(1, 0)
        for unit in units.select_related("parent").order_by("code").iterator():
            above = unit.parent_id or 0
            if above not in ways:
                ways[above] = " ".join(r.title for r in path_to(unit)[1:-1])
            count += 1
            values = (str(unit.code), f"{ways[above]} {unit.title}", leading_role(unit).label, "", "", str(unit.code))
            for index, value in enumerate(values):
                sheet.write_string(count, index, value, text)
        about = book.add_worksheet("怎么填")
        about.set_column(0, 0, 90)
        for line, sentence in enumerate(EXPLANATION):
            about.write_string(line, 0, sentence)
    return count


EXPLANATION = (
    "一行是一个村居的一个岗位。只填姓名和手机号码；姓名空着的行不处理，可以先填一部分，以后再填再传。",
    "账号先填好了这个村居的编码，可以改成 3 到 40 个小写字母或数字；每个人的账号不一样。",
    "同一个村居要开第二个人，就复制一行，换一个账号。岗位也可以写会员小组长、家庭健康指导员、志愿者。",
    "同一份表再传一次，已经开好的不会变。",
    "传上去先检查，您看过、确认了才开。开好以后下载结果，里面是每个人的一次性密码，请分别转告本人。",
)


def write_result(path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    """Write the sheet of results."""
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("结果")
        for index, (field, heading) in enumerate(RESULT.items()):
            sheet.set_column(index, index, WIDTHS.get(field, 20))
            sheet.write_string(0, index, heading, book.add_format(HEAD))
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(lines, start=1):
            for index, field in enumerate(RESULT):
                sheet.write_string(row, index, line.get(field, ""))
