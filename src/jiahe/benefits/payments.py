"""The payments that a rule fixes, each with the first day it may fall on, past, present and coming.

A benefit without an end is shown to the end of the next year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jiahe.benefits.benefit import Payment, Spell, Version
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.calendar import months_after
from jiahe.foundation.rules.expressions import Subject


def monthly(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payment]:
    """One for each month: by the amount of its first day in the spell."""
    return [
        Payment(day, f"{day.year}-{day.month:02d}", amount_on(version, subject, day)) for day in _firsts(spell, on, 1)
    ]


def yearly(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payment]:
    """One for each calendar year: by the amount of its first day in the spell."""
    return [Payment(day, str(day.year), amount_on(version, subject, day)) for day in _firsts(spell, on, 12)]


def once(version: Version, subject: Subject, spell: Spell, on: date) -> Sequence[Payment]:
    """One, when the right begins; none where nobody knows when that was."""
    if spell.since is None:
        return []
    return [Payment(spell.since, str(spell.since.year), amount_on(version, subject, spell.since))]


def amount_on(version: Version, subject: Subject, day: date) -> int | None:
    """The amount of a day as it is counted inside; None where it hangs on what is not known."""
    if version.amount is None:
        return None
    low, high, _ = bounds(version.amount)(subject, day)
    return low if low == high else None


def _firsts(spell: Spell, on: date, months: int) -> Iterator[date]:
    """The first day of each period that lies in a spell."""
    day: date | None = spell.since or on
    end = spell.until or date(min(on.year + 2, 9999), 1, 1)
    while day is not None and day < end:
        yield day
        first = day.replace(day=1) if months == 1 else day.replace(month=1, day=1)
        day = months_after(first, months)
