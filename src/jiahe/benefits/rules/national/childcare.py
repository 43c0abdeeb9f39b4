"""育儿补贴: a yearly sum for each child under three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Payments, Spell, Term, Unit, Version
from jiahe.benefits.law import HUKOU, at_hukou, of_nation, reference
from jiahe.benefits.rules.terms import ALIVE, BORN, IS_MINOR, LAWFUL_BIRTH, birth_date_of
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.expressions import Subject

BEGINS = date(2025, 1, 1)
YEARS_PAID = 3
LAST_DAY_OF_LATE_FIRST_CLAIMS = date(2025, 12, 31)
FIRST_COHORT = date(2022, 1, 1)
A_YEARS_SUM, A_MONTHS_SUM = at_hukou("childcare_subsidy"), at_hukou("childcare_month")


def subsidy_payments(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """A full year's sum for each calendar year, in the year of the third birthday a twelfth for each month up to it.

    Who was born since the subsidy began has three full years: that of birth and the next two. The reckoning by months
    is inferred (grade D) from the published table of months of birth.
    """
    born = birth_date_of(subject)
    yearly, monthly = bounds(version.sums[0]), bounds(version.sums[1])
    payments = []
    for year, months in _years(born):
        day = max(date(year, 1, 1), born, BEGINS)
        if spell.until is not None and day >= spell.until and year > max(born.year, BEGINS.year):
            break  # the child did not live to see it
        amount = yearly(subject, day).low if months is None else months * (monthly(subject, day).low or 0)
        payments.append(Payments.one(day, str(year), amount))
    return payments


def _years(born: date) -> Iterator[tuple[int, int | None]]:
    """The calendar years that are paid for, with the months of those that are not paid in full."""
    if born >= BEGINS:
        yield from ((born.year + offset, None) for offset in range(YEARS_PAID))
        return
    for year in range(BEGINS.year, born.year + YEARS_PAID + 1):
        yield year, born.month if year == born.year + YEARS_PAID else None


def claim_deadline(subject: Subject, on: date) -> date | None:
    """The last day of the first claim (the end of the year after birth); after it, of this year's renewal."""
    born = birth_date_of(subject)
    first = date(born.year + 1, 12, 31) if born >= BEGINS else LAST_DAY_OF_LATE_FIRST_CLAIMS
    return first if on <= first else date(on.year, 12, 31)


CHILDCARE_SUBSIDY = Benefit(
    "childcare_subsidy", "育儿补贴", Unit.CNY_A_YEAR,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=BEGINS,
            terms=[
                ALIVE,
                Term("born_since_2022", "2022年1月1日以后出生", BORN.not_before(FIRST_COHORT)),
                Term(
                    "under_three", "不满3周岁",
                    ~BORN.plus(years=of_nation("childcare_until_age")).reached
                    # Every child born in 2022 is to have something, so who turned three on the first day has that day.
                    | BORN.before(date(2022, 1, 2)) & ~BORN.plus(years=3, days=1).reached,
                ),
            ],
            assumed=[LAWFUL_BIRTH, Assumption("chinese_nationality", "孩子是中国国籍")],
            amount=A_YEARS_SUM,
            sums=(A_YEARS_SUM, A_MONTHS_SUM),
            basis=[reference("childcare_plan", "B"), reference("childcare_management", "B")],
            claim=Claim(
                "父母一方或其他监护人申请：在支付宝、微信的“育儿补贴”小程序或省里的政务平台网上办，也可以到窗口办。出生当年或第二年"
                "第一次申请，以后两年每年续领一次；材料齐全的，一般30个工作日内审完，每个季度至少发一次。",
                where="孩子户籍所在地的乡镇（街道）",
                papers=("出生医学证明", "户口簿"),
                at=HUKOU,
            ),
            paying=subsidy_payments,
            deadline=claim_deadline,
        )
    ],
)  # fmt: skip
