"""Editions of the law: as the package has it, or with values and days of rules that were published here, or only tried.

An edition never changes. What it does not touch it shares with the one it was made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from jiahe.benefits.benefit import Benefit, Term, Version
from jiahe.benefits.law import every_law
from jiahe.benefits.rules import BENEFITS, BY_CODE
from jiahe.foundation.rules.parameters import Parameter, Source
from jiahe.foundation.rules.rewriting import Rewriting


@dataclass(frozen=True, slots=True)
class NewValue:
    """A number of the law has another value in an area from a day on. ``value`` is as it is counted inside; None ends it."""

    code: str
    area: int
    since: date
    value: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class NewDays:
    """A version of a rule, known by its benefit and the day it was written with, acts from and until other days."""

    benefit: str
    version: date
    since: date
    until: date | None


Change = NewValue | NewDays


@dataclass(frozen=True, eq=False)
class Edition:
    """The numbers of the law by code, and the benefits written with them. ``number`` is that of the last publication in it."""

    number: int = 0
    laws: Mapping[str, Parameter] = field(default_factory=every_law)
    days: Mapping[tuple[str, date], NewDays] = field(default_factory=dict)

    def with_changes(self, changes: Iterable[Change], *, number: int | None = None) -> Edition:
        """The edition that has these changes too, the later of two that concern one thing.

        Raises:
            KeyError: there is no such number or no such version.
        """
        laws, days = dict(self.laws), dict(self.days)
        for change in changes:
            if isinstance(change, NewValue):
                laws[change.code] = laws[change.code].with_value(change.area, change.since, change.value, change.source)
            else:
                version_of(change.benefit, change.version)
                days[change.benefit, change.version] = change
        return Edition(self.number if number is None else number, laws, days)

    def has(self, change: Change) -> bool:
        """Whether there is the number, or the version of a rule, that a change is about."""
        if isinstance(change, NewValue):
            return change.code in self.laws
        try:
            version_of(change.benefit, change.version)
        except KeyError:
            return False
        return True

    @cached_property
    def benefits(self) -> Sequence[Benefit]:
        """Every benefit, in the order of the contract's table."""
        written = every_law()
        instead = {code: law for code, law in self.laws.items() if law is not written[code]}
        if not instead and not self.days:
            return BENEFITS
        rewriting = Rewriting(instead, written)
        return tuple(self._benefit(benefit, rewriting) for benefit in BENEFITS)

    @cached_property
    def by_code(self) -> Mapping[str, Benefit]:
        """The benefits by code."""
        return {benefit.code: benefit for benefit in self.benefits}

    def _benefit(self, benefit: Benefit, rewriting: Rewriting) -> Benefit:
        versions = [self._version(benefit, version, rewriting) for version in benefit.versions]
        concerns = rewriting.of(benefit.concerns)
        same = concerns is benefit.concerns and all(
            new is old for new, old in zip(versions, benefit.versions, strict=True)
        )
        if same:
            return benefit
        return replace(benefit, concerns=concerns, versions=tuple(sorted(versions, key=lambda each: each.since)))

    def _version(self, benefit: Benefit, version: Version, rewriting: Rewriting) -> Version:
        terms = [Term(term.code, term.text, rewriting.of(term.test)) for term in version.terms]
        amount = None if version.amount is None else rewriting.of(version.amount)
        sums = tuple(rewriting.of(number) for number in version.sums)
        days = self.days.get((benefit.code, version.since))
        same = (
            days is None
            and amount is version.amount
            and all(new.test is old.test for new, old in zip(terms, version.terms, strict=True))
            and all(new is old for new, old in zip(sums, version.sums, strict=True))
        )
        if same:
            return version
        since, until = (version.since, version.until) if days is None else (days.since, days.until)
        return replace(version, terms=terms, amount=amount, sums=sums, since=since, until=until)


def version_of(benefit: str, since: date) -> Version:
    """A version of a rule as it was written; raises KeyError where there is none."""
    for version in BY_CODE[benefit].versions:
        if version.since == since:
            return version
    raise KeyError(f"{benefit}@{since.isoformat()}")


AS_WRITTEN = Edition()
