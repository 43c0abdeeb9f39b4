"""Being signed in: on which devices, for how long, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts.actions import resident_account
from jiahe.foundation.accounts.models import Ending, SignIn, User
from jiahe.foundation.audit.models import Entry
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from tests.people import FAMILY
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "warm-tea-and-rain"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
HOME, DOOR = reverse("desk:home"), reverse("desk:sign-in")


@pytest.fixture
def household(yunlin, by_operator) -> int:
    """A family of 芸林村."""
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    return Household.objects.get().pk


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def signed_in(name: str = "lin", **more: str) -> Client:
    client = Client(**more)
    assert client.post(DOOR, {"username": name, "password": PASSWORD}).status_code == 302
    return client


def lay_still(minutes: int) -> None:
    """Let every sign-in lie unused for a while."""
    for sign_in in SignIn.objects.filter(ended_at=None):
        SignIn.objects.filter(pk=sign_in.pk).update(used_at=sign_in.used_at - timedelta(minutes=minutes))


def test_somebody_sees_her_devices_and_not_the_whole_address(cast) -> None:
    cast.user("lin")
    signed_in(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="203.0.113.77")
    page = text(signed_in(), reverse("desk:my-account"))
    assert "Windows 电脑 · Edge 浏览器" in page
    assert "203.0.*.*" in page
    assert "113.77" not in page
    assert page.count("就是这台") == 1


def test_a_device_that_is_told_to_leave_leaves_at_its_next_request(cast) -> None:
    cast.user("lin")
    lost, kept = signed_in(), signed_in()
    assert lost.get(HOME).status_code == 200
    kept.post(reverse("desk:end-sign-in", args=[SignIn.objects.order_by("pk")[0].pk]))
    assert lost.get(HOME).url == f"{DOOR}?next={HOME}"
    assert "在别处结束了这次登录" in text(lost, DOOR)
    assert "在别处结束了这次登录" not in text(lost, DOOR)
    assert kept.get(HOME).status_code == 200


def test_all_other_devices_leave_at_once(cast) -> None:
    cast.user("lin")
    others, kept = [signed_in() for _ in range(3)], signed_in()
    kept.post(reverse("desk:end-other-sign-ins"))
    assert [c.get(HOME).status_code for c in others] == [302, 302, 302]
    assert kept.get(HOME).status_code == 200
    assert Entry.objects.filter(action="accounts.end_sign_ins").get().details["count"] == 3


def test_nobody_ends_the_sign_in_of_somebody_else(cast) -> None:
    cast.user("lin"), cast.user("chen")
    lin, chen = signed_in(), signed_in("chen")
    address = reverse("desk:end-sign-in", args=[SignIn.objects.get(user__username="lin").pk])
    assert chen.post(address).status_code == 404
    assert lin.get(HOME).status_code == 200


def test_half_an_hour_away_and_one_signs_in_again_and_is_back_where_one_was(cast) -> None:
    cast.user("lin")
    client = signed_in()
    lay_still(29)
    assert client.get(HOME).status_code == 200
    lay_still(32)
    wanted = reverse("desk:imports") + "?before=7"
    answer = client.get(wanted)
    assert answer.status_code == 302
    page = text(client, answer.url)
    assert "有一阵子没有操作" in page
    assert f'value="{wanted}"' in page
    assert client.post(DOOR, {"username": "lin", "password": PASSWORD, "next": wanted}).url == wanted
    assert SignIn.objects.filter(ending=Ending.IDLE).count() == 1


def test_whoever_works_on_is_not_shown_out_before_the_day_is_over(cast) -> None:
    cast.user("lin")
    client = signed_in()
    for _ in range(4):
        lay_still(25)
        assert client.get(HOME).status_code == 200
    SignIn.objects.update(began_at=SignIn.objects.get().began_at - timedelta(hours=13))
    assert client.get(HOME).status_code == 302
    assert "登录的时间到了" in text(client, DOOR)


def test_a_resident_may_be_away_for_longer(yunlin) -> None:
    client = Client()
    client.force_login(resident_account(person_id=1), backend=BACKEND)
    lay_still(11 * 60)
    assert client.get(reverse("portal:family")).status_code == 404  # signed in; the person is not registered here
    lay_still(13 * 60)
    assert client.get(reverse("portal:family")).url.startswith(reverse("portal:sign-in"))


def test_a_new_password_shows_every_other_device_out(cast) -> None:
    cast.user("lin")
    other, own = signed_in(), signed_in()
    own.post(reverse("desk:password"), {"password": "green-hills-1", "again": "green-hills-1"})
    assert own.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302
    assert SignIn.objects.filter(ended_at=None).count() == 1


def test_an_account_that_is_closed_is_closed_at_the_next_request(cast) -> None:
    cast.user("lin")
    client = signed_in()
    User.objects.filter(username="lin").update(is_active=False)
    assert client.get(HOME).status_code == 302


def test_a_session_without_its_sign_in_opens_nothing(cast) -> None:
    client = cast.client("lin")
    session = client.session
    del session["sign_in"]
    session.save()
    assert client.get(HOME).status_code == 302


def test_signing_out_ends_the_sign_in_and_an_old_cookie_opens_nothing(cast) -> None:
    cast.user("lin")
    client = signed_in()
    cookie = client.cookies["sessionid"].value
    client.post(reverse("desk:sign-out"))
    again = Client()
    again.cookies["sessionid"] = cookie
    assert again.get(HOME).status_code == 302
    assert SignIn.objects.get().ending == Ending.SIGNED_OUT


ADDRESS = {"address": "岭头 7 号"}


def test_what_was_sent_after_the_time_had_run_out_is_kept_for_its_sender(cast, household: int) -> None:
    cast.user("lin"), cast.user("chen")
    page = reverse("desk:edit-address", args=[household])
    client = signed_in()
    client.get(page)
    lay_still(32)
    answer = client.post(page, ADDRESS, headers={"referer": f"http://testserver{page}"})
    assert answer.url == f"{DOOR}?next={page}"
    assert "岭头" not in str(dict(client.session.items())), "the table of sessions is not sealed, this is"
    assert client.post(DOOR, {"username": "lin", "password": PASSWORD, "next": page}).url == reverse("desk:kept-form")
    kept = text(client, reverse("desk:kept-form"))
    assert 'value="岭头 7 号"' in kept
    assert f'action="{page}"' in kept
    assert client.get(reverse("desk:kept-form")).url == HOME, "it is offered once"
    assert client.post(page, ADDRESS).status_code == 302


def test_what_was_sent_is_not_given_to_the_next_at_the_same_desk(cast, household: int) -> None:
    cast.user("lin"), cast.user("chen")
    client = signed_in()
    lay_still(32)
    client.post(reverse("desk:edit-address", args=[household]), ADDRESS)
    assert client.post(DOOR, {"username": "chen", "password": PASSWORD}).url == HOME
    assert client.get(reverse("desk:kept-form")).url == HOME
    assert "kept_form" not in client.session


@pytest.mark.parametrize(
    "fields", [{"password": "x", "again": "x"}, {"note": "长" * 100_001}], ids=["a password", "a very long text"]
)
def test_what_proves_somebody_and_what_is_too_long_is_not_kept(cast, fields: dict[str, str]) -> None:
    cast.user("lin")
    client = signed_in()
    lay_still(32)
    client.post(reverse("desk:password"), fields)
    assert "kept_form" not in client.session


def test_a_stranger_leaves_nothing_behind(client: Client, household: int) -> None:
    client.post(reverse("desk:edit-address", args=[household]), ADDRESS)
    assert "kept_form" not in client.session


def test_asking_whether_one_is_still_there_keeps_one_there(cast) -> None:
    client = cast.client("lin")
    lay_still(25)
    assert client.get(reverse("kit:stay")).json() == {"signed_in": True}
    lay_still(25)
    assert client.get(reverse("kit:stay")).json() == {"signed_in": True}
    lay_still(32)
    assert client.get(reverse("kit:stay")).json() == {"signed_in": False}


def test_a_resident_sees_where_she_is_signed_in_and_ends_what_is_not_hers(household: int) -> None:
    wife = Person.objects.get(household=household, relation="spouse")
    here, lost = resident_client(wife), resident_client(wife)
    page = text(here, reverse("portal:devices"))
    assert page.count("让它退出") == 2  # the words of advice and the button
    gone = SignIn.objects.get(pk=lost.session["sign_in"])
    here.post(reverse("portal:end-sign-in", args=[gone.pk]))
    assert reverse("portal:sign-in") in lost.get(reverse("portal:family")).url
    assert here.get(reverse("portal:family")).status_code == 200
    third = resident_client(wife)
    here.post(reverse("portal:end-other-sign-ins"))
    assert reverse("portal:sign-in") in third.get(reverse("portal:family")).url
