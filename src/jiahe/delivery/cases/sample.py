"""The cases' part of the sample province: some dozens in every state, so that no page is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from jiahe.delivery.cases import actions, owners
from jiahe.delivery.cases.models import Case, Source
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.registry.models import Person
from jiahe.registry.queries import Narrowing, people

STORIES = (
    ("maternity_leave", "产假只给了九十八天，单位说没有别的假。"),
    ("maternity_allowance", "生育津贴三个月了还没有到账。"),
    ("subsidy", "奖励扶助今年没有收到，存折上没有。"),
    ("parental_leave", "请育儿假，主管一直不批。"),
    ("dismissal", "怀孕以后被调了岗，工资少了一半。"),
    ("social_insurance", "孩子的医保不知道在哪里参保。"),
    ("family_dispute", "家里为了带孩子的事吵得厉害，想找人劝一劝。"),
    ("other", "独生子女证丢了，想补办。"),
)
FATES = ("answered", "open", "asked", "above", "answered", "rejected", "referred", "open")
ANSWERS = (
    "联系单位，已经补上了。",
    "查到是账号写错，改过以后下个月到账。",
    "陪着到窗口办好了。",
    "讲清了政策，他说明白了。",
)
PDF, PICTURE = b"%PDF-1.4 sample", b"\xff\xd8\xff\xe0 sample"
Posts = Mapping[str, Actor]  # "village", "township", "county"; whoever of them is there


def sample_cases(*, village: Region, posts: Posts, at: datetime, on: date) -> None:
    """Cases of some weeks in a village, each brought as far as its place in the row says. Run again, it adds nothing."""
    if Case.objects.exists() or not {"village", "township", "county"} <= posts.keys():
        return
    worker = posts["village"]
    grown = [p for p in people(Narrowing(), by=worker, region=village, on=on, size=60).rows if 18 <= p.age(on) < 60]
    for place, person in enumerate(grown[:22]):
        topic, story = STORIES[place % len(STORIES)]
        days = timedelta(days=place * 2)
        case = actions.open_case(
            kind="reception", typed={"topic": topic, "story": story}, person=person, by=worker, at=at - days,
            on=on - days, source=(Source.VISIT, Source.PHONE, Source.OUTREACH)[place % 3],
        )  # fmt: skip
        _bring(case, FATES[place % len(FATES)], place, posts, at - days, on - days)
    _grants(grown[22:28], posts, at, on)


def _bring(case: Case, fate: str, place: int, posts: Posts, at: datetime, on: date) -> None:
    """Bring a case to a state."""
    do = _deeds(case, at, on)
    if fate in ("answered", "asked", "above", "rejected", "referred"):
        do(actions.finish_step, posts["village"], typed={"found": "问清了，情况属实。"})
    if fate == "answered":
        answer = {"answer": ANSWERS[place % len(ANSWERS)], "recovered": "1280" if place % 3 == 0 else ""}
        do(actions.finish_step, posts["village"], typed=answer)
    elif fate == "asked":
        do(actions.ask_applicant, posts["village"], question="请带结婚证和单位的通知来。")
    elif fate == "rejected":
        do(actions.reject, posts["village"], reason="已经在法院立案，请等判决。需要律师的，可以到县法律援助中心。")
    elif fate in ("above", "referred"):
        do(actions.hand_on, posts["village"], reason="单位在镇上，请镇里出面。")
        do(actions.receive, posts["township"])
    if fate == "referred" and owners.partner(case.village_code, "labour") is not None:
        do(actions.refer, posts["township"], department="labour", reason="请劳动监察查一查这家单位。")


def _grants(grown: Sequence[Person], posts: Posts, at: datetime, on: date) -> None:
    """Families that ask for a grant: one at each step, two of them in public."""
    typed = {
        "school": "福建农林大学", "level": "bachelor", "income": "9600", "hardship": "家里老人常年要照看，收入不稳定。",
    }  # fmt: skip
    steps = (
        ("village", {"seen": "到家里看过，属实。"}),
        ("township", {"opinion": "同意上报。"}),
        ("county", {"award": "5000"}),
    )
    for place, person in enumerate(grown):
        case = actions.open_case(
            kind="golden-autumn-grant", typed=typed | {"student": f"{person.name[:1]}同学"}, person=person,
            by=posts["village"], at=at, on=on, source=Source.VISIT,
        )  # fmt: skip
        for paper, content in (("admission", PDF), ("hardship", PICTURE))[: 2 if place else 1]:
            actions.add_paper(case=case, paper=paper, name="材料", content=content, by=posts["village"], at=at, on=on)
        do = _deeds(case, at, on)
        for who, answers in steps[: min(place, len(steps))]:
            do(actions.finish_step, posts[who], typed=answers)
        if place >= len(steps) + 1:
            do(actions.put_up, posts["county"], added="")


def _deeds(case: Case, at: datetime, on: date) -> Callable[..., None]:
    def do(deed: Callable[..., Any], by: Actor, **words: Any) -> None:
        case.refresh_from_db()
        deed(case=case, seen=case.moves, by=by, at=at, on=on, **words)

    return do
