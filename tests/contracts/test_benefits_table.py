"""The table of the contract: every code, its unit, whom it is for, and what each list says of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jiahe.benefits.rules import BENEFITS
from tests.benefits.families import HERE, answer, contract_family, entry

MONEY_A_MONTH = (
    "special_assistance", "special_assistance_complication", "disability_living_subsidy", "disability_nursing_subsidy",
    "advanced_age_allowance", "care_voucher", "infant_care_tax_deduction", "child_education_tax_deduction",
    "elder_support_tax_deduction", "preschool_last_year", "nursery_subsidy",
)  # fmt: skip
VISITS = (
    "premarital_check", "prepregnancy_check", "antenatal_checks", "newborn_screening", "child_health_checks",
    "immunisation", "hpv_vaccination", "cancer_screening", "elder_health_check", "chronic_followup",
)  # fmt: skip
UNITS: dict[str, str | None] = {
    **dict.fromkeys(MONEY_A_MONTH, "CNY/month"),
    **dict.fromkeys(("childcare_subsidy", "rural_reward"), "CNY/year"),
    **dict.fromkeys(("only_child_certificate_award", "centenarian_gift"), "CNY"),
    **dict.fromkeys(("only_child_carer_leave", "parental_leave"), "days/year"),
    **dict.fromkeys(("marriage_leave", "maternity_leave", "paternity_leave", "maternity_allowance"), "days"),
    **dict.fromkeys(("assisted_reproduction", "labour_analgesia"), "ratio"),
    **dict.fromkeys(VISITS, "visits"),
    **dict.fromkeys(("accident_insurance", "hospital_nursing_insurance", "two_contacts", "priority_elder_home"), None),
}
ELDER = {"id": "elder", "sex": "F", "birth_date": "1940-01-01", "hukou_region": HERE, "hukou_type": "rural"}
FOR_EACH = {
    "mother": {c for c in UNITS if c not in VISITS[3:7]} - {
        "childcare_subsidy", "paternity_leave", "infant_care_tax_deduction", "preschool_last_year", "nursery_subsidy",
    },
    "child1": {
        "childcare_subsidy", "infant_care_tax_deduction", "child_education_tax_deduction", "newborn_screening",
        "child_health_checks", "immunisation", "hpv_vaccination", "preschool_last_year", "nursery_subsidy",
        "accident_insurance",
    },
    "father": {"paternity_leave", "parental_leave", "marriage_leave", "elder_support_tax_deduction", "rural_reward"},
    "elder": {"advanced_age_allowance", "centenarian_gift", "care_voucher", "elder_health_check", "special_assistance"},
}  # fmt: skip
FOR_EACH["mother"] -= {"hpv_vaccination"}


def whole() -> dict[str, Any]:
    family = contract_family(mother={"mother": "elder", "birth_date": "1997-04-02"})
    family["members"].append(dict(ELDER))
    return answer(family)


def test_the_codes_and_units_are_those_of_the_table() -> None:
    assert {benefit.code: benefit.unit for benefit in BENEFITS} == UNITS


@pytest.mark.parametrize("member", FOR_EACH)
def test_every_code_stands_in_one_list_for_each_member_it_could_concern(member: str) -> None:
    found = whole()
    for code in FOR_EACH[member]:
        entry(found, code, member)


def test_every_entry_has_what_its_list_promises() -> None:
    found = whole()
    for said in found["entitlements"]:
        assert {
            "unit", "from", "until", "payments", "because", "sources", "confidence", "how_to_claim", "deadline", "rule_version",
        } <= said.keys(), said["benefit"]  # fmt: skip
        assert ("amount" in said) != ("amount_min" in said)
        for name in ("amount", "amount_min", "amount_max"):
            assert said.get(name) is None or (isinstance(said[name], str) and Decimal(said[name]) >= 0)
        assert said["sources"]
        assert all(reason["facts"] or reason["assumed"] for reason in said["because"]), said["benefit"]
        assert said["how_to_claim"].endswith("。")
    for said in found["not_entitled"]:
        assert said["condition"], said["benefit"]
        assert "from_when" in said
    for said in found["unknown"]:
        assert said["missing"] or said["missing_rule"], said["benefit"]
        assert all(path.startswith("members[") for path in said["missing"])


def test_nothing_an_answer_says_wounds() -> None:
    text = str(whole())
    for word in ("失独", "非法", "超生"):
        assert word not in text
