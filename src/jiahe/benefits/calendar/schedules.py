"""The timetables of the law, read once from ``schedules``: what falls due at which age, each with its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jiahe.benefits.law import Reference, as_source, reference
from jiahe.foundation.rules.calendar import birthday, months_after
from jiahe.foundation.rules.parameters import GRADES, LOADER, UNCONFIRMED, ParameterError

FOLDER = Path(__file__).parent / "schedules"
# To a reckoned last day some days may be added or taken away: {weeks: 13, days: -1} is the day before week 13.
UNITS = {"years", "months", "weeks", "days"}


@dataclass(frozen=True, slots=True)
class Span:
    """How long after a day something falls due."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def after(self, day: date) -> date | None:
        """The day; None beyond the calendar."""
        turned = birthday(day, self.years) if self.years else day
        later = months_after(turned, self.months) if turned is not None and self.months else turned
        return None if later is None else later + timedelta(weeks=self.weeks, days=self.days)


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a line of a timetable comes from."""

    reference: Reference
    checked: date
    note: str = ""

    @property
    def unverified(self) -> bool:
        """Whether nobody has seen the text of it."""
        return self.reference.grade in UNCONFIRMED

    @property
    def source(self) -> Mapping[str, Any]:
        """The document, as an answer names it."""
        return as_source(self.reference.document, self.reference.grade)


@dataclass(frozen=True, slots=True)
class Series:
    """The doses of one vaccine for the children of one cohort, under the rule of the days ``since`` to ``before``."""

    code: str
    title: str
    doses: Sequence[Span]
    basis: Basis
    first_dose: int = 1
    sex: str = ""
    born_since: date = date.min
    born_before: date = date.max
    since: date = date.min
    before: date = date.max


@dataclass(frozen=True, slots=True)
class Step:
    """One visit: its title, when it may begin and end, and what to do where that differs from the others."""

    title: str
    at: Span
    to: Span | None
    todo: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """The visits of a stage of life, with the document they all stand in."""

    steps: Sequence[Step]
    after_birth: Sequence[Step]
    basis: Basis


@cache
def vaccine_series() -> Sequence[Series]:
    """The national immunisation schedule."""
    return [_series(said) for said in _read("immunisation")["series"]]


@cache
def timetable(name: str) -> Timetable:
    """The visits of children (``child_checks``) or of a pregnancy (``pregnancy``)."""
    content = _read(name)
    steps, after = ([_step(said) for said in content.get(part, ())] for part in ("steps", "after_birth"))
    return Timetable(steps, after, _basis(name, content))


def _read(name: str) -> Mapping[str, Any]:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.load(text, Loader=LOADER)  # noqa: S506  # one of the two safe loaders
    return content


def _series(said: Mapping[str, Any]) -> Series:
    days = {name: said[name] for name in ("born_since", "born_before", "since", "before") if name in said}
    return Series(
        said["code"], said["title"], [_span(dose) for dose in said["doses"]], _basis(said["code"], said),
        first_dose=said.get("first_dose", 1), sex=said.get("sex", ""), **days,
    )  # fmt: skip


def _step(said: Mapping[str, Any]) -> Step:
    return Step(said["title"], _span(said["at"]), _span(said["to"]) if "to" in said else None, said.get("todo", ""))


def _span(said: Mapping[str, int]) -> Span:
    if not said.keys() <= UNITS:
        raise ParameterError(f"an age is counted in {', '.join(sorted(UNITS))}, not in {', '.join(said)}")
    return Span(**said)


def _basis(where: str, said: Mapping[str, Any]) -> Basis:
    if said["grade"] not in GRADES:
        raise ParameterError(f"{where} has an unknown grade")
    return Basis(reference(said["document"], said["grade"]), said["checked"], said.get("note", ""))
