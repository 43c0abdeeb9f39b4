"""Reading a family: all it may say, what is refused with the path of the fault, and what is merely unlikely."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiahe.benefits.family import FamilyFault, family_from_json, family_from_values
from jiahe.benefits.family import fields as fields_module
from jiahe.benefits.family.fields import family_schema
from tests.benefits.families import CONTRACT, TODAY, contract_family

EVERYTHING = {
    "death_date": None, "adopted_on": None, "residence_region": "440106001001", "disability_grade": 2,
    "disability_since": "2020-01-01", "ability_level": 0, "complication_grade": None, "low_income": True,
    "low_income_since": "2021-01-01", "only_child_certificate": True, "insurance": "employee",
    "employer_average_wage": 8000.5, "pregnant_due": "2026-06-01",
    "births": [{"on": "2024-07-15", "kind": "normal", "weeks": 39, "babies": 1}], "school": "none",
    "chronic": ["hypertension"], "hospitalised": False, "vaccinations": [{"vaccine": "HPV", "on": "2015-01-01"}],
}  # fmt: skip


def read(values: Any) -> Any:
    return family_from_values(copy.deepcopy(values), on=None, today=TODAY)


def test_the_family_of_the_contract_is_read() -> None:
    family = read(CONTRACT)
    assert (family.on, family.complete, [m.id for m in family.members]) == (
        date(2026, 3, 1), True, ["mother", "father", "child1"],
    )  # fmt: skip


def test_every_field_of_the_contract_is_read() -> None:
    mother = read(contract_family(mother=EVERYTHING)).named("mother")
    assert mother.said["employer_average_wage"] == 800_050
    assert mother.said["residence_region"] == 440106001001


def test_the_day_asked_for_wins_over_the_file_and_the_file_over_today() -> None:
    assert family_from_values(CONTRACT, on=date(2027, 1, 1), today=TODAY).on == date(2027, 1, 1)
    assert family_from_values({"members": CONTRACT["members"]}, on=None, today=date(2026, 5, 5)).on == date(2026, 5, 5)


def test_the_schema_in_the_repository_is_what_the_reader_reads() -> None:
    written = Path(fields_module.__file__).with_name("family.schema.json").read_text("utf-8")
    assert json.loads(written) == json.loads(json.dumps(family_schema()))


CHILD, MOTHER = "child1", "mother"
WRONG: list[tuple[dict[str, dict[str, Any]], str]] = [
    ({CHILD: {"birth_date": None}}, "members[2].birth_date"),
    ({CHILD: {"sex": None}}, "members[2].sex"),
    ({CHILD: {"sex": "X"}}, "members[2].sex"),
    ({CHILD: {"birth_date": "2024-02-30"}}, "members[2].birth_date"),
    ({CHILD: {"birth_date": "20240715"}}, "members[2].birth_date"),
    ({CHILD: {"birth_date": 20240715}}, "members[2].birth_date"),
    ({CHILD: {"nickname": "豆豆"}}, "members[2].nickname"),
    ({CHILD: {"hukou_region": "350583999999"}}, "members[2].hukou_region"),
    ({CHILD: {"hukou_region": "990000000000"}}, "members[2].hukou_region"),
    ({CHILD: {"hukou_region": 350583103201}}, "members[2].hukou_region"),
    ({CHILD: {"hukou_region": "350583"}}, "members[2].hukou_region"),
    ({CHILD: {"hukou_region": "350182001001"}}, "members[2].hukou_region"),
    ({CHILD: {"death_date": "2024-07-14"}}, "members[2].death_date"),
    ({CHILD: {"mother": "nobody"}}, "members[2].mother"),
    ({CHILD: {"mother": "father"}}, "members[2].mother"),
    ({CHILD: {"mother": "child1"}}, "members[2].mother"),
    ({MOTHER: {"birth_date": "2025-04-02", "married_on": None}}, "members[2].mother"),
    ({MOTHER: {"birth_date": "2012-07-16"}}, "members[2].mother"),
    ({MOTHER: {"death_date": "2024-07-14"}}, "members[2].mother"),
    ({MOTHER: {"spouse": "child1"}}, "members[1].spouse"),
    ({MOTHER: {"spouse": "nobody"}}, "members[0].spouse"),
    ({MOTHER: {"marital_status": "single"}}, "members[0].spouse"),
    ({MOTHER: {"married_on": "1990-01-01"}}, "members[0].married_on"),
    ({MOTHER: {"low_income": "no"}}, "members[0].low_income"),
    ({MOTHER: {"low_income": 0}}, "members[0].low_income"),
    ({MOTHER: {"hukou_type": "city"}}, "members[0].hukou_type"),
    ({MOTHER: {"disability_grade": 5}}, "members[0].disability_grade"),
    ({MOTHER: {"disability_grade": True}}, "members[0].disability_grade"),
    ({MOTHER: {"disability_grade": 2.0}}, "members[0].disability_grade"),
    ({MOTHER: {"insured_months": -1}}, "members[0].insured_months"),
    ({MOTHER: {"employer_average_wage": -1}}, "members[0].employer_average_wage"),
    ({MOTHER: {"employer_average_wage": 80.005}}, "members[0].employer_average_wage"),
    ({MOTHER: {"chronic": ["gout"]}}, "members[0].chronic[0]"),
    ({MOTHER: {"births": [{"kind": "normal"}]}}, "members[0].births[0].on"),
    ({MOTHER: {"births": [{"on": "2000-01-01"}]}}, "members[0].births[0].on"),
    ({MOTHER: {"births": [{"on": "2024-07-15", "who": 1}]}}, "members[0].births[0].who"),
    ({"father": {"births": [{"on": "2024-07-15"}]}}, "members[1].births"),
    ({MOTHER: {"id": "father"}}, "members[1].id"),
    ({MOTHER: {"id": ""}}, "members[0].id"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "path"), WRONG, ids=lambda value: str(value)[:50])
def test_what_cannot_be_is_refused_with_its_path(changes: dict[str, dict[str, Any]], path: str) -> None:
    with pytest.raises(FamilyFault) as refused:
        read(contract_family(**changes))
    assert refused.value.path == path
    assert str(refused.value).endswith("。")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {MOTHER: {"birth_date": "2012-07-15", "married_on": None}},
        {CHILD: {"adopted_on": "2025-01-01"}, MOTHER: {"birth_date": "2013-01-01", "married_on": None}},
        {CHILD: {"adopted_on": "2026-02-01"}},
        {MOTHER: {"married_on": "2011-01-01"}},
        {CHILD: {"death_date": "2024-07-15"}},
        {CHILD: {"birth_date": "2027-07-15"}},
        {MOTHER: {"death_date": "2024-07-15"}},
        {CHILD: {"hukou_region": "440106001001"}},
        {"father": {"spouse": None}},
    ],
    ids=str,
)
def test_what_is_merely_unlikely_is_read(changes: dict[str, dict[str, Any]]) -> None:
    assert len(read(contract_family(**changes)).members) == 3


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"members": []}', "members"),
        ('{"members": {}}', "members"),
        ("[]", ""),
        ("{}", "members"),
        ('{"members": [1]}', "members[0]"),
        ('{"people": []}', "people"),
        ('{"on": "2026-13-01", "members": []}', "on"),
        ('{"complete": "no", "members": []}', "complete"),
        ('{"region": "35", "members": []}', "region"),
        ('{"on": "2026-03-01", "on": "2026-03-02", "members": []}', "on"),
        ('{"members": [NaN]}', ""),
        ("{", ""),
        ("", ""),
        ("[" * 100_000, ""),
        ('{"members": ' + "9" * 5000 + "}", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_no_family_is_refused_in_one_sentence(text: str, path: str) -> None:
    with pytest.raises(FamilyFault) as refused:
        family_from_json(text.encode(), on=None, today=TODAY)
    assert refused.value.path == path
    assert len(str(refused.value)) < 200


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(FamilyFault):
        family_from_json("{“家”}".encode("gb18030"), on=None, today=TODAY)
