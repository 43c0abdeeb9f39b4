"""Reads one cell of a sheet by the column it stands in: dates, numbers, codes and choices as people write them.

No message repeats what stands in the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final

from jiahe.registry import choices, id_number
from jiahe.registry.choices import Choices
from jiahe.registry.rows import HEADINGS, Severity

Cell = Any  # what the two readers put in a cell: text, number, truth, date or nothing
Reader = Callable[[Cell], Any]

_NOTHING: Final = frozenset({"", "无", "没有", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "#n/a"})
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_TIME_OF_DAY: Final = re.compile(r"[\sT]+\d{1,2}:[\d:.]+$", re.ASCII)
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d{2}", re.ASCII)
_WHOLE_AS_DECIMAL: Final = re.compile(r"(\d+)\.0+", re.ASCII)

_LOST_DIGITS: Final = (
    "公民身份号码存成了数值，末尾几位已经丢失。请先把这一列的单元格格式设为文本，再重新填写完整的18位号码。"
)
_MASKS: Final = re.compile(r"[*＊•●○■□█▪]")
_MASKED: Final = (
    "这一格是遮着的，像是从系统导出的名单，导出的名单不能再导入。请填完整的内容，或下载空表来填；没有就留空。"
)
_DATE_UNREADABLE: Final = "看不懂这个日期，请按 2020-01-05 的样子填写年、月、日。"
_PHONE_UNREADABLE: Final = "手机号码应是11位数字，以13至19开头，请改正；没有手机就留空。"


class UnreadableError(Exception):
    """A cell that does not say what its column asks for, and the value to go on with."""

    def __init__(self, message: str, severity: Severity = "error", instead: object = None) -> None:
        super().__init__(message)
        self.message, self.severity, self.instead = message, severity, instead


def text_of(cell: Cell) -> str:
    """The cell as one line of text; a whole number without its decimal point."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.startswith('="') and text.endswith('"'):
            text = text[2:-1]
        return text if text.isprintable() else " ".join("".join(s if s.isprintable() else " " for s in text).split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return "" if cell is None else str(cell)


# The dot inside a name has many keys and one sign, U+00B7, as identity cards have it.
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅．﹒･", "·"))


def read_name(cell: Cell) -> str:
    """A name as it is kept: no spaces inside a Chinese one, one sign for the dot inside it."""
    name = text_of(cell)
    return name if name.isascii() else "".join(name.split()).translate(_DOTS)


def _refuse_masked(text: str) -> None:
    """Refuse what an export shows in place of a number or an address: it would take the place of the real one."""
    if _MASKS.search(text):
        raise UnreadableError(_MASKED)


def _read_address(cell: Cell) -> str:
    text = text_of(cell)
    if "•" in text:  # a star may stand in an address; our own mask does not
        raise UnreadableError(_MASKED)
    return text


def _read_id_number(cell: Cell) -> str:
    if isinstance(cell, float | int) and cell >= 10**15:
        raise UnreadableError(_LOST_DIGITS)
    number = id_number.normalise(text_of(cell))
    if number.lower() in _NOTHING:
        return ""
    _refuse_masked(number)
    if _SCIENTIFIC.fullmatch(number):
        raise UnreadableError(_LOST_DIGITS)
    if len(number) == id_number.LENGTH and number.endswith("000") and id_number.fault_of(number):
        raise UnreadableError(_LOST_DIGITS)
    return number


def _read_phone(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", text_of(cell)).strip("'’‘")
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text
    if text.lower() in _NOTHING:
        return ""
    _refuse_masked(text)
    if _SCIENTIFIC.fullmatch(text):
        raise UnreadableError("手机号码存成了数值，末尾几位可能丢失。请先把这一列的单元格格式设为文本，再重新填写。")
    text = re.sub(r"[\s\-()]+", "", text)
    text = _WHOLE_AS_DECIMAL.sub(r"\1", text).removeprefix("+")
    if len(text) == 13 and text.startswith("86"):
        text = text[2:]
    if not text.isascii() or not text.isdigit():
        raise UnreadableError(_PHONE_UNREADABLE)
    return text


def _read_date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else _date_of(text_of(cell))


@lru_cache(maxsize=65_536)
def _date_of(text: str) -> date | None:
    plain = _TIME_OF_DAY.sub("", unicodedata.normalize("NFKC", text))
    plain = "".join(plain.split()).strip("'’‘")
    if plain.lower() in _NOTHING:
        return None
    parts = _DATE.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain)
    if parts is None:
        raise UnreadableError(_DATE_UNREADABLE)
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        raise UnreadableError("日历上没有这一天，请核对，并按 2020-01-05 的样子填写。") from None


def _read_code(cell: Cell) -> int | None:
    return _code_of(text_of(cell))


@lru_cache(maxsize=65_536)
def _code_of(text: str) -> int | None:
    text = "".join(unicodedata.normalize("NFKC", text).split()).strip("'’‘")
    text = _WHOLE_AS_DECIMAL.sub(r"\1", text)
    if text.lower() in _NOTHING:
        return None
    if len(text) == 12 and text.isascii() and text.isdigit() and text[0] != "0":
        return int(text)
    if text.isdigit() and len(text) <= 9:
        raise UnreadableError("这里要填12位的村（社区）编码，现在填的是县、乡一级的短编码，请补全到村。")
    raise UnreadableError("编码应是12位数字的村（社区）编码，例如 350583103201，请改正。")


def _read_choice(table: Choices, cell: Cell) -> str:
    code = choices.parse(table, text_of(cell))
    if code is None:
        raise UnreadableError(f"这一格看不懂，请从这几项里选一项：{table.in_words()}。")
    return code


def _read_relation(cell: Cell) -> str:
    code = choices.parse(choices.RELATIONS, text_of(cell))
    if code is None:
        known = choices.RELATIONS.in_words()
        raise UnreadableError(f"这种关系暂按其他登记。请核对，最好从这几项里选：{known}。", "warning", "other")
    return code


def _read_education(cell: Cell) -> str:
    code = choices.parse(choices.EDUCATIONS, text_of(cell))
    if code is None:
        known = choices.EDUCATIONS.in_words()
        raise UnreadableError(f"文化程度看不懂，暂不登记这一格。请从这几项里选一项：{known}。", "warning")
    return code


def _read_ethnicity(cell: Cell) -> str:
    name = choices.parse_ethnicity(text_of(cell))
    if name is None:
        raise UnreadableError("民族看不懂，暂不登记这一格。请填民族全称，例如汉族、畲族；都不是的填其他。", "warning")
    return name


def _read_yes_or_no(cell: Cell) -> bool:
    answer = choices.parse_yes_or_no(text_of(cell))
    if answer is None:
        raise UnreadableError("这一格看不懂，请填是或否。")
    return answer


def _read_grade(cell: Cell) -> int | None:
    text = text_of(cell)
    if text.lower() in _NOTHING or choices.parse_yes_or_no(text) is False:
        return None
    grade = choices.parse_disability_grade(text)
    if grade is None:
        raise UnreadableError("残疾等级只有一级到四级，请填1、2、3或4；没有残疾证就留空。")
    return grade


# Field of PersonRow → how its cell is read. A reader raises UnreadableError; None says nothing.
READERS: Final[dict[str, Reader]] = dict.fromkeys(HEADINGS, text_of) | {
    "relation": _read_relation,
    "name": read_name,
    "sex": partial(_read_choice, choices.SEXES),
    "id_number": _read_id_number,
    "birth_date": _read_date,
    "phone": _read_phone,
    "address": _read_address,
    "ethnicity": _read_ethnicity,
    "hukou_code": _read_code,
    "hukou_type": partial(_read_choice, choices.HUKOU_TYPES),
    "residence_code": _read_code,
    "marital_status": partial(_read_choice, choices.MARITAL_STATUSES),
    "married_on": _read_date,
    "education": _read_education,
    "low_income": _read_yes_or_no,
    "only_child_certificate": _read_yes_or_no,
    "disability_grade": _read_grade,
    "death_date": _read_date,
}
