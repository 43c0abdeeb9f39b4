"""One benefit asked for one member on one day: yes, no or unknown, since when, until when, and from when instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from jiahe.benefits.benefit import Benefit, Spell, Term, Version
from jiahe.foundation.rules.closures import compiled, later, sooner
from jiahe.foundation.rules.expressions import Condition, Subject

Finding = tuple[Term, bool | None]
Step = tuple[bool | None, date | None]
DATED_STATES = ("low_income", "disability_grade")
MOST_STEPS = 200  # more changes than any life has; a rule that never settles must not run for ever


class Standing(Enum):
    """How a benefit stands for somebody."""

    ENTITLED = "entitlements"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was found: the version in force (None before the first), each condition with its value, and the days."""

    benefit: Benefit
    subject: Subject
    standing: Standing
    version: Version | None
    findings: Sequence[Finding]
    spell: Spell | None = None
    from_when: date | None = None

    @property
    def failed(self) -> Term | None:
        """The first condition that is not met."""
        return next((term for term, value in self.findings if value is False), None)


def decide(benefit: Benefit, subject: Subject, *, on: date) -> Decision:
    """Ask a benefit for a subject on a day."""
    version, end = benefit.version_on(on)
    if version is None:
        return Decision(benefit, subject, Standing.NOT_ENTITLED, None, (), from_when=_first(benefit, subject, end))
    steps = [asked(term.test, subject, on) for term in version.terms]
    findings = [(term, met) for term, (met, _) in zip(version.terms, steps, strict=True)]
    holds, until = _joined(steps, end)
    if holds:
        spell = Spell(_begun(benefit, subject, on), _ended(benefit, subject, until))
        return Decision(benefit, subject, Standing.ENTITLED, version, findings, spell)
    if holds is None:
        return Decision(benefit, subject, Standing.UNKNOWN, version, findings)
    from_when = _first(benefit, subject, until)
    return Decision(benefit, subject, Standing.NOT_ENTITLED, version, findings, from_when=from_when)


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
    for day, holds, _ in _walk(benefit, subject, min(subject["birth_date"].on(on) or on, on)):
        if day > on:
            break
        if holds and begun is None:
            begun = day
        elif not holds and begun is not None:
            found, begun = Spell(begun, day), None
    return found


def _first(benefit: Benefit, subject: Subject, day: date | None) -> date | None:
    """The first day from a day on which the benefit certainly holds, if only time passes."""
    return next((when for when, holds, _ in _walk(benefit, subject, day) if holds), None)


def _ended(benefit: Benefit, subject: Subject, day: date | None) -> date | None:
    """The first day from a day on which it does not certainly hold any more."""
    return next((when for when, holds, _ in _walk(benefit, subject, day) if not holds), None)


def _begun(benefit: Benefit, subject: Subject, on: date) -> date | None:
    """The first day from which it certainly holds; None where that is only the day since when anything is known."""
    begun: date | None = None
    unknown_before = False
    for day, holds, _ in _walk(benefit, subject, min(subject["birth_date"].on(on) or on, on)):
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
        fact.before is None and len(fact.changes) == 1 and fact.changes[0][0] == on
        for person in (subject, *near)
        for fact in (person[name] for name in DATED_STATES)
    )
