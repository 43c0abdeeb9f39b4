"""How somebody wants to read: large letters, dark, or as the device says; remembered, and back to the same page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.faces.kit.display import COOKIE, YEAR

pytestmark = pytest.mark.django_db
CHOOSE = "/design/display/"


def page(client: Client, address: str = "/my/sign-in/") -> str:
    return client.get(address).content.decode()


def color_scheme(shown: str) -> str:
    found = re.search(r'name="color-scheme"\s+content="([^"]*)"', shown)
    assert found
    return found[1]


def test_a_browser_that_never_chose_follows_its_device_in_usual_letters(client: Client) -> None:
    shown = page(client)
    assert 'data-theme="device"' in shown
    assert 'data-type="usual"' in shown
    assert color_scheme(shown) == "light dark"


@pytest.mark.parametrize(("theme", "scheme"), [("light", "light"), ("dark", "dark"), ("device", "light dark")])
def test_a_choice_holds_on_every_page_until_it_is_changed(client: Client, theme: str, scheme: str) -> None:
    client.post(CHOOSE, {"type": "elder"})
    client.post(CHOOSE, {"theme": theme})
    for address in ("/", "/my/sign-in/", "/desk/sign-in/", "/design/", "/nowhere/"):
        shown = page(client, address)
        assert f'data-theme="{theme}"' in shown
        assert 'data-type="elder"' in shown
        assert color_scheme(shown) == scheme
    client.post(CHOOSE, {"type": "usual"})
    assert 'data-type="usual"' in page(client)
    assert f'data-theme="{theme}"' in page(client).split("<head>")[0]


def test_the_cookie_holds_the_choice_for_a_year_and_nothing_else(client: Client) -> None:
    cookie = client.post(CHOOSE, {"type": "elder"}).cookies[COOKIE]
    assert cookie.value == "elder.device"
    assert (cookie["max-age"], cookie["samesite"], bool(cookie["httponly"])) == (YEAR, "Lax", True)


@pytest.mark.parametrize("word", ["", "huge", '"><script>', "dark"])
def test_a_word_that_is_no_choice_changes_nothing(client: Client, word: str) -> None:
    client.post(CHOOSE, {"type": "elder", "theme": "dark"})
    client.post(CHOOSE, {"type": word})
    assert client.cookies[COOKIE].value == "elder.dark"
    client.cookies[COOKIE] = word
    assert 'data-type="usual"' in page(client)


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/my/sign-in/", "/my/sign-in/"),
        ("/desk/sign-in/?next=/desk/", "/desk/sign-in/?next=/desk/"),
        ("http://testserver/my/", "/my/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_comes_back_to_the_same_page_and_never_to_another_site(client: Client, wanted: str, lands: str) -> None:
    assert client.post(CHOOSE, {"theme": "dark", "next": wanted}).url == lands


def test_the_answer_to_a_form_leads_back_to_the_page_the_form_stood_on(client: Client) -> None:
    answer = client.post("/my/sign-in/", {"phone": "1"}, headers={"referer": "http://testserver/my/sign-in/?a=1"})
    assert 'name="next" value="/my/sign-in/?a=1"' in answer.content.decode()
    answer = client.post("/my/sign-in/", {"phone": "1"}, headers={"referer": "https://elsewhere.example/x"})
    assert 'name="next" value="/"' in answer.content.decode()


def test_a_choice_needs_a_form_of_ours_and_is_not_made_by_looking() -> None:
    assert Client(enforce_csrf_checks=True).post(CHOOSE, {"type": "elder"}).status_code == 403
    assert Client().get(CHOOSE).status_code == 405


def test_staff_and_screen_keep_the_choice_and_the_wall_stays_dark(cast) -> None:
    client = cast.client("lin")
    client.post(CHOOSE, {"type": "elder", "theme": "light"})
    desk = page(client, reverse("desk:home"))
    assert 'data-theme="light"' in desk
    assert 'value="/desk/"' in desk
    wall = page(client, reverse("screen:unit", args=["village", 350583103201]))
    assert 'data-theme="dark"' in wall
    assert 'data-type="elder"' in wall
    assert color_scheme(wall) == "dark"


def test_a_death_recorded_by_mistake_is_taken_back_from_the_message_itself(cast, yunlin, by_operator) -> None:
    from jiahe.registry.enrolment import enrol
    from jiahe.registry.models import Person
    from tests.people import FAMILY
    from tests.places import NOW, TODAY

    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    person = Person.objects.get(name="林建国")
    client = cast.client("lin")
    after = client.post(reverse("desk:death", args=[person.pk]), {"death_date": TODAY.isoformat()}, follow=True)
    undo = reverse("desk:withdraw-death", args=[person.pk])
    assert f'action="{undo}"' in after.content.decode()
    client.post(undo)
    person.refresh_from_db()
    assert person.death_date is None
