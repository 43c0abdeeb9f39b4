"""The region tree: the official list, and the two places where it is not what it seems."""

from __future__ import annotations

import pytest

from jiahe.foundation.regions.loading import load_regions
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import (
    count_by_level,
    find_region,
    flaws,
    path_to,
    province,
    ranges_of,
    reporting_units,
    title_of,
    villages_in,
)
from tests.places import TODAY, YUANMEN, YUNLIN

pytestmark = pytest.mark.django_db


def region(code: int, level: int | None = None) -> Region:
    found = find_region(code, level)
    assert found is not None
    return found


def test_the_province_holds_every_unit_of_the_official_list() -> None:
    assert count_by_level() == {"province": 1, "city": 9, "county": 84, "township": 1170, "village": 17498}


def test_loading_the_list_again_changes_nothing() -> None:
    assert load_regions() == 0


def test_loading_the_list_again_takes_back_nothing_that_people_recorded() -> None:
    Region.objects.filter(code=YUNLIN).update(name="芸溪村委会")
    load_regions()
    assert region(YUNLIN).title == "芸溪村"


def test_a_region_changed_behind_the_systems_back_is_named() -> None:
    assert flaws() == []
    Region.objects.filter(code=YUNLIN).update(reports_to=None)
    Region.objects.filter(code=350583103000).update(closed_on=TODAY)
    assert len(flaws()) == 2


def test_jinmen_carries_one_code_on_three_levels_and_has_no_data() -> None:
    found = Region.objects.filter(code=350527000000).order_by("level")
    assert [r.level for r in found] == [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    assert not any(r.has_data for r in found)
    assert 350527000000 not in villages_in([(350527000000, 350527999999)]).values_list("code", flat=True)


def test_pingtan_reports_to_the_province_beside_the_nine_cities() -> None:
    place = province()
    assert place is not None
    titles = [unit.title for unit in reporting_units(place)]
    assert len(titles) == 10
    assert "平潭综合实验区" in titles


def test_fuzhou_reaches_its_codes_without_those_of_pingtan() -> None:
    ranges = ranges_of(region(350100000000))
    assert not any(low <= YUANMEN <= high for low, high in ranges)
    assert ranges == [(350100000000, 350127999999), (350129000000, 350199999999)]


def test_the_province_and_pingtan_itself_reach_pingtan() -> None:
    assert ranges_of(region(350000000000)) == [(350000000000, 359999999999)]
    assert ranges_of(region(350128000000)) == [(350128000000, 350128999999)]
    assert ranges_of(region(350128001000)) == [(350128001000, 350128001999)]


def test_the_way_to_a_village_of_pingtan_does_not_lead_through_fuzhou() -> None:
    assert [step.title for step in path_to(region(YUANMEN))] == ["福建省", "平潭综合实验区", "海坛街道", "辕门居委会"]
    assert title_of(region(YUNLIN)) == "泉州市 南安市 英都镇 芸林村"


def test_farms_and_parks_are_flagged_as_statistical_zones_and_towns_are_not() -> None:
    assert Region.objects.get(name="清濛经济开发区").is_statistical_zone
    assert not region(350583103000).is_statistical_zone
    assert not Region.objects.get(name="马祖乡", level=Level.TOWNSHIP).is_statistical_zone
