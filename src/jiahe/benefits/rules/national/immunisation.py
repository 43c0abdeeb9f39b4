"""国家免疫规划: free vaccination by cohort, and HPV for girls from thirteen on."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import anywhere, of_nation, reference
from jiahe.benefits.rules.terms import ALIVE, BORN, IS_FEMALE, IS_GROWN
from jiahe.foundation.rules.expressions import Amounts

DTAP_CHANGED = date(2025, 1, 1)
AT_THE_CLINIC = Claim("带上预防接种证，按预约的日子去。", where="居住地的预防接种门诊", papers=("预防接种证",))

IMMUNISATION = Benefit(
    "immunisation", "免费预防接种", Unit.VISITS,
    concerns=~IS_GROWN,
    versions=[
        Version(
            since=date(2021, 2, 23),
            terms=[ALIVE, Term("under_eighteen", "不满18周岁（到6周岁接种完，漏种的可以补）", ~IS_GROWN)],
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
    concerns=IS_FEMALE & ~IS_GROWN,
    versions=[
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
