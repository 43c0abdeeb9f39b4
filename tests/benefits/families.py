"""Families for the tests of benefits: the one of the contract, and changes of it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import family_from_values

HERE = "350583103201"
TODAY = date(2026, 3, 1)
CONTRACT: dict[str, Any] = {
    "on": "2026-03-01",
    "region": HERE,
    "members": [
        {
            "id": "mother", "sex": "F", "birth_date": "1995-04-02", "hukou_region": HERE, "hukou_type": "rural",
            "low_income": False, "marital_status": "married", "married_on": "2020-10-01", "spouse": "father",
            "employment": "employee", "insured_months": 26,
        },
        {
            "id": "father", "sex": "M", "birth_date": "1993-01-20", "hukou_region": HERE, "hukou_type": "rural",
            "low_income": False, "marital_status": "married", "married_on": "2020-10-01", "spouse": "mother",
            "employment": "flexible",
        },
        {
            "id": "child1", "sex": "F", "birth_date": "2024-07-15", "mother": "mother", "father": "father",
            "hukou_region": HERE,
        },
    ],
}  # fmt: skip


def contract_family(**changes: dict[str, Any]) -> dict[str, Any]:
    """The family of the contract, with facts of members changed; None takes a fact away."""
    family = copy.deepcopy(CONTRACT)
    for member in family["members"]:
        for name, value in changes.get(member["id"], {}).items():
            if value is None:
                member.pop(name, None)
            else:
                member[name] = value
    return family


def answer(values: dict[str, Any], on: str | None = None) -> dict[str, Any]:
    """The answer to a family."""
    day = date.fromisoformat(on) if on else None
    return answer_for(family_from_values(values, on=day, today=TODAY))


def entry(answer: dict[str, Any], benefit: str, beneficiary: str) -> tuple[str, dict[str, Any]]:
    """In which list a benefit stands for a member, and what it says; it must stand in one, once."""
    found = [
        (name, said)
        for name in ("entitlements", "not_entitled", "unknown")
        for said in answer[name]
        if said["benefit"] == benefit and said["beneficiary"] == beneficiary
    ]
    assert len(found) == 1, f"{benefit} of {beneficiary} stands in {[name for name, _ in found]}"
    return found[0]
