"""What a worker does on a page: each deed checked, audited, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions, finding, queries
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, LifeEvent, Person
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.django_db
WHEN = {"at": NOW, "on": TODAY}


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin: Region, by_operator) -> Household:
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)
    return Household.objects.get()


def village(code: int) -> Region:
    return Region.objects.get(code=code, level=4)


def person(name: str) -> Person:
    return Person.objects.select_related("household").get(name=name)


def test_a_household_is_registered_with_its_head_and_gets_a_free_number(yunlin, lin) -> None:
    first = actions.add_household(village=yunlin, head=HEAD, address="1组1号", by=lin, **WHEN)
    second = actions.add_household(village=yunlin, head=replace(WIFE, phone=""), address="", by=lin, **WHEN)
    assert (first.number, second.number) == ("J0001", "J0002")
    assert first.address == "1组1号"
    assert Person.objects.get(household=first).relation == "head"
    assert verify(on=TODAY).ok


def test_a_newborn_is_counted_from_the_day_of_birth_and_another_member_from_today(home, lin) -> None:
    Household.objects.update(since=date(2026, 1, 1))
    child = replace(CHILD, name="林二宝", birth_date=date(2026, 11, 1), id_number="", relation="son", sex="M")
    born = actions.add_person(household=home_again(), row=child, newborn=True, by=lin, **WHEN)
    older = replace(child, name="林大姐", birth_date=date(2015, 1, 1), relation="daughter", sex="F")
    came = actions.add_person(household=home_again(), row=older, by=lin, **WHEN)
    assert (born.since, came.since) == (date(2026, 11, 1), TODAY)
    assert (born.mother, born.father) == (person("陈秀英"), person("林建国"))


def home_again() -> Household:
    return Household.objects.get()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": HEAD.id_number[:-1] + ("1" if HEAD.id_number[-1] != "1" else "2")}, "id_number"),
        ({"birth_date": date(1990, 3, 6)}, "birth_date"),
        ({"birth_date": date(2027, 1, 1), "id_number": ""}, "birth_date"),
        ({"death_date": date(2030, 1, 1)}, "death_date"),
        ({"name": ""}, "name"),
        ({"phone": "12345"}, "phone"),
        ({"hukou_code": 350583103999}, "hukou_code"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(yunlin, lin, changes, field) -> None:
    with pytest.raises(actions.Refused) as refused:
        actions.add_household(village=yunlin, head=replace(HEAD, **changes), address="", by=lin, **WHEN)
    assert field in {fault.field for fault in refused.value.faults}
    assert not Household.objects.exists()


def test_a_person_who_is_registered_elsewhere_is_refused(home, yunlin, lin) -> None:
    with pytest.raises(actions.Refused, match="另一户"):
        actions.add_household(village=yunlin, head=WIFE, address="", by=lin, **WHEN)


def test_a_second_head_is_refused(home, lin) -> None:
    other = replace(HEAD, name="林某", id_number="", phone="")
    with pytest.raises(actions.Refused, match="户主"):
        actions.add_person(household=home, row=other, by=lin, **WHEN)
    with pytest.raises(actions.Refused):
        actions.edit_person(person=person("陈秀英"), row=replace(WIFE, relation="head"), by=lin, **WHEN)


def test_editing_takes_what_the_form_says_and_leaves_numbers_that_no_form_shows(home, lin) -> None:
    row = replace(WIFE, id_number="", phone="", education="本科", marital_status="", hukou_code=None)
    wife = actions.edit_person(person=person("陈秀英"), row=row, by=lin, **WHEN)
    assert (wife.id_number, wife.phone) == (WIFE.id_number, WIFE.phone)
    assert (wife.marital_status, wife.hukou_code) == ("", None)
    assert verify(on=TODAY).ok
    assert Entry.objects.filter(action="registry.edit_person").count() == 1


def test_saving_a_form_unchanged_leaves_no_trace(home, lin) -> None:
    before = Entry.objects.count()
    actions.edit_person(person=person("陈秀英"), row=actions.row_of(person("陈秀英")), by=lin, **WHEN)
    assert Entry.objects.count() == before


def test_a_number_of_somebody_else_is_refused(home, lin) -> None:
    with pytest.raises(actions.Refused):
        actions.edit_person(person=person("陈秀英"), row=replace(WIFE, id_number=HEAD.id_number), by=lin, **WHEN)


def test_a_death_is_counted_and_can_be_taken_back(home, lin) -> None:
    actions.record_death(person=person("林建国"), died_on=date(2026, 11, 20), by=lin, **WHEN)
    assert verify(on=TODAY).ok
    assert LifeEvent.objects.get(kind="death").on == date(2026, 11, 20)
    actions.withdraw_death(person=person("林建国"), by=lin, **WHEN)
    assert person("林建国").death_date is None
    assert LifeEvent.objects.get(kind="death").withdrawn_at == NOW
    assert verify(on=TODAY).ok


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(1980, 1, 1)])
def test_a_death_after_today_or_before_birth_is_refused(home, lin, day) -> None:
    with pytest.raises(actions.Refused):
        actions.record_death(person=person("林建国"), died_on=day, by=lin, **WHEN)
    assert person("林建国").death_date is None


def test_a_spouse_is_set_and_released_on_both_sides(home, lin) -> None:
    child, head, wife = person("林小满"), person("林建国"), person("陈秀英")
    actions.set_relatives(person=head, relatives={"spouse": None}, by=lin, **WHEN)
    assert (person("林建国").spouse, person("陈秀英").spouse) == (None, None)
    actions.set_relatives(person=person("陈秀英"), relatives={"spouse": head}, by=lin, **WHEN)
    assert (person("林建国").spouse, person("陈秀英").spouse) == (wife, head)
    with pytest.raises(actions.Refused, match="12 岁"):
        actions.set_relatives(person=head, relatives={"mother": child}, by=lin, **WHEN)
    with pytest.raises(actions.Refused, match="本人"):
        actions.set_relatives(person=head, relatives={"spouse": head}, by=lin, **WHEN)


def test_an_address_is_changed_and_removed(home, lin) -> None:
    actions.edit_address(household=home, address="5组8号", by=lin, at=NOW)
    assert Household.objects.get().address == "5组8号"
    actions.edit_address(household=Household.objects.get(), address="", by=lin, at=NOW)
    assert Household.objects.get().address == ""


def test_a_number_is_shown_only_with_a_reason_which_is_audited(home, lin) -> None:
    with pytest.raises(actions.Refused):
        actions.reveal(person=person("陈秀英"), field="id_number", reason=" ", by=lin, at=NOW)
    shown = actions.reveal(person=person("陈秀英"), field="id_number", reason="核对补贴", by=lin, at=NOW)
    assert shown == WIFE.id_number
    entry = Entry.objects.get(action="registry.reveal")
    assert entry.details == {"field": "id_number", "reason": "核对补贴"}
    assert (entry.actor_name, entry.subject_id) == ("lin", person("陈秀英").pk)


def test_the_neighbours_worker_is_told_that_nothing_is_there(home, cast) -> None:
    chen = cast.actor("chen")
    with pytest.raises(OutOfReach):
        queries.household(home.pk, by=chen)
    with pytest.raises(OutOfReach):
        actions.edit_address(household=home, address="x", by=chen, at=NOW)
    assert found("陈秀英", chen) == []
    assert queries.households(by=chen, region=village(YUNLIN), on=TODAY).rows == []


def test_an_auditor_of_the_county_is_told_that_he_lacks_the_right(home, cast) -> None:
    with pytest.raises(RightMissing):
        queries.household(home.pk, by=cast.actor("auditor"))
    with pytest.raises(RightMissing):
        finding.find("陈", by=cast.actor("auditor"))


def test_the_village_of_the_hukou_reads_and_does_not_write(home, cast) -> None:
    Person.objects.filter(name="陈秀英").update(hukou_code=XIAXI)
    chen = cast.actor("chen")
    assert queries.household(home.pk, by=chen).pk == home.pk
    with pytest.raises(RightMissing):
        queries.household_to_edit(home.pk, by=chen)
    assert found("陈秀英", chen) == ["陈秀英"]


def found(text: str, by, **more) -> list[str]:
    return [p.name for p in finding.find(text, by=by, **more).people]


def homes(text: str, by, **more) -> list[str]:
    return [home.number for home in finding.find(text, by=by, **more).households]


def test_search_finds_by_name_sound_whole_number_whole_phone_and_its_last_four_digits(home, lin) -> None:
    for text in (
        "陈秀英", "秀英", "chenxiuying", "chen xiu", "CXY", WIFE.id_number, WIFE.id_number.lower(), "139 0000 0012", "0012",
    ):  # fmt: skip
        assert found(text, lin) == ["陈秀英"], text
    for text in ("", "  ", WIFE.id_number[:17], "0099", "%", "王", "cx", "xiuying", "\0"):
        assert found(text, lin) == [], text


def test_the_last_four_digits_are_found_in_the_actors_townships_only(home, cast) -> None:
    assert found("0012", cast.actor("township")) == ["陈秀英"]
    assert found("0012", cast.actor("county")) == ["陈秀英"]
    assert finding.find("0012", by=cast.actor("president")).hint
    assert found("0012", cast.actor("chen")) == []


def test_a_household_is_found_by_its_number_and_by_its_address_within_the_village(home, lin, cast, yunlin) -> None:
    assert homes("001", lin) == homes("3组12", lin) == homes("12 号", lin) == ["001"]
    assert homes("3组12", cast.actor("township")) == []
    assert homes("3组12", cast.actor("township"), village=yunlin) == ["001"]
    assert homes("3组12", cast.actor("chen"), village=yunlin) == []
    assert homes("9组", lin) == []


def test_a_name_that_is_read_otherwise_as_a_surname_is_found_as_people_say_it(yunlin, lin) -> None:
    for name in ("单雨", "欧阳修", "阿依古丽·买买提", "龘㐂"):
        head = replace(HEAD, name=name, id_number="", phone="", birth_date=date(1980, 1, len(name)))
        actions.add_household(village=yunlin, head=head, address="", by=lin, **WHEN)
    assert found("shanyu", lin) == found("sy", lin) == ["单雨"]
    assert found("oyx", lin) == ["欧阳修"]
    assert found("ayiguli", lin) == found("买买提", lin) == ["阿依古丽·买买提"]
    assert found("古丽•买", lin) == ["阿依古丽·买买提"], "whatever key typed the dot"
    assert found("㐂", lin) == ["龘㐂"]


def test_several_people_are_changed_at_once_with_an_answer_for_each(home, lin, cast) -> None:
    people = queries.people_to_edit([p.pk for p in Person.objects.all()], by=lin)
    assert [r.changed for r in actions.edit_people(people=people, field="education", value="college", by=lin, **WHEN)]
    again = queries.people_to_edit([p.pk for p in people], by=lin)
    results = actions.edit_people(people=again, field="education", value="college", by=lin, **WHEN)
    assert [(r.changed, r.reason) for r in results] == [(False, "")] * 3
    with pytest.raises(actions.Refused):
        actions.edit_people(people=people, field="id_number", value="", by=lin, **WHEN)
    with pytest.raises(OutOfReach):
        actions.edit_people(people=people, field="education", value="", by=cast.actor("chen"), **WHEN)
    assert queries.people_to_edit([p.pk for p in people], by=cast.actor("chen")) == []


def test_one_who_cannot_be_changed_does_not_keep_the_others(home, lin) -> None:
    Person.objects.filter(name="陈秀英").update(birth_date=date(2050, 1, 1))
    people = queries.people_to_edit([p.pk for p in Person.objects.all()], by=lin)
    results = actions.edit_people(people=people, field="ethnicity", value="畲族", by=lin, **WHEN)
    assert [(r.person.name, r.changed) for r in results] == [("林建国", True), ("陈秀英", False), ("林小满", True)]
    assert "出生日期" in results[1].reason


def test_pages_of_households_follow_each_other_forward_and_back(yunlin, lin, by_operator) -> None:
    from tests.people import family

    rows = [replace(r, line=i * 10 + j) for i in range(1, 8) for j, r in enumerate(family(f"{i:03d}")[:1])]
    enrol(rows, by=by_operator, territory=yunlin, **WHEN)
    read = partial(queries.households, by=lin, region=village(YUNLIN), on=TODAY, size=3)
    first = read()
    second = read(after=first.next or 0)
    third = read(after=second.next or 0)
    assert [len(p.rows) for p in (first, second, third)] == [3, 3, 1]
    assert (first.previous, third.next) == (None, None)
    back = read(before=third.previous or 0)
    assert [h.pk for h in back.rows] == [h.pk for h in second.rows]
    assert read(after=back.next or 0).rows == third.rows
    start = read(before=back.previous or 0)
    assert [h.pk for h in start.rows] == [h.pk for h in first.rows]
