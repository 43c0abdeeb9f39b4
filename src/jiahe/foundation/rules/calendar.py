"""Days reckoned from days, as the law reckons them: no clock, no month of thirty days."""

from __future__ import annotations

from datetime import date, timedelta


def birthday(born: date, years: int) -> date | None:
    """The day on which somebody is so many years old; None beyond the calendar.

    Who was born on 29 February is a year older on 1 March of a common year: the day is over only then.
    """
    year = born.year + years
    if not 1 <= year <= 9999:
        return None
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def months_after(day: date, months: int) -> date | None:
    """The same day so many months later, the first of the next month where that month has no such day."""
    count = day.year * 12 + day.month - 1 + months
    if not 12 <= count < 9999 * 12:
        return None
    try:
        return day.replace(year=count // 12, month=count % 12 + 1)
    except ValueError:
        return date((count + 1) // 12, (count + 1) % 12 + 1, 1)


def days_after(day: date, days: int) -> date | None:
    """So many days later (or earlier); None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)
