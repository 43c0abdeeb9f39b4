"""The spells in which a rule holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jiahe.foundation.rules.closures import Evaluator
from jiahe.foundation.rules.expressions import Facts

Spell = tuple[date, date | None]  # the first day, and the first day after it


def spells_of(rule: Evaluator, facts: Facts, *, since: date, until: date | None = None) -> list[Spell]:
    """The spells between two days in which a rule certainly holds, in order; the last may be open (None).

    What is unknown does not hold. ``until`` is the first day that is not looked at.
    """
    if until is not None and until <= since:
        return []
    holds_at_first, day_of_change = rule(facts, since)
    if day_of_change is None:  # as most rules are for most people
        return [(since, until)] if holds_at_first is True else []
    spells: list[Spell] = []
    begun: date | None = None
    for day, holds in _steps(rule, facts, since, until):
        if holds and begun is None:
            begun = day
        elif not holds and begun is not None:
            spells.append((begun, day))
            begun = None
    if begun is not None:
        spells.append((begun, until))
    return spells


def _steps(rule: Evaluator, facts: Facts, since: date, until: date | None) -> Iterator[tuple[date, bool]]:
    day: date | None = since
    while day is not None and (until is None or day < until):
        value, day_of_change = rule(facts, day)
        yield day, value is True
        day = day_of_change
