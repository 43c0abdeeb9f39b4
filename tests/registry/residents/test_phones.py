"""Phones that are changed, shared, and that belong to somebody else now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts.codes import CodeRefused
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import OneTimeCode
from jiahe.foundation.regions.models import Region
from jiahe.registry import subjects
from jiahe.registry.actions.families import edit_person, row_of
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from jiahe.registry.residents.phones import bind_phone, release_phone
from tests.people import FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY
from tests.residents import agree

pytestmark = pytest.mark.django_db
NEW = "13812345678"


def codes(capsys) -> dict[str, str]:
    """The codes on the console, by the last four digits of the phone."""
    lines = [line for line in capsys.readouterr().out.splitlines() if "验证码是" in line]
    return {line.split("]")[0][-4:]: line.split("验证码是 ")[1][:6] for line in lines}


def signed_in(phone: str, capsys) -> Client:
    """A phone on which somebody signed in with a code."""
    OneTimeCode.objects.all().delete()
    client = Client()
    client.post(reverse("portal:sign-in"), {"phone": phone})
    client.post(reverse("portal:code"), {"code": codes(capsys)[phone[-4:]]})
    return client


def test_a_number_is_changed_with_a_code_on_both_and_other_devices_are_signed_out(wife: Person, capsys) -> None:
    agree(wife)
    here, elsewhere = signed_in(WIFE.phone, capsys), signed_in(WIFE.phone, capsys)
    assert elsewhere.get(reverse("portal:mine")).status_code == 200
    OneTimeCode.objects.all().delete()
    here.post(reverse("portal:phone"), {"phone": NEW})
    sent = codes(capsys)
    wrong = here.post(reverse("portal:phone-codes"), {"old_code": sent["0012"], "new_code": "000000"})
    assert wrong.status_code == 422
    done = here.post(reverse("portal:phone-codes"), {"old_code": sent["0012"], "new_code": sent["5678"]})
    assert done.url == reverse("portal:mine")
    assert here.get(reverse("portal:mine")).status_code == 200
    assert elsewhere.get(reverse("portal:mine")).url == reverse("portal:sign-in")
    assert [person.pk for person in subjects.people_with(NEW, TODAY)] == [wife.pk]


def test_to_a_number_that_is_anothers_no_code_is_sent_and_the_page_says_the_same(wife: Person, capsys) -> None:
    agree(wife)
    client = signed_in(WIFE.phone, capsys)
    OneTimeCode.objects.all().delete()
    assert client.post(reverse("portal:phone"), {"phone": HEAD.phone}).url == reverse("portal:phone-codes")
    assert list(codes(capsys)) == ["0012"]


def test_the_new_owner_of_a_number_lets_it_go_before_he_sees_anything(wife: Person, capsys) -> None:
    client = signed_in(WIFE.phone, capsys)
    assert client.get(reverse("portal:family")).url == reverse("portal:consent")
    page = client.post(reverse("portal:not-me")).content.decode()
    assert "已经分开" in page
    assert WIFE.name not in page
    assert "/my/sign-in/" in client.get(reverse("portal:family")).url
    assert subjects.people_with(WIFE.phone, TODAY) == []
    with pytest.raises(CodeRefused):
        subjects.sign_in(phone=WIFE.phone, code="123456", on=TODAY, at=NOW)


def test_a_worker_lets_a_number_go_and_what_was_opened_with_it_ends_at_the_next_request(
    wife: Person, capsys, cast
) -> None:
    agree(wife)
    client = signed_in(WIFE.phone, capsys)
    assert client.get(reverse("portal:family")).status_code == 200
    cast.client("lin").post(reverse("desk:release-phone", args=[wife.pk]))
    assert client.get(reverse("portal:family")).url == reverse("portal:sign-in")
    with pytest.raises(OutOfReach):
        release_phone(person=wife, by=cast.actor("chen"), at=NOW)


def test_who_shares_a_phone_says_who_he_is_by_the_end_of_his_number_and_reads_no_name_before(
    wife: Person, husband: Person, capsys, by_operator
) -> None:
    agree(wife)
    bind_phone(person=wife, phone=HEAD.phone, by=by_operator, at=NOW)
    client = Client()
    client.post(reverse("portal:sign-in"), {"phone": HEAD.phone})
    assert client.post(reverse("portal:code"), {"code": codes(capsys)["0011"]}).url == reverse("portal:which")
    page = client.get(reverse("portal:which")).content.decode()
    assert WIFE.name not in page
    assert HEAD.name not in page
    assert client.post(reverse("portal:which"), {"tail": "0000"}).status_code == 422
    assert client.post(reverse("portal:which"), {"tail": WIFE.id_number[-4:].lower()}).url == reverse("portal:family")
    assert "陈秀英，您好" in client.get(reverse("portal:family")).content.decode()


def test_the_end_of_the_number_is_not_guessed(wife: Person, husband: Person, capsys, by_operator) -> None:
    bind_phone(person=wife, phone=HEAD.phone, by=by_operator, at=NOW)
    client = Client()
    client.post(reverse("portal:sign-in"), {"phone": HEAD.phone})
    client.post(reverse("portal:code"), {"code": codes(capsys)["0011"]})
    for _ in range(3):
        client.post(reverse("portal:which"), {"tail": "0000"})
    late = client.post(reverse("portal:which"), {"tail": WIFE.id_number[-4:]})
    assert late.status_code == 422
    assert "次数太多" in late.content.decode()
    assert Client().get(reverse("portal:which")).url == reverse("portal:sign-in")


def test_one_wrong_code_of_two_uses_up_neither(wife: Person, capsys) -> None:
    agree(wife)
    client = signed_in(WIFE.phone, capsys)
    OneTimeCode.objects.all().delete()  # one went out a moment ago
    client.post(reverse("portal:phone"), {"phone": "13800000098"})
    sent = codes(capsys)
    wrong = client.post(reverse("portal:phone-codes"), {"old_code": "000000", "new_code": sent["0098"]})
    assert wrong.status_code == 422
    assert "尾号 0012 收到的验证码不对" in wrong.content.decode()
    right = client.post(reverse("portal:phone-codes"), {"old_code": sent["0012"], "new_code": sent["0098"]})
    assert right.url == reverse("portal:mine")


def test_an_old_sheet_does_not_bring_back_a_number_that_was_let_go(
    wife: Person, yunlin: Region, by_operator, cast
) -> None:
    release_phone(person=wife, by=cast.actor("lin"), at=NOW)
    result = enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    assert ["已经说明不再是这一位的" in fault.message for fault in result.faults] == [True]
    assert subjects.people_with(WIFE.phone, TODAY) == []
    row = replace(row_of(Person.objects.get(pk=wife.pk)), phone=WIFE.phone)
    edit_person(person=wife, row=row, by=cast.actor("lin"), at=NOW, on=TODAY)
    assert [p.pk for p in subjects.people_with(WIFE.phone, TODAY)] == [wife.pk]
    assert enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin).faults == []
