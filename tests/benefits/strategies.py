"""Random families that can be, for the properties of the rules: a couple, their children, a grandmother."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

ON = date(2026, 3, 1)
PLACES = ("350583103201", "350102001001", "350206001000", "350405001000", "350305100000", "440106001001")
# What a family may leave unsaid. Deaths, adoptions and places of living mean something when they are absent.
UNSAID = (
    "hukou_region", "hukou_type", "low_income", "low_income_since", "marital_status", "married_on", "employment",
    "insurance", "insured_months", "employer_average_wage", "disability_grade", "disability_since", "ability_level",
    "complication_grade", "only_child_certificate", "pregnant_due", "births", "school", "chronic", "hospitalised",
)  # fmt: skip
Draw = Any
A_PREGNANCY = timedelta(days=200)


def iso(low: date, high: date) -> st.SearchStrategy[str]:
    """Days between two, with those around the day of the question planted."""
    near = [day for day in (ON + timedelta(days=shift) for shift in (-1, 0, 1)) if low <= day <= high]
    days = st.dates(low, high)
    return (st.one_of(days, st.sampled_from(near)) if near else days).map(date.isoformat)


def _facts(draw: Draw, *, grown: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "hukou_region": draw(st.sampled_from(PLACES)),
        "hukou_type": draw(st.sampled_from(("rural", "urban"))),
        "low_income": draw(st.booleans()),
        "disability_grade": draw(st.sampled_from((None, None, 1, 2, 3, 4))),
        "school": draw(st.sampled_from(("nursery", "preschool", "preschool_last_year", "primary", "college", "none"))),
        "chronic": draw(st.sampled_from(([], ["hypertension"], ["hypertension", "diabetes"]))),
        "hospitalised": draw(st.booleans()),
    }
    if not grown:
        return facts
    return facts | {
        "employment": draw(st.sampled_from(("employee", "flexible", "civil_servant", "unemployed", "retired"))),
        "insurance": draw(st.sampled_from(("employee", "resident", "none"))),
        "insured_months": draw(st.integers(0, 30)),
        "employer_average_wage": draw(st.integers(2000, 9000)),
        "ability_level": draw(st.integers(0, 4)),
        "complication_grade": draw(st.sampled_from((None, 1, 2, 3))),
        "only_child_certificate": draw(st.booleans()),
    }


@st.composite
def families(draw: Draw) -> dict[str, Any]:
    """A family in which every fact is said."""
    youngest, eldest = date(1945, 1, 1), date(2000, 1, 1)
    mother = {"id": "mother", "sex": "F", "birth_date": draw(iso(youngest, eldest)), **_facts(draw, grown=True)}
    father = {"id": "father", "sex": "M", "birth_date": draw(iso(youngest, eldest)), **_facts(draw, grown=True)}
    for one, other in ((mother, "father"), (father, "mother")):
        one |= {"spouse": other, "marital_status": "married", "married_on": draw(iso(date(2012, 6, 1), ON))}
    members = [mother, father]
    bearing = date.fromisoformat(mother["birth_date"]) + timedelta(days=13 * 366)
    fathering = date.fromisoformat(father["birth_date"]) + timedelta(days=13 * 366)
    births = []
    for place in range(draw(st.integers(0, 3))):
        born = draw(iso(max(bearing, fathering), date(2026, 6, 1)))
        if any(abs(date.fromisoformat(b["on"]) - date.fromisoformat(born)) < A_PREGNANCY for b in births):
            continue
        child = {
            "id": f"child{place}", "sex": draw(st.sampled_from("FM")), "birth_date": born, "mother": "mother",
            "father": "father", **_facts(draw, grown=False),
        }  # fmt: skip
        if draw(st.integers(0, 3)) == 0:
            child["death_date"] = draw(iso(date.fromisoformat(born), date(2027, 1, 1)))
        members.append(child)
        births.append({"on": born, "kind": draw(st.sampled_from(("normal", "difficult"))), "weeks": 39, "babies": 1})
    if not any(birth["on"] > "2025-02-01" for birth in births) and draw(st.booleans()):
        lost = {
            "on": draw(iso(max(bearing, date(2025, 6, 1)), ON)),
            "kind": "miscarriage",
            "weeks": draw(st.integers(6, 36)),
        }
        births.append(lost)
    mother["births"] = births
    mother["pregnant_due"] = draw(
        st.one_of(st.none(), st.dates(ON + timedelta(days=1), date(2026, 11, 1)).map(date.isoformat))
    )
    if draw(st.booleans()):
        before = min(date.fromisoformat(mother["birth_date"]), date(1980, 1, 1)) - timedelta(days=20 * 366)
        members.append(
            {
                "id": "elder",
                "sex": "F",
                "birth_date": before.isoformat(),
                **_facts(draw, grown=True),
                "births": [],
                "pregnant_due": None,
            }
        )
        mother["mother"] = "elder"
    return {"on": ON.isoformat(), "region": "350583103201", "members": members}
