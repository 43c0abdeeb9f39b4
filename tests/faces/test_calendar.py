"""The calendar of a family: on her phone, in the phone's own calendar, and silent from the moment of a loss."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiahe.benefits.calendar.actions import make_address
from jiahe.benefits.calendar.feed import COMES
from jiahe.benefits.calendar.models import CalendarAddress
from jiahe.faces.portal import calendar
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.models.consent import Purpose
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.residents.consents import withdraw_consent
from jiahe.registry.residents.phones import release_phone
from jiahe.registry.rows import PersonRow
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import TODAY
from tests.residents import agree, resident_client

pytestmark = pytest.mark.django_db
# What may stand in no file that lies on other people's servers.
UNSPOKEN = ("孕", "疫苗", "体检", "产", "低保", "补贴", "扶助", "残", "随访", "林", "陈", "孩子", "宝宝")


def today() -> date:
    """The day the pages live in."""
    return timezone.localdate()


def young_wife() -> PersonRow:
    """A wife to whom nothing comes by her age alone."""
    return replace(WIFE, birth_date=today() - timedelta(days=28 * 365), id_number="")


def wife() -> Person:
    return Person.objects.select_related("household").get(name=WIFE.name, household__number="001")


def child() -> Person:
    return Person.objects.select_related("household").get(name=CHILD.name, household__number="001")


@pytest.fixture
def home(yunlin: Region, by_operator: Actor) -> Household:
    """A family with a child of forty days."""
    newborn = replace(CHILD, birth_date=today() - timedelta(days=40), id_number="")
    enrol([HEAD, young_wife(), newborn], by=by_operator, territory=yunlin, at=timezone.now(), on=today())
    return Household.objects.get(number="001")


@pytest.fixture
def expecting(yunlin: Region, by_operator: Actor) -> Household:
    """A family of two who expect a child in thirty weeks, she employed."""
    enrol([HEAD, young_wife()], by=by_operator, territory=yunlin, at=timezone.now(), on=today())
    when = {"by": by_operator, "at": timezone.now(), "on": today()}
    due = today() + timedelta(weeks=30)
    actions.record_event(
        person=wife(), kind=EventKind.PREGNANCY, happened_on=today() - timedelta(days=20),
        details={"due": due.isoformat()}, **when,
    )  # fmt: skip
    actions.record_circumstance(
        person=wife(), kind=CircumstanceKind.EMPLOYMENT, value="employee", since=date(2020, 1, 1), **when
    )
    return Household.objects.get()


def page_of(client: Client) -> str:
    return client.get(reverse("portal:calendar")).content.decode()


def subscribe(client: Client) -> str:
    """The address she is shown."""
    client.post(reverse("portal:subscribe-calendar"))
    found = re.search(r"http://testserver(/calendar/[^\"]+\.ics)", page_of(client))
    assert found is not None
    return found.group(1)


def events(address: str) -> list[icalendar.Event]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_she_reads_what_comes_to_her_and_her_child_with_what_to_do_and_by_which_rule(home: Household) -> None:
    page = page_of(resident_client(wife()))
    for words in (
        "这七天",
        "百白破疫苗第1剂",
        "3月龄体检",
        "育儿补贴",
        CHILD.name,
        "带上预防接种证",
        "国疾控卫免发〔2024〕20号",
        "待核实",
    ):
        assert words in page
    assert HEAD.name not in page.partition("<main")[2]


def test_a_dose_that_is_recorded_leaves_the_page(home: Household, by_operator: Actor) -> None:
    client = resident_client(wife())
    assert "乙肝疫苗第2剂" in page_of(client)
    actions.record_circumstance(
        person=child(), kind=CircumstanceKind.VACCINATION, value="hepatitis_b", since=today() - timedelta(days=5),
        by=by_operator, at=timezone.now(), on=today(),
    )  # fmt: skip
    page = page_of(client)
    assert "乙肝疫苗第2剂" not in page
    assert "乙肝疫苗第3剂" in page


def test_a_family_to_whom_nothing_comes_reads_what_would_stand_here(yunlin: Region, by_operator: Actor) -> None:
    enrol([replace(young_wife(), relation="head")], by=by_operator, territory=yunlin, at=timezone.now(), on=today())
    page = page_of(resident_client(wife()))
    assert "这段时间没有要记的日子" in page
    assert "要一个订阅地址" in page


def test_the_way_to_the_calendar_stands_where_that_to_what_is_due_stands(home: Household) -> None:
    client = resident_client(wife())
    for name in ("portal:family", "portal:benefits"):
        assert f'href="{reverse("portal:calendar")}"' in client.get(reverse(name)).content.decode()


def test_the_address_is_shown_once_and_only_its_digest_is_kept(home: Household) -> None:
    client = resident_client(wife())
    address = subscribe(client)
    secret = address.split("/")[-1].removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in page_of(client)
    kept = CalendarAddress.objects.get()
    assert secret not in "".join(str(value) for value in vars(kept).values())
    told = Entry.objects.get(action="calendar.make_address")
    assert secret not in str(told.details)
    assert "做了一个订阅日历的地址" in client.get(reverse("portal:looks")).content.decode()


def test_the_file_has_each_day_once_in_words_that_tell_nothing(home: Household) -> None:
    address = subscribe(resident_client(wife()))
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert not [word for word in UNSPOKEN if word in text]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    found = events(address)
    days = [event["dtstart"].dt for event in found]
    assert days == sorted(days)
    assert all(type(day) is date for day in days)
    assert all(event["dtend"].dt == event["dtstart"].dt + timedelta(days=1) for event in found)
    assert COMES.format("一") in [str(event["summary"]) for event in found]
    again = events(address)
    assert [event["uid"] for event in again] == [event["uid"] for event in found]
    assert len({event["uid"] for event in found}) == len(found)


def test_what_has_not_changed_is_not_sent_again(home: Household) -> None:
    address = subscribe(resident_client(wife()))
    first = Client().get(address)
    assert first["Cache-Control"] == "private, no-cache"
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_tries_addresses_one_after_the_other_is_kept_waiting(home: Household, monkeypatch) -> None:
    monkeypatch.setattr(calendar, "FEEDS_A_MINUTE", 5)
    calendar.feeds.forget()
    tried = [Client().get(f"/calendar/{'x' * 43}.ics").status_code for _ in range(5)]
    assert tried == [404] * 5
    answer = Client().get(f"/calendar/{'x' * 43}.ics")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    calendar.feeds.forget()


def replaced(client: Client, by: Actor) -> None:
    client.post(reverse("portal:subscribe-calendar"))


def revoked(client: Client, by: Actor) -> None:
    client.post(reverse("portal:unsubscribe-calendar"))


def unagreed(client: Client, by: Actor) -> None:
    withdraw_consent(person=wife(), purpose=Purpose.BASIC, by=agree(wife()), at=timezone.now(), on=today())


def another_phone(client: Client, by: Actor) -> None:
    release_phone(person=wife(), by=by, at=timezone.now())


def died(client: Client, by: Actor) -> None:
    actions.record_death(person=wife(), died_on=today(), by=by, at=timezone.now(), on=today())


@pytest.mark.parametrize("deed", [replaced, revoked, unagreed, another_phone, died])
def test_an_address_that_is_over_looks_like_one_that_never_was(
    home: Household, by_operator: Actor, deed: Callable[[Client, Actor], None]
) -> None:
    client = resident_client(wife())
    address = subscribe(client)
    assert Client().get(address).status_code == 200
    deed(client, by_operator)
    over = Client().get(address)
    never = Client().get(reverse("calendar-feed", args=["x" * 43]))
    assert over.status_code == never.status_code == 404
    assert over.content == never.content


def test_she_takes_the_address_back_and_the_page_says_so(home: Household) -> None:
    client = resident_client(wife())
    subscribe(client)
    assert "地址正在用" in page_of(client)
    answer = client.post(reverse("portal:unsubscribe-calendar"), follow=True).content.decode()
    assert "停掉了" in answer
    assert "要一个订阅地址" in answer
    assert Entry.objects.filter(action="calendar.end_address").count() == 1


def test_two_addresses_made_at_once_leave_one(home: Household) -> None:
    by = agree(wife())
    make_address(by=by, at=timezone.now())
    make_address(by=by, at=timezone.now())
    assert CalendarAddress.objects.count() == 1


@pytest.mark.parametrize("outcome", ["miscarriage", "stillbirth"])
@pytest.mark.parametrize("weeks", [None, 10, 30])
def test_a_pregnancy_that_was_lost_is_gone_from_page_and_file_in_the_same_transaction(
    expecting: Household, by_operator: Actor, outcome: str, weeks: int | None
) -> None:
    client = resident_client(wife())
    address = subscribe(client)
    before = Client().get(address)
    assert "孕期第1次检查" in page_of(client)
    assert "产假" in page_of(client)
    assert events(address)
    with transaction.atomic():
        actions.record_event(
            person=wife(), kind=EventKind.PREGNANCY_END, happened_on=today(),
            details={"outcome": outcome} | ({"weeks": weeks} if weeks else {}), by=by_operator, at=timezone.now(),
            on=today(),
        )  # fmt: skip
        page = page_of(client).partition("<main")[2]
        assert not [word for word in ("孕", "产", "宝宝", "待核实") if word in page]
        assert "这段时间没有要记的日子" in page
        after = Client().get(address, headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200, "a file kept by an old tag is not left to stand"
        assert b"VEVENT" not in after.content


def test_a_child_that_died_is_gone_from_page_and_file_in_the_same_transaction(
    home: Household, by_operator: Actor
) -> None:
    client = resident_client(wife())
    address = subscribe(client)
    before = Client().get(address)
    assert CHILD.name in page_of(client)
    with transaction.atomic():
        actions.record_death(person=child(), died_on=today(), by=by_operator, at=timezone.now(), on=today())
        page = page_of(client).partition("<main")[2]
        assert CHILD.name not in page
        assert "这段时间没有要记的日子" in page
        after = Client().get(address, headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        assert b"VEVENT" not in after.content


def test_a_loss_recorded_by_mistake_is_taken_back_and_the_days_are_there_again(
    expecting: Household, by_operator: Actor
) -> None:
    client = resident_client(wife())
    when = {"by": by_operator, "at": timezone.now()}
    event = actions.record_event(
        person=wife(), kind=EventKind.PREGNANCY_END, happened_on=today(), details={"outcome": "miscarriage"},
        on=today(), **when,
    )  # fmt: skip
    assert "孕期第1次检查" not in page_of(client)
    actions.withdraw_event(event=event, on=today(), **when)
    assert "孕期第1次检查" in page_of(client)


def test_page_and_file_cost_the_same_for_ten_people_and_for_twenty(yunlin: Region, by_operator: Actor) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, at=timezone.now(), on=TODAY)
    client = resident_client(wife())
    address = subscribe(client)

    def cost(last: int) -> list[int]:
        grown = [
            replace(
                CHILD, line=n, relation="other", name=f"林{chr(0x4E00 + n)}", id_number="", birth_date=date(1990, 1, 1)
            )
            for n in range(last - 10, last)
        ]
        enrol(grown, by=by_operator, territory=yunlin, at=timezone.now(), on=TODAY)
        found = []
        for reader, path in ((client, reverse("portal:calendar")), (Client(), address)):
            reader.get(path)
            with CaptureQueriesContext(connection) as asked:
                reader.get(path)
            found.append(len(asked))
        return found

    assert cost(10) == cost(20)


def test_nothing_of_the_calendar_is_there_for_staff(home: Household, cast) -> None:
    client = cast.client("lin")
    assert client.get(reverse("portal:calendar")).status_code == 404
    assert client.post(reverse("portal:subscribe-calendar")).status_code == 404
    assert not CalendarAddress.objects.exists()


def test_the_feed_takes_no_form(home: Household) -> None:
    address = subscribe(resident_client(wife()))
    assert Client().post(address).status_code == 405


def test_a_family_of_another_household_reads_its_own(home: Household, yunlin: Region, by_operator: Actor) -> None:
    enrol(family("002"), by=by_operator, territory=yunlin, at=timezone.now(), on=TODAY)
    other = Person.objects.get(household__number="002", relation="spouse")
    address = subscribe(resident_client(other))
    hers = subscribe(resident_client(wife()))
    assert {event["uid"] for event in events(address)}.isdisjoint({event["uid"] for event in events(hers)})


def test_of_what_was_claimed_no_last_day_is_spoken_of_any_more(home: Household) -> None:
    client = resident_client(wife())
    assert "育儿补贴：申请的最后一天" in page_of(client)
    client.post(reverse("portal:claim-benefit"), {"benefit": "childcare_subsidy", "person": child().pk})
    page = page_of(client)
    assert "育儿补贴：申请的最后一天" not in page
    assert "育儿补贴：" in page
