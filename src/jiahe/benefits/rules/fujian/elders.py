"""高龄补贴, 百岁老人慰问金, 养老服务消费补贴, and the first place in public homes for parents of special families."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Payments, Spell, Term, Unit, Version
from jiahe.benefits.law import HUKOU, RESIDENCE, at_hukou, at_residence, reference
from jiahe.benefits.payments import amount_on, monthly
from jiahe.benefits.rules.special import SPECIAL_FAMILY
from jiahe.benefits.rules.terms import ALIVE, BORN, HUKOU_IN_FUJIAN, IS_GROWN, LIVES_IN_FUJIAN, LOW_INCOME
from jiahe.foundation.rules.expressions import Amounts, Condition, Number, Subject, number, unwritten


def _since_month_after(years: int) -> Condition:
    """From the first day of the month after a birthday on, as 闽民保〔2015〕70号 has it."""
    return BORN.plus(years=years).month.plus(months=1).reached


LOCAL: dict[int, Number] = {years: at_hukou(f"advanced_age_{years}") for years in (80, 90, 100, 110)}
OF_LOW_INCOME = at_hukou("advanced_age_low_income")
HAS_LOCAL_RULE: Condition = LOCAL[80].in_force | LOCAL[90].in_force | LOCAL[100].in_force
LOCAL_BAND_REACHED: Condition = (
    LOCAL[80].in_force | LOCAL[90].in_force & _since_month_after(90) | LOCAL[100].in_force & _since_month_after(100)
)
LOCAL_AMOUNT = Amounts(
    [(LOCAL[years].in_force & _since_month_after(years), LOCAL[years]) for years in (110, 100, 90)]
    + [(LOCAL[80].in_force, LOCAL[80])],
    0,
).number
DOUBLE_NINTH = tuple(  # 农历九月初九 in the calendar of the sun
    date(*day)
    for day in (
        (2015, 10, 21), (2016, 10, 9), (2017, 10, 28), (2018, 10, 17), (2019, 10, 7), (2020, 10, 25), (2021, 10, 14),
        (2022, 10, 4), (2023, 10, 23), (2024, 10, 11), (2025, 10, 29), (2026, 10, 18), (2027, 10, 8), (2028, 10, 26),
        (2029, 10, 16), (2030, 10, 5),
    )
)  # fmt: skip


ADVANCED_AGE_ALLOWANCE = Benefit(
    "advanced_age_allowance", "高龄补贴", Unit.CNY_A_MONTH,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2015, 1, 1),
            terms=[
                ALIVE,
                Term("eighty", "年满80周岁的下一个月起", _since_month_after(80)),
                Term(
                    "low_income_or_local_rule", "享受低保，或者达到当地规定的年龄",
                    LOW_INCOME & OF_LOW_INCOME.in_force
                    | LOCAL_BAND_REACHED
                    | ~HAS_LOCAL_RULE & unwritten("户籍所在县对不享受低保的80周岁以上老人的高龄补贴规定"),
                ),
            ],
            assumed=[Assumption("no_pension", "不享受低保的，没有离退休金（各地规定不同）")],
            amount=Amounts([(LOW_INCOME & OF_LOW_INCOME.in_force, LOCAL_AMOUNT.or_more(OF_LOW_INCOME))], LOCAL_AMOUNT).number,
            basis=[reference("advanced_age_2015", "A")],
            claim=Claim(
                "本人或家里人申请，审核后按月打到卡里。", where="户籍所在地的村（居）委会或乡镇（街道）",
                papers=("身份证", "户口簿", "低保证（有的话）"), at=HUKOU,
            ),
            paying=monthly,
        )
    ],
)  # fmt: skip


def gifts(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """One at each Double Ninth of the spell, to the end of the next year."""
    return [
        Payments.one(day, str(day.year), amount_on(version, subject, day))
        for day in DOUBLE_NINTH
        if (spell.since is None or day >= spell.since) and (spell.until is None or day < spell.until)
        if day.year <= on.year + 1
    ]


CENTENARIAN_GIFT = Benefit(
    "centenarian_gift", "百岁老人重阳节慰问金", Unit.CNY,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2000, 1, 1),
            terms=[ALIVE, HUKOU_IN_FUJIAN, Term("hundred", "年满100周岁", BORN.plus(years=100).reached)],
            amount=at_hukou("centenarian_gift"),
            basis=[reference("centenarians", "B")],
            claim=Claim("不用申请：重阳节前由当地上门慰问，没有收到可以问村（居）委会。", at=HUKOU),
            paying=gifts,
        )
    ],
)  # fmt: skip

CARE_VOUCHER = Benefit(
    "care_voucher", "养老服务消费补贴", Unit.CNY_A_MONTH,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2026, 1, 1),
            until=date(2027, 1, 1),
            terms=[
                ALIVE,
                LIVES_IN_FUJIAN,
                Term("sixty", "年满60周岁", BORN.plus(years=60).reached),
                Term("needs_care", "评估为中度、重度或完全失能", number("ability_level") >= 2),
            ],
            assumed=[
                Assumption("no_other_help", "不是特困人员，没有同时领机构养老救助等同类补贴（和长期护理险、护理补贴要衔接）")
            ],
            amount=at_residence("care_voucher"),
            basis=[reference("care_voucher_fujian", "B")],
            claim=Claim(
                "在“民政通”上申请，先做能力评估；每月发电子券，当月有效，用于抵扣居家或机构养老服务，不发现金。", at=RESIDENCE
            ),
        )
    ],
)  # fmt: skip

PRIORITY_ELDER_HOME = Benefit(
    "priority_elder_home", "公办养老机构优先接收", None,
    quiet=True,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2017, 3, 1),
            terms=[ALIVE, *SPECIAL_FAMILY, Term("sixty", "年满60周岁", BORN.plus(years=60).reached), LIVES_IN_FUJIAN],
            basis=[reference("elders_homes", "B")],
            claim=Claim("向政府投资的养老机构提出，优先接收；也可以请双岗联系人帮着办。", where="居住地的民政部门", at=RESIDENCE),
        )
    ],
)  # fmt: skip
