"""The calendar as a file other programs read (iCalendar, RFC 5545).

It lies on other people's servers and shows on locked phones: no word of it says what comes, to whom, or why. Each day
on which something comes has one event, and the way to the page that says it all to who is signed in.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

from jiahe.benefits.calendar.entries import Entry, Kind

NAME = "家和"
PRODUCT = "-//Jiahe//Calendar//ZH"
EVERY = timedelta(hours=6)  # how soon a program should look again: what was taken away must not stand there for long
COMES, ENDS = "家里有{}件事到日子了", "家里有{}件事，今天是最后一天"


def icalendar_of(entries: Iterable[Entry], *, seed: str, page: str, made_at: datetime) -> bytes:
    """The file. ``seed`` belongs to the address: of it and the day each event gets an id that stays and tells nothing.

    The same entries give the same bytes, whenever they are asked for.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    counted = Counter((entry.on, entry.kind is Kind.DEADLINE) for entry in entries)
    for (day, is_last), count in sorted(counted.items()):
        event = Event()
        event.add("uid", f"{_mark(f'{seed}:{day}:{is_last}')}@jiahe")
        event.add("dtstamp", made_at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", (ENDS if is_last else COMES).format("一" if count == 1 else f" {count} "))
        event.add("description", f"打开看是什么事：{page}")
        event.add("url", page)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def tag_of(content: bytes) -> str:
    """The ETag of a file: another as soon as anything in it is."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
