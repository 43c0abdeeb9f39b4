"""Consent: asked before anything is shown, one for each matter, taken back at any time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.models import OutboxEvent
from jiahe.registry.models import Consent, Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents import consent_texts
from jiahe.registry.residents.consents import give_consents, has_consent, must_be_asked, withdraw_consent
from jiahe.registry.rows import Refused
from tests.places import NOW, TODAY
from tests.residents import agree, resident, resident_client

pytestmark = pytest.mark.django_db


def test_nothing_of_the_family_is_shown_before_it_was_agreed_to(wife: Person) -> None:
    client = resident_client(wife, agreed=False)
    assert client.get(reverse("portal:family")).url == reverse("portal:consent")
    page = client.get(reverse("portal:consent")).content.decode()
    assert "陈••" in page
    for shown in ("陈秀英", "林建国", "林小满", "3组12号"):
        assert shown not in page
    for word in ("记什么", "做什么用", "谁能看", "留多久", "收回以后"):
        assert word in page
    assert client.post(reverse("portal:consent")).url == reverse("portal:family")
    assert "陈秀英，您好" in client.get(reverse("portal:family")).content.decode()


def test_what_concerns_a_child_under_fourteen_is_asked_by_itself(wife: Person, child: Person) -> None:
    client = resident_client(wife, agreed=False)
    client.post(reverse("portal:consent"), {"child": str(child.pk)})
    given = Consent.objects.get(purpose=Purpose.MINOR)
    assert (given.person, given.given_by, given.version) == (child, "guardian", consent_texts.VERSION)
    assert has_consent(child, Purpose.MINOR, on=given.given_on)
    assert not has_consent(child, Purpose.HEALTH, on=given.given_on)


def test_a_child_that_is_not_ticked_is_not_agreed_for(wife: Person, child: Person) -> None:
    resident_client(wife, agreed=False).post(reverse("portal:consent"), {})
    assert not Consent.objects.filter(person=child).exists()


def test_a_consent_holds_from_its_day_until_the_day_it_is_taken_back(wife: Person) -> None:
    by = agree(wife)
    give_consents(person=wife, purposes=[Purpose.HEALTH], by=by, at=NOW, on=TODAY)
    withdraw_consent(
        person=wife, purpose=Purpose.HEALTH, by=by, at=NOW + timedelta(days=3), on=TODAY + timedelta(days=3)
    )
    days = [has_consent(wife, Purpose.HEALTH, on=TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)]
    assert days == [False, True, True, False]


def test_the_same_yes_twice_is_one_row_and_one_entry(wife: Person) -> None:
    by = agree(wife)
    for _ in range(2):
        give_consents(person=wife, purposes=[Purpose.HEALTH], by=by, at=NOW, on=TODAY)
    assert Consent.objects.filter(purpose=Purpose.HEALTH).count() == 1
    assert Entry.objects.filter(action="registry.give_consent", details__purpose="health").count() == 1
    assert not withdraw_consent(person=wife, purpose=Purpose.DISABILITY, by=by, at=NOW, on=TODAY)


def test_who_takes_back_the_basic_service_is_out_at_once_everywhere_and_told_so_before(wife: Person) -> None:
    here, elsewhere = resident_client(wife), resident_client(wife)
    page = here.get(reverse("portal:consent-to", args=[wife.pk, "basic"])).content.decode()
    assert "马上退出" in page
    left = here.post(reverse("portal:answer-consent", args=[wife.pk, "basic"]), {"answer": "withdraw"})
    assert "您已退出" in left.content.decode()
    assert "/my/sign-in/" in here.get(reverse("portal:family")).url
    assert elsewhere.get(reverse("portal:family")).url == reverse("portal:consent")
    assert Person.objects.filter(pk=wife.pk, death_date=None).exists()
    told = OutboxEvent.objects.filter(name="registry.consent_changed").last()
    assert told is not None
    assert told.payload == {"person_id": wife.pk, "purpose": "basic", "given": False}


def test_a_new_text_is_asked_for_anew_and_the_old_yes_stays_to_be_read(wife: Person, monkeypatch) -> None:
    by = agree(wife)
    monkeypatch.setattr("jiahe.registry.residents.consents.VERSION", "2027-06")
    assert must_be_asked(wife.pk)
    give_consents(person=wife, purposes=[Purpose.BASIC], by=by, at=NOW, on=TODAY)
    assert not must_be_asked(wife.pk)
    assert list(Consent.objects.order_by("pk").values_list("version", flat=True)) == ["2026-11", "2027-06"]


def test_nobody_agrees_for_a_person_who_is_not_his(neighbour: Person, child: Person) -> None:
    with pytest.raises(OutOfReach):
        give_consents(person=child, purposes=[Purpose.MINOR], by=resident(neighbour), at=NOW, on=TODAY)
    client = resident_client(neighbour)
    address = reverse("portal:answer-consent", args=[child.pk, "minor"])
    assert client.post(address, {"answer": "give"}).status_code == 404
    assert not Consent.objects.filter(person=child).exists()


def test_a_worker_writes_down_the_familys_word_and_whose_it_was(wife: Person, cast) -> None:
    lin = cast.actor("lin")
    with pytest.raises(Refused, match="哪一位"):
        give_consents(person=wife, purposes=[Purpose.HEALTH], by=lin, at=NOW, on=TODAY)
    (made,) = give_consents(person=wife, purposes=[Purpose.HEALTH], by=lin, at=NOW, on=TODAY, said_by="陈秀英本人")
    assert (made.given_by, made.post_id, made.said_by) == ("worker", lin.post_id, "陈秀英本人")
    with pytest.raises(OutOfReach):
        give_consents(person=wife, purposes=[Purpose.DISABILITY], by=cast.actor("chen"), at=NOW, on=TODAY, said_by="x")
    with pytest.raises(RightMissing):
        give_consents(person=wife, purposes=[Purpose.DISABILITY], by=cast.actor("city"), at=NOW, on=TODAY, said_by="x")


def test_what_cannot_concern_somebody_is_not_asked(wife: Person) -> None:
    client = resident_client(wife)
    page = client.get(reverse("portal:consents")).content.decode()
    assert "孕期情况" in page
    assert "关爱家庭" not in page
    assert "婚恋联谊" not in page  # she is married
    assert client.get(reverse("portal:consent-to", args=[wife.pk, "special_family"])).status_code == 404
    assert client.get(reverse("portal:consent-to", args=[wife.pk, "nonsense"])).status_code == 404


def test_the_consent_page_lets_nobody_in_who_is_not_signed_in(client: Client) -> None:
    assert "/my/sign-in/" in client.get(reverse("portal:consent")).url
