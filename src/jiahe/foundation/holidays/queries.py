"""Reading the table for who keeps it."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.holidays.models import Holiday
from jiahe.foundation.holidays.rights import require_holidays


def days_of_year(year: int, *, by: Actor) -> list[Holiday]:
    """The days of one year, in order.

    Raises:
        OutOfReach, RightMissing: the actor may not edit holidays.
    """
    require_holidays(by)
    return list(Holiday.objects.filter(day__year=year).order_by("day"))


def years_known(*, by: Actor) -> tuple[int, int] | None:
    """The first and the last year of which a day is known; None where the table is empty.

    Raises:
        OutOfReach, RightMissing: the actor may not edit holidays.
    """
    require_holidays(by)
    found = Holiday.objects.aggregate(first=Min("day"), last=Max("day"))
    return (found["first"].year, found["last"].year) if found["first"] else None


def is_loaded(year: int) -> bool:
    """Whether any day of a year is known."""
    return Holiday.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)).exists()
