"""计划生育家庭特别扶助: a monthly sum for the parents of an only child who died or is disabled, and for complications.

The nation's sums are floors by what happened to the child; Fujian's hang on age and 低保 instead, the same for both.
"""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import HUKOU, at_hukou, of_nation, reference
from jiahe.benefits.payments import monthly
from jiahe.benefits.rules.special import CHILD_DIED, SPECIAL_FAMILY
from jiahe.benefits.rules.terms import (
    ALIVE,
    BORN,
    HUKOU_TYPE,
    IS_ALIVE,
    IS_FEMALE,
    IS_GROWN,
    IS_MALE,
    LOW_INCOME,
    SPOUSE,
)
from jiahe.foundation.rules.expressions import Amounts, Condition, Number, number

BEGINS = date(2008, 1, 1)
IS_OLD_ENOUGH: Condition = BORN.plus(years=of_nation("special_assistance_from_age")).reached
HAS_LIVING_WIFE: Condition = SPOUSE.some(IS_ALIVE & IS_FEMALE)
# From the day the wife has reached the age both receive it; a man without a wife goes by his own age (grade C).
AGE_REACHED = Term(
    "wife_reached_49", "女方年满49周岁（没有配偶的，本人年满49周岁）",
    IS_FEMALE & IS_OLD_ENOUGH | IS_MALE & (SPOUSE.some(IS_ALIVE & IS_FEMALE & IS_OLD_ENOUGH) | ~HAS_LIVING_WIFE & IS_OLD_ENOUGH),
)  # fmt: skip
IS_RURAL = HUKOU_TYPE.is_in("rural")


def _national() -> Number:
    def by_hukou(what: str) -> Number:
        rural, urban = at_hukou(f"special_assistance_{what}_rural"), at_hukou(f"special_assistance_{what}")
        return Amounts([(IS_RURAL, rural)], urban).number

    return Amounts([(CHILD_DIED, by_hukou("died"))], by_hukou("disabled")).number


def _of_fujian() -> Number:
    def by_income(band: str) -> Number:
        low, usual = at_hukou(f"special_assistance_{band}_low_income"), at_hukou(f"special_assistance_{band}")
        return Amounts([(LOW_INCOME, low)], usual).number

    return Amounts([(BORN.plus(years=60).reached, by_income("60"))], by_income("49")).number


CLAIM = Claim(
    "本人向村（居）委会提出，乡镇（街道）初审，县（区）确认并公示，之后每年核一次，按月打到卡里。",
    where="户籍所在地的村（居）委会", papers=("身份证", "户口簿", "有关证明"), at=HUKOU,
)  # fmt: skip

SPECIAL_ASSISTANCE = Benefit(
    "special_assistance", "计划生育家庭特别扶助", Unit.CNY_A_MONTH,
    quiet=True,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=BEGINS,
            terms=[
                ALIVE,
                Term("born_since_1933", "1933年1月1日以后出生", BORN.not_before(date(1933, 1, 1))),
                AGE_REACHED,
                *SPECIAL_FAMILY,
            ],
            assumed=[Assumption("confirmed", "经县（区）卫生健康部门确认")],
            amount=Amounts([(at_hukou("special_assistance_49").in_force, _of_fujian())], _national()).number,
            basis=[reference("assistance_pilot", "A")],
            claim=CLAIM,
            paying=monthly,
        )
    ],
)  # fmt: skip

GRADE = number("complication_grade")

SPECIAL_ASSISTANCE_COMPLICATION = Benefit(
    "special_assistance_complication", "计划生育手术并发症扶助", Unit.CNY_A_MONTH,
    quiet=True,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2011, 1, 1),
            terms=[ALIVE, Term("complication", "经鉴定为一至三级并发症", GRADE >= 1)],
            amount=Amounts(
                [(GRADE <= 1, at_hukou("complication_1")), (GRADE <= 2, at_hukou("complication_2"))],
                at_hukou("complication_3"),
            ).number,
            basis=[reference("assistance_2022", "A'")],
            claim=CLAIM,
            paying=monthly,
        )
    ],
)  # fmt: skip
