"""Corrections and deletions: asked in the portal, answered at the desk, seen by the resident."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import OneTimeCode
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.models import OutboxEvent
from jiahe.registry import subjects
from jiahe.registry.id_number import make
from jiahe.registry.models import Consent, Person, ResidentRequest
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.asking import ask_correction, ask_deletion, withdraw_request
from jiahe.registry.residents.consents import has_consent
from jiahe.registry.residents.retention import SCHEDULE, forget_what_is_over
from jiahe.registry.rows import Refused
from tests.people import WIFE
from tests.places import NOW, TODAY
from tests.residents import agree, resident_client

pytestmark = pytest.mark.django_db


def ask(person: Person, field: str = "occupation", value: str = "茶农", **more) -> ResidentRequest:
    return ask_correction(person=person, field=field, value=value, by=agree(person), at=NOW, on=TODAY, **more)


def accept(request: ResidentRequest, cast, who: str = "lin") -> None:
    answer_request(request=request, accept=True, reason="", by=cast.actor(who), at=NOW, on=TODAY)


def test_a_correction_is_asked_for_and_accepted_and_each_sees_old_and_new(wife: Person, cast) -> None:
    client, lin = resident_client(wife), cast.client("lin")
    asked = client.post(reverse("portal:correct", args=[wife.pk, "education"]), {"value": "senior", "note": "毕业证"})
    assert "等村里答复" in client.get(asked.url).content.decode()
    assert "在等村里答复" in lin.get(reverse("desk:home")).content.decode()
    pk = ResidentRequest.objects.get().pk
    page = lin.get(reverse("desk:resident-request", args=[pk])).content.decode()
    assert "高中" in page
    assert "毕业证" in page
    lin.post(reverse("desk:answer-resident", args=[pk]), {"answer": "yes", "reason": ""})
    assert Person.objects.get(pk=wife.pk).education == "senior"
    assert "办好了" in client.get(asked.url).content.decode()
    inbox = client.get(reverse("portal:messages")).content.decode()
    assert "您的申请有答复了" in inbox
    assert "改正资料：办好了。" in inbox
    actions = list(Entry.objects.filter(subject_id=wife.pk, subject_type="person").values_list("action", flat=True))
    assert {"registry.ask_correction", "registry.accept_request"} <= set(actions)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [("name", "陈秀瑛", "name"), ("ethnicity", "畲族", "ethnicity"), ("occupation", "茶农", "occupation")],
)
def test_an_accepted_correction_goes_through_the_action_of_the_registry(
    wife: Person, cast, field: str, value: str, read: str
) -> None:
    accept(ask(wife, field, value), cast)
    assert getattr(Person.objects.get(pk=wife.pk), read) == value
    assert Entry.objects.filter(action="registry.edit_person").exists()


def test_an_address_and_an_id_number_are_put_right_too(wife: Person, cast) -> None:
    accept(ask(wife, "address", "5组8号"), cast)
    number = make("999999", date(1992, 7, 10), 14)
    accept(ask(wife, "id_number", number), cast)
    fresh = Person.objects.select_related("household").get(pk=wife.pk)
    assert fresh.household.address == "5组8号"
    assert (fresh.id_number, fresh.birth_date) == (number, date(1992, 7, 10))


def test_the_desk_shows_the_end_of_a_new_number_only(wife: Person, cast) -> None:
    number = make("999999", date(1992, 7, 10), 14)
    found = ask(wife, "id_number", number)
    page = cast.client("lin").get(reverse("desk:resident-request", args=[found.pk])).content.decode()
    assert number not in page
    assert number[-6:] in page


def test_what_cannot_be_is_refused_at_the_desk_and_the_request_still_waits(wife: Person, cast) -> None:
    found = ask(wife, "birth_date", "1993-01-01")  # the ID number says otherwise
    response = cast.client("lin").post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "yes"})
    assert response.status_code == 422
    found.refresh_from_db()
    assert found.status == "waiting"
    assert Person.objects.get(pk=wife.pk).birth_date == date(1992, 7, 9)


def test_a_refusal_tells_the_resident_why(wife: Person, cast) -> None:
    found = ask(wife)
    lin = cast.client("lin")
    assert lin.post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "no"}).status_code == 422
    lin.post(reverse("desk:answer-resident", args=[found.pk]), {"answer": "no", "reason": "请带证明来"})
    page = resident_client(wife).get(reverse("portal:request", args=[found.pk])).content.decode()
    assert "请带证明来" in page
    assert Person.objects.get(pk=wife.pk).occupation == ""


def test_the_same_wish_twice_is_one_request_and_another_value_must_wait(wife: Person) -> None:
    assert ask(wife).pk == ask(wife).pk
    with pytest.raises(Refused, match="还没有答复"):
        ask(wife, value="教师")
    with pytest.raises(Refused, match="不用改"):
        ask(wife, "name", WIFE.name)
    with pytest.raises(Refused, match="选一项"):
        ask(wife, "education", "wizard")
    with pytest.raises(Refused, match="不能在这里改"):
        ask(wife, "death_date", "2020-01-01")


def test_bad_input_is_told_at_the_field(wife: Person) -> None:
    client = resident_client(wife)
    for field, value in (("birth_date", "昨天"), ("id_number", "123"), ("education", "x"), ("occupation", "")):
        page = client.post(reverse("portal:correct", args=[wife.pk, field]), {"value": value})
        assert page.status_code == 422, field
        assert "field-wrong" in page.content.decode()
    assert not ResidentRequest.objects.exists()


def test_a_mother_asks_for_her_child_and_nobody_for_another(child: Person, wife: Person, neighbour: Person) -> None:
    ask_correction(person=child, field="name", value="林小曼", by=agree(wife), at=NOW, on=TODAY)
    with pytest.raises(OutOfReach):
        ask_correction(person=child, field="name", value="林小漫", by=agree(neighbour), at=NOW, on=TODAY)
    assert resident_client(neighbour).get(reverse("portal:correct", args=[child.pk, "name"])).status_code == 404


def test_a_request_is_taken_back_while_it_waits(wife: Person, neighbour: Person, cast) -> None:
    found, by = ask(wife), agree(wife)
    with pytest.raises(OutOfReach):
        withdraw_request(request=found, by=agree(neighbour), at=NOW)
    assert withdraw_request(request=found, by=by, at=NOW)
    assert not withdraw_request(request=found, by=by, at=NOW)
    with pytest.raises(Refused, match="答复过"):
        accept(ResidentRequest.objects.get(pk=found.pk), cast)


def test_a_deletion_says_before_what_stays_and_deletes_what_may_be(wife: Person, cast) -> None:
    client = resident_client(wife)
    Person.objects.filter(pk=wife.pk).update(occupation="茶农", note="爱唱歌")
    page = client.get(reverse("portal:delete")).content.decode()
    assert "能删的" in page
    assert "法律要求留的" in page
    client.post(reverse("portal:delete"), {"note": ""})
    client.post(reverse("portal:delete"), {"note": ""})
    found = ResidentRequest.objects.get()
    accept(found, cast, "county")
    fresh = Person.objects.get(pk=wife.pk)
    assert (fresh.occupation, fresh.note, fresh.phone_index, fresh.name) == ("", "", None, WIFE.name)
    assert not Consent.objects.filter(person=wife, withdrawn_at=None).exists()
    assert subjects.people_with(WIFE.phone, TODAY) == []
    assert client.get(reverse("portal:family")).url == reverse("portal:consent")


def test_a_worker_takes_up_a_deletion_at_the_familys_word(wife: Person, cast) -> None:
    lin = cast.client("lin")
    response = lin.post(reverse("desk:delete-for", args=[wife.pk]), {"note": "本人当面说的"})
    found = ResidentRequest.objects.get()
    assert response.url == reverse("desk:resident-request", args=[found.pk])
    assert found.for_family
    with pytest.raises(OutOfReach):
        ask_deletion(person=wife, note="", by=cast.actor("chen"), at=NOW)


def test_a_worker_writes_down_consents_and_the_family_reads_of_it(wife: Person, cast) -> None:
    lin = cast.client("lin")
    address = reverse("desk:consents-for", args=[wife.pk])
    assert lin.post(address, {"purposes": ["basic", "health"], "said_by": ""}).status_code == 422
    lin.post(address, {"purposes": ["basic", "health"], "said_by": "本人"})
    lin.post(address, {"purposes": ["basic"], "said_by": "本人"})
    assert Consent.objects.filter(person=wife, purpose="basic", withdrawn_at=None).exists()
    assert not Consent.objects.filter(person=wife, purpose="health", withdrawn_at=None).exists()
    page = resident_client(wife).get(reverse("portal:looks")).content.decode()
    assert "记下了同意：健康情况" in page
    assert "收回了同意：健康情况" in page


def test_somebody_takes_his_data_along_masked_and_the_taking_is_noted(wife: Person, child: Person) -> None:
    client = resident_client(wife)
    assert WIFE.id_number not in client.get(reverse("portal:my-data")).content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(client.post(reverse("portal:take-data")).content))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert {"陈秀英", "林小满", "3组12号"} <= set(cells)
    assert WIFE.id_number not in cells
    assert "林建国" not in cells
    assert Entry.objects.filter(action="registry.take_own_data").count() == 2


@pytest.mark.differs
def test_what_is_over_is_forgotten_once(wife: Person, cast) -> None:
    old = ask(wife)
    accept(old, cast)
    ResidentRequest.objects.create(kind="claim", status="unmatched", asked_at=NOW)
    OneTimeCode.objects.create(phone_index=b"x", code_digest=b"y", sent_at=NOW)
    Session.objects.create(session_key="k", session_data="", expire_date=NOW)
    OutboxEvent.objects.filter(name="registry.consent_changed").update(settled=True)
    assert forget_what_is_over(at=NOW) == {}
    gone = forget_what_is_over(at=NOW + timedelta(days=800))
    assert {rule.what for rule in SCHEDULE if rule.forget} - set(gone) <= {"上传的表格、导出的名单"}
    old.refresh_from_db()
    assert (old.content, old.status) == ({}, "accepted")
    assert not ResidentRequest.objects.filter(kind="claim").exists()
    assert forget_what_is_over(at=NOW + timedelta(days=800)) == {}
    assert has_consent(wife, Purpose.BASIC, on=TODAY)


def test_a_resident_reads_how_long_what_is_kept(wife: Person) -> None:
    page = resident_client(wife).get(reverse("portal:keeping")).content.decode()
    for rule in SCHEDULE:
        assert rule.what in page
        assert rule.how_long in page
