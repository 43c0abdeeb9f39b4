"""Counting working days: Monday to Friday, but for holidays, and the Saturdays and Sundays worked in their place."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from jiahe.foundation.holidays.models import DayKind, Holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)
MOST_COUNTED = 366  # working days; a clock or a leave is shorter


@dataclass(frozen=True, slots=True)
class Workdays:
    """The table of some years, read once to count with. ``loaded`` are the years of which it holds any day."""

    kinds: Mapping[date, str]
    loaded: Set[int]

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked."""
        kind = self.kinds.get(day)
        if kind is not None:
            return kind == DayKind.MAKEUP
        return day.weekday() < SATURDAY

    def working_days_after(self, day: date, count: int) -> date:
        """The so-many-th working day after a day, which is not counted itself; with 0 the day itself.

        Raises:
            ValueError: more than a year of them, or fewer than none.
        """
        if not 0 <= count <= MOST_COUNTED:
            raise ValueError(f"{count} working days are not counted")
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        return self.working_days_after(day, 1)

    def years_not_loaded(self, first: date, last: date) -> list[int]:
        """The years between two days whose holidays are not known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.loaded]


def workdays_between(first: date, last: date) -> Workdays:
    """The table for the years of two days and those between, in one query."""
    rows = Holiday.objects.filter(day__gte=date(first.year, 1, 1), day__lte=date(last.year, 12, 31))
    kinds = dict(rows.values_list("day", "kind"))
    return Workdays(kinds, {day.year for day in kinds})


def is_working_day(day: date) -> bool:
    """Whether a day is worked, by the table as it stands."""
    return workdays_between(day, day).is_working_day(day)


def working_days_after(day: date, count: int) -> date:
    """The so-many-th working day after a day, by the table as it stands; see ``Workdays.working_days_after``."""
    return workdays_between(day, day + timedelta(days=3 * MOST_COUNTED)).working_days_after(day, count)
