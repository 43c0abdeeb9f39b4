"""Sheets with old codes are understood, with a warning that says the new code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting import actions
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, search_regions
from jiahe.registry import finding
from jiahe.registry.actions import merge_households
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.models import Household, Person
from tests.people import FAMILY, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]

DAY = date(2026, 10, 15)
NEW = 350583103299
CHANGLE = 350182001001  # 吴航街道 朝阳社区 of 长乐市, which is 长乐区 350112 today


def place(code: int) -> Region:
    found = find_region(code)
    assert found is not None
    return found


@pytest.fixture
def when(by_operator) -> dict[str, Any]:
    return {"effective_on": DAY, "source": "南政文〔2026〕9号", "by": by_operator, "at": NOW, "on": TODAY}


@pytest.fixture
def brought(by_operator):
    """Brings rows as a sheet of the whole city."""

    def bring(rows, on: date = TODAY) -> Outcome:
        return enrol(rows, by=by_operator, at=NOW, on=on, territory=place(350000000000))

    return bring


def test_a_sheet_of_before_the_change_changes_nothing_after_it(when, brought) -> None:
    sheet = [*FAMILY, *family("002")]
    brought(sheet, date(2026, 6, 2))
    brought(family("001", residence_code=XIAXI, hukou_code=XIAXI), date(2026, 6, 2))
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    deliver_pending()
    again = brought(sheet)
    assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, 6, 0)
    said = [fault.message for fault in again.faults]
    assert f"编码 {YUNLIN} 已经改了，现在是霞溪村（{XIAXI}），按新编码办理。下次请直接填新编码。" in said
    assert "区划调整以后，户编号 001 改成了 201-001，按新编号办理。" in said
    assert {fault.severity for fault in again.faults} == {"warning"}
    deliver_pending()
    assert verify(on=TODAY).ok


def test_a_new_family_under_an_old_code_comes_into_the_new_village(when, brought) -> None:
    brought(family("005", residence_code=XIAXI, hukou_code=XIAXI))
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    deliver_pending()
    came = brought(family("006", residence_code=YUNLIN))
    assert came.created == 3
    assert Household.objects.get(number="201-006").village_code == XIAXI
    assert set(Person.objects.values_list("hukou_code", flat=True)) == {XIAXI}
    assert brought(family("006")).unchanged == 3


def test_a_recoded_village_keeps_its_numbers(when, brought) -> None:
    actions.recode_unit(unit=place(YUNLIN), code=NEW, name="芸林村委会", **when)
    deliver_pending()
    assert brought(FAMILY).created == 3
    assert Household.objects.get(number="001").village_code == NEW
    assert brought(FAMILY).unchanged == 3


def test_a_number_is_not_mistaken_when_a_recoded_village_was_merged_later(when, brought) -> None:
    brought(family("005", residence_code=XIAXI, hukou_code=XIAXI))
    first = actions.recode_unit(unit=place(YUNLIN), code=NEW, name="芸林村委会", **when)
    actions.merge_units(units=[first], into=place(XIAXI), **when)
    deliver_pending()
    other = [replace(row, household_number="005") for row in family("006")]
    assert brought(other).created == 3
    assert sorted(Household.objects.values_list("number", flat=True)) == ["005", "201-005"]


def test_hukous_of_other_provinces_cost_no_query_each(brought) -> None:
    def queries(first: int, last: int) -> int:
        rows = [row for n in range(first, last) for row in family(f"{n:03d}", hukou_code=360102001000 + n)]
        with CaptureQueriesContext(connection) as captured:
            assert brought(rows).created == 3 * (last - first)
        return len(captured)

    queries(10, 12)
    assert queries(20, 30) == queries(30, 40)


def test_two_numbers_of_one_merged_household_are_found(when, brought, by_operator) -> None:
    brought([*FAMILY, *family("002")[1:2]], date(2026, 6, 2))
    one, other = Household.objects.order_by("number")
    merge_households(one=one, other=other, by=by_operator, at=NOW, on=TODAY)
    actions.recode_unit(unit=place(YUNLIN), code=NEW, name="芸林村委会", **when)
    deliver_pending()
    again = brought([*FAMILY, *family("002")[1:2]])
    assert (again.created, again.unchanged, again.refused) == (0, 4, 0)


def test_the_code_of_a_county_of_former_times_is_understood(brought) -> None:
    now = place(CHANGLE + 350112000000 - 350182000000)
    came = brought(family("007", residence_code=CHANGLE, hukou_code=CHANGLE))
    assert came.created == 3
    assert Household.objects.get().village_code == now.code
    assert f"现在是{now.title}（{now.code}）" in came.faults[0].message


def test_where_two_counties_became_one_nobody_guesses(brought) -> None:
    came = brought(family("007", residence_code=350402001001))
    assert came.created == 0
    assert "梅列区的旧编码，2021 年起是三元区（350404）" in came.faults[0].message


def test_a_place_is_found_by_its_old_code_in_reach_only(when) -> None:
    whole, elsewhere = [(350000000000, 359999999999)], [(350100000000, 350199999999)]
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    assert search_regions(str(YUNLIN), whole) == [place(XIAXI)]
    assert search_regions(str(YUNLIN), elsewhere) == []
    assert search_regions("350182", whole) == [place(350112000000)]
    assert search_regions("350182001", whole) == [place(350112001000)]
    assert search_regions("350999", whole) == []


def test_a_family_is_found_by_the_number_it_had(when, brought, by_operator) -> None:
    brought(FAMILY, date(2026, 6, 2))
    brought(family("001", residence_code=XIAXI, hukou_code=XIAXI), date(2026, 6, 2))
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    deliver_pending()
    found = finding.find("001", by=by_operator)
    assert sorted(home.number for home in found.households) == ["001", "201-001"]
