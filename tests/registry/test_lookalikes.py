"""Records that may be of one person: which pairs are listed, in which order, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import RightMissing
from jiahe.foundation.regions.models import Region
from jiahe.registry import lookalikes
from jiahe.registry.actions import dismiss_duplicate
from jiahe.registry.enrolment import enrol
from jiahe.registry.rows import PersonRow
from tests.conftest import Cast
from tests.people import HEAD, family
from tests.places import NOW, TODAY, XIAXI

pytestmark = pytest.mark.django_db
BORN = date(1990, 3, 5)


@pytest.fixture
def lin(cast: Cast) -> Actor:
    """The worker of 芸林村."""
    return cast.actor("lin")


def somebody(number: int, **said: object) -> PersonRow:
    row = replace(
        HEAD, line=number, household_number=f"{number:03d}", id_number="", phone="", married_on=None, marital_status=""
    )
    return replace(row, **said)  # type: ignore[arg-type]  # fields of the row


def listed(village: Region, by: Actor, *rows: PersonRow) -> list[tuple[str, str, str]]:
    assert enrol(rows, by=by, territory=village, at=NOW, on=TODAY).refused == 0
    return [(pair.one.name, pair.other.name, pair.likeness) for pair in lookalikes.pairs(village, by=by, limit=50).rows]


@pytest.mark.parametrize(
    ("said", "likeness"),
    [
        ({}, "exact"),
        ({"name": "林健国"}, "likely"),  # it sounds the same
        ({"birth_date": date(1990, 5, 3)}, "likely"),  # day and month changed over
        ({"birth_date": date(1990, 3, 15)}, "likely"),
        ({"birth_date": date(1980, 3, 5)}, "likely"),
    ],
)
def test_two_records_that_may_be_of_one_person_are_a_pair(yunlin: Region, lin: Actor, said, likeness: str) -> None:
    found = listed(yunlin, lin, somebody(1), somebody(2, **said))
    assert [pair[2] for pair in found] == [likeness]


@pytest.mark.parametrize(
    "said",
    [
        {"name": "陈秀英"},
        {"sex": "F"},
        {"birth_date": date(1987, 3, 5)},
        {"birth_date": date(1991, 4, 6)},
        {"name": "林健国", "birth_date": date(1990, 5, 3)},
    ],
)
def test_two_records_that_differ_in_more_are_two_people(yunlin: Region, lin: Actor, said) -> None:
    assert listed(yunlin, lin, somebody(1), somebody(2, **said)) == []


def test_two_records_with_two_id_numbers_are_never_a_pair(yunlin: Region, lin: Actor) -> None:
    assert listed(yunlin, lin, family("001")[0], family("002")[0]) == []


def test_only_who_may_merge_sees_the_pairs_of_his_own_place(yunlin: Region, lin: Actor, cast: Cast) -> None:
    listed(yunlin, lin, somebody(1), somebody(2))
    with pytest.raises(RightMissing):
        lookalikes.pairs(yunlin, by=cast.actor("president"), limit=50)
    chen = cast.client("chen")
    assert chen.get(reverse("desk:duplicates", args=["village", yunlin.code])).status_code == 404
    assert chen.get(reverse("desk:duplicates", args=["village", XIAXI])).status_code == 200


def test_exact_pairs_come_first_and_pages_stay_where_they_are_while_pairs_are_judged(
    yunlin: Region, lin: Actor
) -> None:
    rows = [
        somebody(n, name=name, birth_date=BORN) for n, name in enumerate(("林健国", "林建国", "林建国", "林建国"), 1)
    ]
    found = listed(yunlin, lin, *rows)
    assert [likeness for *_, likeness in found] == ["exact"] * 3 + ["likely"] * 3
    first = lookalikes.pairs(yunlin, by=lin, limit=2)
    assert (first.total, first.previous) == (6, None)
    one, other = first.rows[0].one, first.rows[0].other
    dismiss_duplicate(one=one, other=other, by=lin, at=NOW)
    second = lookalikes.pairs(yunlin, by=lin, limit=2, after=first.next)
    third = lookalikes.pairs(yunlin, by=lin, limit=2, after=second.next)
    seen = [(pair.one.pk, pair.other.pk) for page in (first, second, third) for pair in page.rows]
    assert len(set(seen)) == 6, "nobody is left out and nobody comes twice"
    assert third.next is None
    back = lookalikes.pairs(yunlin, by=lin, limit=2, before=third.previous)
    assert back.rows == second.rows


@pytest.mark.parametrize("query", ["?after=x", "?after=1-2", "?before=1-9-99999999999999999999", "?after=9-9-9"])
def test_a_spoilt_address_of_a_page_begins_at_the_beginning(yunlin: Region, lin: Actor, cast: Cast, query: str) -> None:
    listed(yunlin, lin, somebody(1), somebody(2))
    page = reverse("desk:duplicates", args=["village", yunlin.code])
    response = cast.client("county").get(page + query, follow=True)
    assert "共 1 对" in response.content.decode()
