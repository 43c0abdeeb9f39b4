"""国家免疫规划: free vaccination by cohort, and HPV for girls from thirteen on."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import anywhere, at_hukou, of_nation, reference
from jiahe.benefits.rules.terms import ALIVE, BORN, HUKOU_IN_FUJIAN, IS_FEMALE, IS_MINOR
from jiahe.foundation.rules.expressions import Amounts, Day

DTAP_CHANGED = date(2025, 1, 1)
# Fujian gave it as a project of the province before the nation did; the first days of its rounds are inferred (grade D).
PROVINCE_BEGAN = date(2022, 9, 1)
SECOND_YEAR = Day("constant", (date(2023, 9, 1),))
AT_THE_CLINIC = Claim("带上预防接种证，按预约的日子去。", where="居住地的预防接种门诊", papers=("预防接种证",))

IMMUNISATION = Benefit(
    "immunisation", "免费预防接种", Unit.VISITS,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=date(2021, 2, 23),
            terms=[ALIVE, Term("under_eighteen", "不满18周岁（到6周岁接种完，漏种的可以补）", IS_MINOR)],
            # Whose first dose at two months fell due under the new schedule goes by it.
            amount=Amounts(
                [(BORN.plus(months=2).not_before(DTAP_CHANGED), anywhere("immunisation_visits"))],
                anywhere("immunisation_visits_former"),
            ).number,
            basis=[reference("immunisation_2021", "C"), reference("dtap_2024", "A'")],
            claim=AT_THE_CLINIC,
        )
    ],
)  # fmt: skip

HPV_VACCINATION = Benefit(
    "hpv_vaccination", "免费HPV疫苗", Unit.VISITS,
    concerns=IS_FEMALE & IS_MINOR,
    versions=[
        Version(
            since=PROVINCE_BEGAN,
            until=date(2025, 11, 10),
            terms=[
                ALIVE,
                Term(
                    "provincial_cohort", "2022年为2008年3月1日至2009年8月31日出生，2023年为2009年9月1日至2010年8月31日出生",
                    BORN.not_before(date(2008, 3, 1)) & BORN.before(date(2009, 9, 1))
                    | BORN.not_before(date(2009, 9, 1)) & BORN.before(date(2010, 9, 1)) & SECOND_YEAR.reached,
                ),
                Term("thirteen", "年满13周岁", BORN.plus(years=13).reached),
                HUKOU_IN_FUJIAN,
            ],
            assumed=[Assumption("two_doses", "两剂间隔6个月，以前没有打过（学籍在福建、户籍在外省的也可以）")],
            amount=at_hukou("hpv_doses"),
            basis=[reference("hpv_fujian", "B")],
            claim=AT_THE_CLINIC,
        ),
        Version(
            since=date(2025, 11, 10),
            terms=[
                ALIVE,
                Term("born_after_2011_11_10", "2011年11月10日以后出生", BORN.not_before(date(2011, 11, 11))),
                Term("thirteen", "年满13周岁", BORN.plus(years=of_nation("hpv_from_age")).reached),
            ],
            assumed=[Assumption("two_doses", "两剂间隔6个月，以前没有打过")],
            amount=anywhere("hpv_doses"),
            basis=[reference("hpv_2025", "B")],
            claim=AT_THE_CLINIC,
        )
    ],
)  # fmt: skip
