"""Units open, close, are renamed, recoded, merged and split: with dates, with history, and with numbers that stay right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.http import Http404

from jiahe.foundation.accounts.actions import PostRefused, open_post
from jiahe.foundation.accounts.actor import in_post
from jiahe.foundation.accounts.gate import RightMissing
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.bus import subscribe, unsubscribe
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.facts.queries import monthly, totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting import actions
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.plan import RegionRefused, households_in
from jiahe.foundation.regions.history import name_before, old_code_sentence, story_of, successor_of
from jiahe.foundation.regions.loading import load_crosswalk
from jiahe.foundation.regions.models import Level, Region, RegionChange
from jiahe.foundation.regions.queries import (
    closed_units,
    count_by_level,
    find_region,
    path_to,
    province,
    reporting_units,
    search_regions,
    villages_in,
)
from jiahe.insight.counts import counts_below
from jiahe.registry.actions import Refused, add_household, move_people
from jiahe.registry.enrolment import enrol
from jiahe.registry.measures import BIRTHS, HOUSEHOLDS, PEOPLE
from jiahe.registry.models import Person
from tests.people import FAMILY, HEAD, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]

SPRING, AUTUMN = date(2026, 6, 2), date(2026, 10, 15)
TOWN, NEXT_TOWN = 350583103000, 350583104000  # 英都镇 and 翔云镇
NEW = 350583103299


def place(code: int, level: int | None = None) -> Region:
    found = find_region(code, level)
    assert found is not None
    return found


@pytest.fixture
def when(by_operator) -> dict[str, Any]:
    """Who changes units, when and since when."""
    return {"effective_on": AUTUMN, "source": "南政文〔2026〕9号", "by": by_operator, "at": NOW, "on": TODAY}


@pytest.fixture
def told() -> Iterator[list[RegionReplaced]]:
    """What subscribers hear of units that were replaced."""
    heard: list[RegionReplaced] = []

    def hear(event: RegionReplaced, at: datetime) -> None:
        heard.append(event)

    subscribe(RegionReplaced, hear, key="tests.redistricting")
    yield heard
    unsubscribe(RegionReplaced, key="tests.redistricting")


def why(deed, **said: Any) -> str:
    """The sentence with which a change is refused."""
    with pytest.raises(RegionRefused) as refused:
        deed(**said)
    return str(refused.value)


def test_a_new_village_stands_from_its_first_day_and_not_before(when) -> None:
    before = count_by_level()["village"]
    opened = actions.open_unit(code=NEW, level=4, name="梅园村委会", **when)
    assert opened.parent == opened.reports_to == place(TOWN)
    assert count_by_level()["village"] == before + 1
    assert count_by_level(date(2026, 10, 14))["village"] == before
    assert opened.stood_on(AUTUMN)
    assert opened in reporting_units(place(TOWN))
    assert opened not in reporting_units(place(TOWN), date(2026, 10, 14))
    assert [step.title for step in path_to(opened)][-2:] == ["英都镇", "梅园村"]


def test_a_closed_village_leaves_the_lists_of_today_and_is_still_found_by_its_code(when) -> None:
    town, village = place(TOWN), place(YUNLIN)
    actions.close_unit(unit=village, **when)
    village.refresh_from_db()
    assert village.closed_on == AUTUMN
    assert place(YUNLIN) == village
    ranges = [(town.low, town.high)]
    assert village not in reporting_units(town)
    assert village not in villages_in(ranges)
    assert village not in search_regions("芸林", ranges)
    assert village in reporting_units(town, date(2026, 10, 14))
    assert village in villages_in(ranges, date(2026, 10, 14))
    assert village in search_regions("芸林", ranges, on=date(2026, 10, 14))
    assert village in closed_units(town)
    assert [deed.title for deed in story_of(village)] == ["撤销"]
    assert successor_of(YUNLIN) is None


def test_a_renamed_unit_remembers_what_it_was_called(when) -> None:
    actions.rename_unit(unit=place(YUNLIN), name="芸溪村委会", **when)
    assert place(YUNLIN).title == "芸溪村"
    [deed] = story_of(place(YUNLIN))
    assert (deed.when, deed.in_words, deed.source) == (
        "2026 年 10 月 15 日",
        "芸林村委会 → 芸溪村委会",
        "南政文〔2026〕9号",
    )
    assert successor_of(YUNLIN) == place(YUNLIN)


def test_a_unit_with_a_name_of_its_own_shows_the_new_name(when) -> None:
    actions.rename_unit(unit=place(350128000000), name="平潭市", **when)
    assert place(350128000000).title == "平潭市"


def test_a_village_that_goes_to_another_town_gets_a_new_code_and_its_post_goes_along(when, cast, told) -> None:
    lin = cast.user("lin")
    new = actions.recode_unit(unit=place(YUNLIN), code=350583104299, name="芸林村委会", **when)
    deliver_pending()
    assert new.parent == place(NEXT_TOWN)
    assert successor_of(YUNLIN) == new
    assert successor_of(YUNLIN, on=date(2026, 10, 14)) == place(YUNLIN)
    actor = in_post(lin, lin.holdings.get().post)
    assert lin.holdings.get().post.region == new
    assert actor.reaches(new.code)
    assert actor.reaches(YUNLIN)
    assert told == [RegionReplaced(YUNLIN, Level.VILLAGE, new.code, AUTUMN)]
    assert [deed.title for deed in story_of(new)] == ["改编码"]


def test_two_villages_merge_into_a_new_one_which_knows_where_it_came_from(when, told) -> None:
    merged = actions.merge_units(units=[place(YUNLIN), place(XIAXI)], into=(NEW, "芸霞村委会"), **when)
    deliver_pending()
    assert {place(YUNLIN).closed_on, place(XIAXI).closed_on} == {AUTUMN}
    assert successor_of(YUNLIN) == successor_of(XIAXI) == merged
    assert {(event.code, event.successor_code) for event in told} == {(YUNLIN, NEW), (XIAXI, NEW)}
    [deed] = story_of(merged)
    assert deed.in_words == f"芸林村委会（{YUNLIN}）、霞溪村委会（{XIAXI}） → 芸霞村委会（{NEW}）"
    assert story_of(place(YUNLIN)) == [deed]


def test_a_village_merges_into_its_neighbour(when) -> None:
    assert actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when) == place(XIAXI)
    assert successor_of(YUNLIN) == place(XIAXI)
    assert not place(XIAXI).is_closed


def test_a_village_splits_off_a_new_one_and_keeps_its_people(when, told) -> None:
    parts = actions.split_unit(unit=place(YUNLIN), into=[(NEW, "新林村委会")], stays=True, **when)
    deliver_pending()
    assert [part.title for part in parts] == ["新林村"]
    assert not place(YUNLIN).is_closed
    assert told == []
    assert [deed.title for deed in story_of(parts[0])] == ["拆分"]


def test_a_village_that_splits_up_leaves_its_people_to_the_first_new_one(when, told) -> None:
    actions.split_unit(unit=place(YUNLIN), into=[(NEW, "上林村委会"), (NEW - 1, "下林村委会")], stays=False, **when)
    deliver_pending()
    assert successor_of(YUNLIN) == place(NEW)
    assert [event.successor_code for event in told] == [NEW]


def test_a_chain_of_changes_leads_to_what_stands_today_and_to_what_stood_then(when) -> None:
    first = actions.recode_unit(unit=place(YUNLIN), code=NEW, name="芸林村委会", **when)
    later = {**when, "effective_on": date(2026, 11, 1)}
    second = actions.merge_units(units=[first], into=place(XIAXI), **later)
    assert successor_of(YUNLIN) == second
    assert successor_of(YUNLIN, on=date(2026, 10, 20)) == place(NEW)
    assert [deed.title for deed in story_of(second)] == ["改编码", "合并"]


def test_a_closed_unit_can_stand_again(when) -> None:
    actions.close_unit(unit=place(YUNLIN), **when)
    again = actions.open_unit(code=YUNLIN, level=4, name="芸林村委会", **{**when, "effective_on": TODAY})
    assert not again.is_closed
    assert again in reporting_units(place(TOWN))
    assert [deed.title for deed in story_of(again)] == ["撤销", "新设"]


def test_what_cannot_be_is_refused_in_a_plain_sentence(when) -> None:
    whole = province()
    assert whole is not None
    assert "下面还有" in why(actions.close_unit, unit=place(TOWN), **when)
    assert "不能撤销" in why(actions.close_unit, unit=whole, **when)
    assert "已经是芸林村的" in why(actions.open_unit, code=YUNLIN, level=4, name="又一村", **when)
    assert "不能作村居一级的编码" in why(actions.open_unit, code=35058310329, level=4, name="短码村", **when)
    assert "不在任何现有单位" in why(actions.open_unit, code=350583999299, level=4, name="无主村", **when)
    assert "只有一个省" in why(actions.open_unit, code=360000000000, level=0, name="江西省", **when)
    assert "名称应当是" in why(actions.open_unit, code=NEW, level=4, name="  ", **when)
    assert "现在就叫" in why(actions.rename_unit, unit=place(YUNLIN), name="芸林村委会", **when)
    assert "名称应当是" in why(actions.rename_unit, unit=place(YUNLIN), name=" ", **when)
    assert "并入它自己" in why(actions.merge_units, units=[place(YUNLIN)], into=place(YUNLIN), **when)
    assert "两个或更多" in why(actions.merge_units, units=[place(YUNLIN)], into=(NEW, "独村委会"), **when)
    assert "不在同一级" in why(actions.close_unit, unit=place(YUNLIN), successor=place(TOWN), **when)
    assert "至少要有两个" in why(actions.split_unit, unit=place(YUNLIN), into=[(NEW, "上林")], stays=False, **when)
    twice = [(NEW, "上林"), (NEW, "下林")]
    assert "编码一样" in why(actions.split_unit, unit=place(YUNLIN), into=twice, stays=True, **when)
    assert RegionChange.objects.filter(recorded_at__isnull=False).count() == 0


def test_days_that_cannot_be_are_refused(when) -> None:
    tomorrow = {**when, "effective_on": date(2026, 11, 24)}
    assert "还没有到" in why(actions.rename_unit, unit=place(YUNLIN), name="明村", **tomorrow)
    opened = actions.open_unit(code=NEW, level=4, name="梅园村委会", **when)
    early = {**when, "effective_on": SPRING}
    assert "才设立" in why(actions.close_unit, unit=opened, **early)
    assert "才设立" in why(actions.rename_unit, unit=opened, name="早村", **early)
    assert "才设立" in why(actions.merge_units, units=[place(YUNLIN)], into=opened, **early)
    actions.close_unit(unit=opened, **when)
    assert "已经撤销" in why(actions.close_unit, unit=place(NEW), **when)
    assert "已经撤销" in why(actions.rename_unit, unit=place(NEW), name="晚村", **when)
    assert "已经撤销" in why(actions.split_unit, unit=place(NEW), into=[(NEW - 1, "x")], stays=True, **when)
    assert "不能早于" in why(actions.open_unit, code=NEW, level=4, name="梅园村委会", **early)
    assert "没有，或者也要撤销" in why(actions.close_unit, unit=place(YUNLIN), successor=place(NEW), **when)


def test_a_village_with_families_needs_somebody_who_takes_them_over(when, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))
    assert households_in([YUNLIN, XIAXI]) == {YUNLIN: 1}
    assert "还有 1 户家庭" in why(actions.close_unit, unit=place(YUNLIN), **when)
    actions.close_unit(unit=place(YUNLIN), successor=place(XIAXI), **when)
    assert successor_of(YUNLIN) == place(XIAXI)


def test_only_who_keeps_the_tree_may_change_it_and_only_in_his_place(when, cast) -> None:
    said = {**when, "unit": place(YUNLIN), "name": "芸溪村委会"}
    with pytest.raises(RightMissing):
        actions.rename_unit(**{**said, "by": cast.actor("president")})
    with pytest.raises(Http404):
        actions.rename_unit(**{**said, "by": cast.actor("chen")})
    keeper = cast.actor("administrator")
    actions.rename_unit(**{**said, "by": keeper})
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.actor_name, entry.region_code) == ("regions.rename", "administrator", YUNLIN)
    assert entry.details["changes"] == {"rename": 1}


def test_nobody_new_comes_into_a_closed_village_and_is_told_the_new_code(when, by_operator) -> None:
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    with pytest.raises(Refused, match="霞溪村接替"):
        add_household(village=place(YUNLIN), head=HEAD, address="", by=by_operator, at=NOW, on=TODAY)
    with pytest.raises(PostRefused, match="已经撤销"):
        open_post(role=Role.VILLAGE_WORKER, region=place(YUNLIN), by=by_operator, at=NOW)


def test_an_old_hukou_code_means_the_new_village(when, by_operator) -> None:
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    rows = family("009", residence_code=XIAXI)
    assert enrol(rows, by=by_operator, at=NOW, on=TODAY, territory=place(TOWN)).created == 3
    assert Person.objects.filter(hukou_code=XIAXI, village_code=XIAXI).count() == 3
    assert verify(on=TODAY).ok


def test_nobody_moves_into_a_closed_village(when, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))
    actions.close_unit(unit=place(XIAXI), **when)
    said = {"village": place(XIAXI), "moved_on": TODAY, "by": by_operator, "at": NOW, "on": TODAY}
    with pytest.raises(Refused, match="已经撤销"):
        move_people(people=list(Person.objects.all()), **said)


def total(measure: Measure, region: Region, on: date) -> int:
    return totals([measure], [region], on=on, since=on.replace(month=1, day=1))[measure.code, region.pk]


def test_numbers_stay_right_on_either_side_when_a_village_goes_to_another_town(when, by_operator) -> None:
    enrol([*FAMILY, *family("002")], by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))
    new = actions.recode_unit(unit=place(YUNLIN), code=350583104299, name="芸林村委会", **when)
    deliver_pending()
    fold_pending()
    before, after = date(2026, 10, 14), AUTUMN
    old = place(YUNLIN)
    for unit, numbers in (
        (old, (6, 0)),
        (new, (0, 6)),
        (place(TOWN), (6, 0)),
        (place(NEXT_TOWN), (0, 6)),
        (place(350583000000), (6, 6)),
        (place(350000000000), (6, 6)),
    ):
        assert (total(PEOPLE, unit, before), total(PEOPLE, unit, after)) == numbers, unit.title
    months = monthly([PEOPLE], place(TOWN), on=TODAY, since=date(2026, 1, 1))
    assert list(months.values()) == [0, 0, 0, 0, 0, 6, 6, 6, 6, 0, 0]
    assert total(HOUSEHOLDS, new, TODAY) == 2
    # The children were born in May, in the town it then was; a child born now counts in the new one.
    assert total(BIRTHS, place(TOWN), TODAY) == 2
    for on in (before, after, TODAY):
        outcome = verify(on=on)
        assert outcome.ok, outcome.differences


def test_the_parts_of_a_place_add_up_in_the_year_of_a_merger(when, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))
    actions.merge_units(units=[place(YUNLIN), place(XIAXI)], into=(NEW, "芸霞村委会"), **when)
    deliver_pending()
    fold_pending()
    own, parts = counts_below(place(TOWN), on=TODAY)
    titles = [part.region.title for part in parts]
    assert "芸林村" in titles  # a child was born there in May
    assert "霞溪村" not in titles
    assert parts[titles.index("芸霞村")].values["people"] == 3
    assert parts[titles.index("芸林村")].values["people"] == 0
    for measure in (PEOPLE, HOUSEHOLDS, BIRTHS):
        assert own.values[measure.code] == sum(part.values[measure.code] for part in parts)
    assert verify(on=TODAY).ok


def test_a_change_that_fails_leaves_nothing(when, by_operator, cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.user("lin")
    audited = Entry.objects.count()
    with pytest.raises(RuntimeError), interrupted(monkeypatch):
        actions.recode_unit(unit=place(YUNLIN), code=NEW, name="芸林村委会", **when)
    assert find_region(NEW) is None
    assert not place(YUNLIN).is_closed
    assert (RegionChange.objects.filter(recorded_at__isnull=False).count(), Entry.objects.count()) == (0, audited)


def interrupted(monkeypatch: pytest.MonkeyPatch):
    """The machine stops at the very last step of a change."""

    def stop(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("jiahe.foundation.redistricting.writing.write_entry", stop)
    return monkeypatch.context()


def test_the_crosswalk_tells_what_a_county_was_called_and_what_it_is() -> None:
    assert load_crosswalk() == 0
    assert name_before(350182) == "长乐市"
    assert successor_of(350182) == place(350112000000)
    assert successor_of(350182, on=date(2016, 12, 31)) is None
    assert successor_of(350402) == successor_of(350403) == place(350404000000)
    assert successor_of(350999) is None
    [deed] = story_of(place(350404000000))
    assert deed.when == "2021 年"
    assert [name for _, name in deed.before] == ["梅列区", "三元区"]


def test_an_old_code_is_explained_to_whoever_types_it(by_operator) -> None:
    assert old_code_sentence(350182101201) == "这是长乐市的旧编码，2017 年起是长乐区（350112）。"
    assert old_code_sentence(YUNLIN) == ""
    rows = family("009", hukou_code=350182101201)
    outcome = enrol(rows, by=by_operator, at=NOW, on=TODAY, territory=place(YUNLIN))
    assert "长乐市的旧编码" in outcome.faults[0].message
