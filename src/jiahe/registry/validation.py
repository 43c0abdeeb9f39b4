"""What is impossible, and what is merely unlikely, in one row and in one household.

The import and the desk's forms ask the same questions here. An impossible row stays out of the registry; an unlikely
one is let in with a warning. No sentence repeats an ID number, a phone number or a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Final

from jiahe.registry import id_number
from jiahe.registry.rows import HEADINGS, Fault, PersonRow

OLDEST_POSSIBLE: Final = 130
OLDEST_LIKELY: Final = 110
YOUNGEST_LIKELY_HEAD: Final = 16
LEGAL_MARRIAGE_AGE: Final = {"F": 20, "M": 22}
SMALLEST_PARENT_GAP: Final = 12
LONGEST_NAME: Final = 50
LONGEST: Final = {"household_number": 40, "occupation": 50, "address": 200, "note": 500}

_LIMITED: Final = attrgetter(*LONGEST)
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?:0[0-9]{9,11}|[2-8][0-9]{6,7})")
_DIGIT: Final = re.compile(r"\d")
_UNEXPECTED_IN_NAME: Final = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ?？*＊#]")
_SEX_OF_RELATION: Final = {
    "son": "M",
    "father": "M",
    "father_in_law": "M",
    "son_in_law": "M",
    "daughter": "F",
    "mother": "F",
    "mother_in_law": "F",
    "daughter_in_law": "F",
}

Tell = Callable[[Fault], None]


def age_on(birth_date: date, on: date) -> int:
    """Completed years of life on a day."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def completed(row: PersonRow) -> PersonRow:
    """The row with sex and birth date taken from the ID number where the row leaves them blank."""
    number = row.id_number
    if not number or (row.sex and row.birth_date) or id_number.fault_of(number):
        return row
    return replace(
        row,
        sex=row.sex or id_number.sex_of(number),
        birth_date=row.birth_date or id_number.birth_date_of(number),
    )


def check_row(row: PersonRow, *, on: date) -> list[Fault]:
    """The faults of one row by itself, on a day. The row's texts are expected to be normalised already."""
    faults: list[Fault] = []
    tell = faults.append
    _identity(row, tell)
    _name(row, tell)
    if row.phone and not _MOBILE.fullmatch(row.phone):
        _phone(row, tell)
    _dates(row, on, tell)
    _life(row, on, tell)
    _codes(row, tell)
    _lengths(row, tell)
    return faults


def _error(row: PersonRow, field: str, message: str) -> Fault:
    return Fault(row.line, field, message)


def _warning(row: PersonRow, field: str, message: str) -> Fault:
    return Fault(row.line, field, message, "warning")


def _identity(row: PersonRow, tell: Tell) -> None:
    number = row.id_number
    if not number:
        if not row.sex:
            tell(_error(row, "sex", "没有公民身份号码时必须填写性别，请填男或女。"))
        if row.birth_date is None:
            tell(_error(row, "birth_date", "没有公民身份号码时必须填写出生日期，请按 2020-01-05 的样子填写。"))
        return
    problem = id_number.fault_of(number)
    if problem:
        tell(_error(row, "id_number", problem))
        return
    if row.birth_date and row.birth_date != id_number.birth_date_of(number):
        tell(_error(row, "birth_date", "出生日期与公民身份号码里的出生日期不一致，请核对这两格。"))
    if row.sex and row.sex != id_number.sex_of(number):
        tell(_error(row, "sex", "性别与公民身份号码第17位不一致（单数为男，双数为女），请核对这两格。"))


def _name(row: PersonRow, tell: Tell) -> None:
    name = row.name
    if not name:
        if row.id_number:
            tell(_warning(row, "name", "姓名没有填，请补上，方便村里联系。"))
        else:
            tell(_error(row, "name", "没有公民身份号码时必须填写姓名，请补上。"))
    elif len(name) > LONGEST_NAME:
        tell(_error(row, "name", f"姓名有{len(name)}个字，超过了{LONGEST_NAME}个字，请只填姓名。"))
    elif _DIGIT.search(name):
        tell(_error(row, "name", "姓名里有数字，请只填姓名，不要带编号或电话。"))
    elif len(name) == 1:
        tell(_warning(row, "name", "姓名只有一个字，请核对是否漏了字。"))
    elif _UNEXPECTED_IN_NAME.search(name):
        tell(_warning(row, "name", "姓名里有字母或问号等符号，请核对；有生僻字的，请用中文输入法补上。"))


def _phone(row: PersonRow, tell: Tell) -> None:
    if _LANDLINE.fullmatch(row.phone):
        tell(_error(row, "phone", "这像是座机号码，请填写11位的手机号码；没有手机就留空。"))
    else:
        tell(_error(row, "phone", "手机号码应是11位数字，以13至19开头，请改正；没有手机就留空。"))


