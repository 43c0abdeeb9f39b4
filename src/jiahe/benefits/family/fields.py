"""Everything a family may say: the one table from which the reader and the JSON Schema both come."""

from __future__ import annotations

from collections.abc import Mapping

from jiahe.benefits.family.kinds import (
    DayOf,
    Flag,
    Kind,
    Money,
    OrNone,
    RegionCode,
    Row,
    Rows,
    Text,
    Whole,
    Word,
    Words,
)

ELSEWHERE = 0

BIRTH = Row(
    {
        "on": DayOf(),
        "kind": Word(("normal", "difficult", "miscarriage")),
        "weeks": Whole(1, 45),
        "babies": Whole(1, 9),
    },
    required=("on",),
)
VACCINATION = Row({"vaccine": Text(), "on": DayOf()}, required=("vaccine", "on"))

MEMBER_FIELDS: Mapping[str, Kind] = {
    "id": Text(),
    "sex": Word(("F", "M")),
    "birth_date": DayOf(),
    "death_date": OrNone(DayOf()),
    "mother": Text(),
    "father": Text(),
    "adopted_on": OrNone(DayOf()),
    "spouse": Text(),
    "marital_status": Word(("single", "married", "divorced", "widowed")),
    "married_on": DayOf(),
    "hukou_region": RegionCode(),
    "hukou_type": Word(("rural", "urban")),
    "residence_region": OrNone(RegionCode(), none=ELSEWHERE),
    "low_income": Flag(),
    "low_income_since": DayOf(),
    "only_child_certificate": Flag(),
    "disability_grade": OrNone(Whole(1, 4), none=0),
    "disability_since": DayOf(),
    "ability_level": Whole(0, 4),
    "complication_grade": OrNone(Whole(1, 3), none=0),
    "employment": Word(("employee", "flexible", "civil_servant", "unemployed", "none", "student", "retired")),
    "insurance": Word(("employee", "resident", "none")),
    "insured_months": Whole(0, 1200),
    "employer_average_wage": Money(),
    "pregnant_due": OrNone(DayOf()),
    "births": Rows(BIRTH),
    "school": Word(("nursery", "preschool", "preschool_last_year", "primary", "junior", "senior", "college", "none")),
    "chronic": Words(("hypertension", "diabetes")),
    "hospitalised": Flag(),
    "vaccinations": Rows(VACCINATION, most=200),
}
MEMBER = Row(MEMBER_FIELDS, required=("id", "sex", "birth_date"))
FAMILY = Row(
    {"on": DayOf(), "region": RegionCode(), "complete": Flag(), "members": Rows(MEMBER, least=1)},
    required=("members",),
)


def family_schema() -> dict[str, object]:
    """The JSON Schema of FAMILY.json."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "FAMILY.json", **FAMILY.schema()}
