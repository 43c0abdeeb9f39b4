"""Each number of a programme opens into the cases behind it, and they come to the number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.behind import MEASURES, amounts_of, cases_behind
from jiahe.delivery.cases.models import Case, CaseEntry
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.regions.models import Region
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.delivery.conftest import STORY
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.django_db
Do = Callable[..., Case]
SCREEN = reverse("screen:programme", args=["three-talks-two-visits"])


def settled(wife: Person, herself: Actor, deed: Do, number: int, recovered: str = "") -> Case:
    """One more case, settled by the village today."""
    said = STORY | {"story": f"第 {number} 件"}
    case = actions.open_case(kind="reception", typed=said, person=wife, by=herself, at=NOW, on=localdate())
    deed("finish_step", case, "lin", on=localdate(), typed={"found": "问清了"})
    return deed("finish_step", case, "lin", on=localdate(), typed={"answer": "办好了", "recovered": recovered})


def rows_of(client: Client, address: str) -> int:
    """How many cases a list shows."""
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode().count('class="counted-row"')


def test_each_number_of_the_screen_opens_into_as_many_cases(wife: Person, herself: Actor, deed: Do) -> None:
    for number in range(3):
        settled(wife, herself, deed, number, "1280.50" if number else "")
    actions.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=localdate())
    county = Cast().client("county")
    page = county.get(SCREEN).content.decode()
    tiles = dict(re.findall(r'href="([^"]+/cases/cases_\w+/[^"]*)"[^>]*><span class="figure">(\d+)', page))
    assert sorted(tiles.values()) == ["100", "3", "4"]
    for address, shown in tiles.items():
        assert rows_of(county, address) == (3 if shown == "100" else int(shown))
    money = re.search(r'href="([^"]+/cases/money_recovered/[^"]*)"[^>]*><span class="figure">([\d,.]+)', page)
    assert money is not None
    assert money[2] == "2,561"
    text = county.get(money[1]).content.decode()
    assert "共 2,561 元" in text
    assert text.count("1,280.50") == 2


def test_one_walks_from_the_county_to_the_village_and_its_list(wife: Person, herself: Actor, deed: Do) -> None:
    settled(wife, herself, deed, 1)
    county = Cast().client("county")
    for place in ("township/350583103000", f"village/{YUNLIN}"):
        page = county.get(SCREEN if "township" in place else f"{SCREEN}township/350583103000/").content.decode()
        assert f'href="{SCREEN}{place}/"' in page
    village = county.get(f"{SCREEN}village/{YUNLIN}/").content.decode()
    (address,) = re.findall(r'href="([^"]+/cases_closed/[^"]*)"', village)
    assert rows_of(county, address) == 1


def test_who_may_not_see_cases_is_led_to_the_next_level_and_no_further(wife: Person, herself: Actor, deed: Do) -> None:
    settled(wife, herself, deed, 1)
    auditor = Cast().client("auditor")
    page = auditor.get(SCREEN).content.decode()
    assert "/cases/" not in page
    below = f"{SCREEN}township/350583103000/"
    assert page.count(f'href="{below}"') > 1
    last = auditor.get(below).content.decode()
    assert last.count(f'href="{SCREEN}village/{YUNLIN}/"') == 1  # the name; its numbers open no further
    assert auditor.get(reverse("desk:case-rows", args=["village", YUNLIN, "cases_closed"])).status_code == 403
    assert (
        Cast().client("chen").get(reverse("desk:case-rows", args=["village", YUNLIN, "cases_closed"])).status_code
        == 404
    )


def test_what_is_opened_again_is_taken_off_and_the_rows_still_come_to_the_number(
    wife: Person, herself: Actor, deed: Do, yunlin: Region
) -> None:
    old, twice = settled(wife, herself, deed, 1, "100"), settled(wife, herself, deed, 2, "30")
    last_year = localdate().replace(month=1, day=1) - timedelta(days=20)
    CaseEntry.objects.filter(case=old).update(on=last_year)  # answered last year, opened again this one
    deed("reopen", old, herself, on=localdate(), reason="钱还没到")
    deed("reopen", twice, herself, on=localdate(), reason="钱还没到")
    deed("finish_step", twice, "lin", on=localdate(), typed={"answer": "到账了", "recovered": "30"})
    lin, since = Cast().actor("lin"), localdate().replace(month=1, day=1)
    for measure in MEASURES[1:]:
        page = cases_behind(measure, by=lin, region=yunlin, on=localdate(), since=since)
        entries = CaseEntry.objects.filter(on__gte=since)
        column = {"cases_closed": "closed", "cases_on_time": "on_time", "money_recovered": "fen"}[measure.code]
        assert sum(amounts_of(page)) == sum(entries.values_list(column, flat=True))
        assert len(page.rows) == 2
    page = Cast().client("lin").get(reverse("desk:case-rows", args=["village", YUNLIN, "cases_closed"]))
    assert "减去 1 件" in page.content.decode()


def test_a_number_of_an_earlier_day_opens_into_the_cases_of_that_day(
    wife: Person, herself: Actor, yunlin: Region
) -> None:
    lin, since = Cast().actor("lin"), TODAY.replace(month=1, day=1)
    for number in range(3):
        day = TODAY - timedelta(days=number * 40)
        said = STORY | {"story": f"第 {number} 件"}
        actions.open_case(kind="reception", typed=said, person=wife, by=herself, at=NOW, on=day)
    for on in (TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=60)):
        sums = totals(MEASURES[:1], [yunlin], on=on, since=since)
        page = cases_behind(MEASURES[0], by=lin, region=yunlin, on=on, since=since)
        assert len(page.rows) == sums["cases_opened", yunlin.pk]
    assert cases_behind(MEASURES[0], by=Cast().actor("chen"), region=yunlin, on=TODAY, since=since).rows == []
    assert XIAXI != YUNLIN


def test_the_cases_behind_a_number_cost_as_many_questions_for_twenty_as_for_ten(wife: Person, herself: Actor) -> None:
    county = Cast().client("county")
    address = reverse("desk:case-rows", args=["village", YUNLIN, "cases_opened"])

    def questions(first: int, last: int) -> int:
        for number in range(first, last):
            said = STORY | {"story": f"第 {number} 件"}
            actions.open_case(kind="reception", typed=said, person=wife, by=herself, at=NOW, on=localdate())
        county.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert rows_of(county, address) == last
        return len(captured)

    assert questions(0, 10) == questions(10, 20)
