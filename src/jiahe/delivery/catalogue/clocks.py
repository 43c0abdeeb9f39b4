"""Clocks 时限: days by which something must be done, in working days, and how they stand still while somebody waits."""

from __future__ import annotations

from datetime import date, timedelta

from jiahe.foundation.holidays.workdays import Workdays, workdays_between

ONE_DAY = timedelta(days=1)


def due_on(start: date, within: int) -> date:
    """The last day of a clock of so many working days that starts on a day, which is not counted itself."""
    return _table(start, start).working_days_after(start, within)


def left(due: date, on: date) -> int:
    """The working days that are left after a day, to the last day of a clock; fewer than none when it is over.

    On the last day none is left and nothing is late yet.
    """
    table = _table(min(due, on), max(due, on))
    if on <= due:
        return _working_days(table, on, due)
    return -_working_days(table, due, on)


def _working_days(table: Workdays, after: date, until: date) -> int:
    """The working days after one day, to another and with it."""
    return sum(table.is_working_day(after + n * ONE_DAY) for n in range(1, (until - after).days + 1))


def _table(first: date, last: date) -> Workdays:
    # A clock runs a year at the longest, and three years hold it with all its holidays.
    return workdays_between(first, last + timedelta(days=3 * 366))
