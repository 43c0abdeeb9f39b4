"""Seeding the table with the years that ``chinesecalendar`` knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from chinese_calendar.constants import holidays, workdays
from django.db import transaction

from jiahe.foundation.holidays.models import DayKind, Holiday

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
# The package copies the notices of the State Council; their numbers are not in it.
SOURCE = "国务院办公厅关于{}年部分节假日安排的通知（取自 chinesecalendar，未与原文核对）"


def load_holidays() -> int:
    """Enter the years of which the table holds nothing; returns how many days. What somebody changed stays.

    The holidays of a January may stand in the notice of the year before: a year is known by its own days.
    """
    with transaction.atomic():
        known = {day.year for day in Holiday.objects.values_list("day", flat=True)}
        rows = [*_rows(holidays, DayKind.HOLIDAY, known), *_rows(workdays, DayKind.MAKEUP, known)]
        Holiday.objects.bulk_create(rows)
    return len(rows)


def _rows(days: Mapping[date, str], kind: DayKind, known: set[int]) -> list[Holiday]:
    return [
        Holiday(day=day, kind=kind, name=NAMES[name], source=SOURCE.format(day.year))
        for day, name in sorted(days.items())
        if day.year not in known and (kind == DayKind.HOLIDAY or day.weekday() >= 5)
    ]
