"""What is impossible and what is unlikely, in one row and in one household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe.registry import choices, id_number
from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.validation import age_on, check_household, check_row, completed

ON = date(2026, 3, 1)
BORN = date(1990, 5, 6)
WOMAN = id_number.make("999999", BORN, 12)
GOOD = PersonRow(
    line=7,
    household_number="1",
    relation="head",
    name="陈秀英",
    sex="F",
    id_number=WOMAN,
    birth_date=BORN,
    phone="19900000001",
    hukou_code=350583103201,
    residence_code=350583103201,
    marital_status="married",
    married_on=date(2014, 10, 1),
)


def faults(**changes: Any) -> list[tuple[str, str]]:
    found = check_row(replace(GOOD, **changes), on=ON)
    assert all(fault.line == 7 for fault in found)
    return [(fault.field, fault.severity) for fault in found]


def test_a_good_row_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": WOMAN[:17]}, "id_number"),
        ({"id_number": WOMAN[:17] + ("0" if WOMAN[17] != "0" else "1")}, "id_number"),
        ({"birth_date": date(1990, 5, 7)}, "birth_date"),
        ({"sex": "M"}, "sex"),
        ({"id_number": "", "name": ""}, "name"),
        ({"id_number": "", "sex": ""}, "sex"),
        ({"id_number": "", "birth_date": None}, "birth_date"),
        (
            {"id_number": "", "birth_date": date(2026, 3, 2), "married_on": None, "relation": "son", "sex": "M"},
            "birth_date",
        ),
        ({"married_on": date(2026, 3, 2)}, "married_on"),
        ({"death_date": date(2026, 3, 2)}, "death_date"),
        ({"death_date": date(1990, 5, 5), "married_on": None}, "death_date"),
        ({"married_on": date(1990, 5, 5)}, "married_on"),
        ({"married_on": date(2020, 1, 2), "death_date": date(2020, 1, 1)}, "married_on"),
        ({"id_number": "", "birth_date": date(1895, 2, 28)}, "birth_date"),
        ({"phone": "1990000000"}, "phone"),
        ({"phone": "12900000001"}, "phone"),
        ({"phone": "0595-22280001"}, "phone"),
        ({"name": "陈秀英2"}, "name"),
        ({"name": "陈" * 51}, "name"),
        ({"disability_grade": 0}, "disability_grade"),
        ({"disability_grade": 5}, "disability_grade"),
        ({"hukou_code": 350583103}, "hukou_code"),
        ({"residence_code": 3505831032011}, "residence_code"),
    ],
)
def test_what_cannot_be_is_an_error_on_its_field(changes: dict[str, Any], field: str) -> None:
    assert faults(**changes) == [(field, "error")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "", "birth_date": date(2014, 1, 1), "married_on": None, "marital_status": ""}, "relation"),
        ({"married_on": date(2010, 5, 5)}, "married_on"),
        ({"id_number": "", "birth_date": date(1915, 1, 1)}, "birth_date"),
        ({"name": "陈"}, "name"),
        ({"name": "陈？英"}, "name"),
        ({"name": "Anna"}, "name"),
        ({"name": ""}, "name"),
        ({"marital_status": "single"}, "marital_status"),
        ({"relation": "son"}, "relation"),
    ],
)
def test_what_is_unlikely_but_can_be_is_only_a_warning(changes: dict[str, Any], field: str) -> None:
    assert faults(**changes) == [(field, "warning")]


def test_a_man_may_marry_at_22_and_a_woman_at_20_without_a_warning() -> None:
    assert faults(married_on=date(2010, 5, 6)) == []
    man = {"id_number": "", "sex": "M", "birth_date": BORN}
    assert faults(**man, married_on=date(2012, 5, 6)) == []
    assert faults(**man, married_on=date(2012, 5, 5)) == [("married_on", "warning")]


def test_130_years_are_possible_and_131_are_not() -> None:
    assert faults(id_number="", birth_date=date(1896, 3, 1)) == [("birth_date", "warning")]
    assert faults(id_number="", birth_date=date(1895, 3, 1)) == [("birth_date", "error")]


def test_the_age_of_someone_who_died_stops_at_his_death() -> None:
    assert faults(id_number="", birth_date=date(1890, 1, 1), married_on=None, death_date=date(1970, 1, 1)) == []


def test_what_happens_on_the_day_itself_is_not_in_the_future() -> None:
    assert faults(death_date=ON) == []


def test_a_landline_is_answered_with_a_wish_for_a_mobile_number() -> None:
    (found,) = check_row(replace(GOOD, phone="059522280001"), on=ON)
    assert "座机" in found.message
    assert "手机" in found.message


def test_no_sentence_repeats_a_number_or_a_name() -> None:
    row = replace(GOOD, id_number=WOMAN[:17] + "Y", phone="12345678901", name="陈秀英3", disability_grade=9)
    for found in check_row(row, on=ON):
        for secret in (row.id_number, row.phone, row.name):
            assert secret not in found.message


def test_blank_sex_and_birth_date_are_taken_from_the_number() -> None:
    bare = PersonRow(name="陈秀英", id_number=WOMAN)
    assert completed(bare) == replace(bare, sex="F", birth_date=BORN)


def test_nothing_is_taken_from_a_faulty_number_and_nothing_written_is_changed() -> None:
    wrong = PersonRow(name="陈秀英", id_number=WOMAN[:17])
    assert completed(wrong) == wrong
    assert completed(replace(GOOD, sex="M")).sex == "M"


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(1900, 1, 1), date(2030, 1, 1)))
def test_an_age_grows_by_one_on_each_birthday(born: date, on: date) -> None:
    age = age_on(born, on)
    if (on.month, on.day) == (born.month, born.day):
        assert age == on.year - born.year
    assert age in (on.year - born.year, on.year - born.year - 1)


def person(line: int, relation: str, born: date | None, **more: Any) -> PersonRow:
    return PersonRow(line=line, household_number="1", relation=relation, birth_date=born, **more)


def household(*rows: PersonRow) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.severity) for fault in check_household(list(rows), on=ON)]


def test_a_second_head_is_an_error_on_the_second() -> None:
    assert household(person(2, "head", BORN), person(3, "son", date(2015, 1, 1)), person(4, "head", BORN)) == [
        (4, "relation", "error")
    ]


def test_a_head_who_died_leaves_room_for_the_next() -> None:
    assert household(person(2, "head", BORN, death_date=date(2020, 1, 1)), person(3, "head", BORN)) == []


def test_a_household_without_a_head_is_a_warning() -> None:
    assert household(person(2, "spouse", BORN), person(3, "son", date(2015, 1, 1))) == [(2, "relation", "warning")]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ((person(2, "head", BORN), person(3, "daughter", date(2002, 5, 5))), 3),
        ((person(2, "head", BORN), person(3, "mother", date(1978, 5, 7))), 3),
        ((person(2, "head", BORN), person(3, "spouse", BORN), person(4, "father_in_law", date(1980, 1, 1))), 4),
        ((person(2, "head", BORN), person(3, "son", date(1980, 1, 1))), 3),
    ],
)
def test_a_parent_less_than_twelve_years_older_is_an_error(rows: tuple[PersonRow, ...], line: int) -> None:
    assert household(*rows) == [(line, "relation", "error")]


def test_a_parent_of_exactly_twelve_years_more_is_possible() -> None:
    assert household(person(2, "head", BORN), person(3, "daughter", date(2002, 5, 6))) == []


def test_a_missing_birth_date_proves_nothing_about_generations() -> None:
    assert household(person(2, "head", None), person(3, "son", date(1980, 1, 1))) == []
    assert household() == []


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        (choices.RELATIONS, "妻子", "spouse"),
        (choices.RELATIONS, "长女", "daughter"),
        (choices.RELATIONS, "外孙女", "grandchild"),
        (choices.RELATIONS, "岳父", "father_in_law"),
        (choices.MARITAL_STATUSES, "有配偶", "married"),
        (choices.MARITAL_STATUSES, "离异", "divorced"),
        (choices.HUKOU_TYPES, "农村", "rural"),
        (choices.HUKOU_TYPES, "非农", "urban"),
        (choices.EDUCATIONS, "大学本科", "bachelor"),
        (choices.SEXES, " 男 ", "M"),
        (choices.SEXES, "不详", None),
    ],
)
def test_usual_spellings_are_understood(table: choices.Choices, text: str, code: str | None) -> None:
    assert choices.parse(table, text) == code


def test_every_word_we_write_is_read_back_as_the_same_code() -> None:
    tables = (choices.SEXES, choices.MARITAL_STATUSES, choices.HUKOU_TYPES, choices.RELATIONS, choices.EDUCATIONS)
    for table in tables:
        assert {code: choices.parse(table, word) for code, word in table.items()} == {code: code for code in table}
    assert [choices.parse_ethnicity(name) for name in choices.ETHNICITIES] == choices.ETHNICITIES


def test_the_list_of_peoples_is_the_56_and_two_more() -> None:
    assert len(set(choices.ETHNICITIES)) == 58
    assert choices.parse_ethnicity("汉") == "汉族"
    assert choices.parse_ethnicity("火星族") is None


def test_yes_no_and_grades_are_understood_in_many_hands() -> None:
    assert [choices.parse_yes_or_no(text) for text in ("是", "有", "Y", "1")] == [True] * 4
    assert [choices.parse_yes_or_no(text) for text in ("否", "无", "n", "0")] == [False] * 4
    assert choices.parse_yes_or_no("也许") is None
    assert [choices.parse_disability_grade(text) for text in ("1", "二级", "Ⅲ", "4级", "5")] == [1, 2, 3, 4, None]


def test_every_field_of_a_row_but_its_line_has_a_heading() -> None:
    assert set(PersonRow.__dataclass_fields__) - {"line"} == set(HEADINGS)
