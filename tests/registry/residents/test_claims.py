"""A claim: the asker learns nothing, the worker sees enough, the phone somebody has is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts.codes import CodeRefused
from jiahe.foundation.notices.queries import inbox
from jiahe.foundation.notices.sending import send_due
from jiahe.registry import subjects
from jiahe.registry.id_number import make
from jiahe.registry.models import Person, ResidentRequest
from jiahe.registry.models.resident_request import RequestStatus
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.asking import ask_claim, send_claim_code
from jiahe.registry.rows import Refused
from tests.people import HEAD, WIFE
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
NEW = "13812345678"
ABSENT = make("999999", date(1980, 1, 1), 77)


@pytest.fixture
def claim(wife: Person, code_for):
    """Ask to be bound."""

    def ask(phone: str = NEW, name: str = WIFE.name, id_number: str = WIFE.id_number, at=NOW) -> ResidentRequest:
        ask_claim(name=name, id_number=id_number, phone=phone, code=code_for(phone, at), at=at, on=TODAY)
        return ResidentRequest.objects.latest("pk")

    return ask


def through_pages(capsys, name: str, id_number: str, phone: str) -> list[tuple[int, str]]:
    """What an asker sees on the way."""
    client = Client()
    first = client.post(reverse("portal:claim"), {"name": name, "id_number": id_number, "phone": phone})
    page = client.get(reverse("portal:claim-code")).content.decode()
    code = capsys.readouterr().out.split("验证码是 ")[1][:6]
    sent = client.post(reverse("portal:claim-code"), {"code": code})
    told = client.get(sent.url).content.decode()
    return [(first.status_code, first.url), (sent.status_code, sent.url), (200, told), (len(page), "")]


def test_the_asker_gets_the_same_answer_whether_the_person_exists_or_not(wife: Person, capsys) -> None:
    known = through_pages(capsys, WIFE.name, WIFE.id_number, NEW)
    unknown = through_pages(capsys, "查无此人", ABSENT, "13812345679")
    other_name = through_pages(capsys, "陈秀花", WIFE.id_number, "13812345670")
    taken = through_pages(capsys, WIFE.name, WIFE.id_number, HEAD.phone)
    for answer in (unknown, other_name, taken):
        assert answer[:2] == known[:2]
        assert answer[3] == known[3]
        assert answer[2][1].count("收到了") == known[2][1].count("收到了")
    kinds = list(ResidentRequest.objects.order_by("pk").values_list("status", flat=True))
    assert kinds == ["waiting", "unmatched", "unmatched", "refused"]


def test_what_fits_nobody_lies_on_no_desk(claim, cast) -> None:
    found = claim(id_number=ABSENT)
    client = cast.client("lin")
    assert "没有等答复的申请" in client.get(reverse("desk:residents")).content.decode()
    assert client.get(reverse("desk:resident-request", args=[found.pk])).status_code == 404


def test_what_was_typed_is_sealed(claim) -> None:
    found = claim()
    assert NEW.encode() not in bytes(found.content_sealed)
    assert found.content == {"name": WIFE.name, "phone": NEW}


def test_the_worker_sees_masked_data_and_confirms_and_the_new_phone_signs_in(claim, cast, capsys, wife: Person) -> None:
    found = claim(at=timezone.now())
    client = cast.client("lin")
    page = client.get(reverse("desk:resident-request", args=[found.pk])).content.decode()
    assert "138••••5678" in page
    assert NEW not in page
    assert WIFE.id_number not in page
    capsys.readouterr()
    answered = client.post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "yes", "reason": ""})
    assert answered.url == reverse("desk:residents")
    assert [person.pk for person in subjects.people_with(NEW, TODAY)] == [wife.pk]
    assert subjects.people_with(WIFE.phone, TODAY) == []
    at_noon = timezone.localtime().replace(hour=12) + timedelta(days=1)
    send_due(lambda: at_noon)
    assert "[短信 138••••5678] 【家和】村里已经核对过，这个手机号登记好了" in capsys.readouterr().out
    again = client.post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "yes", "reason": ""})
    assert again.status_code == 422
    assert "已经有人答复过" in again.content.decode()


def test_a_refusal_needs_a_reason_and_changes_nothing(claim, cast, wife: Person) -> None:
    found, lin = claim(), cast.actor("lin")
    when = {"by": lin, "at": NOW, "on": TODAY}
    with pytest.raises(Refused, match="为什么不办"):
        answer_request(request=found, accept=False, reason=" ", **when)
    answer_request(request=found, accept=False, reason="不是本人", **when)
    found.refresh_from_db()
    assert (found.status, found.answer) == ("refused", "不是本人")
    assert subjects.people_with(NEW, TODAY) == []


def test_a_claim_is_over_after_two_weeks(claim, cast) -> None:
    found = claim()
    later = NOW + timedelta(days=14)
    assert found.status_at(later - timedelta(seconds=1)) == RequestStatus.WAITING
    with pytest.raises(Refused, match="过期"):
        answer_request(request=found, accept=True, reason="", by=cast.actor("lin"), at=later, on=TODAY)


def test_who_claims_another_from_a_registered_phone_is_refused_and_the_others_phone_is_told(claim, capsys) -> None:
    found = claim(phone=HEAD.phone)
    capsys.readouterr()
    send_due(lambda: NOW)
    send_due(lambda: NOW)
    told = capsys.readouterr().out
    assert told.count("[短信 139••••0012] 【家和】有人用另一个手机申请认领您的登记") == 1
    assert found.status == "refused"


def test_three_claims_a_day_are_enough_for_a_phone(claim) -> None:
    for hour in range(3):
        claim(id_number=ABSENT, at=NOW + timedelta(hours=2 * hour))
    with pytest.raises(CodeRefused, match="次数够多"):
        send_claim_code(phone=NEW, at=NOW + timedelta(hours=8))
    with pytest.raises(CodeRefused, match="次数够多"):
        claim(at=NOW + timedelta(hours=8))
    claim(at=NOW + timedelta(hours=25))


def test_a_wrong_code_asks_nothing_and_a_wrong_number_is_told_at_its_field(wife: Person, capsys) -> None:
    with pytest.raises(CodeRefused):
        ask_claim(name=WIFE.name, id_number=WIFE.id_number, phone=NEW, code="000000", at=NOW, on=TODAY)
    assert not ResidentRequest.objects.exists()
    wrong = WIFE.id_number[:-1] + ("0" if WIFE.id_number[-1] != "0" else "1")
    page = Client().post(reverse("portal:claim"), {"name": "陈", "id_number": wrong, "phone": NEW})
    assert page.status_code == 422
    assert "校验位对不上" in page.content.decode()


def test_the_village_next_door_neither_sees_nor_answers(claim, cast) -> None:
    found = claim()
    chen = cast.client("chen")
    assert chen.get(reverse("desk:resident-request", args=[found.pk])).status_code == 404
    assert chen.post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "yes"}).status_code == 404
    assert WIFE.name not in chen.get(reverse("desk:residents")).content.decode()


def test_the_worker_of_the_village_is_told_that_somebody_asks_and_the_stranger_who_fits_nobody_costs_her_nothing(
    claim, cast
) -> None:
    lin = cast.actor("lin")
    chen = cast.actor("chen")
    claim(id_number=ABSENT)
    assert not inbox(by=lin).exists()
    found = claim(at=NOW + timedelta(minutes=2))
    (told,) = inbox(by=lin)
    assert told.path == f"/desk/residents/{found.pk}/"
    assert told.title == "有一件居民申请等您答复"
    assert "认领登记" in told.text
    assert "芸林村" in told.text
    assert WIFE.name not in told.title + told.text
    assert not inbox(by=chen).exists()
