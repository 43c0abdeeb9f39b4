"""Passkeys: a device that answers the right question of the right house opens the door, and nothing else does."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts.models import Passkey, RecoveryCode, SignIn, User
from jiahe.foundation.audit.models import Entry
from tests.passkey_device import Device

pytestmark = pytest.mark.django_db
PASSWORD = "warm-tea-and-rain"
HOME, DOOR, SECOND = reverse("desk:home"), reverse("desk:sign-in"), reverse("desk:second-step")
ADD, OPEN, ASK = reverse("desk:add-passkey"), reverse("desk:passkey-sign-in"), reverse("desk:passkey-question")


def question(client: Client, address: str) -> str:
    """What a page asks the device."""
    return html.unescape(re.search(r'data-options="([^"]*)"', client.get(address).content.decode())[1])


def asked(client: Client) -> str:
    """What the door asks the device of whoever sits there."""
    return str(client.post(ASK).json()["options"])


def added(client: Client, device: Device, name: str = "我的手机"):
    return client.post(ADD, {"name": name, "answer": device.make(question(client, ADD))})


@pytest.fixture
def lin(cast) -> Client:
    """Lin at her desk."""
    return cast.client("lin")


def test_a_device_is_added_and_opens_the_door_without_a_password(lin: Client) -> None:
    device = Device()
    assert added(lin, device).url == reverse("desk:recovery-codes")
    assert RecoveryCode.objects.count() == 10
    assert "我的手机" in lin.get(reverse("desk:my-account")).content.decode()
    client = Client()
    wanted = reverse("desk:imports")
    assert client.post(OPEN, {"answer": device.sign(asked(client)), "next": wanted}).url == wanted
    assert client.get(HOME).status_code == 200
    assert Entry.objects.filter(action="accounts.sign_in").get().details == {"with": "passkey"}


def test_an_answer_opens_the_door_once(lin: Client) -> None:
    device = Device()
    added(lin, device)
    client, thief = Client(), Client()
    answer = device.sign(asked(client))
    asked(thief)
    assert thief.post(OPEN, {"answer": answer}).url == DOOR, "it answers the question of another browser"
    client.post(OPEN, {"answer": answer})
    client.post(reverse("desk:sign-out"))
    assert client.post(OPEN, {"answer": answer}).url == DOOR
    assert "没有认出来" in client.get(DOOR).content.decode() or client.get(HOME).status_code == 302


def test_the_question_is_good_for_ten_minutes(lin: Client) -> None:
    device = Device()
    added(lin, device)
    client = Client()
    answer = device.sign(asked(client))
    session = client.session
    session["passkey_question"]["at"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    assert client.post(OPEN, {"answer": answer}).url == DOOR


@pytest.mark.parametrize(
    "device",
    [
        Device("https://testserver.example.invalid"),
        Device("http://testserver:81"),
        Device("https://testserver"),
        Device(verifies=False),
    ],
    ids=["another house", "another port", "another scheme", "nobody verified"],
)
def test_what_another_page_or_an_unverified_device_answers_is_refused(lin: Client, device: Device) -> None:
    assert added(lin, device).status_code == 422
    assert not Passkey.objects.exists()
    good = Device()
    added(lin, good)
    good.origin, good.flags = device.origin, device.flags
    client = Client()
    assert client.post(OPEN, {"answer": good.sign(asked(client))}).url == DOOR


def test_a_signature_of_another_key_is_refused(lin: Client) -> None:
    device, copy = Device(), Device()
    added(lin, device)
    copy.credential_id, copy.handle = device.credential_id, device.handle
    client = Client()
    assert client.post(OPEN, {"answer": copy.sign(asked(client))}).url == DOOR
    assert client.get(HOME).status_code == 302


def test_a_device_that_counts_backwards_is_a_copy(lin: Client) -> None:
    device = Device(counts=True)
    added(lin, device)
    client = Client()
    client.post(OPEN, {"answer": device.sign(asked(client))})
    device.count = 0
    other = Client()
    assert other.post(OPEN, {"answer": device.sign(asked(other))}).url == DOOR


@pytest.mark.parametrize(
    "answer", ["", "x", "[]", "{}", "null", '{"id": 1}', json.dumps({"id": "AA", "rawId": "AA", "response": {}}), "9" * 30_000]
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_in_words(lin: Client, answer: str) -> None:
    client = Client()
    asked(client)
    assert client.post(OPEN, {"answer": answer}).url == DOOR
    assert "通行密钥没有认出来" in client.get(DOOR).content.decode()
    question(lin, ADD)
    assert lin.post(ADD, {"name": "我的手机", "answer": answer}).status_code == 422


def test_the_passkey_of_somebody_else_is_no_second_step(lin: Client, cast) -> None:
    own, other = Device(), Device()
    added(lin, own)
    added(cast.client("chen"), other)
    client = Client()
    client.post(DOOR, {"username": "lin", "password": PASSWORD})
    assert client.post(SECOND, {"answer": other.sign(question(client, SECOND))}).status_code == 422
    assert client.post(SECOND, {"answer": own.sign(question(client, SECOND))}).url == HOME
    assert client.get(HOME).status_code == 200


def test_a_passkey_of_a_closed_account_opens_nothing(lin: Client) -> None:
    device = Device()
    added(lin, device)
    User.objects.filter(username="lin").update(is_active=False)
    client = Client()
    assert client.post(OPEN, {"answer": device.sign(asked(client))}).url == DOOR


def test_a_passkey_that_was_removed_opens_nothing_and_its_paper_goes_with_it(lin: Client, cast) -> None:
    device = Device()
    added(lin, device)
    key = Passkey.objects.get()
    assert cast.client("chen").post(reverse("desk:remove-passkey", args=[key.pk])).status_code == 404
    lin.post(reverse("desk:remove-passkey", args=[key.pk]))
    assert not Passkey.objects.exists()
    assert not RecoveryCode.objects.exists()
    client = Client()
    assert client.post(OPEN, {"answer": device.sign(asked(client))}).url == DOOR


def test_a_passkey_has_a_name_and_stands_once(lin: Client) -> None:
    device = Device()
    assert lin.post(ADD, {"name": " ", "answer": device.make(question(lin, ADD))}).status_code == 422
    added(lin, device)
    assert "已经登记过" in added(lin, device).content.decode()


def test_adding_a_passkey_shows_other_devices_out(lin: Client, cast) -> None:
    elsewhere = cast.client("lin")
    added(lin, Device())
    assert elsewhere.get(HOME).status_code == 302
    assert SignIn.objects.filter(ended_at=None).count() == 1


def test_at_an_address_of_numbers_the_page_says_what_is_needed(cast) -> None:
    client = cast.client("lin")
    page = client.get(ADD, headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "请用网址" in page
    assert client.post(ASK, headers={"host": "127.0.0.1:8000"}).json() == {"options": ""}