def _dates(row: PersonRow, on: date, tell: Tell) -> None:
    born, married, died = row.birth_date, row.married_on, row.death_date
    if born and born > on:
        tell(_error(row, "birth_date", f"出生日期晚于{_in_words(on)}，请核对年份。"))
    if married and married > on:
        tell(_error(row, "married_on", f"结婚日期晚于{_in_words(on)}，请核对年份。"))
    if died and died > on:
        tell(_error(row, "death_date", f"死亡日期晚于{_in_words(on)}，请核对年份。"))
    if born and died and died < born:
        tell(_error(row, "death_date", "死亡日期早于出生日期，请核对这两格。"))
    if born and married and married < born:
        tell(_error(row, "married_on", "结婚日期早于出生日期，请核对这两格。"))
    if married and died and died < married:
        tell(_error(row, "married_on", "结婚日期晚于死亡日期，请核对这两格。"))


def _life(row: PersonRow, on: date, tell: Tell) -> None:
    born = row.birth_date
    if born is not None and born <= on:
        age = age_on(born, row.death_date or on)
        if age > OLDEST_POSSIBLE:
            tell(_error(row, "birth_date", f"按出生日期算已有{age}岁，请核对年份；已去世的请补上死亡日期。"))
        elif age > OLDEST_LIKELY:
            tell(_warning(row, "birth_date", f"按出生日期算已有{age}岁，请核对；已去世的请补上死亡日期。"))
        if row.relation == "head" and age_on(born, on) < YOUNGEST_LIKELY_HEAD:
            tell(_warning(row, "relation", f"户主不满{YOUNGEST_LIKELY_HEAD}岁，请核对户主是否填对。"))
        legal_age = LEGAL_MARRIAGE_AGE.get(row.sex)
        if legal_age and row.married_on and born <= row.married_on and age_on(born, row.married_on) < legal_age:
            tell(_warning(row, "married_on", f"结婚时不满{legal_age}岁，请核对结婚日期和出生日期。"))
    if row.married_on and row.marital_status == "single":
        tell(_warning(row, "marital_status", "婚姻状况是未婚，却填了结婚日期，请核对这两格。"))
    if row.sex and _SEX_OF_RELATION.get(row.relation, row.sex) != row.sex:
        tell(_warning(row, "relation", "与户主关系和性别对不上，请核对这两格。"))


def _codes(row: PersonRow, tell: Tell) -> None:
    if row.disability_grade is not None and row.disability_grade not in (1, 2, 3, 4):
        tell(_error(row, "disability_grade", "残疾等级只有一级到四级，请填1、2、3或4；没有残疾证就留空。"))
    if row.hukou_code is not None and not _has_twelve_digits(row.hukou_code):
        tell(_error(row, "hukou_code", "户籍地编码应是12位的村（社区）编码，请补全。"))
    if row.residence_code is not None and not _has_twelve_digits(row.residence_code):
        tell(_error(row, "residence_code", "居住地编码应是12位的村（社区）编码，请补全。"))


def _lengths(row: PersonRow, tell: Tell) -> None:
    for field, length in zip(LONGEST, map(len, _LIMITED(row)), strict=True):
        longest = LONGEST[field]
        if length > longest:
            tell(_error(row, field, f"{HEADINGS[field]}太长了，最多 {longest} 个字，请写短一些。"))


def _has_twelve_digits(code: int) -> bool:
    return 10**11 <= code < 10**12


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def check_household(rows: list[PersonRow], *, on: date) -> list[Fault]:
    """The faults that only show when the rows of one household are read together.

    A head who has died by ``on`` does not stand in the way of the one who came after.
    """
    faults: list[Fault] = []
    if not rows:
        return faults
    heads = [row for row in rows if row.relation == "head"]
    living = [row for row in heads if row.death_date is None or row.death_date > on]
    if not heads:
        faults.append(_warning(rows[0], "relation", "这一户没有户主，请把其中一位的与户主关系填为户主。"))
    for second in living[1:]:
        faults.append(_error(second, "relation", "这一户已经有户主了，请改正这一行的与户主关系，或核对户编号。"))
    faults.extend(_generations(rows, living[0] if living else heads[0] if heads else None))
    return faults


def _generations(rows: list[PersonRow], head: PersonRow | None) -> Iterator[Fault]:
    spouse = next((row for row in rows if row.relation == "spouse"), None)
    for row in rows:
        if row.relation in ("son", "daughter") and _too_close(head, row):
            yield _error(
                row,
                "relation",
                f"户主比这位子女大不到{SMALLEST_PARENT_GAP}岁，请核对出生日期和与户主关系；如是继子女，请填其他。",
            )
        elif row.relation in ("father", "mother") and _too_close(row, head):
            yield _error(
                row,
                "relation",
                f"这位父母比户主大不到{SMALLEST_PARENT_GAP}岁，请核对出生日期和与户主关系；如是继父母，请填其他。",
            )
        elif row.relation in ("father_in_law", "mother_in_law") and _too_close(row, spouse):
            yield _error(
                row,
                "relation",
                f"这位父母比户主的配偶大不到{SMALLEST_PARENT_GAP}岁，请核对出生日期和与户主关系；如是继父母，请填其他。",
            )


def _too_close(parent: PersonRow | None, child: PersonRow | None) -> bool:
    if parent is None or child is None or parent.birth_date is None or child.birth_date is None:
        return False
    return age_on(parent.birth_date, child.birth_date) < SMALLEST_PARENT_GAP
