"""Categories: dated states that follow from what happened, counted in both directions of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions, category_facts, queries, standings
from jiahe.registry.categories import CATEGORIES
from jiahe.registry.enrolment import enrol
from jiahe.registry.measures import BY_CATEGORY
from jiahe.registry.models import Person, Standing
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import NOW, TODAY, XIAXI

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
WHEN = {"at": NOW, "on": TODAY}
THIRD_BIRTHDAY = date(2029, 5, 21)


def count(code: str, region: Region, on: date) -> int:
    fold_pending()
    return totals([BY_CATEGORY[code]], [region], on=on, since=on)[code, region.pk]


def names(code: str, region: Region, on: date, by) -> list[str]:
    page = queries.people_behind(BY_CATEGORY[code], by=by, region=region, on=on, since=on)
    return [p.name for p in page.rows]


def test_an_infant_is_one_until_the_third_birthday_and_the_date_roll_says_so(yunlin, cast, by_operator) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)
    assert count("infants", yunlin, TODAY) == 1
    assert Person.objects.get(name="林小满").changes_on == THIRD_BIRTHDAY
    eve = THIRD_BIRTHDAY - timedelta(days=1)
    assert standings.roll(eve) == 0
    assert count("infants", yunlin, eve) == 1
    assert standings.roll(THIRD_BIRTHDAY) == 1
    assert standings.roll(THIRD_BIRTHDAY) == 0
    assert (count("infants", yunlin, eve), count("infants", yunlin, THIRD_BIRTHDAY)) == (1, 0)
    assert names("infants", yunlin, eve, cast.actor("lin")) == ["林小满"]
    assert names("infants", yunlin, THIRD_BIRTHDAY, cast.actor("lin")) == []


@pytest.mark.parametrize("on", [TODAY, date(2027, 1, 1), THIRD_BIRTHDAY, date(2052, 7, 9), date(2080, 1, 1)])
def test_every_day_verifies_whatever_day_was_asked_before(yunlin, by_operator, on) -> None:
    enrol([row for n in ("001", "002") for row in family(n)], by=by_operator, territory=yunlin, **WHEN)
    for day in (on, TODAY, on):
        outcome = verify(on=day)
        assert outcome.ok, outcome.differences


def test_a_record_written_after_a_roll_into_the_future_is_counted_right_on_both_days(yunlin, by_operator) -> None:
    enrol(family("001"), by=by_operator, territory=yunlin, **WHEN)
    assert verify(on=date(2040, 1, 1)).ok
    enrol(family("002"), by=by_operator, territory=yunlin, **WHEN)
    child = Person.objects.filter(name="林小满").first()
    row = replace(actions.row_of(child), birth_date=date(2026, 6, 1))
    Person.objects.filter(pk=child.pk).update(id_number_index=None, id_number_sealed=None)
    actions.edit_person(person=Person.objects.get(pk=child.pk), row=row, by=by_operator, **WHEN)
    assert count("infants", yunlin, TODAY) == 2
    for day in (TODAY, date(2040, 1, 1), date(2029, 5, 25)):
        outcome = verify(on=day)
        assert outcome.ok, outcome.differences


def test_a_second_child_ends_the_one_child_family_on_its_birthday(yunlin, by_operator) -> None:
    certified = [replace(row, only_child_certificate=True) for row in (HEAD, WIFE)]
    enrol([*certified, CHILD], by=by_operator, territory=yunlin, **WHEN)
    assert count("one_child", yunlin, TODAY) == 2
    later = TODAY + timedelta(days=30)
    home = Person.objects.get(name="林建国").household
    baby = replace(CHILD, name="林小雪", id_number="", birth_date=later)
    actions.add_person(household=home, row=baby, by=by_operator, at=NOW, on=later, newborn=True)
    assert (count("one_child", yunlin, TODAY), count("one_child", yunlin, later)) == (2, 0)
    assert verify(on=later).ok


def test_two_daughters_of_a_rural_family_make_both_parents_one(yunlin, by_operator) -> None:
    second = replace(CHILD, line=5, name="林小雪", id_number="", birth_date=date(2024, 1, 2))
    enrol([*FAMILY, second], by=by_operator, territory=yunlin, **WHEN)
    assert count("rural_two_daughters", yunlin, TODAY) == 2


def test_a_floating_family_lives_in_another_county_than_its_hukou(yunlin, by_operator) -> None:
    fuzhou, quanzhou = 350102001001, 350502001001
    known = Region.objects.filter(level=4, code__gte=fuzhou).order_by("code").first()
    rows = [replace(row, hukou_code=known.code) for row in FAMILY]
    enrol(rows, by=by_operator, territory=yunlin, **WHEN)
    assert count("floating", yunlin, TODAY) == 3
    assert category_facts.area_of(fuzhou) == category_facts.area_of(350104001001), "districts of one city are one area"
    assert category_facts.area_of(quanzhou) != category_facts.area_of(350583103201)


def test_a_child_whose_parents_both_live_elsewhere_is_left_behind_until_one_returns(yunlin, by_operator) -> None:
    grandmother = replace(
        WIFE, line=5, relation="mother", name="王阿婆", birth_date=date(1950, 1, 1), id_number="", phone=""
    )
    rows = [HEAD, replace(WIFE, residence_code=XIAXI), CHILD, grandmother]
    enrol(rows, by=by_operator, territory=yunlin, **WHEN)
    assert count("left_behind", yunlin, TODAY) == 0
    head = Person.objects.get(name="林建国")
    away = replace(actions.row_of(head), residence_code=XIAXI)
    actions.edit_person(person=head, row=away, by=by_operator, **WHEN)
    assert count("left_behind", yunlin, TODAY) == 1
    later = TODAY + timedelta(days=9)
    wife = Person.objects.get(name="陈秀英")
    back = replace(actions.row_of(wife), residence_code=wife.village_code)
    actions.edit_person(person=wife, row=back, by=by_operator, at=NOW, on=later)
    assert (count("left_behind", yunlin, TODAY), count("left_behind", yunlin, later)) == (1, 0)
    assert verify(on=later).ok


def test_what_is_sensitive_opens_only_for_those_who_need_it(yunlin, cast, by_operator) -> None:
    from jiahe.foundation.accounts.gate import RightMissing

    enrol([replace(HEAD, disability_grade=2), WIFE, CHILD], by=by_operator, territory=yunlin, **WHEN)
    assert names("disabled", yunlin, TODAY, cast.actor("lin")) == ["林建国"]
    with pytest.raises(RightMissing):
        names("disabled", yunlin, TODAY, cast.actor("president"))


def test_every_category_is_counted_explained_and_has_its_sources(db) -> None:
    for category in CATEGORIES:
        assert category.title, category.code
        assert category.explanation, category.code
        assert BY_CATEGORY[category.code].title == category.title
        for parameter in category.parameters:
            assert parameter.source_on(TODAY), parameter.code


def test_a_tampered_standing_is_named(yunlin, by_operator) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)
    assert verify(on=TODAY).ok
    Standing.objects.filter(category="infants").delete()
    standings.refresh([Person.objects.get(name="林小满").pk], on=TODAY)
    assert any("婴幼儿" in line for line in verify(on=TODAY).differences)
