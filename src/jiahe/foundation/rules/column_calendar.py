"""Days as whole numbers (20260301) reckoned in columns, in whole numbers only: no engine's own calendar agrees with another's."""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw

Column = nw.Expr


def is_leap(year: Column) -> Column:
    """Whether a year has a 29 February."""
    return ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)


def days_of(year: Column, month: Column) -> Column:
    """How many days a month has."""
    short = (month == 4) | (month == 6) | (month == 9) | (month == 11)
    february = nw.when(is_leap(year)).then(nw.lit(29, nw.Int64)).otherwise(nw.lit(28, nw.Int64))
    others = nw.when(short).then(nw.lit(30, nw.Int64)).otherwise(nw.lit(31, nw.Int64))
    return nw.when(month == 2).then(february).otherwise(others)


def count_of(day: Column) -> Column:
    """The number of a day in the civil calendar, years taken to begin in March (whole numbers only)."""
    month = (day // 100) % 100
    year = day // 10_000 - (month <= 2).cast(nw.Int64)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day % 100 - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year


def day_of(count: Column, keep: Callable[[Column], Column]) -> Column:
    """The day of such a number; ``keep`` works a column out, so that one which is used twice is not written twice."""
    era = keep(count // 146_097)
    of_era = keep(count - era * 146_097)
    year = keep((of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365)
    of_year = keep(of_era - (365 * year + year // 4 - year // 100))
    month = keep((5 * of_year + 2) // 153)
    day = of_year - (153 * month + 2) // 5 + 1
    civil = keep((month + 2) % 12 + 1)
    return (year + era * 400 + (civil <= 2).cast(nw.Int64)) * 10_000 + civil * 100 + day
