"""计生家庭意外险, 特殊家庭住院护理补贴险, 双岗联系: what the association and the county do for families."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Version
from jiahe.benefits.law import HUKOU, RESIDENCE, of_nation, reference
from jiahe.benefits.rules.special import SPECIAL_FAMILY
from jiahe.benefits.rules.terms import ALIVE, BORN, IS_GROWN, LOW_INCOME
from jiahe.foundation.rules.expressions import Condition, unwritten

TAIJIANG, LICHENG = 350103, 350502
SPECIAL: Condition = SPECIAL_FAMILY[0].test & SPECIAL_FAMILY[1].test & SPECIAL_FAMILY[2].test
ONLY_ELSEWHERE_UNKNOWN: Condition = ~(HUKOU.within(TAIJIANG) | HUKOU.within(LICHENG))

ACCIDENT_INSURANCE = Benefit(
    "accident_insurance", "计生家庭意外伤害保险", None,
    concerns=ALIVE.test,
    versions=[
        Version(
            since=date(2018, 1, 1),
            terms=[
                ALIVE,
                Term("from_1", "年满1周岁", BORN.plus(years=of_nation("accident_from_age")).reached),
                Term("to_65", "不超过65周岁", ~BORN.plus(years=of_nation("accident_to_age") + 1).reached),
                Term(
                    "covered_here", "当地由公家出钱投保的家庭",
                    HUKOU.within(TAIJIANG) & LOW_INCOME
                    | HUKOU.within(LICHENG) & (LOW_INCOME | SPECIAL)
                    | ONLY_ELSEWHERE_UNKNOWN & unwritten("户籍所在县的计生家庭意外伤害保险办法（谁出保费、保多少）"),
                ),
            ],
            assumed=[Assumption("family_planning_family", "是计划生育家庭")],
            basis=[reference("accident_guidance", "A"), reference("accident_taijiang", "A"), reference("accident_licheng", "A'")],
            claim=Claim("由区里统一投保，不用自己交钱；出险后告诉村（居）委会，由计生协帮助理赔。", where="户籍所在地的计生协", at=HUKOU),
        )
    ],
)  # fmt: skip

HOSPITAL_NURSING_INSURANCE = Benefit(
    "hospital_nursing_insurance", "住院护理补贴保险", None,
    quiet=True,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2018, 1, 1),
            terms=[
                ALIVE,
                *SPECIAL_FAMILY,
                Term(
                    "covered_here", "当地已为关爱家庭投保",
                    HUKOU.within(TAIJIANG) & RESIDENCE.within(TAIJIANG)
                    | ~HUKOU.within(TAIJIANG) & unwritten("户籍所在县的住院护理补贴保险办法（保费、每天多少、最多几天）"),
                ),
            ],
            assumed=[Assumption("draws_assistance", "在当地领特别扶助")],
            basis=[reference("nursing_insurance", "A")],
            claim=Claim("由计生协统一投保；住院后告诉双岗联系人或村（居）委会，由他们帮助理赔。", where="户籍所在地的计生协", at=HUKOU),
        )
    ],
)  # fmt: skip

TWO_CONTACTS = Benefit(
    "two_contacts", "双岗联系", None,
    quiet=True,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2020, 1, 1),
            terms=[ALIVE, *SPECIAL_FAMILY],
            basis=[reference("two_contacts", "B")],
            claim=Claim("不用申请：每户有一位乡镇（街道）干部和一位村（居）干部联系，有事直接找他们。", where="居住地的乡镇（街道）", at=RESIDENCE),
        )
    ],
)  # fmt: skip
