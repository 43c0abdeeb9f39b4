"""Free services around marriage, pregnancy, childhood, age and chronic illness: 国家基本公共卫生服务 and its like."""

from __future__ import annotations

from datetime import date

from jiahe.benefits.benefit import Assumption, Benefit, Claim, Term, Unit, Version
from jiahe.benefits.law import HUKOU, anywhere, at_hukou, of_nation, reference
from jiahe.benefits.rules.terms import (
    ALIVE,
    BORN,
    HUKOU_IN_FUJIAN,
    IS_FEMALE,
    IS_GROWN,
    IS_MALE,
    IS_MINOR,
    MARITAL_STATUS,
)
from jiahe.foundation.rules.expressions import Condition, day, truth

PUBLIC_HEALTH_BEGINS = date(2009, 10, 1)
PUBLIC_HEALTH = [reference("public_health_2017", "B")]
AT_THE_HEALTH_CENTRE = "到居住地的社区卫生服务中心或乡镇卫生院，免费。"
LIVES_THERE = Assumption("lives_there", "在当地住满半年")
CHILD_BEARING: Condition = BORN.plus(years=15).reached & ~BORN.plus(years=50).reached
WEEKS_OF_PREGNANCY, LATEST_AFTER_DUE = 280, 14  # days before the day it is due, and after it

PREMARITAL_CHECK = Benefit(
    "premarital_check", "免费婚前医学检查", Unit.VISITS,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2016, 1, 1),
            terms=[
                ALIVE,
                HUKOU_IN_FUJIAN,
                Term("of_age_to_marry", "达到法定婚龄（男22周岁，女20周岁）", IS_FEMALE & BORN.plus(years=20).reached | IS_MALE & BORN.plus(years=22).reached),
                Term("not_married", "还没有登记结婚", MARITAL_STATUS.is_in("single", "divorced", "widowed")),
            ],
            assumed=[Assumption("about_to_marry", "准备登记结婚")],
            amount=at_hukou("premarital_visits"),
            basis=[reference("premarital", "C")],
            claim=Claim("结婚登记前两个人一起去，当天可以做完。", where="婚姻登记处旁的婚检中心或妇幼保健院", papers=("身份证",), at=HUKOU),
        )
    ],
)  # fmt: skip

PREPREGNANCY_CHECK = Benefit(
    "prepregnancy_check", "免费孕前优生健康检查", Unit.VISITS,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=date(2013, 1, 1),
            terms=[
                ALIVE,
                Term("child_bearing_age", "育龄（女15至49周岁，男不满60周岁）", IS_FEMALE & CHILD_BEARING | IS_MALE & ~BORN.plus(years=60).reached),
                Term("married", "已婚", MARITAL_STATUS.is_in("married")),
            ],
            assumed=[Assumption("plans_a_child", "准备怀孕，每怀一个孩子前检查一次（外来人口住满半年）")],
            amount=anywhere("prepregnancy_visits"),
            basis=[reference("prepregnancy", "B")],
            claim=Claim("怀孕前4至6个月夫妻一起去。", where="县（区）妇幼保健院", papers=("身份证", "结婚证")),
        )
    ],
)  # fmt: skip

DUE = day("pregnant_due")
ANTENATAL_CHECKS = Benefit(
    "antenatal_checks", "孕期健康管理", Unit.VISITS,
    concerns=IS_FEMALE & (CHILD_BEARING & IS_GROWN | truth("pregnancy_told")),
    versions=[
        Version(
            since=PUBLIC_HEALTH_BEGINS,
            terms=[
                ALIVE,
                Term(
                    "pregnant", "怀孕期间",
                    truth("pregnant") & DUE.plus(days=-WEEKS_OF_PREGNANCY).reached & ~DUE.plus(days=LATEST_AFTER_DUE).reached,
                ),
            ],
            assumed=[LIVES_THERE],
            amount=anywhere("antenatal_visits"),
            basis=PUBLIC_HEALTH,
            claim=Claim("怀孕13周前建《母子健康手册》并做第一次检查，以后在16至20周、21至24周、28至36周、37至40周各一次。" + AT_THE_HEALTH_CENTRE),
        )
    ],
)  # fmt: skip

