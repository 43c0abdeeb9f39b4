"""Worked examples an official can read: a family in, an answer out, the clause quoted. They are tests, and are shown.

A file of ``examples`` names families once and holds the cases of each benefit. A case says which family, what is
otherwise in it, whom it asks for, on which day, and what is answered; or, day by day, only how the benefit stands.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import family_from_values
from jiahe.benefits.rules import BY_CODE

FOLDER = Path(__file__).parent / "examples"
STANDINGS = ("entitlements", "not_entitled", "unknown")
WORDS = {"entitlements": "entitled", "not_entitled": "not_entitled", "unknown": "unknown"}
CASE_KEYS = {"name", "quote", "family", "with", "of", "day", "then", "days", "complete", "region"}


@dataclass(frozen=True, slots=True)
class Example:
    """One case: what is asked, and what the answer must hold."""

    benefit: str
    name: str
    quote: str
    family: Mapping[str, Any]
    beneficiary: str
    on: date
    expected: Mapping[str, Any]

    def answer(self) -> dict[str, Any]:
        """What is answered, in the words of the examples: only what was expected is in it."""
        family = family_from_values(self.family, on=self.on, today=self.on)
        answer = answer_for(family, [BY_CODE[self.benefit]])
        for standing in STANDINGS:
            for entry in answer[standing]:
                if entry["beneficiary"] == self.beneficiary:
                    said = {**entry, "is": WORDS[standing]}
                    said["payments"] = {p["period"]: p["amount"] for p in said.get("payments", ())}
                    return {name: said.get(name) for name in self.expected}
        return {"is": "not_concerned"}


def read_examples(file: Path) -> Iterator[Example]:
    """The examples of a file; raises ValueError where a case has a word nobody knows."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    for benefit, cases in content["rules"].items():
        for case in cases:
            unknown = case.keys() - CASE_KEYS
            if unknown:
                raise ValueError(f"{file.name}: {case['name']} says {', '.join(sorted(unknown))}")
            family = _family(content["families"][case["family"]], case)
            days: Mapping[date, Any] = case.get("days") or {case["day"]: case["then"]}
            for on, then in days.items():
                expected = {"is": then} if isinstance(then, str) else then
                yield Example(
                    benefit, case["name"], case.get("quote", ""), family, case["of"], on, _as_answered(expected)
                )


def every_example() -> list[Example]:
    """The examples of every file."""
    return [example for file in sorted(FOLDER.glob("*.yaml")) for example in read_examples(file)]


def _family(members: Mapping[str, Any], case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The named family, with the facts that this case changes, adds, or (null words aside: ``absent``) takes away."""
    people = {id: {"id": id, **facts} for id, facts in copy.deepcopy(members).items()}
    for id, facts in case.get("with", {}).items():
        person = people.setdefault(id, {"id": id})
        person.update(facts)
        people[id] = {name: value for name, value in person.items() if value != "absent"}
    family: dict[str, Any] = {"members": list(people.values()), "region": case.get("region", "350583103201")}
    return family if case.get("complete", True) else {**family, "complete": False}


def _as_answered(expected: Mapping[str, Any]) -> Mapping[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        if isinstance(value, dict):
            return {str(name): plain(inner) for name, inner in value.items()}
        return value

    return {name: plain(value) for name, value in expected.items()}
