"""Signing in: who gets in, who is kept out, and how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.codes import CodeRefused, send_code, use_code
from jiahe.foundation.accounts.models import Holding, OneTimeCode, Role, User
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import actions, subjects
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.people import FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY, XIAXI

pytestmark = pytest.mark.django_db
PASSWORD = "warm-tea-and-rain"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("desk:sign-in"), {"username": username, "password": password, **more})


def test_a_worker_signs_in_and_goes_where_she_wanted_to(client: Client, cast) -> None:
    cast.user("lin")
    wanted = reverse("desk:imports")
    assert client.get(wanted).url == f"{reverse('desk:sign-in')}?next={wanted}"
    assert sign_in(client, "lin", next=wanted).url == wanted


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid", "javascript:alert(1)", "/\\x"])
def test_nobody_is_sent_to_another_house_after_signing_in(client: Client, cast, elsewhere: str) -> None:
    cast.user("lin")
    assert sign_in(client, "lin", next=elsewhere).url == reverse("desk:home")


def test_five_wrong_passwords_close_the_door_for_a_while(client: Client, cast) -> None:
    cast.user("lin")
    for _ in range(4):
        assert sign_in(client, "lin", "wrong").status_code == 422
    assert sign_in(client, "lin", "wrong").status_code == 429
    response = sign_in(client, "lin")
    assert response.status_code == 429
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    assert f"请在 {until:%H:%M} 以后再试" in response.content.decode()
    again = sign_in(client, "lin", "wrong").content.decode()
    assert f"请在 {until:%H:%M} 以后再试" in again, "trying on does not move the time that was named"
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16))
    assert sign_in(client, "lin").url == reverse("desk:home")


def test_a_name_that_does_not_exist_is_treated_like_one_that_does(client: Client, cast) -> None:
    cast.user("lin")
    answers = []
    for name in ("lin", "nobody-here"):
        given = [sign_in(Client(), name, "wrong") for _ in range(6)]
        answers.append([(a.status_code, a.content.decode().replace(name, "")[-400:]) for a in given])
    assert [a[0] for a in answers[0]] == [a[0] for a in answers[1]]
    assert [a[1] for a in answers[0]] == [a[1] for a in answers[1]]


def test_a_stranger_locks_a_name_for_himself_and_not_for_its_owner(cast) -> None:
    cast.user("lin")
    for _ in range(6):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), "lin", "wrong")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), "lin").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), "lin").status_code == 302


def test_behind_a_proxy_it_is_the_address_the_proxy_saw_that_counts(cast, settings) -> None:
    cast.user("lin")
    settings.JIAHE_PROXIES = ["1"]

    def knock(said: str, password: str) -> int:
        client = Client(REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR=said)
        return sign_in(client, "lin", password).status_code

    for made_up in range(6):  # what a visitor writes himself stands further left, and does not make him another
        knock(f"192.0.2.{made_up}, 203.0.113.9", "wrong")
    assert knock("203.0.113.9", PASSWORD) == 429
    assert knock("198.51.100.7", PASSWORD) == 302


def test_a_one_time_password_must_be_changed_before_anything_else(client: Client, yunlin: Region) -> None:
    user, password = open_account(username="neu", name="新来的", password=None, by=operator(), at=NOW)
    give_post(
        user=user,
        post=open_post(role=Role.VILLAGE_WORKER, region=yunlin, by=operator(), at=NOW),
        since=TODAY,
        by=operator(),
        at=NOW,
    )
    sign_in(client, "neu", password)
    assert client.get(reverse("desk:home")).url == reverse("desk:password")
    wrong = client.post(reverse("desk:password"), {"password": "short", "again": "short"})
    assert "10" in wrong.content.decode()
    wrong = client.post(reverse("desk:password"), {"password": "long-enough-1", "again": "long-enough-2"})
    assert "两次输入的密码不一样" in wrong.content.decode()
    client.post(reverse("desk:password"), {"password": PASSWORD, "again": PASSWORD})
    assert client.get(reverse("desk:home")).status_code == 200
    assert not User.objects.get(username="neu").must_change_password


def test_somebody_with_two_posts_chooses_one(cast) -> None:
    client = cast.client("lin")
    neighbour = find_region(XIAXI)
    assert neighbour is not None
    post = open_post(role=Role.VILLAGE_WORKER, region=neighbour, by=operator(), at=NOW)
    give_post(user=cast.user("lin"), post=post, since=TODAY, by=operator(), at=NOW)
    assert client.get(reverse("desk:home")).status_code == 200  # she goes on in the post she is in
    client = cast.client("lin")
    assert client.get(reverse("desk:home")).url == reverse("desk:choose-post")
    client.post(reverse("desk:choose-post"), {"post": "987654"})
    assert client.get(reverse("desk:home")).status_code == 302
    client.post(reverse("desk:choose-post"), {"post": str(post.pk)})
    assert "霞溪村" in client.get(reverse("desk:home")).content.decode()


def test_a_post_that_was_taken_away_closes_the_desk_at_once(cast) -> None:
    client = cast.client("lin")
    assert client.get(reverse("desk:home")).status_code == 200
    Holding.objects.update(until=TODAY - timedelta(days=1))
    gone = client.get(reverse("desk:home"))
    assert gone.status_code == 409
    assert "这个岗位已经结束" in gone.content.decode()
    assert "还没有岗位" in client.get(reverse("desk:choose-post")).content.decode()


@pytest.fixture
def family(yunlin: Region) -> None:
    enrol(FAMILY, by=operator(), at=NOW, on=TODAY, territory=yunlin)


def last_code(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split("验证码是 ")[1][:6]


@pytest.mark.usefixtures("family")
def test_a_resident_signs_in_with_her_phone_and_leaves_when_she_is_no_longer_registered(client: Client, capsys) -> None:
    client.post(reverse("portal:sign-in"), {"phone": "139 0000 0012"})
    response = client.post(reverse("portal:code"), {"code": last_code(capsys)})
    assert response.url == reverse("portal:family")
    assert client.get(response.url).url == reverse("portal:consent")
    client.post(reverse("portal:consent"))
    assert "陈秀英，您好" in client.get(reverse("portal:family")).content.decode()
    person = Person.objects.select_related("household").get(name="陈秀英")
    actions.record_death(person=person, died_on=TODAY, by=operator(), at=NOW, on=TODAY)
    assert client.get(reverse("portal:family")).status_code == 404


@pytest.mark.usefixtures("family")
def test_known_and_unknown_numbers_get_the_same_answer(capsys) -> None:
    answers = []
    for phone in (WIFE.phone, "13812345678"):
        client = Client()
        first = client.post(reverse("portal:sign-in"), {"phone": phone})
        page = client.get(reverse("portal:code")).content.decode().replace(phone[-4:], "")
        answers.append((first.status_code, first.url, len(page)))
    assert answers[0] == answers[1]
    assert capsys.readouterr().out.count("验证码是") == 1


@pytest.mark.usefixtures("family")
def test_a_code_is_good_once_for_five_minutes_and_five_tries(capsys) -> None:
    send_code(phone=WIFE.phone, at=NOW, deliver=True)
    code = last_code(capsys)
    with pytest.raises(CodeRefused, match="一分钟"):
        send_code(phone=WIFE.phone, at=NOW + timedelta(seconds=59), deliver=True)
    with pytest.raises(CodeRefused, match="过期"):
        use_code(phone=WIFE.phone, code=code, at=NOW + timedelta(minutes=6))
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(CodeRefused, match="不对"):
            use_code(phone=WIFE.phone, code=wrong, at=NOW)
    with pytest.raises(CodeRefused, match="太多"):
        use_code(phone=WIFE.phone, code=code, at=NOW)
    send_code(phone=WIFE.phone, at=NOW + timedelta(minutes=2), deliver=True)
    code = last_code(capsys)
    use_code(phone=WIFE.phone, code=code, at=NOW + timedelta(minutes=3))
    with pytest.raises(CodeRefused):
        use_code(phone=WIFE.phone, code=code, at=NOW + timedelta(minutes=3))
    assert not OneTimeCode.objects.filter(used=False, attempts=0).exists()


@pytest.mark.usefixtures("family")
def test_the_number_somebody_signs_in_with_is_not_readable_in_the_table_of_sessions(client: Client) -> None:
    client.post(reverse("portal:sign-in"), {"phone": WIFE.phone})
    assert WIFE.phone not in str(client.session.items())


@pytest.mark.usefixtures("family")
def test_five_codes_an_hour_are_enough_for_a_number(capsys) -> None:
    for minute in range(5):
        send_code(phone=WIFE.phone, at=NOW + timedelta(minutes=2 * minute), deliver=True)
    with pytest.raises(CodeRefused, match="一小时"):
        send_code(phone=WIFE.phone, at=NOW + timedelta(minutes=12), deliver=True)
    send_code(phone=WIFE.phone, at=NOW + timedelta(minutes=62), deliver=True)


@pytest.mark.usefixtures("family")
def test_a_number_of_several_grown_people_asks_which_of_them_is_there(capsys) -> None:
    wife = Person.objects.select_related("household").get(name="陈秀英")
    from dataclasses import replace

    row = replace(actions.row_of(wife), phone=HEAD.phone)
    actions.edit_person(person=wife, row=row, by=operator(), at=NOW, on=TODAY)
    subjects.send_sign_in_code(phone=HEAD.phone, on=TODAY, at=NOW)
    with pytest.raises(subjects.SharedPhone, match="几个人"):
        subjects.sign_in(phone=HEAD.phone, code=last_code(capsys), on=TODAY, at=NOW)
