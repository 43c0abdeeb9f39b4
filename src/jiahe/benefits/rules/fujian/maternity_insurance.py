"""生育津贴, 辅助生殖, 分娩镇痛: what the insurance gives around a birth.

Days of leave and days of allowance are two numbers: leave is the employer's, allowance the fund's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Payments, Spell, Term, Unit, Version
from jiahe.benefits.law import RESIDENCE, at_residence, of_nation, reference
from jiahe.benefits.payments import amount_on
from jiahe.benefits.rules.births import HAD_LOSS, IS_EARLY_LOSS, IS_LATE_LOSS, extra_for_hard_births
from jiahe.benefits.rules.terms import (
    ALIVE,
    BORN,
    EMPLOYMENT,
    FUJIAN,
    INSURANCE,
    IS_FEMALE,
    IS_GROWN,
    IS_MALE,
    MAY_GIVE_BIRTH,
    known_or_unwritten,
)
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import compiled
from jiahe.foundation.rules.expressions import Amounts, Condition, Subject, day, number, truth, unwritten

NEW_CONTRIBUTIONS = date(2026, 3, 1)
# Who gives birth within six months after the start is under the old rule.
OLD_RULE_UNTIL = date(2026, 9, 1)
BIRTH_ON = day("birth_on")
MONTHS = number("insured_months")
FULL: Condition = of_nation("allowance_full_months") <= MONTHS
HALF: Condition = BIRTH_ON.not_before(OLD_RULE_UNTIL) & (of_nation("allowance_half_months") <= MONTHS)
WORKS_FOR_OTHERS: Condition = EMPLOYMENT.is_in("employee", "unemployed")
IS_FLEXIBLE: Condition = EMPLOYMENT.is_in("flexible")
KNOWN_HERE = RESIDENCE.within(FUJIAN)
DAYS_OF_A_MONTH, PERCENT = 30, 100

DAYS = Amounts(
    [
        (HAD_LOSS & IS_EARLY_LOSS, at_residence("allowance_days_early_loss")),
        (HAD_LOSS & IS_LATE_LOSS, at_residence("allowance_days_late_loss")),
        (HAD_LOSS, at_residence("allowance_days_middle_loss")),
    ],
    at_residence("allowance_days_birth") + extra_for_hard_births(at_residence("allowance_days_extra")),
).number
MONEY = (number("employer_average_wage") * DAYS * Amounts([(FULL, PERCENT)], PERCENT // 2).number).divided_by(
    DAYS_OF_A_MONTH * PERCENT
)


def allowance_payment(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """One sum: the employer's average monthly wage of the year before by thirty, for each day; half of it, where half is due.

    Nothing where the wage, or what the days hang on, is not known.
    """
    born, _ = compiled(BIRTH_ON)(subject, on)
    low, high, _ = bounds(version.sums[0])(subject, on)
    days = amount_on(version, subject, on)
    if born is None or low is None or low != high or days is None:
        return []
    return [Payments.one(born, f"{born.isoformat()}/{(born + timedelta(days=days - 1)).isoformat()}", low)]


MATERNITY_ALLOWANCE = Benefit(
    "maternity_allowance", "生育津贴", Unit.DAYS,
    concerns=MAY_GIVE_BIRTH,
    versions=[
        Version(
            since=date(2023, 9, 28),
            terms=[
                ALIVE,
                Term("insured_work", "在用人单位参保，或者领失业保险金、灵活就业参保", WORKS_FOR_OTHERS | IS_FLEXIBLE),
                Term(
                    "birth_within_a_year", "生育（或流产）后一年内（没有查到期限，按一年显示，待核实）",
                    truth("gave_birth") & BIRTH_ON.reached & ~BIRTH_ON.plus(years=1).reached | truth("births_told"),
                ),
                Term("lives_in_fujian", "在福建参保", known_or_unwritten(KNOWN_HERE, "参保地的生育津贴规定（外省）")),
                Term(
                    "contributed", "生育时已连续缴费满12个月（2026年9月1日以后生育的，满6个月给一半）",
                    WORKS_FOR_OTHERS & (FULL | HALF)
                    | IS_FLEXIBLE & BIRTH_ON.not_before(NEW_CONTRIBUTIONS)
                    & unwritten("参保地是否开放灵活就业人员生育津贴，以及缴费月数的下限"),
                ),
            ],
            assumed=[
                Assumption("paid_without_break", "缴费没有中断；失业的在领失业保险金"),
                Assumption("months_at_birth", "缴费月数是到生育时的月数"),
            ],
            amount=DAYS,
            basis=[reference("allowance_contributions", "B")],
            claim=Claim(
                "在医院刷卡结算的，月底前打到本人银行卡；门诊手术等需要申请，20个工作日办完。按单位上年度月平均工资除以30，乘以天数。",
                where="参保地的医保经办机构", papers=("社保卡", "出生医学证明或诊断证明"),
            ),
            paying=allowance_payment,
            sums=(MONEY,),
        )
    ],
)  # fmt: skip


ASSISTED_REPRODUCTION = Benefit(
    "assisted_reproduction", "辅助生殖费用报销", Unit.RATIO,
    concerns=IS_GROWN & (IS_FEMALE & ~BORN.plus(years=50).reached | IS_MALE & ~BORN.plus(years=60).reached),
    versions=[
        Version(
            since=date(2024, 9, 1),
            terms=[
                ALIVE,
                Term("insured", "参加职工医保或居民医保", INSURANCE.is_in("employee", "resident")),
                Term("insured_in_fujian", "在福建参保", known_or_unwritten(KNOWN_HERE, "参保地的辅助生殖报销规定（外省）")),
            ],
            assumed=[Assumption("needs_treatment", "医生认为需要，在批准的17家机构做门诊治疗")],
            amount=(
                at_residence("assisted_reproduction_counted")
                * Amounts(
                    [(INSURANCE.is_in("employee"), at_residence("assisted_reproduction_employee"))],
                    at_residence("assisted_reproduction_resident"),
                ).number
            ).divided_by(Unit.RATIO.scale),
            basis=[reference("assisted_reproduction_notice", "A")],
            claim=Claim("在批准的机构刷卡直接结算：先自付15%，余下的职工医保报80%、居民医保报60%，没有起付线。", papers=("社保卡",)),
        )
    ],
)  # fmt: skip

LABOUR_ANALGESIA = Benefit(
    "labour_analgesia", "分娩镇痛费用报销", Unit.RATIO,
    concerns=IS_GROWN & IS_FEMALE & ~BORN.plus(years=50).reached,
    versions=[
        Version(
            since=date(2021, 1, 1),
            terms=[ALIVE, Term("rule_known", "查到福建的报销规定", unwritten("福建把分娩镇痛纳入医保的规定"))],
            basis=[reference("friendly_society", "A'")],
            claim=Claim("请向参保地的医保经办机构或医院打听。"),
        )
    ],
)  # fmt: skip
