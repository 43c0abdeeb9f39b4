"""The numbers of the law: YAML files by theme, each value with its first day, its document and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jiahe.foundation.rules.dated import Dated

GRADES = ("A", "A'", "B", "C", "D")
UNCONFIRMED = ("C", "D")


class ParameterError(ValueError):
    """A parameter file says something that cannot be; the text names the file and the place."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: the document, and the grade (A official, A' a copy, B second-hand, C memory, D inferred)."""

    document: str
    number: str
    url: str
    grade: str
    checked: date

    @property
    def confirmed(self) -> bool:
        """Whether somebody has seen the text; what is not confirmed is shown as 待核实."""
        return self.grade not in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law through time. ``unit`` is the word it is read with: 周岁, 元/月."""

    code: str
    title: str
    unit: str
    values: Dated[int]
    sources: Mapping[date, Source]

    def source_on(self, day: date) -> Source | None:
        """The source of the value of a day; None before the first."""
        begun = [since for since in self.sources if since <= day]
        return self.sources[max(begun)] if begun else None


def read_parameters(file: Path) -> dict[str, Parameter]:
    """The parameters of one file, by code.

    Raises:
        ParameterError: a value lacks its date, document or grade, or two values begin on one day.
    """
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {code: _parameter(file.name, code, entry) for code, entry in content["parameters"].items()}


def _parameter(name: str, code: str, entry: Mapping[str, Any]) -> Parameter:
    sources: dict[date, Source] = {}
    changes: list[tuple[date, int | None]] = []
    for value in entry["values"]:
        missing = {"since", "value", "document", "grade", "checked"} - value.keys()
        if missing:
            raise ParameterError(f"{name}: {code} lacks {', '.join(sorted(missing))}")
        since = value["since"]
        if since in sources or value["grade"] not in GRADES:
            raise ParameterError(f"{name}: {code} has two values from {since}, or an unknown grade")
        sources[since] = Source(
            value["document"], value.get("number", ""), value.get("url", ""), value["grade"], value["checked"]
        )
        changes.append((since, value["value"]))
    return Parameter(code, entry["title"], entry["unit"], Dated.since(changes), sources)
