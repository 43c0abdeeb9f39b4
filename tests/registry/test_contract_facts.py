"""The facts of a person on a day under the names of the contract: known, known to be none, unknown, not yours to know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.registry import actions
from jiahe.registry.contract_facts import facts_of, facts_of_person
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from jiahe.registry.models.circumstance import ANSWERS, CircumstanceKind
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.rights import VIEW_FAMILIES, VIEW_SENSITIVE
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import NOW, TODAY, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
WHEN = {"at": NOW, "on": TODAY}
KIND = CircumstanceKind
# The lists of the contract, as it stands.
LISTS = {
    "employment": {"employee", "flexible", "civil_servant", "unemployed", "none", "student", "retired"},
    "insurance": {"employee", "resident", "none"},
    "school": {
        "nursery", "preschool", "preschool_last_year", "primary", "junior", "senior", "college", "none",
    },
    "ability_level": {"0", "1", "2", "3", "4"},
    "complication_grade": {"none", "1", "2", "3"},
}  # fmt: skip


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin, by_operator):
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)


def person(name: str) -> Person:
    return Person.objects.select_related("household", "spouse").get(name=name, merged_into=None)


def happened(name: str, kind: EventKind, day: date, by, **more) -> None:
    actions.record_event(person=person(name), kind=kind, happened_on=day, by=by, **more, **WHEN)


def said(name: str, kind: CircumstanceKind, value: str, since: date, by) -> None:
    actions.record_circumstance(person=person(name), kind=kind, value=value, since=since, by=by, **WHEN)


def facts(name: str, by, on: date = TODAY):
    return facts_of_person(person(name).pk, by=by, on=on)


@pytest.mark.parametrize("name", LISTS)
def test_what_can_be_answered_is_what_the_contract_lists(name: str) -> None:
    assert set(ANSWERS[KIND(name)]) == LISTS[name]


def test_of_somebody_of_whom_little_is_known_only_that_is_said(home, lin) -> None:
    child, mother, father = person("林小满"), person("陈秀英"), person("林建国")
    assert facts("林小满", lin) == {
        "id": str(child.pk), "sex": "F", "birth_date": "2026-05-21", "mother": str(mother.pk), "father": str(father.pk),
        "residence_region": str(YUNLIN), "hukou_region": str(YUNLIN),
    }  # fmt: skip


def test_everything_that_is_known_stands_under_the_names_of_the_contract(home, lin) -> None:
    said("陈秀英", KIND.EMPLOYMENT, "employee", date(2024, 1, 1), lin)
    said("陈秀英", KIND.INSURANCE, "employee", date(2024, 1, 1), lin)
    said("陈秀英", KIND.INSURED_MONTHS, "26", TODAY, lin)
    said("陈秀英", KIND.WAGE, "7523.50", TODAY, lin)
    said("陈秀英", KIND.SCHOOL, "none", TODAY, lin)
    said("陈秀英", KIND.ABILITY, "0", TODAY, lin)
    said("陈秀英", KIND.COMPLICATION, "3", TODAY, lin)
    said("陈秀英", KIND.CHRONIC, "hypertension,diabetes", TODAY, lin)
    said("陈秀英", KIND.VACCINATION, "hpv", date(2020, 3, 4), lin)
    happened("陈秀英", EventKind.DISABILITY, date(2023, 2, 1), lin, details={"grade": 3})
    happened("陈秀英", EventKind.DISABILITY, date(2025, 2, 1), lin, details={"grade": 2})
    happened("陈秀英", EventKind.LOW_INCOME_BEGIN, date(2024, 6, 1), lin)
    happened("陈秀英", EventKind.HOSPITAL_STAY, TODAY, lin)
    happened("陈秀英", EventKind.PREGNANCY, date(2026, 9, 1), lin, details={"due": "2027-05-01"})
    found = facts("陈秀英", lin)
    assert json.loads(json.dumps(found)) == found
    head = person("林建国")
    assert found == {
        "id": str(person("陈秀英").pk), "sex": "F", "birth_date": "1992-07-09", "hukou_type": "rural",
        "residence_region": str(YUNLIN), "hukou_region": str(YUNLIN),
        "marital_status": "married", "married_on": "2016-10-01", "spouse": str(head.pk),
        "employment": "employee", "insurance": "employee", "insured_months": 26, "employer_average_wage": 7523.5,
        "school": "none", "ability_level": 0, "complication_grade": 3, "chronic": ["hypertension", "diabetes"],
        "vaccinations": [{"vaccine": "hpv", "on": "2020-03-04"}],
        "disability_grade": 2, "disability_since": "2023-02-01", "low_income": True, "low_income_since": "2024-06-01",
        "hospitalised": True, "pregnant_due": "2027-05-01", "births": [{"on": "2026-05-21", "babies": 1}],
    }  # fmt: skip


def test_the_facts_of_an_earlier_day_are_those_of_that_day(home, lin) -> None:
    said("陈秀英", KIND.CHRONIC, "diabetes", date(2025, 1, 1), lin)
    happened("陈秀英", EventKind.LOW_INCOME_BEGIN, date(2020, 1, 1), lin)
    happened("陈秀英", EventKind.LOW_INCOME_END, date(2022, 1, 1), lin)
    happened("陈秀英", EventKind.DIVORCE, date(2026, 6, 1), lin)
    actions.record_death(person=person("林建国"), died_on=date(2026, 8, 1), by=lin, **WHEN)
    early, late = facts("陈秀英", lin, date(2021, 1, 1)), facts("陈秀英", lin)
    assert (early["low_income"], early["low_income_since"], early["marital_status"]) == (True, "2020-01-01", "married")
    assert early.keys().isdisjoint({"chronic", "births"})
    assert (late["low_income"], late["marital_status"], late["chronic"]) == (False, "divorced", ["diabetes"])
    assert late.keys().isdisjoint({"low_income_since", "married_on", "spouse"})
    assert "death_date" not in facts("林建国", lin, date(2026, 7, 31))
    assert facts("林建国", lin, date(2026, 8, 1))["death_date"] == "2026-08-01"


def test_known_to_be_none_is_told_apart_from_unknown(home, lin) -> None:
    assert facts("陈秀英", lin).keys().isdisjoint({"disability_grade", "complication_grade", "chronic", "low_income"})
    happened("陈秀英", EventKind.DISABILITY, date(2020, 1, 1), lin, details={"grade": 4})
    happened("陈秀英", EventKind.DISABILITY, date(2025, 1, 1), lin)
    said("陈秀英", KIND.COMPLICATION, "none", TODAY, lin)
    said("陈秀英", KIND.CHRONIC, "none", TODAY, lin)
    found = facts("陈秀英", lin)
    assert (found["disability_grade"], found["complication_grade"], found["chronic"]) == (None, None, [])
    assert "disability_since" not in found


def test_since_when_is_unknown_where_nobody_said_it(yunlin, by_operator, lin) -> None:
    enrol([replace(HEAD, disability_grade=2, low_income=True), WIFE], by=by_operator, territory=yunlin, **WHEN)
    found = facts("林建国", lin)
    assert (found["disability_grade"], found["low_income"]) == (2, True)
    assert found.keys().isdisjoint({"disability_since", "low_income_since"})
    assert "low_income" not in facts("林建国", lin, date(2020, 1, 1))


def test_who_lives_elsewhere_says_so_with_or_without_the_place(home, lin) -> None:
    happened("林建国", EventKind.MOVE_OUT, date(2026, 2, 1), lin, details={"code": 350200000000})
    happened("陈秀英", EventKind.MOVE_OUT, date(2026, 2, 1), lin)
    assert facts("林建国", lin)["residence_region"] == "350200000000"
    assert facts("林建国", lin, date(2026, 1, 1))["residence_region"] == str(YUNLIN)
    assert facts("陈秀英", lin)["residence_region"] is None


def test_births_follow_from_pregnancies_and_from_children_and_none_is_told_twice(yunlin, by_operator, lin) -> None:
    enrol([HEAD, WIFE], by=by_operator, territory=yunlin, **WHEN)
    for begun, over, details in (
        (date(2018, 1, 1), date(2018, 4, 1), {"outcome": "miscarriage", "weeks": 14}),
        (date(2020, 1, 1), date(2020, 7, 1), {"outcome": "stillbirth", "weeks": 30}),
        (date(2021, 1, 1), date(2021, 7, 1), {"outcome": "stillbirth"}),
        (date(2025, 9, 20), date(2026, 5, 20), {"outcome": "difficult_birth", "weeks": 39}),
    ):
        happened("陈秀英", EventKind.PREGNANCY, begun, lin)
        happened("陈秀英", EventKind.PREGNANCY_END, over, lin, details=details)
    older = replace(CHILD, line=5, name="林大满", birth_date=date(2017, 3, 3), id_number="")
    enrol([HEAD, WIFE, CHILD, older], by=by_operator, territory=yunlin, **WHEN)
    assert facts("陈秀英", lin)["births"] == [
        {"on": "2017-03-03", "babies": 1},
        {"on": "2018-04-01", "kind": "miscarriage", "weeks": 14},
        {"on": "2020-07-01", "kind": "normal", "weeks": 30},
        {"on": "2021-07-01"},
        {"on": "2026-05-20", "kind": "difficult", "weeks": 39, "babies": 1},
    ]
    assert "births" not in facts("林建国", lin)


def test_how_a_child_came_is_known_only_where_somebody_said_it(home, lin) -> None:
    happened("陈秀英", EventKind.PREGNANCY, TODAY - timedelta(days=200), lin)
    baby = replace(CHILD, name="林小雪", id_number="", birth_date=TODAY)
    household = person("陈秀英").household
    actions.add_person(household=household, row=baby, by=lin, newborn=True, **WHEN)
    assert facts("陈秀英", lin)["births"][-1] == {"on": TODAY.isoformat(), "babies": 1}


def test_an_adopted_child_is_no_birth_and_says_since_when(home, lin) -> None:
    happened("林小满", EventKind.ADOPTION, date(2026, 7, 1), lin, other=person("陈秀英"))
    assert facts("林小满", lin)["adopted_on"] == "2026-07-01"
    assert "adopted_on" not in facts("林小满", lin, date(2026, 6, 30))
    assert "births" not in facts("陈秀英", lin)


def test_relatives_are_named_by_the_record_they_were_merged_into(home, lin, yunlin, by_operator) -> None:
    again = replace(WIFE, household_number="002", relation="head", id_number="", phone="", line=9)
    enrol([again], by=by_operator, territory=yunlin, **WHEN)
    one, other = Person.objects.filter(name="陈秀英").select_related("household").order_by("pk")
    said_of_other = {"kind": KIND.INSURANCE, "value": "resident", "since": TODAY, "by": lin, **WHEN}
    actions.record_circumstance(person=other, **said_of_other)
    Person.objects.filter(name="林小满").update(mother=other)
    actions.merge_people(one=one, other=other, by=lin, **WHEN)
    found = facts_of(list(Person.objects.filter(merged_into=None)), by=lin, on=TODAY)
    assert found[person("林小满").pk]["mother"] == str(one.pk)
    assert found[one.pk]["insurance"] == "resident"
    assert found[one.pk]["births"] == [{"on": "2026-05-21", "babies": 1}]


def test_what_is_sensitive_is_unknown_to_who_need_not_know_it(home, lin) -> None:
    said("陈秀英", KIND.EMPLOYMENT, "employee", TODAY, lin)
    said("陈秀英", KIND.CHRONIC, "diabetes", TODAY, lin)
    said("陈秀英", KIND.WAGE, "7000", TODAY, lin)
    happened("陈秀英", EventKind.LOW_INCOME_BEGIN, date(2024, 6, 1), lin)
    blind = replace(lin, rights=lin.rights - {VIEW_SENSITIVE})
    assert facts("陈秀英", lin).keys() - facts("陈秀英", blind).keys() == {
        "chronic", "employer_average_wage", "low_income", "low_income_since", "births",
    }  # fmt: skip
    assert facts("陈秀英", blind)["employment"] == "employee"


def test_a_stranger_finds_nobody_and_who_may_not_read_families_is_told_so(home, lin, cast) -> None:
    with pytest.raises(OutOfReach):
        facts("陈秀英", cast.actor("chen"))
    with pytest.raises(RightMissing):
        facts_of([person("陈秀英")], by=replace(lin, rights=lin.rights - {VIEW_FAMILIES}), on=TODAY)


def test_twenty_families_cost_as_many_queries_as_one(yunlin, by_operator, lin, django_assert_max_num_queries) -> None:
    enrol(family("001"), by=by_operator, territory=yunlin, **WHEN)
    few = list(Person.objects.all())
    with django_assert_max_num_queries(100) as one:
        facts_of(few, by=lin, on=TODAY)
    enrol([row for n in range(2, 21) for row in family(f"{n:03d}")], by=by_operator, territory=yunlin, **WHEN)
    many = list(Person.objects.all())
    with django_assert_max_num_queries(len(one)):
        assert len(facts_of(many, by=lin, on=TODAY + timedelta(days=1))) == 60
