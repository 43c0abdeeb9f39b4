"""The yearly list: what it would change is told first, and it is carried out whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.http import Http404

from jiahe.foundation.accounts.gate import RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.models import OutboxEvent
from jiahe.foundation.redistricting.plan import RegionRefused
from jiahe.foundation.redistricting.yearly import Preview, YearlyList, preview_list, update_by_list
from jiahe.foundation.regions.files import ListFault, decoded, read_exceptions, read_successors, read_units
from jiahe.foundation.regions.history import successor_of
from jiahe.foundation.regions.models import ChangeKind, Level, Region, RegionChange
from jiahe.foundation.regions.queries import count_by_level, find_region, flaws
from jiahe.registry.enrolment import enrol
from tests.people import FAMILY
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.provinces import Row, fujian, row, small_province, text_of, without

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
SINCE = date(2026, 11, 1)
NEW = 350583103299


def yearly(rows: Iterable[Row], successors: str = "", on: date = SINCE) -> YearlyList:
    return YearlyList(text_of(rows), on, successors, "国家统计局 2026 年名单")


def pairs(*codes: tuple[int, int]) -> str:
    return "\n".join(["old_code,new_code", *(f"{old},{new}" for old, new in codes)])


@pytest.fixture
def when(by_operator) -> dict[str, Any]:
    """Who brings the list, and when."""
    return {"by": by_operator, "at": NOW, "on": TODAY}


def preview(given: YearlyList, by) -> Preview:
    return preview_list(given, by=by, on=TODAY)


def test_the_list_that_is_loaded_changes_nothing(when, by_operator) -> None:
    found = preview(yearly(fujian()), by_operator)
    assert (found.lines, found.problems, found.unchanged) == ([], [], 18762)
    assert update_by_list(yearly(fujian()), **when).changes == []
    assert not Entry.objects.exists()


def test_what_opens_closes_and_is_renamed_is_told_and_nothing_is_written(by_operator) -> None:
    rows = without(fujian(), XIAXI)
    changed = [{**each, "name": "芸溪村委会"} if each["code"] == str(YUNLIN) else each for each in rows]
    found = preview(yearly([*changed, row(NEW, "梅园村委会")]), by_operator)
    assert {kind: n for kind, n in found.counts.items() if n} == {
        ChangeKind.OPEN: 1,
        ChangeKind.CLOSE: 1,
        ChangeKind.RENAME: 1,
    }
    assert [line.after for line in found.lines if line.kind == ChangeKind.OPEN] == [((NEW, "梅园村委会"),)]
    assert [line.before for line in found.lines if line.kind == ChangeKind.CLOSE] == [((XIAXI, "霞溪村委会"),)]
    assert not found.looks_cut_off
    assert find_region(NEW) is None
    assert not RegionChange.objects.filter(recorded_at__isnull=False).exists()


def test_a_village_with_families_needs_a_successor_or_nothing_is_changed(yunlin: Region, when, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    rows = [*without(fujian(), YUNLIN), row(NEW, "梅园村委会")]
    found = preview(yearly(rows), by_operator)
    [line] = [line for line in found.lines if line.needs_successor]
    assert (line.before, line.households) == (((YUNLIN, "芸林村委会"),), 1)
    with pytest.raises(RegionRefused, match="由哪个村居接收"):
        update_by_list(yearly(rows), **when)
    assert find_region(NEW) is None
    mended = yearly(rows, pairs((YUNLIN, XIAXI)))
    assert preview(mended, by_operator).problems == []
    update_by_list(mended, **when)
    assert successor_of(YUNLIN) == find_region(XIAXI)
    assert OutboxEvent.objects.get(name="regions.replaced").payload == {
        "code": YUNLIN,
        "level": Level.VILLAGE,
        "successor_code": XIAXI,
        "on": "2026-11-01",
    }


def test_the_same_list_again_changes_nothing(when, by_operator) -> None:
    given = yearly([*without(fujian(), YUNLIN, XIAXI), row(NEW, "芸霞村委会", replaces=f"{YUNLIN} {XIAXI}")])
    assert [change.kind for change in update_by_list(given, **when).changes] == [ChangeKind.MERGE]
    changes, entries = RegionChange.objects.count(), Entry.objects.count()
    assert update_by_list(given, **when).changes == []
    assert preview(given, by_operator).lines == []
    assert (RegionChange.objects.count(), Entry.objects.count()) == (changes, entries)
    assert flaws() == []


def test_a_whole_town_that_goes_to_another_county_gets_new_codes_and_keeps_its_story(when, by_operator) -> None:
    """英都镇 with all its villages goes from 南安市 to 永春县."""
    town = [each for each in fujian() if each["code"].startswith("350583103")]
    others = [each for each in fujian() if not each["code"].startswith("350583103")]
    moved = [
        {
            **each,
            "code": each["code"].replace("350583103", "350525199"),
            "parent": each["parent"].replace("350583103", "350525199").replace("350583000000", "350525000000"),
            "replaces": each["code"],
        }
        for each in town
    ]
    found = preview(yearly([*others, *moved]), by_operator)
    assert found.problems == []
    assert found.counts[ChangeKind.RECODE] == len(town) == len(found.lines)
    before = count_by_level()
    update_by_list(yearly([*others, *moved]), **when)
    assert count_by_level() == before
    there = find_region(350525199000)
    assert there is not None
    assert there.parent == find_region(350525000000)
    assert successor_of(YUNLIN) == find_region(350525199201)
    assert flaws() == []


def test_a_village_is_split_by_the_list(when, by_operator) -> None:
    parts = [row(NEW, "上林村委会", replaces=str(YUNLIN)), row(NEW + 1, "下林村委会", replaces=str(YUNLIN))]
    given = yearly([*without(fujian(), YUNLIN), *parts], pairs((YUNLIN, NEW)))
    [change] = update_by_list(given, **when).changes
    assert change.kind == ChangeKind.SPLIT
    assert successor_of(YUNLIN) == find_region(NEW)
    off = yearly([*without(fujian(), YUNLIN), *parts, row(NEW + 2, "中林村委会", replaces=str(NEW))])
    [change] = update_by_list(off, **when).changes
    assert change.kind == ChangeKind.SPLIT
    assert not find_region(NEW).is_closed  # type: ignore[union-attr]


def test_a_list_of_another_province_or_cut_off_is_noticed(by_operator) -> None:
    with pytest.raises(ListFault, match="别的省"):
        preview(yearly(small_province()), by_operator)
    with pytest.raises(ListFault, match="从来不是这里的单位"):
        preview(yearly(fujian(), pairs((980101001001, YUNLIN))), by_operator)
    cut = [each for each in fujian() if not each["code"].startswith("3509")]
    assert preview(yearly(cut), by_operator).looks_cut_off


def test_a_successor_must_stand_and_the_day_must_have_come(when) -> None:
    rows = without(fujian(), YUNLIN)
    with pytest.raises(RegionRefused, match="没有，或者也要撤销"):
        update_by_list(yearly(rows, pairs((YUNLIN, 350583103000))), **when)
    with pytest.raises(RegionRefused, match="还没有到"):
        update_by_list(yearly(rows, on=date(2027, 1, 1)), **when)
    with pytest.raises(ListFault, match="上级 350583103000 不在名单里"):
        update_by_list(yearly(without(fujian(), 350583103000)), **when)


def test_only_who_keeps_the_whole_province_may_bring_its_list(cast) -> None:
    with pytest.raises(RightMissing):
        preview(yearly(fujian()), cast.actor("president"))
    with pytest.raises(Http404):
        preview(yearly(fujian()), cast.actor("county"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,name\n350000000000,福建省", "还缺 level"),
        ("", "还缺 code"),
        ("code,name,level\n3.5E+11,福建省,province", "不是 12 位数字"),
        ("code,name,level\n350000000000,福建省,state", "层级“state”不认识"),
        ("code,name,level\n350000000000,,province", "名称应当是"),
        ("code,name,level\n350100000000,福建省,province", "后面几位应当是 0"),
        ("code,name,level\n350000000000,福建省,province\n350000000000,又一省,province", "和第 2 行重复"),
        ("code,name,level\n350100000000,福州市,city", "正好有一个省级单位"),
        ("code,name,level\n350000000000,福建省,province\n350101000000,某区,county", "上级 350100000000 不在名单里"),
        (
            "code,name,level,parent\n350000000000,福建省,province,\n350100000000,福州市,city,360000000000",
            "在 350000000000 的范围里",
        ),
        ("code,name,level,replaces\n350000000000,福建省,province,35", "replaces 这一列"),
    ],
)
def test_a_list_that_cannot_be_is_refused_by_line(text: str, sentence: str) -> None:
    with pytest.raises(ListFault, match=sentence):
        read_units(text)


def test_a_list_is_read_as_excel_writes_it() -> None:
    text = "code,name,level\r\n980000000000,南河省,省\r\n,,\r\n"
    assert [unit.name for unit in read_units(decoded(text.encode("gb18030")))] == ["南河省"]
    assert [unit.name for unit in read_units(decoded(text.encode("utf-8-sig")))] == ["南河省"]
    with pytest.raises(ListFault, match="CSV 文本"):
        decoded(b"PK\x03\x04\xff\xff\xff")


def test_the_other_files_are_read_by_line_too() -> None:
    with pytest.raises(ListFault, match="写了两次"):
        read_successors(pairs((YUNLIN, XIAXI), (YUNLIN, NEW)))
    with pytest.raises(ListFault, match="不写后面的 0"):
        read_successors("old_code,new_code\n1,2")
    with pytest.raises(ListFault, match="第 2 行"):
        read_exceptions("code,level,reports_to_code,reports_to_level\n980101000000,county,98,province")


def test_a_county_with_a_new_code_takes_along_the_villages_that_kept_their_digits_and_names(
    when, by_operator, cast
) -> None:
    cast.user("county")
    old, new = "350583", "350584"
    rows = [
        {**each, "code": each["code"].replace(old, new, 1), "parent": each["parent"].replace(old, new, 1)}
        if each["code"].startswith(old)
        else each
        for each in fujian()
    ]
    renamed = [{**each, "name": "芸溪村委会"} if each["code"] == str(YUNLIN + 10**6) else each for each in rows]
    crosswalk = "old_code,old_name,new_code,new_name,year,kind\n350583,南安市,350584,南安区,2026,rename\n"
    given = yearly(renamed, f"{crosswalk}350182,长乐市,350112,长乐区,2017,rename")
    found = preview(given, by_operator)
    units = sum(each["code"].startswith(old) for each in fujian())
    assert {kind: n for kind, n in found.counts.items() if n} == {
        ChangeKind.RECODE: units - 1,
        ChangeKind.OPEN: 1,
        ChangeKind.CLOSE: 1,
    }
    assert (found.moving_posts, found.posts_left) == (1, 0)
    assert found.problems == []
    update_by_list(given, **when)
    assert successor_of(XIAXI) == find_region(XIAXI + 10**6)
    assert successor_of(YUNLIN) is None
    assert flaws() == []
    assert update_by_list(given, **when).changes == []


def test_a_village_that_goes_to_another_town_is_told_with_the_name_of_the_town(by_operator) -> None:
    there = row(350583104299, "芸林村委会", replaces=str(YUNLIN))
    [line] = preview(yearly([*without(fujian(), YUNLIN), there]), by_operator).lines
    assert (line.kind, line.new_parent) == (ChangeKind.RECODE, "翔云镇")
