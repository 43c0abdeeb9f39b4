"""Clocks 时限: days by which something must be done, in working days, and how they stand still while somebody waits."""

from __future__ import annotations

from datetime import date, timedelta

from jiahe.foundation.holidays.workdays import workdays_between

ONE_DAY = timedelta(days=1)


def left(due: date, on: date) -> int:
    """The working days that are left after a day, to the last day of a clock; fewer than none when it is over.

    On the last day none is left and nothing is late yet.
    """
    first, last = min(due, on), max(due, on)
    table = workdays_between(first, last)
    count = sum(table.is_working_day(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))
    return count if on <= due else -count
