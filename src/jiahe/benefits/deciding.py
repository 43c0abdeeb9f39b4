"""One benefit asked for one member on one day: yes, no or unknown, since when, until when, and from when instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from jiahe.benefits.benefit import Benefit, Spell, Term, Version
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import compiled, later, sooner
from jiahe.foundation.rules.dated import Dated, on_day
from jiahe.foundation.rules.expressions import Condition, Subject
from jiahe.foundation.rules.snapshots import Snapshot, value_of

Finding = tuple[Term, bool | None]
Step = tuple[bool | None, date | None]
DATED_STATES = ("low_income", "disability_grade")
MOST_STEPS = 200  # more changes than any life has; a rule that never settles must not run for ever


class Standing(Enum):
    """How a benefit stands for somebody."""

    ENTITLED = "entitlements"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"


@dataclass(eq=False, slots=True)
class Decision:
    """What was found: the version in force (None before the first), and each condition with its value.

    The days since when, until when and from when are worked out when they are read: not everybody asks for them.
    """

    benefit: Benefit
    snapshot: Snapshot
    standing: Standing
    version: Version | None
    findings: Sequence[Finding]

    @property
    def failed(self) -> Term | None:
        """The first condition that is not met."""
        return next((term for term, value in self.findings if value is False), None)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that is due, as it is counted inside; None where nothing is, or nothing bounds it."""
        if self.standing is not Standing.ENTITLED or self.version is None or self.version.amount is None:
            return None, None
        low, high, _ = bounds(self.version.amount)(self.snapshot.subject, self.snapshot.day)
        return low, high

    @property
    def spell(self) -> Spell:
        """The days around the day of the question in which it holds; only what is due has them."""
        subject, on = self.snapshot.subject, self.snapshot.day
        return Spell(_begun(self.benefit, subject, on), _ended(self.benefit, subject, on))

    @property
    def from_when(self) -> date | None:
        """The first later day on which it will certainly hold, as far as time alone can bring it."""
        subject, on = self.snapshot.subject, self.snapshot.day
        if self.benefit.version_on(on)[1] is None:
            refused = [term.test for term, met in self.findings if met is False]
            if any(asked(condition, subject, on)[1] is None for condition in refused):
                return None  # what refuses now refuses for ever
        return next((when for when, holds, _ in _walk(self.benefit, subject, on) if holds), None)


def decide(benefit: Benefit, version: Version | None, snapshot: Snapshot) -> Decision:
    """Ask a benefit, in the version of the day, for somebody."""
    if version is None:
        return Decision(benefit, snapshot, Standing.NOT_ENTITLED, None, ())
    findings: list[Finding] = []
    standing = Standing.ENTITLED
    for term in version.terms:
        met = value_of(term.test)(snapshot)
        findings.append((term, met))
        if met is False:
            standing = Standing.NOT_ENTITLED
        elif met is None and standing is Standing.ENTITLED:
            standing = Standing.UNKNOWN
    return Decision(benefit, snapshot, standing, version, findings)


def asked(test: Condition, subject: Subject, day: date) -> Step:
    """A condition on a day, and the day it may change. Many benefits ask the same of the same person: it is worked out once."""
    key = test, day
    found = subject.answered.get(key)
    if found is None:
        found = subject.answered[key] = compiled(test)(subject, day)
    return found


def _joined(steps: Iterable[Step], end: date | None) -> Step:
    """All conditions together: refused as long as one refuses, to the end of the version at the longest."""
    refused: Step | None = None
    value: bool | None = True
    change = end
    for met, until in steps:
        if met is False:
            if until is None and end is None:
                return False, None
            refused = False, until if refused is None else later(refused[1], until)
        elif met is None:
            value = None
        if until is not None and (change is None or until < change):
            change = until
    return (False, sooner(refused[1], end)) if refused else (value, change)


def _walk(benefit: Benefit, subject: Subject, day: date | None) -> Iterator[tuple[date, bool | None, date | None]]:
    """From a day on, each day on which something may change: the day, how it stands, and the next such day.

    Only what may have changed is asked again.
    """
    for _ in range(MOST_STEPS):
        if day is None:
            return
        version, end = benefit.version_on(day)
        if version is None:
            yield day, False, end
            day = end
            continue
        steps = [asked(term.test, subject, day) for term in version.terms]
        while day is not None and (end is None or day < end):
            holds, until = _joined(steps, end)
            yield day, holds, until
            day = until
            if day is not None:
                steps = [
                    before if before[1] is None or day < before[1] else asked(term.test, subject, day)
                    for term, before in zip(version.terms, steps, strict=True)
                ]


def last_spell(benefit: Benefit, subject: Subject, on: date) -> Spell | None:
    """The last spell that was over on a day; None where there was none."""
    begun: date | None = None
    found: Spell | None = None
    for day, holds, _ in _walk(benefit, subject, min(on_day(subject["birth_date"], on) or on, on)):
        if day > on:
            break
        if holds and begun is None:
            begun = day
        elif not holds and begun is not None:
            found, begun = Spell(begun, day), None
    return found


def _ended(benefit: Benefit, subject: Subject, day: date) -> date | None:
    """The first day from a day on which it does not certainly hold any more."""
    return next((when for when, holds, _ in _walk(benefit, subject, day) if not holds), None)


def _begun(benefit: Benefit, subject: Subject, on: date) -> date | None:
    """The first day from which it certainly holds; None where that is only the day since when anything is known."""
    begun: date | None = None
    unknown_before = False
    for day, holds, _ in _walk(benefit, subject, min(on_day(subject["birth_date"], on) or on, on)):
        if day > on:
            break
        if not holds:
            begun, unknown_before = None, holds is None
        elif begun is None:
            begun = day
    return None if unknown_before and begun == on and _is_undated(subject, on) else begun


def _is_undated(subject: Subject, on: date) -> bool:
    """Whether something is known of somebody, or of those near to him, only from the day of the question on."""
    near = [person for related in subject.relations.values() for person in related.subjects]
    return any(
        fact.__class__ is Dated and fact.before is None and len(fact.changes) == 1 and fact.changes[0][0] == on
        for person in (subject, *near)
        for fact in (person[name] for name in DATED_STATES)
    )
