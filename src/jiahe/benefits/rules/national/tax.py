"""个人所得税专项附加扣除: what parents and grown children may take off their taxable income each month."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import anywhere, reference
from jiahe.benefits.rules.terms import ALIVE, BORN, CHILDREN, HAS_ARRIVED, IS_ALIVE, IS_GROWN, IS_MINOR, PARENTS, SCHOOL
from jiahe.foundation.rules.expressions import Amounts, Condition

CLAIM = Claim("在“个人所得税”App里填报，可以选每月发工资时扣，也可以在次年汇算清缴时扣；当年没填的，汇算时补。")
PAYS_TAX = Assumption("pays_tax", "有要交个人所得税的收入")
MONTH_OF_THREE: Condition = BORN.plus(years=3).month.reached
LEARNING = ("preschool", "preschool_last_year", "primary", "junior", "senior", "college")
SCHOOL_AGE = 6
OLDEST_STUDENT = 30  # beyond that nobody is asked whether he still learns

INFANT_CARE_TAX_DEDUCTION = Benefit(
    "infant_care_tax_deduction", "3岁以下婴幼儿照护扣除", Unit.CNY_A_MONTH,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=date(2022, 1, 1),
            terms=[ALIVE, Term("before_month_of_three", "出生当月到满3周岁的前一个月", ~MONTH_OF_THREE)],
            assumed=[PAYS_TAX, Assumption("shared_by_parents", "父母一方扣全部，或双方各扣一半")],
            amount=anywhere("tax_infant"),
            basis=[reference("deductions_2023", "A'")],
            claim=CLAIM,
        )
    ],
)  # fmt: skip

CHILD_EDUCATION_TAX_DEDUCTION = Benefit(
    "child_education_tax_deduction", "子女教育扣除", Unit.CNY_A_MONTH,
    concerns=IS_MINOR | PARENTS.some(IS_ALIVE) & ~BORN.plus(years=OLDEST_STUDENT).reached,
    versions=[
        Version(
            since=date(2019, 1, 1),
            terms=[
                ALIVE,
                Term("from_month_of_three", "满3周岁的当月起", MONTH_OF_THREE),
                Term("learning", "学前阶段，或者正在接受全日制教育", ~BORN.plus(years=SCHOOL_AGE).reached | SCHOOL.is_in(*LEARNING)),
            ],
            assumed=[PAYS_TAX, Assumption("shared_by_parents", "父母一方扣全部，或双方各扣一半")],
            amount=anywhere("tax_child_education"),
            basis=[reference("deductions_2023", "A'")],
            claim=CLAIM,
        )
    ],
)  # fmt: skip

ELDER_SUPPORT_TAX_DEDUCTION = Benefit(
    "elder_support_tax_deduction", "赡养老人扣除", Unit.CNY_A_MONTH,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2019, 1, 1),
            terms=[
                ALIVE,
                Term("parent_sixty", "父亲或母亲健在，满60周岁（从当月起）", PARENTS.some(IS_ALIVE & BORN.plus(years=60).month.reached)),
            ],
            assumed=[PAYS_TAX],
            amount=Amounts(
                [(PARENTS.some(CHILDREN.number_of(HAS_ARRIVED).at_least(2)), anywhere("tax_elder_shared"))],
                anywhere("tax_elder_only_child"),
            ).number,
            basis=[reference("deductions_2023", "A'")],
            claim=CLAIM,
        )
    ],
)  # fmt: skip
