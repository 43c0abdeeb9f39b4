"""学前一年免保育教育费."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import reference
from jiahe.benefits.rules.terms import ALIVE, BORN, IS_MINOR, SCHOOL

PRESCHOOL_LAST_YEAR = Benefit(
    "preschool_last_year", "幼儿园大班免保教费", Unit.CNY_A_MONTH,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=date(2025, 9, 1),
            terms=[
                ALIVE,
                Term("preschool_age", "在上幼儿园的年纪（满3周岁，不满8周岁）", BORN.plus(years=3).reached & ~BORN.plus(years=8).reached),
                Term("last_year", "在幼儿园读大班（学前最后一年）", SCHOOL.is_in("preschool_last_year")),
            ],
            assumed=[Assumption("approved_kindergarten", "幼儿园经教育部门批准")],
            basis=[reference("preschool_free", "A'")],
            claim=Claim("不用申请：公办园直接免，批准的民办园按公办园的标准减，高出的部分仍要交；伙食、住宿等另算。"),
        )
    ],
)  # fmt: skip
