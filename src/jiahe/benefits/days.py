"""The days around an answer: since when and until when a benefit holds, and the next day on which it will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from jiahe.benefits.benefit import Benefit, Spell, Version
from jiahe.benefits.readings import Asked, asked_of
from jiahe.benefits.subjects import RELATIONS
from jiahe.foundation.rules.closures import Evaluator, compiled, later, sooner
from jiahe.foundation.rules.dated import on_day
from jiahe.foundation.rules.expressions import Condition, Subject

Step = tuple[bool | None, date | None]
DATED_STATES = ("low_income", "disability_grade")
MOST_STEPS = 200  # more changes than any life has; a rule that never settles must not run for ever


def spell_around(benefit: Benefit, version: Version, subject: Subject, on: date) -> Spell:
    """The days around a day on which it holds by a version, before and after it."""
    begun: date | None = version.since
    ended = version.until
    for condition in asked_of(version):
        since, until = _held(condition.test, subject, on)
        if begun is None or since > begun:
            begun = since
        if until is not None and (ended is None or until < ended):
            ended = until
    # What reaches an edge of its version may go on in another, and what nobody knew of before needs a closer look.
    if begun == on or (begun == version.since and version is not benefit.versions[0]):
        begun = _begun(benefit, subject, on)
    if ended is not None and ended == version.until:
        ended = _ended(benefit, subject, on)
    return Spell(begun, ended)


def first_held(benefit: Benefit, subject: Subject, since: date, failing: int = 0) -> date | None:
    """The first day from a day on which it certainly holds, as far as time alone can bring it.

    ``failing`` is the place of a condition that does not hold on the first day: it is followed before the others.
    """
    day: date | None = since
    while day is not None:
        version, end = benefit.version_on(day)
        if version is not None:
            found = _first_of_all(asked_of(version), subject, day, end, failing)
            if found is not None:
                return found
        day, failing = end, 0
    return None


def _first_of_all(
    reading: Sequence[Asked], subject: Subject, since: date, end: date | None, failing: int
) -> date | None:
    """The first day before an end on which all hold: each in turn moves the day on until all agree."""
    day, place, agreed = since, failing, 0
    for _ in range(MOST_STEPS * len(reading)):
        if agreed == len(reading):
            return day
        holds, until = asked(reading[place].test, subject, day)
        if holds:
            agreed += 1
            place = (place + 1) % len(reading)
        elif until is None or (end is not None and until >= end):
            return None
        else:
            day, agreed = until, 0
    return day if agreed == len(reading) else None


def last_spell(benefit: Benefit, subject: Subject, on: date) -> Spell | None:
    """The last spell that was over on a day; None where there was none."""
    found: Spell | None = None
    begun = first_held(benefit, subject, _first_day(subject, on))
    while begun is not None and begun <= on:
        ended = _ended(benefit, subject, begun)
        if ended is None or ended > on:
            break
        found = Spell(begun, ended)
        begun = first_held(benefit, subject, ended)
    return found


def asked(test: Condition, subject: Subject, day: date) -> Step:
    """A condition on a day, and the day it may change. Many benefits ask the same of the same person: it is worked out once."""
    key = test, day
    found = subject.answered.get(key)
    if found is None:
        found = subject.answered[key] = compiled(test)(subject, day)
    return found


def _held(test: Condition, subject: Subject, on: date) -> tuple[date, date | None]:
    """The days around a day on which a condition holds, its first and the first on which it does not, in one walk."""
    found = subject.spells.get((test, on))
    if found is None:
        found = subject.spells[test, on] = _walk_of_one(compiled(test), subject, on)
    return found


def _walk_of_one(evaluate: Evaluator, subject: Subject, on: date) -> tuple[date, date | None]:
    day: date | None = _first_day(subject, on)
    begun = on
    held = False
    for _ in range(MOST_STEPS):
        if day is None:
            break
        holds, until = evaluate(subject, day)
        if holds:
            if not held:
                begun, held = day, True
        elif day > on:
            return begun, day
        else:
            held = False
        day = until
    return begun, None


def _first_day(subject: Subject, on: date) -> date:
    """The day of birth, or the day of the question where that is earlier or nobody knows."""
    return min(on_day(subject["birth_date"], on) or on, on)


def _ended(benefit: Benefit, subject: Subject, day: date) -> date | None:
    """The first day from a day on which it does not certainly hold any more."""
    return next((when for when, holds, _ in _walk(benefit, subject, day) if not holds), None)


def _begun(benefit: Benefit, subject: Subject, on: date) -> date | None:
    """The first day from which it certainly holds; None where that is only the day since when anything is known."""
    begun: date | None = None
    unknown_before = False
    for day, holds, _ in _walk(benefit, subject, _first_day(subject, on)):
        if day > on:
            break
        if not holds:
            begun, unknown_before = None, holds is None
        elif begun is None:
            begun = day
    return None if unknown_before and begun == on and _is_undated(subject, on) else begun


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


def _is_undated(subject: Subject, on: date) -> bool:
    """Whether something is known of somebody, or of those near to him, only from the day of the question on."""
    near = [person for relation in RELATIONS for person in subject.related(relation).subjects]
    return any(
        fact is not None and fact.before is None and len(fact.changes) == 1 and fact.changes[0][0] == on
        for person in (subject, *near)
        for fact in (person.dated.get(name) for name in DATED_STATES)
    )
