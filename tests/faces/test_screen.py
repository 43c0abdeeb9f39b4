"""The screen: the map joins by code, and every number opens into exactly the rows it counts."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

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
