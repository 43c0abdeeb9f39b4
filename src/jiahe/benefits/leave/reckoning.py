"""Counting a leave: from its first day to its last and to the day of return, in both ways the law may mean.

The regulation of Fujian was not seen to say whether days of rest and public holidays are counted in (policies §5, §6).
So both ways are reckoned, and neither is called the right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import family_from_values
from jiahe.benefits.leave.asking import LeaveKind, family_of
from jiahe.benefits.publishing.current import current_edition
from jiahe.foundation.holidays.workdays import Workdays, workdays_between

LONGEST = timedelta(days=400)  # of the calendar: more than the longest leave and the holidays within it
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to count: so many days, all of them or working days only; the last day off, and the first back at work."""

    days: int
    every_day: bool
    last: date
    back: date


@dataclass(frozen=True, slots=True)
class Leave:
    """What the rules give from a first day on, and how it is counted; ``refused`` is the condition that is not met.

    ``least`` and ``most`` differ where the employer fixes the number. ``not_loaded`` are years whose holidays nobody
    has entered yet, so that what reaches into them is reckoned by weeks alone.
    """

    entry: Mapping[str, Any]
    least: int = 0
    most: int = 0
    ways: Sequence[Way] = ()
    not_loaded: Sequence[int] = ()
    refused: str = ""


def leave_from(kind: LeaveKind, *, first: date, about: date, days: int | None = None) -> Leave:
    """A leave of a kind from its first day on, by the edition of the law in force here. ``days`` is how many are taken, or the employer fixed.

    Raises:
        FamilyFault: the dates cannot be.
    """
    family = family_from_values(family_of(kind, first=first, about=about), on=first, today=first)
    answer = answer_for(family, [current_edition().by_code[kind.benefit]])
    entry = next((said for said in answer["entitlements"] if said["beneficiary"] == "self"), None)
    if entry is None:
        refused = next((said for said in answer["not_entitled"] if said["beneficiary"] == "self"), None)
        return Leave({}, refused=refused["text"] if refused else "还缺一些情况，算不出来")
    least, most = (int(entry.get(name) or entry["amount"]) for name in ("amount_min", "amount_max"))
    table = workdays_between(first, first + LONGEST)
    wanted = [days] if days is not None else sorted({least, most})
    ways = [way for count in wanted for way in _ways(first, count, table)]
    furthest = max(way.back for way in ways)
    return Leave(entry, least, most, ways, table.years_not_loaded(first, furthest))


def _ways(first: date, days: int, table: Workdays) -> list[Way]:
    last = first + timedelta(days=days - 1)
    worked = table.working_days_after(first - ONE_DAY, days)
    return [
        Way(days, True, last, table.next_working_day(last)),
        Way(days, False, worked, table.next_working_day(worked)),
    ]
