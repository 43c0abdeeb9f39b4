"""残疾人两项补贴: for living, where the household has 低保, and for nursing, where the disability is severe."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import HUKOU, at_hukou, reference
from jiahe.benefits.payments import monthly
from jiahe.benefits.rules.terms import ALIVE, DISABILITY_GRADE, FUJIAN, IS_GROWN, LOW_INCOME
from jiahe.foundation.rules.expressions import Amounts, unwritten

BEGINS = date(2016, 1, 1)
CLAIM = Claim(
    "本人或家里人在网上或窗口申请，按月打到卡里。", where="户籍所在地的乡镇（街道）",
    papers=("身份证", "残疾人证", "低保证（有的话）"), at=HUKOU,
)  # fmt: skip
RULE_KNOWN = Term("rule_known", "查到当地的标准", HUKOU.within(FUJIAN) | unwritten("户籍所在省的残疾人两项补贴标准"))

DISABILITY_LIVING_SUBSIDY = Benefit(
    "disability_living_subsidy", "困难残疾人生活补贴", Unit.CNY_A_MONTH,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=BEGINS,
            terms=[
                ALIVE,
                Term("disabled", "有残疾人证", DISABILITY_GRADE >= 1),
                Term("low_income", "享受低保", LOW_INCOME),
                RULE_KNOWN,
            ],
            amount=at_hukou("disability_living"),
            basis=[reference("disability_2019", "B")],
            claim=CLAIM,
            paying=monthly,
        )
    ],
)  # fmt: skip

DISABILITY_NURSING_SUBSIDY = Benefit(
    "disability_nursing_subsidy", "重度残疾人护理补贴", Unit.CNY_A_MONTH,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=BEGINS,
            terms=[
                ALIVE,
                Term("severely_disabled", "残疾一级或二级", (DISABILITY_GRADE >= 1) & (DISABILITY_GRADE <= 2)),
                RULE_KNOWN,
            ],
            amount=Amounts(
                [
                    ((DISABILITY_GRADE <= 1) & LOW_INCOME, at_hukou("disability_nursing_1_needy")),
                    (DISABILITY_GRADE <= 1, at_hukou("disability_nursing_1")),
                    (LOW_INCOME, at_hukou("disability_nursing_2_needy")),
                ],
                at_hukou("disability_nursing_2"),
            ).number,
            basis=[reference("disability_2019", "B")],
            claim=CLAIM,
            paying=monthly,
        )
    ],
)  # fmt: skip
