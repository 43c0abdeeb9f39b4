"""The screen: the map joins by code, and every number opens into exactly the rows it counts."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import record_death
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from jiahe.registry.sample import synthesise
from tests.people import FAMILY
from tests.places import NOW, TODAY, YUANMEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def president(cast, yunlin: Region, by_operator) -> Client:
    """The president, over a province with a family in 芸林村, forty in its township and five in 平潭."""
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    for code, households in ((350583103000, 40), (YUANMEN, 5)):
        region = find_region(code)
        assert region is not None
        synthesise(region=region, households=households, seed=3, by=by_operator, at=NOW, on=TODAY)
    head = Person.objects.select_related("household").get(name="林建国", household__number="001")
    record_death(person=head, died_on=TODAY, by=by_operator, at=NOW, on=TODAY)
    fold_pending()
    return cast.client("president")


def screen(client: Client, level: str, code: int, query: str = "") -> str:
    response = client.get(reverse("screen:unit", args=[level, code]) + query)
    assert response.status_code == 200
    return response.content.decode()


def values(page: str) -> list[dict[str, object]]:
    found = re.search(r'<script id="map-values" type="application/json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(
    ("level", "code", "units"),
    [("province", 350000000000, 10), ("city", 350500000000, 12), ("county", 350583000000, 1)],
)
def test_every_unit_of_the_map_has_one_value_and_one_shape(
    president: Client, level: str, code: int, units: int
) -> None:
    shown = values(screen(president, level, code))
    shapes = president.get(reverse("screen:boundaries", args=[level, code])).json()["features"]
    codes = [unit["adcode"] for unit in shown]
    assert len(codes) == len(set(codes)) == units
    assert {shape["properties"]["adcode"] for shape in shapes} == set(codes)


def test_the_map_of_a_county_shows_the_county_and_that_of_a_city_leaves_jinmen_open(president: Client) -> None:
    nanan = values(screen(president, "county", 350583000000))[0]
    people = Person.objects.filter(village_code__range=(350583000000, 350583999999), death_date=None).count()
    assert (nanan["name"], nanan["value"]) == ("南安市", people)
    city = {unit["name"]: unit["value"] for unit in values(screen(president, "city", 350500000000))}
    assert city["金门县"] is None
    assert city["南安市"] == people


def test_pingtan_stands_beside_fuzhou_and_not_in_it(president: Client) -> None:
    units = {unit["name"]: unit["value"] for unit in values(screen(president, "province", 350000000000))}
    assert units["平潭综合实验区"] > 0
    assert units["福州市"] == 0


@pytest.mark.parametrize("measure", ["households", "people", "births", "deaths"])
@pytest.mark.parametrize(
    ("level", "code"), [("province", 350000000000), ("township", 350583103000), ("village", 350583103201)]
)
def test_every_number_opens_into_exactly_the_rows_it_counts(
    president: Client, level: str, code: int, measure: str
) -> None:
    page = screen(president, level, code)
    link = re.search(rf'href="([^"]+/rows/{measure}/[^"]*)"[^>]*>\s*<span class="figure">([\d,]+)</span>', page)
    assert link
    number = int(link[2].replace(",", ""))
    address, rows = link[1].replace("&amp;", "&"), set()
    while address:
        response = president.get(address)
        found = {row.pk for row in response.context["page"].rows}
        assert not found & rows
        rows |= found
        following = response.context["page"].next
        address = f"{link[1].split('?')[0]}?on={response.context['day']}&after={following}" if following else ""
    assert len(rows) == number
    assert f"共 {number:,} " in president.get(link[1].replace("&amp;", "&")).content.decode()


def test_the_rows_of_an_earlier_day_are_those_of_that_day(president: Client) -> None:
    address = reverse("desk:rows", args=["village", 350583103201, "births"])
    page = president.get(f"{address}?on=2026-05-20").content.decode()
    assert "林小满" not in page
    assert "林小满" in president.get(f"{address}?on=2026-05-21").content.decode()


def test_an_auditor_sees_the_numbers_and_no_way_into_the_rows(president: Client, cast) -> None:
    page = screen(cast.client("auditor"), "county", 350583000000)
    assert 'class="figure"' in page
    assert "/rows/" not in page


def test_an_operators_own_map_takes_the_place_of_the_sketch(president: Client, settings, tmp_path) -> None:
    shape = {
        "type": "Feature",
        "properties": {"adcode": "350500", "name": "x"},
        "geometry": {"type": "Polygon", "coordinates": []},
    }
    for name in ("cities", "counties"):
        (tmp_path / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}))
    (tmp_path / "map.json").write_text('{"notice": "行政区划图", "approval_number": "闽S(2099)1号"}', encoding="utf-8")
    settings.JIAHE_MAP_FOLDER = tmp_path
    page = screen(president, "province", 350000000000)
    assert "审图号 闽S(2099)1号" in page
    assert "示意图" not in page


def months(page: str) -> dict[str, list[tuple[int, str]]]:
    """The table of a village's year: the numbers of each month with what they open."""
    found = {}
    for row in re.findall(r'<tr>\s*<th scope="row">\s*(\d+) 月(.*?)</tr>', page, re.S):
        cells = re.findall(r'<td class="num">\s*(?:<a href="([^"]*)">)?([\d,]+)', row[1])
        found[row[0]] = [(int(n.replace(",", "")), href.replace("&amp;", "&")) for href, n in cells]
    return found


