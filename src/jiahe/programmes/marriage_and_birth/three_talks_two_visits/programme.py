"""The declaration of 三说两访: talks 三说, reception 接访 of whoever comes, and outreach 下访 to whoever does not."""

from __future__ import annotations

from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.catalogue.parameters import Parameter, Words, param, wording
from jiahe.delivery.catalogue.programme import Programme, System, Task
from jiahe.delivery.catalogue.questions import Choice, Money, Text
from jiahe.programmes.marriage_and_birth.three_talks_two_visits.talks import TALKS

TOPICS = {
    "maternity_leave": "产假",
    "paternity_leave": "陪产假",
    "parental_leave": "育儿假",
    "marriage_leave": "婚假",
    "maternity_allowance": "生育津贴",
    "dismissal": "怀孕、生育被辞退或降薪",
    "social_insurance": "社保、医保",
    "subsidy": "补贴、奖励扶助",
    "family_dispute": "家庭纠纷",
    "other": "别的事",
}
AT_WORK = frozenset(
    {"maternity_leave", "paternity_leave", "parental_leave", "marriage_leave", "maternity_allowance", "dismissal"}
)

CONTACT_DAYS = Parameter(
    "contact_days", "联系本人的时限", 1, 1, 5, "个工作日", "收下以后的第一步。天数越短，家里越安心。"
)
# 宁德 1988: of 86 matters 12 were settled on the spot and the others within a month (`programmes.md` §2, proposed).
SETTLE_DAYS = Parameter("settle_days", "办理答复的时限", 22, 5, 60, "个工作日", "从联系上本人以后算起。")
INTRO = Words(
    "intro",
    "求助前读到的话",
    "产假休不了、津贴没领到、被单位为难，或者有别的难处，都可以说。很快会有人联系您，办到哪一步这里看得到。",
    help="写清楚能帮什么、多久有回音。不写电话以外的个人信息。",
)
WHERE = Words(
    "where",
    "当面说的地方和时间",
    "工作日上班的时间，到村里、镇上当面说也一样，会替您记下来。",
    help="例如：每月 10 日上午，县计生协接访室，电话 0595-86000000。",
)

RECEPTION = CaseKind(
    "reception",
    title="接访",
    ask="找人帮忙",
    intro=wording(INTRO),
    questions=[
        Choice("topic", "是哪方面的事", options=TOPICS),
        Text(
            "employer", "单位叫什么", help="只用来帮您办这件事。", required=False, shown_if=("topic", AT_WORK), longest=100
        ),
        Text("story", "是怎么回事", help="用自己的话写，想到哪写到哪。", lines=5, longest=1000, sensitive=True),
        Text("wish", "您希望怎么解决", required=False, lines=2, longest=300, sensitive=True),
    ],
    steps=[
        Step(
            "contact", "联系本人、问清情况", within=param(CONTACT_DAYS), told="已经有人接了，会先联系您。",
            questions=[Text("found", "问到的情况", lines=3, sensitive=True)],
        ),
        Step(
            "settle", "办理、答复", within=param(SETTLE_DAYS), told="正在办。办好了会写在这里。",
            questions=[
                Text("answer", "答复", help="办成了什么、依据是什么。申请的人看得到。", lines=4, longest=1000),
                Money("recovered", "要回多少钱", help="没有就不填。", required=False),
            ],
        ),
    ],
    departments=("justice", "labour", "union", "insurance", "health", "civil_affairs"),
    recovers="recovered",
    summary="topic",
)  # fmt: skip

PROGRAMME = Programme(
    "three-talks-two-visits",
    title="三说两访",
    system=System.MARRIAGE_AND_BIRTH,
    task=Task.RIGHTS,
    summary="生育休假、津贴、就业上遇到难处，有人听、有人办、有答复。",
    offers=[RECEPTION, TALKS],
    journey="tests/journeys/test_cases.py::test_a_mother_is_heard_the_village_asks_above_a_department_settles_it",
    parameters=[CONTACT_DAYS, SETTLE_DAYS],
    texts=[INTRO, WHERE],
)
