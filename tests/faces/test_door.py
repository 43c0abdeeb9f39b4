"""A review of the door as a whole: fixation, forged forms, other houses, replay, guessing at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.factors import FactorRefused, make_recovery_codes, use_code
from jiahe.foundation.accounts.models import Authenticator, FactorGuard, SignIn, User
from jiahe.foundation.accounts.one_time import code_at, step_of
from jiahe.foundation.regions.models import Region
from tests.conftest import furnish
from tests.faces.test_factors import app_of, now_on
from tests.foundation.threads import at_once
from tests.places import NOW

PASSWORD = "warm-tea-and-rain"
HOME, DOOR, SECOND = reverse("desk:home"), reverse("desk:sign-in"), reverse("desk:second-step")


@pytest.fixture
def province(transactional_db: None) -> None:
    """The province, where the transaction of every thread is real."""
    if not Region.objects.exists():  # a transactional test before this one emptied the tables
        furnish()


def sign_in(client: Client, name: str = "lin", **more: str):
    return client.post(DOOR, {"username": name, "password": PASSWORD, **more})


@pytest.mark.django_db
def test_the_key_of_a_session_changes_at_the_door_so_that_a_planted_one_opens_nothing(cast) -> None:
    secret = app_of(cast.user("lin"))
    client = Client()
    client.post(reverse("desk:passkey-question"))  # a stranger's session
    planted = client.cookies["sessionid"].value
    sign_in(client)
    client.post(SECOND, {"code": now_on(secret)})
    assert client.get(HOME).status_code == 200
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get(HOME).status_code == 302
    assert thief.get(SECOND).url == DOOR


@pytest.mark.django_db
def test_a_session_that_waits_for_the_second_step_opens_no_page(cast) -> None:
    app_of(cast.user("lin"))
    client = Client()
    sign_in(client)
    for name in (
        "home",
        "my-account",
        "password",
        "choose-post",
        "authenticator",
        "recovery-codes",
        "second-step-asked",
    ):
        assert client.get(reverse(f"desk:{name}")).url.startswith(DOOR)


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid", "javascript:alert(1)", "/\\x"])
def test_the_second_step_leads_to_no_other_house(cast, elsewhere: str) -> None:
    secret = app_of(cast.user("lin"))
    client = Client()
    sign_in(client, next=elsewhere)
    assert client.post(SECOND, {"code": now_on(secret)}).url == HOME


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "sign-in", "second-step", "passkey-sign-in", "passkey-question", "sign-out", "confirm", "authenticator",
        "drop-authenticator", "recovery-codes", "add-passkey", "end-other-sign-ins", "second-step-asked", "password",
    ],
)  # fmt: skip
def test_a_form_of_another_house_signs_nobody_in_or_out(cast, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(reverse(f"desk:{name}"), {"username": "lin", "password": PASSWORD}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sign-out", "end-other-sign-ins", "drop-authenticator"])
def test_a_link_does_nothing_that_a_form_should(cast, name: str) -> None:
    client = cast.client("lin")
    assert client.get(reverse(f"desk:{name}")).status_code == 405
    assert client.get(HOME).status_code == 200


@pytest.mark.django_db
def test_who_signs_in_over_another_shows_him_out(cast) -> None:
    cast.user("lin"), cast.user("chen")
    client = Client()
    sign_in(client)
    sign_in(client, "chen")
    assert [s.user.username for s in SignIn.objects.filter(ended_at=None)] == ["chen"]
    sign_in(client, "chen")
    assert SignIn.objects.filter(ended_at=None).count() == 1


@pytest.mark.django_db
def test_a_resident_has_no_password_to_guess(cast) -> None:
    User.objects.create(username="resident-1", kind="resident")
    answer = Client().post(DOOR, {"username": "resident-1", "password": ""})
    assert answer.status_code == 422
    assert sign_in(Client(), "resident-1").status_code == 422


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "paper"])
def test_of_two_who_send_the_same_code_at_once_one_gets_in(province: None, cast, kind: str) -> None:
    lin = cast.user("lin")
    by = Actor("user", lin.pk, lin.username)
    secret = app_of(lin, NOW)
    code = code_at(secret, step_of(NOW)) if kind == "app" else make_recovery_codes(user=lin, by=by, at=NOW)[0]
    ways: list[str] = []

    def send(number: int) -> None:
        try:
            ways.append(use_code(user=User.objects.get(pk=lin.pk), code=code, by=by, at=NOW))
        except FactorRefused:
            ways.append("")

    at_once(4, send)
    assert sorted(map(bool, ways)) == [False, False, False, True]
    assert Authenticator.objects.count() == 1


@pytest.mark.differs
@pytest.mark.django_db(transaction=True)
def test_guessing_in_many_windows_at_once_gives_no_more_tries(province: None, cast) -> None:
    lin = cast.user("lin")
    by = Actor("user", lin.pk, lin.username)
    app_of(lin, NOW)
    looked_at: list[bool] = []

    def guess(number: int) -> None:
        try:
            use_code(user=User.objects.get(pk=lin.pk), code=f"{number:06d}", by=by, at=NOW)
        except FactorRefused as refused:
            looked_at.append("不对" in str(refused))

    at_once(8, guess)
    assert FactorGuard.objects.get(user=lin).failures == 5
    assert looked_at.count(True) == 4, "the fifth closes the door and says so"
