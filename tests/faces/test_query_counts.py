"""Every list costs the same number of queries for ten rows and for twenty."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiahe.delivery.workforce.actions import record_hours
from jiahe.foundation.accounts.actions import give_post, open_account, open_post, resident_account
from jiahe.foundation.accounts.models import Holding, PasswordRequest, Post, Role
from jiahe.foundation.accounts.sign_ins import begin_sign_in
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import villages_in
from jiahe.foundation.staffing.models import AccountSheet
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import ExportRequest, ImportRun, Person
from jiahe.registry.residents.asking import ask_correction
from tests.library import lecture_at, story_for
from tests.people import family
from tests.places import NOW, TODAY, YUNLIN
from tests.residents import agree, resident_client
from tests.sites import site_at
from tests.workforce import certified, nominated, serving

pytestmark = pytest.mark.django_db

LISTS = {
    "home": (reverse, ("desk:home", [])),
    "village": (reverse, ("desk:region", ["village", YUNLIN])),
    "households": (reverse, ("desk:rows", ["village", YUNLIN, "households"])),
    "people": (reverse, ("desk:rows", ["village", YUNLIN, "people"])),
    "births": (reverse, ("desk:rows", ["village", YUNLIN, "births"])),
    "duplicates": (reverse, ("desk:duplicates", ["village", YUNLIN])),
    "infants": (reverse, ("desk:rows", ["village", YUNLIN, "infants"])),
    "list of people": (reverse, ("desk:people", ["village", YUNLIN])),
    "exports": (reverse, ("desk:exports", [])),
    "export": (reverse, ("desk:ask-export", ["village", YUNLIN])),
    "jobs": (reverse, ("desk:jobs", [])),
    "notices": (reverse, ("desk:notices", [])),
    "imports": (reverse, ("desk:imports", [])),
    "screen": (reverse, ("screen:unit", ["village", YUNLIN])),
}


def register(first: int, last: int, village: Region, by) -> None:
    rows = [row for number in range(first, last) for row in family(f"{number:03d}")]
    twice = [replace(row, line=900 + n, id_number="", household_number=f"d{n}") for n, row in enumerate(rows[::3])]
    named = [replace(row, name=f"林{chr(0x4E00 + first * 40 + n)}") for n, row in enumerate(twice)]
    enrol([*rows, *(replace(row, household_number=f"e{row.line}", line=row.line + 99) for row in named), *named],
          by=by, at=NOW, on=TODAY, territory=village)  # fmt: skip
    for number in range(first, last):
        ImportRun.objects.create(
            region=village, post_id=None, file_name=str(number), digest="", status="done", started_at=NOW
        )
    declare(NoticeKind("tests.told", "有一件事"))
    for holding in Holding.objects.filter(user__username="lin"):
        for _ in range(first, last):
            notify("tests.told", at=NOW, post=holding.post)
    for number in range(first, last):
        ask("registry.export", about={"request": 0}, key=str(number), at=NOW)
    for holding in Holding.objects.filter(user__username="lin"):
        for _ in range(first, last):
            ExportRequest.objects.create(
                region=village, people=2000, status="waiting", asked_at=NOW, asked_by=holding.user, post=holding.post
            )


def queries(client: Client, address: str, data: dict[str, str] | None = None) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address) if data is None else client.post(address, data)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_twenty_costs_as_many_queries_as_one_of_ten(name: str, yunlin: Region, by_operator, cast) -> None:
    client = cast.client("administrator" if name == "jobs" else "lin")
    make, (route, arguments) = LISTS[name]
    address = make(route, args=arguments)
    register(1, 11, yunlin, by_operator)
    ten = queries(client, address)
    register(11, 21, yunlin, by_operator)
    assert queries(client, address) == ten


# Lists that grow with the people of a place: made longer by `employ`, read by the secretary of the township.
ACCOUNTS = {
    "accounts": ("desk:accounts", []),
    "units without anybody": ("desk:accounts-vacant", []),
    "posts of a unit": ("desk:accounts-place", ["village", YUNLIN]),
    "sheets of accounts": ("desk:account-sheets", []),
    "the way home of forgotten passwords": ("desk:home", []),
}


def employ(first: int, last: int, village: Region, by, boss: Post) -> None:
    """People with posts in a village, who forgot their passwords, and sheets that brought them."""
    post = open_post(role=Role.VOLUNTEER, region=village, by=by, at=NOW)
    other = open_post(role=Role.GUIDE, region=village, by=by, at=NOW)
    for number in range(first, last):
        user, _ = open_account(username=f"vol{number}", name="叶", password="x", by=by, at=NOW)
        for each in (post, other):
            give_post(user=user, post=each, since=TODAY, by=by, at=NOW)
        PasswordRequest.objects.create(user=user, post=boss, address_index=b"", asked_at=timezone.now())
        AccountSheet.objects.create(post_id=boss.pk, file_name=str(number), digest="", status="checked", started_at=NOW)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_list_of_twenty_accounts_costs_as_many_queries_as_one_of_ten(
    name: str, yunlin: Region, by_operator, cast
) -> None:
    client = cast.client("township")
    boss = Holding.objects.get(user__username="township").post
    route, arguments = ACCOUNTS[name]
    employ(1, 11, yunlin, by_operator, boss)
    ten = queries(client, reverse(route, args=arguments))
    employ(11, 21, yunlin, by_operator, boss)
    assert queries(client, reverse(route, args=arguments)) == ten


def test_a_search_that_finds_twenty_costs_as_many_queries_as_one_that_finds_ten(
    yunlin: Region, by_operator, cast
) -> None:
    client = cast.client("lin")
    register(1, 11, yunlin, by_operator)
    ten = queries(client, reverse("desk:search"), {"q": "林建国"})
    register(11, 21, yunlin, by_operator)
    assert queries(client, reverse("desk:search"), {"q": "林建国"}) == ten


def test_the_screen_of_a_township_costs_as_much_with_twenty_families_as_with_ten(
    yunlin: Region, by_operator, cast
) -> None:
    client = cast.client("township")
    address = reverse("screen:unit", args=["township", 350583103000])
    register(1, 11, yunlin, by_operator)
    ten = queries(client, address)
    register(11, 21, yunlin, by_operator)
    assert queries(client, address) == ten


def test_a_unit_with_many_units_costs_as_many_queries_as_one_with_few(cast) -> None:
    few, many = cast.client("pingtan"), cast.client("president")
    assert (
        queries(many, reverse("screen:unit", args=["province", 350000000000]))
        - queries(few, reverse("screen:unit", args=["county", 350128000000]))
        <= 12
    )


def ask_often(first: int, last: int, wife: Person) -> None:
    """A resident who writes to the village again and again, and is signed in on as many devices."""
    by = agree(wife)
    for number in range(first, last):
        ask_correction(person=wife, field="other", value=f"第 {number} 处不对", by=by, at=NOW, on=TODAY)
        begin_sign_in(user=resident_account(person_id=wife.pk), device="手机", network="", at=timezone.now())


@pytest.mark.parametrize(
    ("who", "route"),
    [("lin", "desk:residents"), ("wife", "portal:requests"), ("wife", "portal:devices"), ("wife", "portal:messages")],
)
def test_twenty_requests_of_residents_cost_as_many_queries_as_ten(
    who: str, route: str, yunlin: Region, by_operator, cast
) -> None:
    enrol(family("001"), by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    wife = Person.objects.select_related("household").get(relation="spouse")
    client = cast.client("lin") if who == "lin" else resident_client(wife)
    ask_often(1, 11, wife)
    ten = queries(client, reverse(route))
    ask_often(11, 21, wife)
    assert queries(client, reverse(route)) == ten


@pytest.mark.parametrize("address", ["desk:stories", "stories", "service", "api:stories"])
def test_twenty_stories_cost_as_many_queries_as_ten(address: str, cast) -> None:
    county, city = cast.actor("county"), cast.actor("city")
    client = cast.client("county") if address.startswith("desk") else Client()
    place = reverse(address, args=["three-talks-two-visits"] if address == "service" else [])
    ten = 0
    for number in range(1, 20):
        story_for(350583000000, by=county, reviewer=city, title=f"第 {number} 件事")
        if number == 9:
            ten = queries(client, place)
    assert queries(client, place) == ten


@pytest.mark.parametrize("address", ["desk:lectures", "desk:awareness", "screen:programme"])
def test_twenty_lectures_cost_as_many_queries_as_ten(address: str, cast) -> None:
    client, by = cast.client("township"), cast.actor("county")
    arguments = {"desk:awareness": ["township", 350583103000], "screen:programme": ["three-talks-two-visits"]}
    place = reverse(address, args=arguments.get(address, []))
    villages = [village.code for village in villages_in([(350583103000, 350583103999)])[:20]]
    ten = 0
    for number, village in enumerate(villages, start=1):
        lecture_at(village, by=by)
        if number == 10:
            ten = queries(client, place)
    assert queries(client, place) == ten


@pytest.mark.parametrize("route", ["desk:sites", "sites", "near"])
def test_twenty_sites_cost_as_many_queries_as_ten(route: str, by_operator, cast) -> None:
    client = cast.client("county") if route == "desk:sites" else Client()
    address = reverse("sites") + "?near=118.253,24.981" if route == "near" else reverse(route)
    villages = [village.code for village in villages_in([(350583000000, 350583999999)])[:20]]
    ten = 0
    for number, village in enumerate(villages, start=1):
        site_at(village, by=by_operator)
        if number == 10:
            ten = queries(client, address)
    assert queries(client, address) == ten


@pytest.mark.parametrize(
    "route", ["desk:workforce", "desk:workforce-waiting", "serving", "desk:save-workforce", "desk:workforce-coverage"]
)
def test_twenty_who_serve_cost_as_many_queries_as_ten(route: str, by_operator, cast) -> None:
    client = Client() if route == "serving" else cast.client("president" if route.endswith("waiting") else "county")
    villages = [village.code for village in villages_in([(350583000000, 350583999999)])[:20]]
    ten = 0
    for number, village in enumerate(villages):
        if route == "desk:workforce-waiting":
            nominated(number, village_code=village)
        else:
            certified(serving(number, village_code=village))
        if number == 9:
            ten = queries(client, reverse(route))
    assert queries(client, reverse(route)) == ten


def test_twenty_records_of_hours_cost_as_many_queries_as_ten(yunlin: Region, cast) -> None:
    lin, township = cast.actor("lin"), cast.client("township")
    ten = 0
    for number in range(20):
        record_hours(
            worker=serving(number, kind="volunteer"), served_on=TODAY, minutes=60, purpose="event", place="村里", by=lin,
            at=NOW, on=TODAY,
        )  # fmt: skip
        if number == 9:
            ten = queries(township, reverse("desk:workforce-hours"))
    assert queries(township, reverse("desk:workforce-hours")) == ten
