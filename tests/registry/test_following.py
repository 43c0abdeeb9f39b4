"""A village becomes another: its households, events and hukous follow, and every number stays right on either side."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.bus import subscribe, unsubscribe
from jiahe.foundation.events.delivery import deliver_pending, emit, pending_count
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting import actions
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.insight.freshness import last_recorded
from jiahe.registry import queries
from jiahe.registry.actions import (
    Refused,
    add_household,
    add_person,
    merge_people,
    move_people,
    record_death,
    undo_move,
    undo_person_merge,
    withdraw_death,
)
from jiahe.registry.enrolment import enrol
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.following import follow
from jiahe.registry.imports import ask_undo, check_upload, confirm_upload, undo_import
from jiahe.registry.measures import BIRTHS, DEATHS, HOUSEHOLDS, HUKOU_PEOPLE, PEOPLE
from jiahe.registry.models import FormerHukou, Household, Move, Person, Standing, Stay
from jiahe.registry.models.residence import MoveKind
from tests.contracts.test_commands import write_csv
from tests.people import CHILD, FAMILY, HEAD, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]

SPRING, DAY_BEFORE, DAY = date(2026, 6, 2), date(2026, 10, 14), date(2026, 10, 15)
NEXT_COUNTY = 350502001299  # in 鲤城区, a district of the same city
ELSEWHERE = 350583104201
ALL = (HOUSEHOLDS, PEOPLE, HUKOU_PEOPLE, BIRTHS, DEATHS)


def place(code: int) -> Region:
    found = find_region(code, 4)
    assert found is not None
    return found


@pytest.fixture
def when(by_operator) -> dict[str, Any]:
    return {"effective_on": DAY, "source": "南政文〔2026〕9号", "by": by_operator, "at": NOW, "on": TODAY}


@pytest.fixture
def then(by_operator) -> dict[str, Any]:
    """Who records something today."""
    return {"by": by_operator, "at": NOW, "on": TODAY}


def enrolled(rows, by, on: date = SPRING) -> None:
    enrol(rows, by=by, at=NOW, on=on, territory=find_region(350000000000))


def settle() -> None:
    deliver_pending()
    fold_pending()


def numbers(code: int, on: date) -> tuple[int, ...]:
    """Households, people, people with hukou, births and deaths of the year, as the screen shows them."""
    unit = place(code)
    sums = totals(list(ALL), [unit], on=on, since=on.replace(month=1, day=1))
    return tuple(sums[measure.code, unit.pk] for measure in ALL)


def rows(measure: Measure, code: int, on: date, by) -> int:
    page = queries.people_behind(measure, by=by, region=place(code), on=on, since=date(2026, 1, 1), size=100)
    return len(page.rows)


def proven() -> None:
    for on in (DAY_BEFORE, DAY, TODAY):
        outcome = verify(on=on)
        assert outcome.ok, outcome.differences


def test_households_of_a_recoded_village_follow_and_every_day_keeps_its_number(when, by_operator) -> None:
    enrolled([*FAMILY, *family("002")], by_operator)
    actions.recode_unit(unit=place(YUNLIN), code=NEXT_COUNTY, name="芸林村委会", **when)
    settle()
    assert (numbers(YUNLIN, DAY_BEFORE), numbers(YUNLIN, DAY)) == ((2, 6, 6, 2, 0), (0, 0, 0, 2, 0))
    assert (numbers(NEXT_COUNTY, DAY_BEFORE), numbers(NEXT_COUNTY, DAY)) == ((0, 0, 0, 0, 0), (2, 6, 6, 0, 0))
    proven()
    for measure in (PEOPLE, HUKOU_PEOPLE):
        for code, on, n in (
            (YUNLIN, DAY_BEFORE, 6),
            (YUNLIN, DAY, 0),
            (NEXT_COUNTY, DAY_BEFORE, 0),
            (NEXT_COUNTY, DAY, 6),
        ):
            assert rows(measure, code, on, by_operator) == n, (measure, code, on)
    home = Household.objects.get(village_code=NEXT_COUNTY, number="001")
    assert home.address == "3组12号"
    assert {p.hukou_code for p in home.people} == {p.residence_code for p in home.people} == {NEXT_COUNTY}
    assert Entry.objects.filter(action="registry.follow_region").get().details["households"] == 2


def test_nobody_counts_as_living_away_from_home_because_both_codes_changed(when, by_operator) -> None:
    enrolled([*FAMILY, *family("002", residence_code=ELSEWHERE)], by_operator)
    actions.recode_unit(unit=place(YUNLIN), code=NEXT_COUNTY, name="芸林村委会", **when)
    settle()
    # Who lives in the county that the village of his hukou left is one from that day on, and was none before.
    floating = Standing.objects.filter(category="floating")
    assert set(floating.values_list("village_code", "since")) == {(ELSEWHERE, DAY)}
    assert floating.count() == 3
    proven()


def test_told_twice_nothing_changes_the_second_time(when, by_operator) -> None:
    enrolled(FAMILY, by_operator)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    before = (Household.objects.count(), Move.objects.count(), Stay.objects.count(), Entry.objects.count())
    follow(RegionReplaced(YUNLIN, 4, XIAXI, DAY), NOW)
    assert (Household.objects.count(), Move.objects.count(), Stay.objects.count(), Entry.objects.count()) == before
    assert FormerHukou.objects.count() == 3


def test_a_number_that_is_taken_gets_the_old_village_before_it(when, by_operator) -> None:
    enrolled([*FAMILY, *family("002", residence_code=XIAXI), *family("003")], by_operator)
    enrolled(family("001", residence_code=XIAXI), by_operator)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    standing = Household.objects.filter(village_code=XIAXI, until=None)
    assert sorted(standing.values_list("number", flat=True)) == ["001", "002", "003", "201-001"]
    proven()


def test_what_was_recorded_since_the_day_belongs_to_the_new_village(when, then, by_operator) -> None:
    enrolled([*FAMILY, *family("002"), *family("004")], by_operator)
    late = date(2026, 11, 2)
    add_household(village=place(YUNLIN), head=replace(HEAD, name="林新来", id_number="", phone="", birth_date=date(1980, 1, 1)), address="", by=by_operator, at=NOW, on=late)  # fmt: skip
    home = Household.objects.get(number="001")
    born = replace(CHILD, name="林小秋", birth_date=date(2026, 10, 20), id_number="")
    add_person(household=home, row=born, newborn=True, **then)
    dead = Person.objects.get(household__number="002", relation="head")
    record_death(person=dead, died_on=date(2026, 10, 18), **then)
    gone = Person.objects.get(household__number="004", relation="spouse")
    left = move_people(people=[gone], village=place(ELSEWHERE), head=gone, moved_on=late, **then)
    long_dead = Person.objects.get(household__number="004", relation="head")
    record_death(person=long_dead, died_on=date(2026, 8, 1), **then)
    fold_pending()
    whole = [sum(n) for n in zip(numbers(YUNLIN, TODAY), numbers(ELSEWHERE, TODAY), strict=True)]
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    # 9 came in spring; one died in August. A birth and a death of October, and who came in November, count in the new one.
    assert numbers(YUNLIN, DAY_BEFORE) == (3, 8, 8, 3, 1)
    assert numbers(YUNLIN, TODAY) == (0, 0, 0, 3, 1)
    assert numbers(XIAXI, DAY) == (3, 8, 8, 0, 0)
    assert numbers(XIAXI, date(2026, 10, 20)) == (3, 8, 8, 1, 1)
    now = [numbers(code, TODAY) for code in (YUNLIN, XIAXI, ELSEWHERE)]
    assert [sum(n) for n in zip(*now, strict=True)] == whole
    proven()
    # The dead belong to the family's record, and who left in November left from the new village.
    long_dead.refresh_from_db()
    assert long_dead.household.village_code == XIAXI
    assert long_dead.village_code == YUNLIN
    assert [s.village_code for s in Stay.objects.filter(person=gone).order_by("since")] == [YUNLIN, XIAXI]
    undo_move(move=Move.objects.get(pk=left.pk), **then)
    gone.refresh_from_db()
    assert (gone.village_code, gone.since) == (XIAXI, DAY)
    withdraw_death(person=long_dead, **then)
    long_dead.refresh_from_db()
    assert (long_dead.village_code, long_dead.since, long_dead.hukou_code) == (XIAXI, DAY, XIAXI)
    fold_pending()
    proven()


def test_a_hukou_follows_though_its_holder_lives_elsewhere(when, by_operator) -> None:
    enrolled(family("002", residence_code=ELSEWHERE), by_operator)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    assert set(Person.objects.values_list("hukou_code", "village_code")) == {(XIAXI, ELSEWHERE)}
    assert (numbers(YUNLIN, DAY_BEFORE)[2], numbers(YUNLIN, DAY)[2]) == (3, 0)
    assert (numbers(XIAXI, DAY_BEFORE)[2], numbers(XIAXI, DAY)[2]) == (0, 3)
    assert rows(HUKOU_PEOPLE, YUNLIN, DAY_BEFORE, by_operator) == 3
    proven()


def test_a_chain_of_changes_is_followed_to_its_end_in_whatever_order_it_is_heard(when, by_operator) -> None:
    enrolled(FAMILY, by_operator)
    first = actions.recode_unit(unit=place(YUNLIN), code=NEXT_COUNTY, name="芸林村委会", **when)
    november = date(2026, 11, 1)
    actions.merge_units(units=[first], into=place(XIAXI), **{**when, "effective_on": november})
    follow(RegionReplaced(NEXT_COUNTY, 4, XIAXI, november), NOW)
    assert Household.objects.get(number="001").village_code == YUNLIN
    follow(RegionReplaced(YUNLIN, 4, NEXT_COUNTY, DAY), NOW)
    settle()
    assert numbers(YUNLIN, DAY_BEFORE) == (1, 3, 3, 1, 0)
    assert numbers(NEXT_COUNTY, date(2026, 10, 31)) == (1, 3, 3, 0, 0)
    assert numbers(XIAXI, november) == (1, 3, 3, 0, 0)
    assert rows(HUKOU_PEOPLE, NEXT_COUNTY, date(2026, 10, 20), by_operator) == 3
    assert rows(HUKOU_PEOPLE, YUNLIN, date(2026, 10, 20), by_operator) == 0
    outcome = verify(on=date(2026, 10, 31))
    assert outcome.ok, outcome.differences
    proven()


def test_merged_records_can_still_be_taken_apart_afterwards(when, then, by_operator) -> None:
    enrolled([*FAMILY, *family("002")], by_operator)
    one, other = Person.objects.filter(relation="head").order_by("pk")
    Person.objects.filter(pk=other.pk).update(id_number_index=None, id_number_sealed=None)
    other.refresh_from_db()
    merge = merge_people(one=one, other=other, **then)
    fold_pending()
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    assert numbers(XIAXI, TODAY)[1] == 5
    merge.refresh_from_db()
    undo_person_merge(merge=merge, **then)
    fold_pending()
    assert (numbers(YUNLIN, DAY_BEFORE)[1], numbers(XIAXI, TODAY)[1]) == (6, 6)
    proven()


def test_a_subscriber_that_stops_leaves_nothing_half_and_is_told_again(when, by_operator, monkeypatch) -> None:
    enrolled(FAMILY, by_operator)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)

    def stop(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as power:
        power.setattr("jiahe.registry.following.write_entry", stop)
        deliver_pending()
    assert Household.objects.get().village_code == YUNLIN
    settle()
    assert numbers(XIAXI, TODAY)[:3] == (1, 3, 3)
    proven()


def test_the_move_of_a_region_is_no_move_that_can_be_undone(when, then, by_operator) -> None:
    enrolled(FAMILY, by_operator)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    with pytest.raises(Refused, match="区划调整"):
        undo_move(move=Move.objects.get(kind=MoveKind.REGION), **then)


def test_an_import_of_after_the_day_that_is_undone_opens_nothing_in_the_old_village(
    when, then, by_operator, cast, tmp_path
) -> None:
    sheet = write_csv(tmp_path / "late.csv", FAMILY)
    late = date(2026, 11, 2)
    lin = cast.actor("lin")
    run, _ = check_upload(sheet.read_bytes(), file_name="late.csv", region=place(YUNLIN), by=lin, at=NOW, on=late)
    confirm_upload(run, by=lin, at=NOW, on=late)
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **{**when, "at": NOW + timedelta(hours=1)})
    settle()
    run.refresh_from_db()
    assert ask_undo(run, by=by_operator, at=NOW)
    undo_import(run, **then)
    fold_pending()
    assert numbers(YUNLIN, TODAY)[:2] == (0, 0)
    assert numbers(XIAXI, TODAY)[:2] == (1, 3)
    proven()


def test_a_successor_is_as_fresh_as_the_village_it_took_over(when, by_operator) -> None:
    enrolled(FAMILY, by_operator)
    deliver_pending()
    actions.recode_unit(unit=place(YUNLIN), code=NEXT_COUNTY, name="芸林村委会", **when)
    settle()
    assert last_recorded(place(YUNLIN), on=TODAY) is None
    told = last_recorded(place(NEXT_COUNTY), on=TODAY)
    assert told is not None
    assert (told.changed_at, told.people) == (NOW, 3)


def test_a_page_of_the_old_record_leads_to_the_household_as_it_is_now(when, by_operator, cast) -> None:
    enrolled(FAMILY, by_operator)
    old = Household.objects.get()
    lin = cast.client("lin")
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    settle()
    now = Household.objects.get(village_code=XIAXI)
    assert lin.get(reverse("desk:household", args=[old.pk])).headers["Location"] == reverse(
        "desk:household", args=[now.pk]
    )
    page = lin.get(reverse("desk:household", args=[now.pk])).content.decode()
    assert "区划调整，从芸林村 001 户归到这里" in page
    assert "：区划调整" not in page, "nothing to take back"


@pytest.mark.django_db(transaction=True)
def test_what_a_subscriber_emits_is_told_after_the_news_it_heard_and_not_inside_it(by_operator) -> None:
    depths: list[int] = []

    def hear(event: RegionReplaced, at: datetime) -> None:
        depths.append(len(inspect.stack()))
        emit(FamiliesChanged.at(XIAXI, 1), at=at)

    subscribe(RegionReplaced, hear, key="tests.following")
    try:
        with transaction.atomic():
            for number in range(5):
                emit(RegionReplaced(350999000000 + number, 4, XIAXI, DAY), at=NOW)
    finally:
        unsubscribe(RegionReplaced, key="tests.following")
    assert len(depths) == 5
    assert len(set(depths)) == 1
    assert pending_count() == 0
