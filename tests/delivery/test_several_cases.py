"""Several cases at once: each by itself, with its own result, and a form that is sent twice is one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.models import Case, CaseBulk, CaseState, Deed
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.facts.verification import verify
from jiahe.registry.models import Person
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(wife: Person, herself: Actor) -> list[Case]:
    """Three things she asked."""
    return [
        actions.open_case(
            kind="reception", typed={"topic": "other", "story": f"第{n}件"}, person=wife, by=herself, at=NOW, on=TODAY
        )
        for n in range(3)
    ]


def form(cases: list[Case], deed: str = "hand_on", reason: str = "单位在镇上", key: str = "k") -> dict[str, object]:
    return {"case": [f"{case.pk}-{case.moves}" for case in cases], "deed": deed, "reason": reason, "key": key}


def test_one_that_was_moved_meanwhile_says_so_and_the_others_are_done(three: list[Case]) -> None:
    lin = Cast().client("lin")
    page = lin.get(reverse("desk:cases")).content.decode()
    assert f'value="{three[0].pk}-0"' in page
    other = Case.objects.get(pk=three[1].pk)
    actions.reject(case=other, reason="请到法院", seen=0, by=Cast().actor("lin"), at=NOW, on=TODAY)
    answer = lin.post(reverse("desk:bulk-cases"), form(three))
    run = CaseBulk.objects.get()
    assert answer["Location"] == reverse("desk:case-bulk", args=[run.pk])
    assert [done for _, done, _ in run.results] == [True, False, True]
    page = lin.get(answer["Location"]).content.decode()
    assert "办成 2 件，1 件没有办" in page
    assert "已经办结了" in page
    sheet = lin.get(reverse("desk:save-case-bulk", args=[run.pk])).content.decode("utf-8-sig")
    assert sheet.count("已请上级办理") == 2
    assert "陈秀英" not in sheet
    assert Cast().client("township").get(answer["Location"]).status_code == 404
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_sent_twice_it_is_done_once_and_leads_to_the_same_results(three: list[Case]) -> None:
    lin = Cast().client("lin")
    first = lin.post(reverse("desk:bulk-cases"), form(three))
    again = lin.post(reverse("desk:bulk-cases"), form(three))
    assert first["Location"] == again["Location"]
    for case in three:
        assert case.entries.filter(deed=Deed.HANDED_ON).count() == 1


def test_broken_off_and_sent_again_it_goes_on_where_it_was(three: list[Case]) -> None:
    lin = Cast().actor("lin")
    when = {"deed": "hand_on", "reason": "单位在镇上", "key": "k", "by": lin, "at": NOW, "on": TODAY}
    actions.do_many(cases={three[0].pk: 0}, **when)
    run = actions.do_many(cases={case.pk: 0 for case in three}, **when)
    assert [done for _, done, _ in run.results] == [True, True, True]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"case": []}, "请先在左边选事项"),
        ({"deed": "burn"}, "请选要办什么"),
        ({"reason": " ", "deed": "reject"}, "请写清楚为什么不能受理"),
    ],
)
def test_what_is_missing_is_said_on_the_list_and_nothing_is_done(
    three: list[Case], wrong: dict[str, object], sentence: str
) -> None:
    page = Cast().client("lin").post(reverse("desk:bulk-cases"), form(three) | wrong)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Case.objects.exclude(state=CaseState.OPEN).exists()


def test_a_case_of_another_place_is_not_even_there(three: list[Case], herself: Actor) -> None:
    chen = Cast().actor("chen")
    run = actions.do_many(cases={three[0].pk: 0}, deed="receive", reason="", key="x", by=chen, at=NOW, on=TODAY)
    assert run.results == [[three[0].pk, False, "没有找到这件事项。"]]
    with pytest.raises(Refused, match="一次最多"):
        actions.do_many(
            cases=dict.fromkeys(range(60), 0), deed="receive", reason="", key="y", by=chen, at=NOW, on=TODAY
        )
