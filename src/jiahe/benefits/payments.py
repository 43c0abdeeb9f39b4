"""The payments that a rule fixes, each with the first day it may fall on, past, present and coming.

A benefit without an end is shown to the end of the next year.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from jiahe.benefits.benefit import Payments, Period, Spell, Version
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.expressions import Subject

MONTHS_OF_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 1980, 2180  # no rule pays for a day before it, and who is born today is dead after it
YEARS = [(date(year, 1, 1), str(year)) for year in range(FIRST_YEAR, LAST_YEAR)]
MONTHS = [(date(y, m, 1), f"{y}-{m:02d}") for y in range(FIRST_YEAR, LAST_YEAR) for m in range(1, 13)]
FIRSTS = {first: first.isoformat() for first, _ in MONTHS}


def monthly(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """One for each month: by the amount of its first day in the spell."""
    return _paid(version, subject, _firsts(spell.since or on, _end(spell, on), 1))


def yearly(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """One for each calendar year: by the amount of its first day in the spell."""
    return _paid(version, subject, _firsts(spell.since or on, _end(spell, on), MONTHS_OF_A_YEAR))


def once(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payments]:
    """One, when the right begins; none where nobody knows when that was."""
    if spell.since is None:
        return []
    return [Payments.one(spell.since, str(spell.since.year), amount_on(version, subject, spell.since))]


def amount_on(version: Version, subject: Subject, day: date) -> int | None:
    """The amount of a day as it is counted inside; None where it hangs on what is not known."""
    return _amount_and_change(version, subject, day)[0]


def _amount_and_change(version: Version, subject: Subject, day: date) -> tuple[int | None, date | None]:
    if version.amount is None:
        return None, None
    low, high, until = bounds(version.amount)(subject, day)
    return (low if low == high else None), until


def _paid(version: Version, subject: Subject, periods: Sequence[Period]) -> Sequence[Payments]:
    """The payments of some periods; the amount is looked up only where it may have changed."""
    paid: list[Payments] = []
    place = 0
    while place < len(periods):
        amount, change = _amount_and_change(version, subject, periods[place][0])
        following = len(periods) if change is None else bisect_left(periods, (change, ""), lo=place + 1)
        paid.append(Payments(periods[place:following], amount))
        place = following
    return paid


def _end(spell: Spell, on: date) -> date:
    return spell.until or date(min(on.year + 2, 9999), 1, 1)


def _firsts(since: date, end: date, months: int) -> Sequence[Period]:
    """The first day of each period between two days, with the name of the period."""
    if since >= end:
        return []
    name = f"{since.year}-{since.month:02d}" if months == 1 else str(since.year)
    periods, place = (MONTHS, since.year * 12 + since.month) if months == 1 else (YEARS, since.year + 1)
    last = end - timedelta(days=1)
    final = last.year * 12 + last.month if months == 1 else last.year + 1
    first = FIRST_YEAR * 12 + 1 if months == 1 else FIRST_YEAR
    return [(since, name), *periods[place - first : final - first]]
