"""Writes the empty sheet that people fill in: the 21 columns of the import, with drop-down lists and an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jiahe.registry import choices
from jiahe.registry.rows import HEADINGS

PEOPLE_SHEET: Final = "人员"
EXPLANATION_SHEET: Final = "填写说明"
EXPLANATION_HEADINGS: Final = ("这一栏", "怎么填", "例子")

_LINES_PREPARED: Final = 20_000
_TEXT_FORMAT: Final = "@"
_DATE_FORMAT: Final = "yyyy-mm-dd"
_YES_OR_NO: Final = ("是", "否")


@dataclass(frozen=True, slots=True)
class _Column:
    """How one column looks, what may be chosen in it, and what the explanation says of it."""

    width: int
    explanation: str
    example: str
    number_format: str = ""
    options: tuple[str, ...] = ()


def _options(table: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(table.values())


_COLUMNS: Final[dict[str, _Column]] = {
    "household_number": _Column(14, "同一户的每个人填同一个编号，不同的户不能相同。必填。", "3组-012", _TEXT_FORMAT),
    "relation": _Column(14, "每户有一位户主，其余的人填与户主的关系。", "户主", options=_options(choices.RELATIONS)),
    "name": _Column(12, "填户口簿上的姓名；没有公民身份号码时必填。", "陈秀英"),
    "sex": _Column(8, "填男或女；填了公民身份号码可以不填。", "女", options=_options(choices.SEXES)),
    "id_number": _Column(22, "填18位号码，最后一位可能是X；暂时没有的可以留空。", "户口簿上的18位号码", _TEXT_FORMAT),
    "birth_date": _Column(13, "填年、月、日；填了公民身份号码可以不填。", "1985-03-18", _DATE_FORMAT),
    "phone": _Column(15, "填11位的手机号码，不填座机；没有就留空。", "11位手机号码", _TEXT_FORMAT),
    "ethnicity": _Column(10, "填民族的全称。", "汉族", options=tuple(choices.ETHNICITIES)),
    "hukou_code": _Column(16, "填户口所在村（社区）的12位编码。", "350583103201", _TEXT_FORMAT),
    "hukou_type": _Column(10, "填农业或非农业。", "农业", options=_options(choices.HUKOU_TYPES)),
    "residence_code": _Column(
        16, "填现在居住的村（社区）的12位编码；与户籍地相同也请填写。", "350583103201", _TEXT_FORMAT
    ),
    "marital_status": _Column(10, "填现在的婚姻状况。", "已婚", options=_options(choices.MARITAL_STATUSES)),
    "married_on": _Column(13, "填结婚登记的日期；未婚的留空。", "2010-10-01", _DATE_FORMAT),
    "education": _Column(10, "填最高的文化程度；在读的填正在读的。", "高中", options=_options(choices.EDUCATIONS)),
    "occupation": _Column(12, "填现在做的工作。", "务农"),
    "low_income": _Column(10, "正在领取低保的填是，没有的填否。", "否", options=_YES_OR_NO),
    "only_child_certificate": _Column(14, "领过独生子女父母光荣证的填是，没有的填否。", "否", options=_YES_OR_NO),
    "disability_grade": _Column(10, "按残疾证填1到4，1级最重；没有残疾证就留空。", "2", options=("1", "2", "3", "4")),
    "death_date": _Column(13, "已去世的填去世的日期；健在的留空。", "2025-12-01", _DATE_FORMAT),
    "address": _Column(24, "填村（社区）以下的住址。", "3组12号"),
    "note": _Column(24, "填其他需要说明的事；没有就留空。", "在外读书，寒假回家"),
}


WIDTHS: Final = {field: column.width for field, column in _COLUMNS.items()}  # in characters


def write_template(path: Path) -> None:
    """Write the empty sheet to ``path``. It holds no person, so importing it as it is says that nobody is in it."""
    import xlsxwriter  # as long to read as all the rest of a command: only where a workbook is made

    with xlsxwriter.Workbook(str(path)) as book:
        people = book.add_worksheet(PEOPLE_SHEET)
        explanation = book.add_worksheet(EXPLANATION_SHEET)
        heading_format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#F3E9DC", "border": 1}
        )
        people.freeze_panes(1, 0)
        people.set_row(0, 28)
        for index, (field, column) in enumerate(_COLUMNS.items()):
            cell_format = book.add_format({"num_format": column.number_format}) if column.number_format else None
            people.set_column(index, index, column.width, cell_format)
            people.write_string(0, index, HEADINGS[field], heading_format)
            if column.options:
                people.data_validation(1, index, _LINES_PREPARED, index, _drop_down(field, column))
        _explain(explanation, heading_format)


def _drop_down(field: str, column: _Column) -> dict[str, Any]:
    """The validation of a column. It advises and does not forbid: synonyms are read as well.

    The format allows a list 255 characters in all; the longest, the peoples, just fits.
    """
    return {
        "validate": "list",
        "source": list(column.options),
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": HEADINGS[field],
        "error_message": "建议从下拉的几项里选一项，导入时最不容易出错。",
    }


def _explain(explanation: Any, heading_format: Any) -> None:
    explanation.freeze_panes(1, 0)
    explanation.set_column(0, 0, 16)
    explanation.set_column(1, 1, 60)
    explanation.set_column(2, 2, 22)
    for index, heading in enumerate(EXPLANATION_HEADINGS):
        explanation.write_string(0, index, heading, heading_format)
    for row, (field, column) in enumerate(_COLUMNS.items(), start=1):
        explanation.write_string(row, 0, HEADINGS[field])
        explanation.write_string(row, 1, column.explanation)
        explanation.write_string(row, 2, column.example)
