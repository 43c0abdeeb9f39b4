"""What a case was decided by, and what a claim was found due by, as a page tells of it (当时依据)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.benefits.summary import amount_in_words
from jiahe.delivery.cases.models import Case
from jiahe.foundation.regions.queries import villages
from jiahe.registry.choices import HUKOU_TYPES, MARITAL_STATUSES
from jiahe.registry.models.circumstance import ANSWERS, CircumstanceKind

TITLES = {
    "birth_date": "出生日期",
    "death_date": "去世日期",
    "residence_region": "住在",
    "hukou_region": "户籍在",
    "hukou_type": "户籍性质",
    "marital_status": "婚姻状况",
    "married_on": "结婚日期",
    "only_child_certificate": "独生子女证",
    "employment": "工作情况",
    "insurance": "医疗保险",
    "insured_months": "职工医保已缴月数",
    "school": "上学情况",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "hukou_type": HUKOU_TYPES,
    "marital_status": MARITAL_STATUSES,
    "employment": ANSWERS[CircumstanceKind.EMPLOYMENT],
    "insurance": ANSWERS[CircumstanceKind.INSURANCE],
    "school": ANSWERS[CircumstanceKind.SCHOOL],
}
PLACES = ("residence_region", "hukou_region")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What somebody claims: how much, by which reasons, documents and version of the rule."""

    title: str
    amount: str
    because: list[str]
    sources: list[Mapping[str, Any]]
    rule_version: str
    edition: str
    changed: bool  # whether what is published now differs from what the claim was found due by


def claimed_of(case: Case, *, edition: int, reasons: bool) -> Claimed | None:
    """The claim behind a case; None where there is none. Its ``reasons`` may tell of what is sensitive."""
    content = case.claim.content if case.claim is not None else {}
    if not content:
        return None
    number = int(content.get("edition", 0))
    return Claimed(
        str(content.get("title", "")),
        amount_in_words(content) if "unit" in content else "",
        [said["text"] for said in content.get("because", [])] if reasons else [],
        list(content.get("sources", [])),
        str(content.get("rule_version", "")),
        edition_in_words(number),
        number != edition,
    )


def edition_in_words(number: int) -> str:
    """Which edition of the law: as it came with the system, or as it was published here."""
    return f"第 {number} 次发布的标准" if number else "系统自带的标准"


def told_pinned(pinned: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The edition and the facts a decision was made by, in words; nothing where nothing was decided."""
    if not pinned:
        return []
    facts = {code: value for code, value in pinned.get("facts", {}).items() if code in TITLES and value is not None}
    codes = {int(facts[code]) for code in PLACES if code in facts}
    places = villages(codes) if codes else {}
    lines = [("标准", edition_in_words(int(pinned["edition"])))]
    for code, title in TITLES.items():
        if code in facts:
            value = facts[code]
            place = places.get(int(value)) if code in PLACES else None
            lines.append((title, place.title if place is not None else _said(code, value)))
    return lines


def _said(code: str, value: Any) -> str:
    if isinstance(value, bool):
        return "有" if value else "没有"
    if code.endswith(("_date", "_on")):
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    return WORDS.get(code, {}).get(str(value), str(value))
