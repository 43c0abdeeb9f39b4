"""婚假, 产假, 男方照顾假, 育儿假: leave that an employer gives, with wages and benefits unchanged."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import at_residence, reference
from jiahe.benefits.rules.births import HAD_LIVE_BIRTH, HAD_LOSS, IS_EARLY_LOSS, IS_LATE_LOSS, extra_for_hard_births
from jiahe.benefits.rules.terms import (
    ALIVE,
    BORN,
    CHILDREN,
    EMPLOYED,
    HAS_ARRIVED,
    IS_ALIVE,
    IS_MALE,
    IS_OF_WORKING_AGE,
    LAWFUL_BIRTH,
    LIVES_IN_FUJIAN,
    MARITAL_STATUS,
    MAY_GIVE_BIRTH,
    SPOUSE,
)
from jiahe.foundation.rules.expressions import Amounts, Condition, day, truth

SINCE_2016 = date(2016, 2, 19)
LONGEST_LEAVE = 180  # days: within them leave for a birth is taken
YEARS_OF_PARENTAL_LEAVE = 3
TO_THE_EMPLOYER = "向单位请假，工资福利照发，不影响晋级。"
FUJIAN_2022 = [reference("fujian_2022", "B")]

MARRIAGE_LEAVE = Benefit(
    "marriage_leave", "婚假", Unit.DAYS,
    concerns=IS_OF_WORKING_AGE,
    versions=[
        Version(
            since=SINCE_2016,
            terms=[
                ALIVE,
                EMPLOYED,
                LIVES_IN_FUJIAN,
                Term("married", "已依法登记结婚", MARITAL_STATUS.is_in("married") & day("married_on").reached),
                Term(
                    "newly_married", "登记结婚一年以内（法规没有写期限，按一年显示，待核实）",
                    ~day("married_on").plus(years=1).reached,
                ),
            ],
            amount=at_residence("leave_marriage"),
            basis=FUJIAN_2022,
            claim=Claim(TO_THE_EMPLOYER, papers=("结婚证",)),
        )
    ],
)  # fmt: skip

BIRTH_LEAVE: Condition = HAD_LIVE_BIRTH & ~day("birth_on").plus(days=LONGEST_LEAVE).reached
LOSS_LEAVE: Condition = HAD_LOSS & ~day("birth_on").plus(
    days=Amounts(
        [(IS_EARLY_LOSS, at_residence("leave_early_loss_most")), (IS_LATE_LOSS, at_residence("leave_late_loss"))],
        at_residence("leave_middle_loss"),
    ).number
).reached  # fmt: skip

MATERNITY_LEAVE = Benefit(
    "maternity_leave", "产假", Unit.DAYS,
    concerns=MAY_GIVE_BIRTH,
    versions=[
        Version(
            since=date(2012, 4, 28),
            terms=[
                ALIVE,
                EMPLOYED,
                Term("on_leave_for_birth", "在产假（或流产假）可以休的日子里，产前可以先休15天", BIRTH_LEAVE | LOSS_LEAVE | truth("births_told")),
            ],
            assumed=[LAWFUL_BIRTH],
            amount=Amounts(
                [
                    (HAD_LOSS & IS_EARLY_LOSS, at_residence("leave_early_loss_least").up_to(at_residence("leave_early_loss_most"))),
                    (HAD_LOSS & IS_LATE_LOSS, at_residence("leave_late_loss")),
                    (HAD_LOSS, at_residence("leave_middle_loss")),
                ],
                at_residence("leave_maternity_least").up_to(at_residence("leave_maternity_most"))
                + extra_for_hard_births(at_residence("leave_maternity_extra")),
            ).number,
            basis=[reference("order_619", "A'")],
            claim=Claim("向单位请假，天数由单位在158至180天之间确定（外省按当地规定），工资福利照发。", papers=("诊断证明或出生医学证明",)),
        )
    ],
)  # fmt: skip

PATERNITY_LEAVE = Benefit(
    "paternity_leave", "男方照顾假", Unit.DAYS,
    concerns=IS_MALE & IS_OF_WORKING_AGE,
    versions=[
        Version(
            since=SINCE_2016,
            terms=[
                ALIVE,
                EMPLOYED,
                LIVES_IN_FUJIAN,
                Term(
                    "wife_on_leave", "孩子出生后，女方产假期间（按180天显示，待核实）",
                    CHILDREN.some(day("birth_date").reached & IS_ALIVE & truth("born_to_them") & ~BORN.plus(days=LONGEST_LEAVE).reached)
                    | SPOUSE.some(truth("awaited") & ~day("pregnant_due").plus(days=LONGEST_LEAVE).reached),
                ),
            ],
            assumed=[LAWFUL_BIRTH],
            amount=at_residence("leave_paternity"),
            basis=FUJIAN_2022,
            claim=Claim(TO_THE_EMPLOYER, papers=("结婚证", "出生医学证明")),
        )
    ],
)  # fmt: skip

PARENTAL_LEAVE = Benefit(
    "parental_leave", "育儿假", Unit.DAYS_A_YEAR,
    concerns=IS_OF_WORKING_AGE,
    versions=[
        Version(
            since=date(2022, 3, 30),
            terms=[
                ALIVE,
                EMPLOYED,
                LIVES_IN_FUJIAN,
                Term(
                    "child_under_three", "有不满3周岁的孩子",
                    CHILDREN.some(HAS_ARRIVED & IS_ALIVE & ~BORN.plus(years=YEARS_OF_PARENTAL_LEAVE).reached),
                ),
            ],
            assumed=[LAWFUL_BIRTH, Assumption("each_spouse", "夫妻双方各自享受")],
            amount=at_residence("leave_parental"),
            basis=FUJIAN_2022,
            claim=Claim("夫妻双方各自向自己的单位请假，每年10天，到孩子满3周岁为止，工资福利照发。", papers=("出生医学证明",)),
        )
    ],
)  # fmt: skip
