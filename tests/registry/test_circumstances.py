"""Circumstances: what is known of work, school and health on any day, what cannot be so, who may know, taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.models import OutboxEvent
from jiahe.foundation.facts.models import Fact
from jiahe.registry import actions, imports
from jiahe.registry.actions import Refused
from jiahe.registry.circumstances import circumstance_to_withdraw, circumstances, circumstances_of
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Circumstance, Person
from jiahe.registry.models.circumstance import ANSWERS, SEALED, CircumstanceKind
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_SENSITIVE
from jiahe.registry.timeline import timeline
from tests.contracts.test_commands import write_csv
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
WHEN = {"at": NOW, "on": TODAY}
MARCH = date(2026, 3, 1)
KIND = CircumstanceKind


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin, by_operator):
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)


def person(name: str) -> Person:
    return Person.objects.select_related("household").get(name=name, merged_into=None)


def record(name: str, kind: CircumstanceKind, value: str, since: date, by, **when) -> Circumstance:
    return actions.record_circumstance(
        person=person(name), kind=kind, value=value, since=since, by=by, **{**WHEN, **when}
    )


def known(name: str, by):
    found = person(name)
    return circumstances_of([found], by=by)[found.pk]


def without(actor, *rights):
    return replace(actor, rights=actor.rights - set(rights))


def test_what_somebody_does_is_unknown_before_the_first_record_and_follows_on_every_day_after(home, lin) -> None:
    record("陈秀英", KIND.EMPLOYMENT, "employee", date(2020, 1, 1), lin)
    record("陈秀英", KIND.EMPLOYMENT, "none", date(2025, 6, 1), lin)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2025, 5, 31), date(2025, 6, 1), TODAY]
    assert [known("陈秀英", lin).employment().on(day) for day in days] == [None, "employee", "employee", "none", "none"]


def test_what_is_recorded_later_of_an_earlier_day_fills_the_time_before(home, lin) -> None:
    record("陈秀英", KIND.INSURANCE, "employee", date(2024, 1, 1), lin)
    record("陈秀英", KIND.INSURANCE, "resident", date(2022, 1, 1), lin)
    state = known("陈秀英", lin).insurance()
    assert [state.on(date(year, 7, 1)) for year in (2021, 2022, 2023, 2024)] == [
        None,
        "resident",
        "resident",
        "employee",
    ]


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(list(ANSWERS[KIND.SCHOOL]))), max_size=12))
def test_the_state_of_a_day_is_the_last_thing_said_of_that_day_or_an_earlier_one(said: list[tuple[int, str]]) -> None:
    first = date(2025, 1, 1)
    told = [
        Circumstance(pk=n, kind="school", on=first + timedelta(days=day), value=value, recorded_at=NOW)
        for n, (day, value) in enumerate(said, start=1)
    ]
    state = circumstances(reversed(told)).school()
    for day in range(0, 401, 25):
        before = [one for one in told if one.on <= first + timedelta(days=day)]
        expected = max(before, key=lambda one: (one.on, one.pk)).value if before else None
        assert state.on(first + timedelta(days=day)) == expected


def test_insured_months_go_on_by_themselves_while_the_insurance_is_the_employees(home, lin) -> None:
    record("陈秀英", KIND.INSURANCE, "employee", date(2024, 1, 1), lin)
    record("陈秀英", KIND.INSURED_MONTHS, "26", MARCH, lin)
    record("陈秀英", KIND.INSURANCE, "resident", date(2026, 8, 1), lin)
    told = known("陈秀英", lin)
    days = [date(2026, 2, 28), MARCH, date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 1), TODAY]
    assert [told.insured_months(day) for day in days] == [None, 26, 26, 27, 31, 31]


def test_a_wage_of_a_place_somebody_left_is_not_known_any_more(home, lin) -> None:
    record("陈秀英", KIND.EMPLOYMENT, "employee", date(2024, 1, 1), lin)
    record("陈秀英", KIND.WAGE, "7523.50", MARCH, lin)
    record("陈秀英", KIND.EMPLOYMENT, "unemployed", date(2026, 6, 1), lin)
    wage = known("陈秀英", lin).wage()
    assert [str(wage.on(day)) for day in (date(2026, 2, 1), MARCH, date(2026, 6, 1))] == ["None", "7523.5", "None"]


def test_that_there_is_no_illness_is_not_the_same_as_not_knowing(home, lin) -> None:
    record("陈秀英", KIND.CHRONIC, "none", MARCH, lin)
    record("陈秀英", KIND.COMPLICATION, "none", MARCH, lin)
    told = known("陈秀英", lin)
    assert (told.chronic().on(TODAY), told.complication_grade().on(TODAY)) == ((), 0)
    assert (told.chronic().on(date(2026, 1, 1)), told.ability_level().on(TODAY)) == (None, None)


def test_health_and_the_wage_stand_sealed_and_nowhere_else(home, lin) -> None:
    record("林小满", KIND.VACCINATION, "hepatitis_b", date(2026, 5, 21), lin)
    record("陈秀英", KIND.CHRONIC, "hypertension", MARCH, lin)
    record("陈秀英", KIND.WAGE, "7523.50", MARCH, lin)
    rows = list(Circumstance.objects.all())
    assert {row.value for row in rows} == {""}
    assert {row.said for row in rows} == {"hepatitis_b", "hypertension", "7523.5"}
    told = [str(v) for model in (Entry, OutboxEvent, Circumstance) for v in model.objects.values()]
    assert not any(word in text for text in told for word in ("hypertension", "hepatitis", "7523.5"))


def test_the_database_itself_refuses_an_illness_that_is_not_sealed(home) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Circumstance.objects.create(
            person=person("陈秀英"), kind=KIND.CHRONIC, value="hypertension", on=MARCH, recorded_at=NOW
        )


def test_a_record_leaves_an_audit_entry_and_an_event_and_adds_to_no_number(home, lin) -> None:
    before = Fact.objects.count()
    recorded = record("陈秀英", KIND.CHRONIC, "diabetes", MARCH, lin)
    entry = Entry.objects.get(action="registry.record_circumstance")
    assert entry.details == {"kind": "chronic", "circumstance": recorded.pk}
    event = OutboxEvent.objects.get(name="registry.circumstance_recorded")
    assert event.payload == {
        "person_id": recorded.person_id, "kind": "chronic", "on": "2026-03-01", "withdrawn": False,
    }  # fmt: skip
    assert Fact.objects.count() == before


def test_what_was_a_mistake_is_withdrawn_and_what_held_before_holds_again(home, lin) -> None:
    record("陈秀英", KIND.EMPLOYMENT, "employee", date(2020, 1, 1), lin)
    slip = record("陈秀英", KIND.EMPLOYMENT, "retired", MARCH, lin)
    for _ in range(2):
        actions.withdraw_circumstance(circumstance=circumstance_to_withdraw(slip.pk, by=lin), by=lin, **WHEN)
    assert known("陈秀英", lin).employment().on(TODAY) == "employee"
    assert Circumstance.objects.get(pk=slip.pk).withdrawn_at == NOW
    assert Entry.objects.filter(action="registry.withdraw_circumstance").count() == 1


@pytest.mark.parametrize(
    ("name", "kind", "value", "since"),
    [("陈秀英", KIND.EMPLOYMENT, "employee", MARCH), ("林小满", KIND.VACCINATION, "bcg", date(2026, 5, 22))],
)
def test_what_is_sent_twice_is_recorded_once(home, lin, name, kind, value, since) -> None:
    first = record(name, kind, value, since, lin)
    assert record(name, kind, value, since, lin) == first
    assert Circumstance.objects.count() == 1


def test_two_vaccines_on_one_day_are_two_and_a_mended_answer_of_a_day_is_the_last_one(home, lin) -> None:
    for vaccine in ("bcg", "hepatitis_b", "bcg"):
        record("林小满", KIND.VACCINATION, vaccine, date(2026, 5, 22), lin)
    given_on = date(2026, 5, 22)
    assert known("林小满", lin).vaccinations(TODAY) == [("bcg", given_on), ("hepatitis_b", given_on)]
    assert known("林小满", lin).vaccinations(date(2026, 5, 21)) == []
    for answer in ("student", "employee", "student"):
        record("陈秀英", KIND.EMPLOYMENT, answer, MARCH, lin)
    assert known("陈秀英", lin).employment().on(MARCH) == "student"


@pytest.mark.parametrize(
    ("name", "kind", "value", "since", "field"),
    [
        ("陈秀英", KIND.EMPLOYMENT, "employee", TODAY + timedelta(days=1), "since"),
        ("陈秀英", KIND.EMPLOYMENT, "employee", date(1990, 1, 1), "since"),
        ("林小满", KIND.EMPLOYMENT, "employee", TODAY, "value"),
        ("陈秀英", KIND.EMPLOYMENT, "astronaut", MARCH, "value"),
        ("林小满", KIND.SCHOOL, "primary", TODAY, "value"),
        ("陈秀英", KIND.SCHOOL, "nursery", TODAY, "value"),
        ("陈秀英", KIND.ABILITY, "5", MARCH, "value"),
        ("陈秀英", KIND.COMPLICATION, "0", MARCH, "value"),
        ("陈秀英", KIND.CHRONIC, "", MARCH, "value"),
        ("陈秀英", KIND.INSURED_MONTHS, "many", MARCH, "value"),
        ("陈秀英", KIND.INSURED_MONTHS, "2.5", MARCH, "value"),
        ("陈秀英", KIND.INSURED_MONTHS, "-1", MARCH, "value"),
        ("陈秀英", KIND.INSURED_MONTHS, "600", MARCH, "value"),
        ("林小满", KIND.INSURED_MONTHS, "1", TODAY, "value"),
        ("陈秀英", KIND.WAGE, "0", MARCH, "value"),
        ("陈秀英", KIND.WAGE, "NaN", MARCH, "value"),
        ("陈秀英", KIND.WAGE, "7500.123", MARCH, "value"),
        ("陈秀英", KIND.WAGE, "99999999", MARCH, "value"),
        ("林小满", KIND.WAGE, "7500", TODAY, "since"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_field(home, lin, name, kind, value, since, field) -> None:
    with pytest.raises(Refused) as refused:
        record(name, kind, value, since, lin)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Circumstance.objects.exists()


def test_nothing_is_recorded_of_a_day_after_a_death(home, lin) -> None:
    actions.record_death(person=person("林建国"), died_on=MARCH, by=lin, **WHEN)
    with pytest.raises(Refused, match="去世"):
        record("林建国", KIND.EMPLOYMENT, "retired", TODAY, lin)


def test_what_is_so_already_is_not_recorded_anew(home, lin) -> None:
    record("陈秀英", KIND.INSURANCE, "resident", MARCH, lin)
    with pytest.raises(Refused, match="2026年3月1日起已经是“城乡居民医保”"):
        record("陈秀英", KIND.INSURANCE, "resident", TODAY, lin)
    record("陈秀英", KIND.INSURED_MONTHS, "3", MARCH, lin)
    record("陈秀英", KIND.INSURED_MONTHS, "3", TODAY, lin)


def test_the_neighbours_worker_records_and_withdraws_nothing_here(home, lin, cast) -> None:
    recorded = record("陈秀英", KIND.EMPLOYMENT, "employee", MARCH, lin)
    chen = cast.actor("chen")
    with pytest.raises(OutOfReach):
        record("陈秀英", KIND.EMPLOYMENT, "retired", MARCH, chen)
    with pytest.raises(OutOfReach):
        circumstance_to_withdraw(recorded.pk, by=chen)
    with pytest.raises(OutOfReach):
        actions.withdraw_circumstance(circumstance=recorded, by=chen, **WHEN)


def test_who_may_read_families_and_not_edit_them_records_nothing(home, lin) -> None:
    with pytest.raises(RightMissing):
        record("陈秀英", KIND.EMPLOYMENT, "employee", MARCH, without(lin, EDIT_FAMILIES))


def test_to_who_may_not_see_what_is_sensitive_it_does_not_exist(home, lin) -> None:
    illness = record("陈秀英", KIND.CHRONIC, "diabetes", MARCH, lin)
    record("陈秀英", KIND.EMPLOYMENT, "employee", MARCH, lin)
    blind = without(lin, VIEW_SENSITIVE)
    assert [one.kind for one in known("陈秀英", blind).told] == ["employment"]
    for kind in SEALED:
        with pytest.raises(OutOfReach):
            record("陈秀英", kind, next(iter(ANSWERS.get(kind, {"1": ""}))), MARCH, blind)
    with pytest.raises(OutOfReach):
        circumstance_to_withdraw(illness.pk, by=blind)
    with pytest.raises(OutOfReach):
        actions.withdraw_circumstance(circumstance=illness, by=blind, **WHEN)
    with pytest.raises(OutOfReach):
        circumstance_to_withdraw(987654321, by=lin)


def test_the_timeline_tells_of_work_to_all_readers_and_of_illness_to_those_who_may_know(home, lin) -> None:
    record("陈秀英", KIND.CHRONIC, "diabetes", MARCH, lin)
    record("陈秀英", KIND.EMPLOYMENT, "flexible", MARCH, lin)
    family = person("陈秀英").household
    everything = {moment.title for moment in timeline(family, by=lin)}
    assert {"陈秀英 慢性病：糖尿病", "陈秀英 工作情况：灵活就业"} <= everything
    told = {moment.title for moment in timeline(family, by=without(lin, VIEW_SENSITIVE))}
    assert everything - told == {"陈秀英 慢性病：糖尿病"}


def test_a_merge_loses_no_vaccination_and_undone_gives_each_record_its_own(yunlin, by_operator, lin) -> None:
    enrol([HEAD, WIFE, replace(CHILD, id_number="")], by=by_operator, territory=yunlin, **WHEN)
    again = replace(CHILD, household_number="002", relation="head", line=9)
    enrol([again], by=by_operator, territory=yunlin, **WHEN)
    one, other = Person.objects.filter(name="林小满").select_related("household").order_by("pk")
    born = CHILD.birth_date
    for child, vaccine in ((one, "bcg"), (one, "hepatitis_b"), (other, "hepatitis_b"), (other, "polio")):
        actions.record_circumstance(
            person=child, kind=KIND.VACCINATION, value=vaccine, since=born, by=lin, **WHEN
        )  # fmt: skip
    before = list(Circumstance.objects.order_by("pk").values())
    merge = actions.merge_people(one=one, other=other, by=lin, **WHEN)
    merged = circumstances_of([merge.kept], by=lin)[merge.kept.pk]
    assert {vaccine for vaccine, _ in merged.vaccinations(TODAY)} == {"bcg", "hepatitis_b", "polio"}
    assert len(merged.vaccinations(TODAY)) == 3
    alias_s = Circumstance.objects.filter(person=merge.merged).first()
    assert alias_s is not None
    assert circumstance_to_withdraw(alias_s.pk, by=lin).person.pk == merge.kept.pk
    actions.undo_person_merge(merge=merge, by=lin, **WHEN)
    assert list(Circumstance.objects.order_by("pk").values()) == before
    apart = circumstances_of([one, other], by=lin)
    assert [len(apart[p.pk].vaccinations(TODAY)) for p in (one, other)] == [2, 2]


def test_an_import_that_is_undone_leaves_who_has_a_circumstance_since(yunlin, lin, tmp_path) -> None:
    sheet = write_csv(tmp_path / "people.csv", FAMILY).read_bytes()
    run, _ = imports.check_upload(sheet, file_name="people.csv", region=yunlin, by=lin, **WHEN)
    imports.confirm_upload(run, by=lin, **WHEN)
    later = NOW + timedelta(hours=1)
    record("陈秀英", KIND.CHRONIC, "diabetes", MARCH, lin, at=later)
    slip = record("林小满", KIND.VACCINATION, "bcg", CHILD.birth_date, lin, at=later)
    actions.withdraw_circumstance(circumstance=slip, by=lin, at=later, on=TODAY)
    run.refresh_from_db()
    assert imports.ask_undo(run, by=lin, at=later)
    undone = imports.undo_import(run, by=lin, at=later, on=TODAY)
    assert undone.kept == 2
    assert {p.name for p in Person.objects.all()} == {"陈秀英", "林小满"}
    assert known("陈秀英", lin).chronic().on(TODAY) == ("diabetes",)


def test_the_circumstances_of_a_whole_family_cost_one_query(home, lin, django_assert_num_queries) -> None:
    record("陈秀英", KIND.CHRONIC, "diabetes", MARCH, lin)
    people = list(Person.objects.all())
    with django_assert_num_queries(1):
        found = circumstances_of(people, by=lin)
        assert [told.chronic().on(TODAY) for told in found.values()].count(("diabetes",)) == 1
