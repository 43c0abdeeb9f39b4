"""One person as he stands in a sheet, on a form or in a synthetic family: the shape every way into the registry shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Severity = Literal["error", "warning"]

# Field of PersonRow → the heading of the import contract. The one place where a field gets its 中文.
HEADINGS: dict[str, str] = {
    "household_number": "户编号",
    "relation": "与户主关系",
    "name": "姓名",
    "sex": "性别",
    "id_number": "公民身份号码",
    "birth_date": "出生日期",
    "phone": "手机号码",
    "ethnicity": "民族",
    "hukou_code": "户籍地编码",
    "hukou_type": "户籍性质",
    "residence_code": "居住地编码",
    "marital_status": "婚姻状况",
    "married_on": "结婚日期",
    "education": "文化程度",
    "occupation": "职业",
    "low_income": "低保",
    "only_child_certificate": "独生子女证",
    "disability_grade": "残疾等级",
    "death_date": "死亡日期",
    "address": "住址",
    "note": "备注",
}

# Fields that a row and a person share by name; empty in the row means that the row says nothing of them.
PLAIN_FIELDS = (
    "relation", "name", "sex", "birth_date", "death_date", "ethnicity", "hukou_code", "hukou_type", "residence_code",
    "marital_status", "married_on", "education", "occupation", "low_income", "only_child_certificate",
    "disability_grade", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one row says of one person. Empty text, or None, means that the row says nothing of it.

    ``sex`` is F or M; ``hukou_type`` rural or urban; ``marital_status`` single, married, divorced or widowed; region
    codes are 12-digit numbers; ``disability_grade`` 1 (most severe) to 4; ``line`` is the row number in the sheet.
    """

    line: int = 0
    household_number: str = ""
    relation: str = ""
    name: str = ""
    sex: str = ""
    id_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    ethnicity: str = ""
    hukou_code: int | None = None
    hukou_type: str = ""
    residence_code: int | None = None
    marital_status: str = ""
    married_on: date | None = None
    education: str = ""
    occupation: str = ""
    low_income: bool | None = None
    only_child_certificate: bool | None = None
    disability_grade: int | None = None
    death_date: date | None = None
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of one row, in a plain sentence that says how to mend it.

    An ``error`` keeps the row out of the registry; a ``warning`` lets it in.
    """

    line: int
    field: str
    message: str
    severity: Severity = "error"

    @property
    def heading(self) -> str:
        """The column as the sheet names it."""
        return HEADINGS.get(self.field, "")


class Refused(ValueError):
    """What was entered cannot be; ``faults`` says which field and how to mend it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = [fault for fault in faults if fault.severity == "error"]
        super().__init__("；".join(fault.message for fault in self.faults))
