"""The agenda: what is most urgent first, numbers that open into just as many rows, and a fixed number of questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.models import Case
from jiahe.delivery.catalogue import agenda
from jiahe.delivery.catalogue.agenda import Band, Source, Told, Wanted, listed, loads, mine
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.models import Household, Person
from tests.conftest import Cast
from tests.delivery.conftest import STORY
from tests.places import NOW, TODAY, YUNLIN
from tests.sites import site_at

pytestmark = pytest.mark.django_db
Do = Callable[..., Case]
HOME, LIST = reverse("desk:home"), reverse("desk:agenda")


def asked(wife: Person, herself: Actor, number: int, on: date = TODAY) -> Case:
    """One more case of hers."""
    said = STORY | {"story": f"第 {number} 件"}
    return actions.open_case(kind="reception", typed=said, person=wife, by=herself, at=NOW, on=on)


def rows_of(client: Client, address: str) -> int:
    """How many rows a list of the agenda shows."""
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode().count('class="agenda-what"')


def figures(client: Client) -> dict[str, tuple[int, str]]:
    """The numbers of today with the lists they open, by their titles."""
    page = client.get(HOME).content.decode()
    found = re.findall(r'class="agenda-figure[^"]*"\s+href="([^"]+)"><span>(\D+?)</span><b>([\d,]+)</b>', page)
    return {title: (int(value.replace(",", "")), href.replace("&amp;", "&")) for href, title, value in found}


def test_what_is_late_comes_first_then_today_then_what_waits_then_the_week(wife: Person, herself: Actor) -> None:
    for number, days in enumerate((3, -2, 0, 20, -9)):
        asked(wife, herself, number)
        Case.objects.filter(pk=Case.objects.latest("pk").pk).update(due_on=TODAY + timedelta(days=days))
    found = mine(by=Cast().actor("lin"), on=TODAY, most=10)
    assert [item.days for item in found.items] == [-9, -2, 0, 3]
    assert found.counts == {Band.LATE: 2, Band.TODAY: 1, Band.WAITING: 0, Band.SOON: 1}
    assert "有人在等" in found.items[0].told.why


def test_each_number_of_today_opens_into_as_many_rows(wife: Person, herself: Actor) -> None:
    lin = Cast().client("lin")
    for number, days in enumerate((-5, -1, 0, 2, 30)):
        case = asked(wife, herself, number)
        Case.objects.filter(pk=case.pk).update(due_on=localdate() + timedelta(days=days))
    shown = figures(lin)
    assert {title: value for title, (value, _) in shown.items()} == {
        "超期": 2, "今天到期": 1, "等着办": 0, "七天内到期": 1,
    }  # fmt: skip
    for value, href in shown.values():
        assert rows_of(lin, href) == value


def test_a_township_sees_where_the_load_lies_and_who_needs_help(wife: Person, herself: Actor) -> None:
    township = Cast().client("township")
    for number in range(3):
        case = asked(wife, herself, number)
        Case.objects.filter(pk=case.pk).update(due_on=localdate() - timedelta(days=number))
    page = township.get(HOME).content.decode()
    assert "谁需要帮一把" in page
    assert "先打个电话问问" in page
    numbers = re.findall(r'href="(/desk/agenda/[^"]*)">(?:<span[^>]*>[^<]*</span>)?(\d+)</a>', page)
    assert len(numbers) == 4  # late and open of the village, late and open of its worker
    for href, value in numbers:
        assert rows_of(township, href.replace("&amp;", "&")) == int(value)
    assert sorted(int(value) for _, value in numbers) == [2, 2, 3, 3]


def test_what_waits_for_its_applicant_is_nobodys_to_do(heard: Case, deed: Do) -> None:
    assert loads(by=Cast().actor("township"), on=TODAY).places[YUNLIN].open == 1
    deed("ask_applicant", heard, "lin", question="请拍一张结婚证")
    assert YUNLIN not in loads(by=Cast().actor("township"), on=TODAY).places


def test_a_post_sees_nothing_of_the_next_village(heard: Case) -> None:
    assert not mine(by=Cast().actor("chen"), on=TODAY, most=9).total
    assert listed(Wanted(), by=Cast().actor("chen"), on=TODAY) == []
    chen = Cast().client("chen")
    assert rows_of(chen, LIST) == 0
    assert chen.get(f"{LIST}?post={heard.owner_id}").status_code == 404
    assert chen.get(reverse("desk:agenda-place", args=["village", YUNLIN])).status_code == 404


def test_a_department_sees_what_was_handed_to_it_and_no_more(heard: Case, deed: Do) -> None:
    assert not mine(by=Cast().actor("partner"), on=TODAY, most=9).total
    deed("refer", heard, "lin", department="labour", reason="请查一查")
    assert mine(by=Cast().actor("partner"), on=TODAY, most=9).total == 1


def test_a_county_is_told_of_inspections_and_a_township_of_plaques(cast: Cast) -> None:
    site = site_at(YUNLIN, by=cast.actor("county"))
    site.plaque_until = TODAY - timedelta(days=1)
    site.save()
    county, township = (mine(by=cast.actor(who), on=TODAY, most=9) for who in ("county", "township"))
    assert [item.source.code for item in county.items] == ["plaques", "inspections"]
    assert [item.source.code for item in township.items] == ["plaques"]
    assert "牌子过期了" in township.items[0].told.why


def test_an_empty_day_says_so_warmly(cast: Cast) -> None:
    assert "今天没有等您办的" in cast.client("lin").get(HOME).content.decode()


@pytest.fixture
def households() -> Iterator[Source]:
    """Another room, which registers what it has to do in one call."""

    def told(rows: Sequence[Household], on: date) -> list[Told]:
        return [
            Told(f"看看 {one.number}", "久没联系了", f"/desk/households/{one.pk}/", one.village_code) for one in rows
        ]

    source = Source(
        "tests.visits", "走访", rows=lambda by, on: Household.objects.all(), told=told, place="village_code"
    )
    agenda.declare(source)
    yield source
    agenda.withdraw(source.code)


def test_a_room_registers_in_one_call_and_stands_on_the_first_page(wife: Person, households: Source) -> None:
    lin = Cast().client("lin")
    assert "看看 001" in lin.get(HOME).content.decode()
    assert figures(lin)["等着办"][0] == Household.objects.count()
    assert rows_of(lin, f"{LIST}?source=tests.visits") == Household.objects.count()


@pytest.mark.parametrize("who", ["lin", "township", "county"])
def test_today_asks_as_many_questions_for_twenty_rows_as_for_ten(who: str, wife: Person, herself: Actor) -> None:
    client = Cast().client(who)
    addresses = (HOME, LIST, f"{LIST}?band=late", f"{LIST}?source=cases")

    def questions() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            case = asked(wife, herself, number)
            site_at(YUNLIN, by=Cast().actor("county"), name=f"小屋{number}")
            Case.objects.filter(pk=case.pk).update(due_on=localdate() - timedelta(days=number))

    more(0, 10)
    questions()
    ten = questions()
    more(10, 20)
    assert questions() == ten
