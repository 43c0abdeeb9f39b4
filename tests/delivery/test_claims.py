"""Claims of benefits become cases: once, with the facts and the rule they were due by, and marked with what came of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from jiahe.benefits.claims import claim
from jiahe.benefits.households import answer_for_household
from jiahe.benefits.models import Proposal
from jiahe.benefits.publishing.proposing import Basis, propose_value, publish
from jiahe.delivery.cases import actions
from jiahe.delivery.cases.claims import open_claim, open_waiting_claims
from jiahe.delivery.cases.models import Case, CaseState, Deed
from jiahe.faces.kit.cases import told_cases
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.notices.models import Notice
from jiahe.registry.models import Household, Person, ResidentRequest
from jiahe.registry.models.resident_request import RequestStatus
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.asking import withdraw_request
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
Do = Callable[..., Case]


@pytest.fixture
def asked(wife: Person, herself: Actor) -> ResidentRequest:
    """Something the family is due, claimed on her phone; the news of it is not delivered yet."""
    home = Household.objects.get(pk=wife.household_id)
    answer = answer_for_household(home, by=herself, on=TODAY).answer
    assert answer is not None
    due = next(e for e in answer["entitlements"] if int(e["beneficiary"]) in herself.persons)
    (request,) = claim(
        home=home, people=[int(due["beneficiary"])], benefit=due["benefit"], by=herself, at=NOW, on=TODAY
    )
    return request


@pytest.fixture
def claimed(asked: ResidentRequest) -> Case:
    """The case it became."""
    deliver_pending()
    return Case.objects.select_related("claim", "person", "owner__region").get(claim=asked)


def test_a_claim_becomes_one_case_however_often_the_news_comes(asked: ResidentRequest, claimed: Case) -> None:
    deliver_pending()
    assert open_claim(asked.pk, at=NOW, on=TODAY) == claimed
    assert open_waiting_claims(at=NOW, on=TODAY) == 0
    assert Case.objects.count() == 1
    assert claimed.owner_id == Cast().actor("lin").post_id
    assert Notice.objects.filter(post=claimed.owner_id).count() == 1, "told once, of the case"
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_claims_of_before_there_were_cases_are_taken_up_once(asked: ResidentRequest) -> None:
    later = date(2026, 12, 1)
    assert open_waiting_claims(at=NOW, on=later) == 1
    assert open_waiting_claims(at=NOW, on=later) == 0
    case = Case.objects.get()
    assert case.due_on > later, "its clock begins with the case"


def test_both_sides_read_the_clock_and_the_reasons(claimed: Case, wife: Person) -> None:
    herself, lin = resident_client(wife), Cast().client("lin")
    title = claimed.claim.content["title"] if claimed.claim else ""
    day = f"{claimed.due_on.month} 月 {claimed.due_on.day} 日"
    for client, pages in (
        (herself, [reverse("portal:case", args=[claimed.pk])]),
        (lin, [reverse("desk:case", args=[claimed.pk])]),
    ):
        for page in pages:
            text = client.get(page).content.decode()
            assert title in text
            assert day in text
            assert "当时依据" in text
    assert title in herself.get(reverse("portal:family")).content.decode()
    assert title in lin.get(reverse("desk:household", args=[wife.household_id])).content.decode()
    request = claimed.claim_id
    assert lin.get(reverse("desk:resident-request", args=[request])).status_code == 302
    assert herself.get(reverse("portal:request", args=[request])).status_code == 302


def test_what_came_of_the_case_stands_on_the_claim(claimed: Case, deed: Do, asked: ResidentRequest) -> None:
    deed("finish_step", claimed, "lin", typed={"found": "证件齐"})
    deed("finish_step", claimed, "lin", typed={"answer": "窗口收下了"})
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == (RequestStatus.ACCEPTED, "窗口收下了")
    deed("reopen", claimed, "lin", reason="没有到账")
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == (RequestStatus.WAITING, "")
    deed("reject", claimed, "lin", reason="户口迁走了，请到新户籍地办")
    asked.refresh_from_db()
    assert asked.status == RequestStatus.REFUSED


def test_what_is_answered_or_taken_back_elsewhere_closes_the_case(
    claimed: Case, asked: ResidentRequest, herself: Actor
) -> None:
    assert withdraw_request(request=asked, by=herself, at=NOW)
    deliver_pending()
    claimed.refresh_from_db()
    assert claimed.state == CaseState.WITHDRAWN
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_an_answer_on_the_old_page_closes_the_case(claimed: Case, asked: ResidentRequest) -> None:
    answer_request(request=asked, accept=True, reason="办好了", by=Cast().actor("lin"), at=NOW, on=TODAY)
    deliver_pending()
    claimed.refresh_from_db()
    assert claimed.state == CaseState.ANSWERED


def test_a_decision_pins_the_facts_and_the_edition_of_its_day(claimed: Case, deed: Do, wife: Person) -> None:
    deed("finish_step", claimed, "lin", typed={"found": "证件齐"})
    entry = claimed.entries.get(deed=Deed.FINISHED)
    assert entry.pinned["edition"] == 0
    assert claimed.person is not None
    born = claimed.person.birth_date
    assert entry.pinned["facts"]["birth_date"] == born.isoformat()
    assert "births" not in entry.pinned["facts"], "what is sensitive is not pinned by the way"
    Person.objects.filter(pk=claimed.person_id).update(birth_date=date(1950, 1, 1))
    page = Cast().client("lin").get(reverse("desk:case", args=[claimed.pk])).content.decode()
    assert f"{born.year}年{born.month}月{born.day}日" in page.partition("办了什么")[2], "it shows what was so then"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_caseentry")
        assert born.isoformat() not in repr(cursor.fetchall())


def test_a_standard_that_changes_in_between_leaves_the_claim_as_it_was_and_is_said(
    claimed: Case, deed: Do, asked: ResidentRequest
) -> None:
    before = asked.content.get("amount", None)
    proposal = propose_value(
        code="childcare_subsidy", area=350583, since=TODAY, value="4000", basis=Basis("关于提高育儿补贴标准的通知"),
        reason="县里提高了标准", by=Cast().actor("county"), at=NOW, on=TODAY,
    )  # fmt: skip
    Proposal.objects.update(preview_done=True)
    proposal.refresh_from_db()
    publish(proposal=proposal, by=Cast().actor("city"), at=NOW)
    page = Cast().client("lin").get(reverse("desk:case", args=[claimed.pk])).content.decode()
    assert "申请以后，标准又发布过" in page
    deed("finish_step", claimed, "lin", typed={"found": "证件齐"})
    assert claimed.entries.get(deed=Deed.FINISHED).pinned["edition"] == 1
    asked.refresh_from_db()
    assert (asked.content.get("amount"), asked.content["edition"]) == (before, 0)


def test_nobody_opens_a_claim_by_typing_its_name(wife: Person, herself: Actor) -> None:
    with pytest.raises(OutOfReach):
        actions.open_case(kind="benefit-claim", typed={}, person=wife, by=herself, at=NOW, on=TODAY)
    assert resident_client(wife).get(reverse("portal:ask-case", args=["benefit-claim"])).status_code == 404


def test_a_case_says_on_which_day_it_is_late_over_the_spring_festival(wife: Person, herself: Actor) -> None:
    eve = date(2026, 2, 13)
    opened = actions.open_case(
        kind="reception", typed={"topic": "other", "story": "问一问"}, person=wife, by=herself, at=NOW, on=eve
    )
    assert opened.due_on == date(2026, 2, 14), "a Saturday that is worked"
    (told,) = told_cases([opened], on=eve)
    assert told.late_on == date(2026, 2, 24), "the first working day after the holiday"


def test_where_the_table_of_holidays_ends_the_page_says_that_the_day_may_move(heard: Case) -> None:
    Case.objects.filter(pk=heard.pk).update(due_on=date(2031, 1, 10))
    page = Cast().client("lin").get(reverse("desk:case", args=[heard.pk])).content.decode()
    assert "期限可能会变" in page
    assert "2031 年" in page


def test_a_refused_deed_on_a_claim_marks_nothing(claimed: Case, asked: ResidentRequest) -> None:
    with pytest.raises(Refused):
        actions.reject(case=claimed, reason="", seen=claimed.moves, by=Cast().actor("lin"), at=NOW, on=TODAY)
    asked.refresh_from_db()
    assert asked.status == RequestStatus.WAITING
    assert Client().get(reverse("portal:case", args=[claimed.pk])).status_code == 302
