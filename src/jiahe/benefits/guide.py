"""The benefits as a reader looks for them: by theme of life, each with the numbers of the law it is written with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from jiahe.benefits.benefit import Benefit, Version
from jiahe.benefits.law import every_law
from jiahe.benefits.rules import BENEFITS, BY_CODE
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.parameters import Parameter


class Theme(NamedTuple):
    """A part of life, and the benefits that come with it."""

    code: str
    title: str
    about: str
    codes: Sequence[str]

    @property
    def benefits(self) -> Sequence[Benefit]:
        """The benefits themselves."""
        return [BY_CODE[code] for code in self.codes]


THEMES: Sequence[Theme] = (
    Theme(
        "birth", "结婚、怀孕、生孩子", "从领证到出月子，该休的假、该做的检查、能报的钱。",
        (
            "marriage_leave", "premarital_check", "prepregnancy_check", "assisted_reproduction", "antenatal_checks",
            "maternity_leave", "paternity_leave", "maternity_allowance", "labour_analgesia",
        ),
    ),
    Theme(
        "children", "养孩子", "从出生到上学，发的钱、打的针、做的检查。",
        (
            "childcare_subsidy", "newborn_screening", "child_health_checks", "immunisation", "parental_leave",
            "nursery_subsidy", "preschool_last_year", "infant_care_tax_deduction", "child_education_tax_deduction",
            "hpv_vaccination",
        ),
    ),
    Theme(
        "one-child", "独生子女和农村奖扶", "领过光荣证的、农村独女和双女家庭的。",
        ("only_child_certificate_award", "only_child_carer_leave", "rural_reward"),
    ),
    Theme(
        "elders", "家里有老人", "老人自己领的，和儿女照顾老人的。",
        (
            "advanced_age_allowance", "care_voucher", "elder_health_check", "chronic_followup", "centenarian_gift",
            "elder_support_tax_deduction",
        ),
    ),
    Theme(
        "health", "残疾、健康和保险", "补贴、筛查，和计生协投保的保险。",
        ("disability_living_subsidy", "disability_nursing_subsidy", "cancer_screening", "accident_insurance"),
    ),
    Theme(
        "cared-for", "关爱家庭", "村（居）里的工作人员会上门说明、陪着办。",
        (
            "special_assistance", "special_assistance_complication", "two_contacts", "hospital_nursing_insurance",
            "priority_elder_home",
        ),
    ),
)  # fmt: skip
# What a family reads of a quiet benefit: the name in the document would say what happened to it.
SAID_GENTLY: Mapping[str, str] = {
    "special_assistance": "每月扶助金",
    "special_assistance_complication": "手术以后的每月扶助",
    "two_contacts": "两位固定的联系人",
    "hospital_nursing_insurance": "住院有人照护的保险",
    "priority_elder_home": "优先住进公办养老院",
}
# What an amount is reckoned with and is none by itself. The first stands in a schedule of payments, which is a function,
# so that no expression shows it.
RECKONED_WITH: Mapping[str, Sequence[str]] = {
    "childcare_subsidy": ("childcare_month",),
    "maternity_leave": ("leave_maternity_extra",),
    "maternity_allowance": ("allowance_days_extra",),
    "assisted_reproduction": ("assisted_reproduction_counted",),
}


def gentle_title(benefit: Benefit) -> str:
    """What a benefit is called where a family reads by itself."""
    return SAID_GENTLY.get(benefit.code, benefit.title)


def theme_of(benefit: Benefit) -> Theme:
    """The theme a benefit stands under."""
    return next(theme for theme in THEMES if benefit.code in theme.codes)


def numbers_of(benefit: Benefit, laws: Mapping[str, Parameter] | None = None) -> Sequence[Parameter]:
    """The numbers of the law a benefit is written with, those of its amounts first, as an edition (``laws``) has them."""
    held = every_law() if laws is None else laws
    return [held[code] for code in _numbers()[benefit.code]]


def benefits_with(code: str) -> Sequence[Benefit]:
    """The benefits that are written with a number of the law."""
    return [benefit for benefit in BENEFITS if code in _numbers()[benefit.code]]


@cache
def _numbers() -> Mapping[str, Sequence[str]]:
    """The codes of the numbers of each benefit, by its code."""
    numbers = every_law()
    of_nation = {id(number.values): code for code, number in numbers.items()}
    found: dict[str, Sequence[str]] = {}
    for benefit in BENEFITS:
        read = [version.amount for version in benefit.versions]
        tested = [term.test for version in benefit.versions for term in version.terms]
        codes = [*_codes([read, tested], of_nation), *RECKONED_WITH.get(benefit.code, ())]
        found[benefit.code] = list(dict.fromkeys(codes))
    return found


def _codes(node: Any, of_nation: Mapping[int, str]) -> Iterator[str]:
    """The numbers named anywhere in an expression; one of the whole nation stands in it by its values alone."""
    if isinstance(node, Parameter):
        yield node.code
    elif isinstance(node, Dated):
        if id(node) in of_nation:
            yield of_nation[id(node)]
    elif isinstance(node, tuple | list):
        for inner in node:
            yield from _codes(inner, of_nation)
    elif hasattr(node, "arguments"):
        yield from _codes(node.arguments, of_nation)
    elif hasattr(node, "test"):
        yield from _codes(node.test, of_nation)


def versions_in_time(benefit: Benefit, on: date) -> Sequence[tuple[Version, str]]:
    """The versions of a benefit, the newest first, each with how it stands on a day: coming, now or over."""
    current, _ = benefit.version_on(on)
    return [
        (version, "now" if version is current else "coming" if version.since > on else "over")
        for version in reversed(benefit.versions)
    ]


def version_to_read(benefit: Benefit, on: date) -> Version:
    """The version a reader wants on a day: the one in force, else the next to come, else the last there was."""
    coming = [version for version in benefit.versions if version.since > on]
    return benefit.version_on(on)[0] or (coming or list(benefit.versions)[-1:])[0]
