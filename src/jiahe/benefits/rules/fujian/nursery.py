"""托育补助: where a city gives one; of the province no amount has been seen."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import at_residence, reference
from jiahe.benefits.rules.terms import ALIVE, BORN, IS_MINOR, SCHOOL, known_or_unwritten
from jiahe.foundation.rules.expressions import Amounts

HAS_RULE = at_residence("nursery_from_2").in_force

NURSERY_SUBSIDY = Benefit(
    "nursery_subsidy", "普惠托育补助", Unit.CNY_A_MONTH,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=date(2023, 6, 1),
            terms=[
                ALIVE,
                Term("under_three", "不满3周岁", ~BORN.plus(years=3).reached),
                Term("rule_known", "查到当地的补助标准", known_or_unwritten(HAS_RULE, "居住地的普惠托育补助标准")),
                Term("in_nursery", "在备案的普惠托育机构入托", SCHOOL.is_in("nursery")),
            ],
            assumed=[Assumption("inclusive_nursery", "机构已备案，是普惠的；当月入托满15天（不满的减半）")],
            amount=Amounts(
                [
                    (BORN.plus(years=2).reached, at_residence("nursery_from_2")),
                    (BORN.plus(years=1).reached, at_residence("nursery_1_to_2")),
                ],
                at_residence("nursery_under_1"),
            ).number,
            basis=[reference("nursery_xiamen", "B")],
            claim=Claim("由托育机构申请，补给机构，用来降低收费；请问机构有没有享受。"),
        )
    ],
)  # fmt: skip
