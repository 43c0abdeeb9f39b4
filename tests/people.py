"""Rows of synthetic people for tests: a family of 芸林村 that stays the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiahe.registry.id_number import make
from jiahe.registry.rows import PersonRow
from tests.places import YUNLIN

HEAD = PersonRow(
    line=2, household_number="001", relation="head", name="林建国", sex="M", birth_date=date(1990, 3, 5),
    id_number=make("999999", date(1990, 3, 5), 11), phone="13900000011", hukou_code=YUNLIN, hukou_type="rural",
    residence_code=YUNLIN, marital_status="married", married_on=date(2016, 10, 1), ethnicity="汉族", address="3组12号",
)  # fmt: skip
WIFE = replace(
    HEAD, line=3, relation="spouse", name="陈秀英", sex="F", birth_date=date(1992, 7, 9),
    id_number=make("999999", date(1992, 7, 9), 12), phone="13900000012",
)  # fmt: skip
CHILD = PersonRow(
    line=4, household_number="001", relation="daughter", name="林小满", sex="F", birth_date=date(2026, 5, 21),
    id_number=make("999999", date(2026, 5, 21), 22), hukou_code=YUNLIN, residence_code=YUNLIN,
)  # fmt: skip
FAMILY = [HEAD, WIFE, CHILD]


def family(number: str, **changes: Any) -> list[PersonRow]:
    """The same family under another household number, as other people: their own ID numbers, no phones."""
    seed = int(number)
    rows = []
    for place, row in enumerate(FAMILY):
        odd = 1 if row.sex == "M" else 0
        number_of = make("999999", row.birth_date or date(1990, 1, 1), (seed * 6 + place * 2 + odd) % 1000)
        rows.append(
            replace(row, household_number=number, id_number=number_of, phone="", line=seed * 10 + place, **changes)
        )
    return rows
