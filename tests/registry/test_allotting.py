"""A village is split: somebody says which households belong where, one by one or by a list, and the numbers follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.foundation.accounts.gate import RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting import actions
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import Refused, add_household, allot_households
from jiahe.registry.allotting import read_list, split_of, waiting, worklist
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from jiahe.registry.rows import PersonRow
from tests.people import FAMILY, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.registry.test_following import numbers, proven

pytestmark = [pytest.mark.django_db, pytest.mark.differs]

SPRING, DAY_BEFORE, DAY = date(2026, 6, 2), date(2026, 10, 14), date(2026, 10, 15)
PART, OTHER = 350583103299, 350583103298


def place(code: int) -> Region:
    found = find_region(code, 4)
    assert found is not None
    return found


@pytest.fixture
def then(by_operator) -> dict[str, Any]:
    return {"by": by_operator, "at": NOW, "on": TODAY}


@pytest.fixture
def three_homes(by_operator) -> None:
    rows = [*FAMILY, *family("002"), *family("004")]
    enrol(rows, by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))


def split(then: dict[str, Any], *, stays: bool = True) -> None:
    into = [(PART, "上林村委会"), (OTHER, "下林村委会")]
    actions.split_unit(unit=place(YUNLIN), into=into, stays=stays, effective_on=DAY, source="南政文〔2026〕9号", **then)
    deliver_pending()


def home(number: str) -> int:
    return Household.objects.get(number=number, until=None).pk


def test_households_go_where_they_are_given_as_of_the_day_of_the_split(three_homes, then) -> None:
    split(then)
    found = split_of(place(YUNLIN))
    assert found is not None
    assert [p.code for p in found.places] == [YUNLIN, OTHER, PART]
    assert waiting(place(YUNLIN), by=then["by"]) == 3
    places = {home("001"): PART, home("002"): OTHER, home("004"): YUNLIN}
    assert allot_households(split=found, places=places, **then) == 2
    fold_pending()
    assert numbers(YUNLIN, DAY_BEFORE) == (3, 9, 9, 3, 0)
    assert [numbers(code, DAY)[:3] for code in (YUNLIN, PART, OTHER)] == [(1, 3, 3)] * 3
    assert split_of(place(YUNLIN)) is None
    assert allot_households(split=found, places={home("004"): PART}, **then) == 0
    assert Entry.objects.filter(action="registry.allot_households").count() == 1
    proven()


def test_a_village_that_closes_leaves_them_to_the_first_part_which_gives_them_on(three_homes, then) -> None:
    split(then, stays=False)
    assert set(Person.objects.values_list("village_code", flat=True)) == {PART}
    found = split_of(place(PART))
    assert found is not None
    allot_households(split=found, places={home("002"): OTHER}, **then)
    fold_pending()
    assert numbers(YUNLIN, DAY_BEFORE)[:3] == (3, 9, 9)
    assert (numbers(PART, DAY)[:3], numbers(OTHER, DAY)[:3]) == ((2, 6, 6), (1, 3, 3))
    assert waiting(place(PART), by=then["by"]) == 2
    proven()


def test_the_sheet_of_before_the_split_still_finds_each_family(three_homes, then, by_operator) -> None:
    sheet = [*FAMILY, *family("002"), *family("004")]
    split(then)
    found = split_of(place(YUNLIN))
    assert found is not None
    allot_households(split=found, places={home("001"): PART}, **then)
    again = enrol(sheet, by=by_operator, at=NOW, on=TODAY, territory=find_region(350583103000))
    assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, 9, 0)
    assert f"现在是上林村（{PART}）" in again.faults[0].message


def test_the_sheet_of_a_village_that_split_up_finds_each_family_too(three_homes, then, by_operator) -> None:
    split(then, stays=False)
    found = split_of(place(PART))
    assert found is not None
    allot_households(split=found, places={home("002"): OTHER}, **then)
    for sheet in ([*FAMILY, *family("002")], family("002", residence_code=PART, hukou_code=PART)):
        again = enrol(sheet, by=by_operator, at=NOW, on=TODAY, territory=find_region(350583103000))
        assert (again.created, again.updated, again.refused) == (0, 0, 0), again.faults


def test_who_came_after_the_split_was_registered_knowingly(three_homes, then) -> None:
    split(then)
    later = {**then, "on": date(2026, 11, 24)}
    add_household(village=place(YUNLIN), head=PersonRow(name="林后来", sex="M", birth_date=date(1980, 1, 1)), address="", **later)  # fmt: skip
    assert waiting(place(YUNLIN), by=then["by"]) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "名单是空的"),
        ("户编号,编码", "名单是空的"),
        ("001", "应当是户编号、逗号、编码"),
        (f"777,{PART}", "没有还没定的户 777"),
        (f"001,{XIAXI}", "不是这次拆分的单位"),
        (f"001,{PART}\n001,{OTHER}", "写了两次"),
    ],
)
def test_a_list_that_cannot_be_is_refused_by_line_and_nothing_is_given(
    three_homes, then, text: str, sentence: str
) -> None:
    split(then)
    found = split_of(place(YUNLIN))
    assert found is not None
    with pytest.raises(Refused, match=sentence):
        read_list(text, found)
    assert waiting(place(YUNLIN), by=then["by"]) == 3


def test_only_who_looks_after_the_families_says_where_they_belong(three_homes, then, cast) -> None:
    split(then)
    found = split_of(place(YUNLIN))
    assert found is not None
    with pytest.raises(Http404):
        allot_households(split=found, places={}, **{**then, "by": cast.actor("chen")})
    keeper = cast.actor("administrator")
    with pytest.raises(RightMissing):
        worklist(found, by=keeper)
    assert waiting(place(YUNLIN), by=keeper) == 0
    address = reverse("desk:allotment", args=[YUNLIN])
    assert cast.client("lin").get(address).status_code == 200


def test_a_worker_decides_on_the_page_and_by_a_list(three_homes, then, cast) -> None:
    split(then)
    lin: Client = cast.client("lin")
    address = reverse("desk:allotment", args=[YUNLIN])
    assert "还有 3 户没有定归哪里" in lin.get(reverse("desk:home")).content.decode()
    answer = lin.post(address, {f"home-{home('001')}": str(PART), "home-x": "y"}, follow=True)
    assert "定了 1 户，其中 1 户归到了新单位" in answer.content.decode()
    wrong = lin.post(address, {"list": f"002，{XIAXI}"})
    assert wrong.status_code == 422
    assert "不是这次拆分的单位" in wrong.content.decode()
    done = lin.post(address, {"list": f"户编号，编码\n002，{OTHER}\n004，{YUNLIN}"}, follow=True).content.decode()
    assert "都定好了" in done
    assert "没有定归哪里" not in lin.get(reverse("desk:region", args=["village", YUNLIN])).content.decode()
    fold_pending()
    assert verify(on=TODAY).ok


def test_a_worklist_of_twenty_costs_as_many_queries_as_one_of_ten(then, cast, by_operator) -> None:
    lin: Client = cast.client("lin")

    def queries(first: int, last: int) -> int:
        rows = [row for n in range(first, last) for row in family(f"{n:03d}")]
        enrol(rows, by=by_operator, at=NOW, on=SPRING, territory=place(YUNLIN))
        with CaptureQueriesContext(connection) as captured:
            assert lin.get(reverse("desk:allotment", args=[YUNLIN])).status_code == 200
        return len(captured)

    split(then)
    assert queries(10, 20) == queries(20, 30)
