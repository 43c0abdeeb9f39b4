"""Reading the notice in which the State Council says how the holidays of a year go, as it is pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jiahe.foundation.holidays.models import DayKind

# 一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_LINE = re.compile(r"[一二三四五六七八九十]+、(?P<name>[^：:，。]{1,20})[：:](?P<text>.*)")
_DAY = r"(?:(?P<{0}_year>\d{{4}})年)?(?:(?P<{0}_month>\d{{1,2}})月)?(?P<{0}_day>\d{{1,2}})日"
_SPAN = re.compile(_DAY.format("first") + r"(?:至" + _DAY.format("last") + r")?")
_COUNT = re.compile(r"共(\d+)天")
LONGEST_HOLIDAY = 15


class NoticeFault(ValueError):
    """A notice that is not understood, in a sentence that says which line."""


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day as the notice has it."""

    day: date
    kind: DayKind
    name: str


def read_notice(text: str, year: int) -> list[NoticeDay]:
    """The days of a notice, in order.

    Raises:
        NoticeFault: no line of it is a holiday, a day does not exist, or the count it names is another.
    """
    found: dict[date, NoticeDay] = {}
    for line in text.splitlines():
        match = _LINE.search(_BRACKETS.sub("", line.replace(" ", "").replace("\u3000", "")))
        if match:
            for one in _days_of(match["name"], match["text"], year):
                if one.day in found:
                    raise NoticeFault(f"{one.day:%Y-%m-%d}在通知里出现了两次，请核对“{match['name']}”那一行。")
                found[one.day] = one
    if not found:
        raise NoticeFault("没有认出放假的日子。请把通知里“一、元旦：1月1日……放假”那几行贴进来，一个节一行。")
    return sorted(found.values(), key=lambda one: one.day)


def _days_of(name: str, text: str, year: int) -> Iterator[NoticeDay]:
    for sentence in re.split("[。；;]", text):
        kind = DayKind.MAKEUP if "上班" in sentence else DayKind.HOLIDAY if "放假" in sentence else None
        if kind is None:
            continue
        days = list(_spans(name, sentence, year))
        counted = _COUNT.search(sentence)
        if not days or (counted and int(counted[1]) != len(days)):
            raise NoticeFault(f"“{name}”那一行的天数对不上，请核对：{sentence}")
        yield from (NoticeDay(day, kind, name) for day in days)


def _spans(name: str, sentence: str, year: int) -> Iterator[date]:
    month = 0
    for match in _SPAN.finditer(sentence):
        month = int(match["first_month"] or month)
        first = _date(name, int(match["first_year"] or year), month, int(match["first_day"]))
        last = first
        if match["last_day"]:
            month = int(match["last_month"] or month)
            last = _date(name, int(match["last_year"] or first.year), month, int(match["last_day"]))
        if not first <= last < first + timedelta(days=LONGEST_HOLIDAY):
            raise NoticeFault(f"“{name}”那一行的起止日子不对，请核对：{sentence}")
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _date(name: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoticeFault(f"“{name}”那一行里的{month}月{day}日，日历上没有，请核对。") from None
