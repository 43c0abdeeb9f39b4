"""What a benefit is: its versions through time, each a list of small named conditions, an amount, and how to claim it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from jiahe.benefits.law import Reference
from jiahe.foundation.rules.expressions import Condition, Number, Place, Subject


class Unit(StrEnum):
    """What an amount counts. Inside, money is whole fen and a ratio whole ten-thousandths."""

    CNY = "CNY"
    CNY_A_MONTH = "CNY/month"
    CNY_A_YEAR = "CNY/year"
    DAYS = "days"
    DAYS_A_YEAR = "days/year"
    VISITS = "visits"
    RATIO = "ratio"

    @property
    def scale(self) -> int:
        """How many of what is counted inside make one."""
        return 100 if self.startswith("CNY") else 10_000 if self is Unit.RATIO else 1


class Term(NamedTuple):
    """One condition of the law, by its code and in plain words."""

    code: str
    text: str
    test: Condition


class Assumption(NamedTuple):
    """A condition of the law for which a family has no field: taken as met, and said to be so."""

    code: str
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Claim:
    """How a benefit is claimed: what to do, at which office, with which papers. ``at`` is the fact that names the place."""

    how: str
    where: str = ""
    papers: Sequence[str] = ()
    at: Place | None = None


Period = tuple[date, str]  # the first day a payment may fall on, and what its period is called


class Payments(NamedTuple):
    """Payments of one amount that the rule fixes, in fen (None: not known), one for each period."""

    periods: Sequence[Period]
    amount: int | None

    @classmethod
    def one(cls, day: date, period: str, amount: int | None) -> Payments:
        """A single payment."""
        return cls(((day, period),), amount)


@dataclass(frozen=True, slots=True)
class Spell:
    """The days a benefit holds: the first (None: nobody knows) and the first after it (None: no end in sight)."""

    since: date | None
    until: date | None


Paying = Callable[["Version", Subject, Spell, date], Sequence[Payments]]
Deadline = Callable[[Subject, date], date | None]


@dataclass(frozen=True, eq=False, slots=True)
class Version:
    """A benefit as the law has it from one day to another (``until`` is the first day after it)."""

    since: date
    terms: Sequence[Term]
    basis: Sequence[Reference]
    claim: Claim
    amount: Number | None = None
    until: date | None = None
    assumed: Sequence[Assumption] = ()
    paying: Paying | None = None
    deadline: Deadline | None = None
    sums: Sequence[Number] = ()  # what ``paying`` reckons with beside the amount
    readings: dict[object, Any] = field(default_factory=dict, init=False, repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class Benefit:
    """A benefit. ``concerns`` is whom it could be for at all; of others nothing is said.

    A ``quiet`` one is shown to a family only when it is due: to read why it is not would wound.
    """

    code: str
    title: str
    unit: Unit | None
    concerns: Condition
    versions: Sequence[Version] = field(default=())
    quiet: bool = False

    def version_on(self, day: date) -> tuple[Version | None, date | None]:
        """The version in force on a day, and the first later day on which it is another."""
        current: Version | None = None
        for version in self.versions:
            if version.since > day:
                return current, version.since if current is None or current.until is None else min(
                    version.since, current.until
                )
            current = version if version.until is None or day < version.until else None
        return current, None if current is None else current.until

    def name_of(self, version: Version) -> str:
        """What an answer calls a version: the benefit and the day it acts from."""
        return f"{self.code}@{version.since.isoformat()}"
