"""A benefit as the law has it on a day, ready to be asked: made once, so that each family only has to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from jiahe.benefits.benefit import Benefit, Unit, Version
from jiahe.benefits.subjects import SAID_AS
from jiahe.foundation.rules.expressions import Condition, kept
from jiahe.foundation.rules.ranges import Ranging, range_of
from jiahe.foundation.rules.reasons import Judge, Names, Told, fixed_names, judge_of
from jiahe.foundation.rules.snapshots import Snapshot
from jiahe.foundation.rules.values import Truth, value_of
from jiahe.foundation.rules.written import Writing

Values = dict[str, Any]
# Facts of somebody as an answer shows them, by where the family says them; kept with him as what it ``said`` of him.
Saying = Callable[[Snapshot], Values]


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """A condition ready to be asked: its code and words, what gives its value, and the facts that met or refused it.

    Where these have to be found out, ``judge`` finds them with the value.
    """

    code: str
    text: str
    test: Condition
    holds: Truth
    judge: Judge
    met: Saying | None
    refused: Saying | None

    def facts(self, snapshot: Snapshot) -> Values:
        """The facts of its value, as an answer shows them."""
        told: list[Told] = []
        self.judge(snapshot, told)
        return said_of(told)


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """A version of a benefit ready to be asked (None before the first).

    ``named`` is what every answer about it begins with, ``range`` bounds the amount, ``assumed`` are the conditions
    nobody is asked about.
    """

    benefit: Benefit
    version: Version | None
    named: Values
    asked: Sequence[Asked]
    range: Ranging | None = None
    assumed: Sequence[Values] = ()


@lru_cache(maxsize=4096)
def reading_on(benefit: Benefit, day: date) -> Reading:
    """A benefit as the law has it on a day."""
    return reading_of(benefit, benefit.version_on(day)[0])


@lru_cache(maxsize=1024)
def reading_of(benefit: Benefit, version: Version | None) -> Reading:
    """A benefit in one of its versions."""
    rule = None if version is None else benefit.name_of(version)
    named = {"benefit": benefit.code, "title": benefit.title, "beneficiary": "", "rule_version": rule}
    if version is None:
        return Reading(benefit, None, named, ())
    assumed = [
        {"condition": code, "text": text, "met": True, "assumed": True, "facts": {}} for code, text in version.assumed
    ]
    amount = version.amount if benefit.unit is not None else None
    return Reading(benefit, version, named, asked_of(version), None if amount is None else range_of(amount), assumed)


@kept
def asked_of(version: Version) -> Sequence[Asked]:
    """The conditions of a version, in the order in which it has them."""
    return [_asked(code, text, test) for code, text, test in version.terms]


@lru_cache(maxsize=4096)
def _asked(code: str, text: str, test: Condition) -> Asked:
    met, refused = (fixed_names(test, value) for value in (True, False))
    return Asked(
        code, text, test, value_of(test), judge_of(test), None if met is None else _saying_of(met),
        None if refused is None else _saying_of(refused),
    )  # fmt: skip


@cache
def _saying_of(names: Names) -> Saying:
    """Written out, as a few dozen sets of facts are asked of everybody."""
    writing = Writing()
    writing.names["date"] = date
    said = ", ".join(
        f"s.path + '.{SAID_AS.get(name, name)}': {_shown(writing, name, place)}" for place, name in enumerate(names)
    )
    writing.line(f"found = s.said[saying] = {{{said}}}")
    writing.line("return found")
    saying: Saying = writing.function("saying", "s")
    return saying


def _shown(writing: Writing, name: str, place: int) -> str:
    """The text that gives a fact as JSON can carry it."""
    if name in AS_SHOWN:
        return f"{writing.name(AS_SHOWN[name])}(s[{name!r}])"
    return f"v{place}.isoformat() if (v{place} := s[{name!r}]).__class__ is date else v{place}"


def said_of(told: Sequence[Told]) -> Values:
    """What was told as an answer shows it, each fact once."""
    said: Values = {}
    before: Names | str = ""
    of = None
    for one in told:
        if len(one) == 2:
            snapshot, names = one
            if names is not before or snapshot is not of:  # the steps of a ladder of ages all ask for the same
                before, of = names, snapshot
                say = _saying_of(names)
                facts = snapshot.said.get(say) or say(snapshot)
                said = said | facts if said else facts
        else:
            snapshot, relation, counted = one
            said = {**said, path_of(snapshot.path, relation): counted}
    return said


def path_of(subject: str, name: str) -> str:
    """Where a family says a fact of somebody."""
    said = SAID_AS.get(name, name)
    return f"{subject}.{said}" if subject else said


def _code(value: int | None) -> str | None:
    return f"{value:012d}" if value else None


@cache
def decimal_in(unit: Unit) -> Callable[[int | None], str | None]:
    """The function that writes amounts as decimal strings in a unit: money with two places, others without trailing zeros."""

    @lru_cache(maxsize=4096)
    def written(amount: int | None) -> str | None:
        if amount is None:
            return None
        if unit.startswith("CNY"):
            return f"{amount // 100}.{amount % 100:02d}"
        exact = Decimal(amount) / unit.scale
        return format(exact.normalize(), "f")

    return written


AS_SHOWN: Mapping[str, Callable[[Any], Any]] = {
    "alive": lambda value: None if value else "已记录",
    "hukou_region": _code,
    "residence_region": _code,
    "employer_average_wage": decimal_in(Unit.CNY),
}
