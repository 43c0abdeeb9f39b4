"""The declaration of 金秋助学.

The order of steps, the papers and the call-back are those of 福州“闽都助学” (2013); amounts differ by place and year, so
the county says one. How long each step may take is proposed, not found (`programmes.md` §20).
"""

from __future__ import annotations

from jiahe.delivery.cases.kind import CaseKind, Notice, Paper, Payment, Piece, Step
from jiahe.delivery.catalogue.programme import Programme, System, Task
from jiahe.delivery.catalogue.questions import Choice, Money, Text
from jiahe.foundation.regions.models import Level

GRANT = CaseKind(
    "golden-autumn-grant",
    title="金秋助学",
    ask="申请金秋助学",
    intro="独生子女和农村双女家庭，孩子今年考上大专、大学，家里一时有困难，可以申请。",
    questions=[
        Text("student", "考上的孩子叫什么", longest=30),
        Text("school", "录取的学校", longest=60),
        Choice("level", "读本科还是大专", options={"bachelor": "本科", "college": "大专"}),
        Money("income", "去年家里人均收入大约多少元", help="大概的数就行，村里会核实。", sensitive=True),
        Text("hardship", "家里有什么困难", lines=4, longest=500, sensitive=True),
    ],
    papers=[
        Paper("admission", "录取通知书", help="拍有姓名和学校的那一页。"),
        Paper("hardship", "低保证或者困难证明", help="没有的，村里可以帮您开。"),
        Paper("certificate", "独生子女证", help="双女家庭不用交。", required=False),
    ],
    steps=[
        Step(
            "village", "村里核实", within=5, told="村里会到家里看一看，核对材料。", by=Level.VILLAGE,
            questions=[Text("seen", "核实的情况", lines=3, longest=500, sensitive=True)],
        ),
        Step(
            "township", "镇里审核", within=5, told="镇里在审核。", by=Level.TOWNSHIP,
            questions=[Text("opinion", "审核意见", lines=2, longest=300, sensitive=True)],
        ),
        Step(
            "county", "县里决定", within=10, told="县里在研究给多少。", by=Level.COUNTY,
            questions=[Money("award", "资助多少元", help="不给的，选“不予受理”，写明原因。")],
        ),
        Notice(
            "notice", "公示", within=2, told="公示期满，没有异议就安排发放。", by=Level.COUNTY, days=7,
            shows=[Piece.NAME, Piece.VILLAGE, Piece.AWARD], award="award",
        ),
        Payment("pay", "登记付款", within=5, told="正在登记付款。", by=Level.COUNTY, amount="award"),
        # 60 days, as the calls-back of 福州 2013 took about two months in all.
        Step(
            "call-back", "回访", within=42, told="钱发出以后，会打电话问一问收到没有。", by=Level.COUNTY,
            questions=[Text("answer", "回访的情况", help="申请的人看得到。", lines=2, longest=500)],
        ),
    ],
)  # fmt: skip

PROGRAMME = Programme(
    "golden-autumn",
    title="金秋助学",
    system=System.LIVELIHOOD,
    task=Task.FAMILY_SUPPORT,
    summary="孩子考上大学，家里一时有困难，帮一把第一年的学费。",
    offers=[GRANT],
    journey="tests/journeys/test_golden_autumn.py::test_a_family_asks_papers_are_brought_it_is_public_and_paid",
)
