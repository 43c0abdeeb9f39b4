"""农村部分计划生育家庭奖励扶助: a yearly sum from sixty on for rural parents of one child or of two daughters."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import HUKOU, at_hukou, reference
from jiahe.benefits.payments import yearly
from jiahe.benefits.rules.special import CHILD_DIED
from jiahe.benefits.rules.terms import (
    BORN,
    CHILDREN,
    HAS_ARRIVED,
    HUKOU_TYPE,
    IS_ALIVE,
    IS_FEMALE,
    IS_GROWN,
    SPOUSE,
)
from jiahe.foundation.rules.expressions import Condition

EVER = CHILDREN.number_of(HAS_ARRIVED)
DAUGHTERS = CHILDREN.number_of(HAS_ARRIVED & IS_FEMALE)
ONE_OR_TWO_DAUGHTERS: Condition = EVER.is_(1) | EVER.is_(2) & DAUGHTERS.is_(2) | EVER.at_least(1) & CHILD_DIED

RURAL_REWARD = Benefit(
    "rural_reward", "农村部分计划生育家庭奖励扶助", Unit.CNY_A_YEAR,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2004, 1, 1),
            terms=[
                Term("alive", "本人健在", IS_ALIVE),
                Term("rural_hukou", "本人是农村户口（农业户口，或者当地认定是农村居民）", HUKOU_TYPE.is_in("rural")),
                Term("spouse_rural_hukou", "爱人也是农村户口（没有爱人的，不看这一条）", ~SPOUSE.some(IS_ALIVE & HUKOU_TYPE.is_in("urban"))),
                Term("born_since_1933", "1933年1月1日或者以后出生", BORN.not_before(date(1933, 1, 1))),
                Term("one_child_or_two_daughters", "一共只有过一个孩子，或者只有过两个女儿，或者孩子都不在了", ONE_OR_TWO_DAUGHTERS),
                Term("sixty", "满60周岁（有的县满55周岁就有）", BORN.plus(years=at_hukou("rural_reward_from_age")).reached),
            ],
            assumed=[Assumption("within_the_rules", "1973年到2001年，没有违反当时的生育规定")],
            amount=at_hukou("rural_reward"),
            basis=[reference("reward_2005", "B")],
            claim=Claim(
                "自己到村委会提出来。乡镇（街道）先审，县（区）确认，中间张榜公示两次。定下来以后，钱每年打到卡里，人在一年就领一年。夫妻都符合的，一人一份。",
                where="户籍所在地的村委会", papers=("身份证", "户口簿"), at=HUKOU,
            ),
            paying=yearly,
        )
    ],
)  # fmt: skip
