"""独生子女父母光荣证 award, and leave for only children whose parents lie in hospital."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import HUKOU, at_hukou, at_residence, of_nation, reference
from jiahe.benefits.payments import once
from jiahe.benefits.rules.special import ONE_CHILD
from jiahe.benefits.rules.terms import (
    ALIVE,
    ARRIVED,
    BORN,
    CHILDREN,
    EMPLOYED,
    END_OF_ONE_CHILD_PERIOD,
    HAS_ARRIVED,
    HUKOU_IN_FUJIAN,
    IS_ALIVE,
    IS_GROWN,
    LIVES_IN_FUJIAN,
    PARENTS,
)
from jiahe.foundation.rules.calendar import birthday, days_after
from jiahe.foundation.rules.expressions import Condition, Subject, truth

CHILD_UNDER_14: Condition = ~BORN.plus(years=of_nation("only_child_award_until_age")).reached
YEARS_TO_CLAIM = 14


def claim_deadline(subject: Subject, on: date) -> date | None:
    """The last day before the child is fourteen."""
    born = next((child["birth_date"] for child in subject.related("children").subjects), None)
    fourteen = birthday(born, YEARS_TO_CLAIM) if born else None
    return days_after(fourteen, -1) if fourteen else None


def _award(since: date, until: date | None, grade: str) -> Version:
    return Version(
        since=since,
        until=until,
        terms=[
            ALIVE,
            HUKOU_IN_FUJIAN,
            Term("certificate", "领有独生子女父母光荣证", truth("only_child_certificate")),
            ONE_CHILD,
            Term(
                "one_child_period", "孩子在2016年1月1日以前出生或收养（截止日期待核实）",
                CHILDREN.some(ARRIVED.before(END_OF_ONE_CHILD_PERIOD)),
            ),
            Term("child_under_14", "孩子健在，不满14周岁", CHILDREN.some(HAS_ARRIVED & IS_ALIVE & CHILD_UNDER_14)),
        ],
        assumed=[Assumption("one_child_for_life", "自愿终身只要一个孩子")],
        amount=at_hukou("only_child_award"),
        basis=[reference("certificate_2016", grade)],
        claim=Claim(
            "孩子满14周岁前申请：夫妻都有单位的，两家单位各出一半；只有一方有单位的，由这家单位出；都没有单位的，到乡镇（街道）申请。",
            where="单位，或者户籍所在地的乡镇（街道）", papers=("独生子女父母光荣证", "身份证", "户口簿"), at=HUKOU,
        ),
        paying=once,
        deadline=claim_deadline,
    )  # fmt: skip


ONLY_CHILD_CERTIFICATE_AWARD = Benefit(
    "only_child_certificate_award", "独生子女父母一次性奖励", Unit.CNY,
    concerns=IS_GROWN,
    # Whether the revision of 2022 kept the award has not been seen.
    versions=[_award(date(2016, 2, 19), date(2022, 3, 30), "A'"), _award(date(2022, 3, 30), None, "C")],
)  # fmt: skip

PARENT_OLD_ENOUGH: Condition = IS_ALIVE & BORN.plus(years=of_nation("carer_leave_parent_age")).reached
HAS_SIBLING: Condition = PARENTS.some(CHILDREN.number_of(HAS_ARRIVED).at_least(2))

ONLY_CHILD_CARER_LEAVE = Benefit(
    "only_child_carer_leave", "独生子女父母护理假", Unit.DAYS_A_YEAR,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2017, 3, 1),
            terms=[
                ALIVE,
                EMPLOYED,
                LIVES_IN_FUJIAN,
                Term("only_child", "是父母唯一的孩子", ~HAS_SIBLING),
                Term("parent_sixty", "父亲或母亲年满60周岁", PARENTS.some(PARENT_OLD_ENOUGH)),
                Term(
                    "parent_in_hospital", "满60周岁的父亲或母亲生病住院",
                    PARENTS.some(PARENT_OLD_ENOUGH & truth("hospitalised")),
                ),
            ],
            amount=at_residence("leave_only_child_carer"),
            basis=[reference("elders_regulation", "B")],
            claim=Claim(
                "向单位请假，一年里累计不超过10天，工资福利照发；单位不发的，可以请人社部门责令支付。", papers=("父母的住院证明",)
            ),
        )
    ],
)  # fmt: skip