NEWBORN_DAYS = 28
NEWBORN_SCREENING = Benefit(
    "newborn_screening", "新生儿疾病筛查", Unit.VISITS,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=date(2001, 6, 20),
            terms=[ALIVE, Term("newborn", "出生28天以内", ~BORN.plus(days=NEWBORN_DAYS).reached)],
            amount=anywhere("newborn_screening_visits"),
            basis=[reference("newborn_screening_law", "A'")],
            claim=Claim("出生的医院采足跟血、查听力；早出院的，请按医院约的日子回去采。"),
        )
    ],
)  # fmt: skip

CHILD_HEALTH_CHECKS = Benefit(
    "child_health_checks", "0至6岁儿童健康管理", Unit.VISITS,
    concerns=IS_MINOR,
    versions=[
        Version(
            since=PUBLIC_HEALTH_BEGINS,
            terms=[ALIVE, Term("under_seven", "0至6岁（不满7周岁）", ~BORN.plus(years=7).reached)],
            assumed=[LIVES_THERE],
            amount=anywhere("child_visits"),
            basis=PUBLIC_HEALTH,
            claim=Claim("出院后一周内上门看一次，满月、3、6、8、12、18、24、30、36个月和4、5、6岁各一次。" + AT_THE_HEALTH_CENTRE),
        )
    ],
)  # fmt: skip

CANCER_SCREENING = Benefit(
    "cancer_screening", "两癌筛查", Unit.VISITS,
    concerns=IS_FEMALE & IS_GROWN,
    versions=[
        Version(
            since=date(2009, 6, 1),
            terms=[
                ALIVE,
                Term("from_35", "年满35周岁", BORN.plus(years=of_nation("cancer_screening_from_age")).reached),
                Term("to_64", "不超过64周岁", ~BORN.plus(years=of_nation("cancer_screening_to_age") + 1).reached),
            ],
            assumed=[Assumption("in_turn", "农村和城镇低保妇女优先，三年查一次")],
            amount=anywhere("cancer_screening_visits"),
            basis=[reference("two_cancers", "B")],
            claim=Claim("按村（居）委会或乡镇卫生院通知的时间去。", where="县（区）妇幼保健院", papers=("身份证",)),
        )
    ],
)  # fmt: skip

ELDER_HEALTH_CHECK = Benefit(
    "elder_health_check", "老年人健康体检", Unit.VISITS,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=PUBLIC_HEALTH_BEGINS,
            terms=[ALIVE, Term("sixty_five", "年满65周岁", BORN.plus(years=of_nation("elder_check_from_age")).reached)],
            assumed=[LIVES_THERE],
            amount=anywhere("elder_check_visits"),
            basis=PUBLIC_HEALTH,
            claim=Claim("每年一次。" + AT_THE_HEALTH_CENTRE, papers=("身份证",)),
        )
    ],
)  # fmt: skip

CHRONIC_FOLLOWUP = Benefit(
    "chronic_followup", "高血压、糖尿病随访", Unit.VISITS,
    concerns=IS_GROWN,
    versions=[
        Version(
            since=PUBLIC_HEALTH_BEGINS,
            terms=[
                ALIVE,
                Term("thirty_five", "年满35周岁", BORN.plus(years=of_nation("chronic_from_age")).reached),
                Term("chronic_illness", "确诊高血压或2型糖尿病", truth("hypertension") | truth("diabetes")),
            ],
            assumed=[LIVES_THERE],
            amount=anywhere("chronic_visits"),
            basis=PUBLIC_HEALTH,
            claim=Claim("每年至少4次面对面随访、1次体检；糖尿病另有4次免费测空腹血糖。" + AT_THE_HEALTH_CENTRE),
        )
    ],
)  # fmt: skip