def test_a_township_names_its_villages_and_each_opens_its_own_screen(president: Client) -> None:
    page = screen(president, "township", 350583103000)
    for village in ("350583103201", "350583103202"):
        assert f'href="/screen/village/{village}/"' in page
    assert 'href="/screen/county/350583000000/"' in page


def test_a_village_shows_its_year_in_the_place_of_a_map(president: Client) -> None:
    page = screen(president, "village", 350583103201)
    assert "data-map" not in page
    assert "/built/screen" not in page
    for above in ("township/350583103000", "county/350583000000", "city/350500000000", "province/350000000000"):
        assert f'href="/screen/{above}/"' in page
    year = months(page)
    tiles = {t[0]: int(t[1]) for t in re.findall(r'/rows/(\w+)/[^>]*>\s*<span class="figure">(\d+)</span>', page)}
    assert [int(month) for month in year] == list(range(1, len(year) + 1))
    assert sum(cells[0][0] for cells in year.values()) == tiles["births"]
    assert sum(cells[1][0] for cells in year.values()) == tiles["deaths"]
    assert [number for number, _ in list(year.values())[-1][2:]] == [tiles["households"], tiles["people"]]


def test_every_number_of_a_month_opens_into_the_rows_of_that_month(president: Client) -> None:
    seen = 0
    for cells in months(screen(president, "village", 350583103201)).values():
        for number, href in cells:
            assert bool(number) == bool(href)
            if href:
                response = president.get(href)
                assert f"共 {number:,} " in response.content.decode()
                if number <= 20:
                    assert len(response.context["page"].rows) == number
                seen += 1
    assert seen >= 2
    born = president.get(
        reverse("desk:rows", args=["village", 350583103201, "births"]) + "?on=2026-05-31&since=2026-05-01"
    )
    assert "林小满" in born.content.decode()
    later = president.get(
        reverse("desk:rows", args=["village", 350583103201, "births"]) + "?on=2026-06-30&since=2026-06-01"
    )
    assert "林小满" not in later.content.decode()


def test_a_month_that_is_none_counts_from_january(president: Client) -> None:
    address = reverse("desk:rows", args=["village", 350583103201, "births"])
    for since in ("gestern", "2027-01-01", "2019-05-01", "2026-13-01", ""):
        response = president.get(f"{address}?on=2026-05-31&since={since}")
        assert response.status_code == 200
        assert "5 月 31 日" in response.content.decode()


def test_a_village_says_when_it_recorded_something_last_or_that_it_never_did(president: Client) -> None:
    deliver_pending()
    recorded = screen(president, "village", 350583103201)
    assert "上次登记" in recorded
    assert "2026 年 11 月 23 日 09:30，当天" in recorded
    silent = screen(president, "village", 350583104201)
    assert "还没有登记出生和去世" in silent
    assert "登记了第一户" in silent
