"""Agenda 待办: what is to be done by when, and in whose hands it lies; the faces draw "today" from it.

A room that has work with a day registers one ``Source``: the rows that are open in an actor's place, and how a row is
told. Counting, ordering, load and lists are the same for all, from the same rows: what a number counts is what its list
shows. For each source the agenda asks a fixed number of questions, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.queries import Page, keyset

SOON_DAYS = 7
PAGE = 30


class Band(Enum):
    """How urgent something is, in the order it should be done."""

    LATE = "late"
    TODAY = "today"
    WAITING = "waiting"
    SOON = "soon"
    LATER = "later"

    @property
    def title(self) -> str:
        """What people call it."""
        return TITLES[self]

    def keeps(self, due: str, on: date) -> Q:
        """A filter that keeps the rows of this band; ``due`` is the column of the day, empty where there is none."""
        if not due:
            return Q() if self is Band.WAITING else Q(pk__in=[])
        week = on + timedelta(days=SOON_DAYS)
        return {
            Band.LATE: Q(**{f"{due}__lt": on}),
            Band.TODAY: Q(**{due: on}),
            Band.WAITING: Q(**{f"{due}__isnull": True}),
            Band.SOON: Q(**{f"{due}__gt": on, f"{due}__lte": week}),
            Band.LATER: Q(**{f"{due}__gt": week}),
        }[self]


TITLES = {
    Band.LATE: "超期",
    Band.TODAY: "今天到期",
    Band.WAITING: "等着办",
    Band.SOON: "七天内到期",
    Band.LATER: "以后",
}
URGENT = (Band.LATE, Band.TODAY, Band.WAITING, Band.SOON)
RANK = {band: place for place, band in enumerate(Band)}


def band_of(due: date | None, on: date) -> Band:
    """The band of a day."""
    if due is None:
        return Band.WAITING
    if due <= on:
        return Band.LATE if due < on else Band.TODAY
    return Band.SOON if due <= on + timedelta(days=SOON_DAYS) else Band.LATER


@dataclass(frozen=True, slots=True)
class Told:
    """How a row is told: what it is, why it matters, where it is done; ``place_code`` is the village it belongs to."""

    title: str
    why: str
    path: str
    place_code: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do."""

    told: Told
    source: Source
    band: Band
    days: int | None  # calendar days to the last one; None where nothing is due on a day


@dataclass(frozen=True, slots=True)
class Source:
    """What a room has to do.

    ``rows(by, on)`` are the open rows of the actor's place, None where they are not his to see. ``due``, ``place`` and
    ``post`` name columns (or annotations): the last day, the code of the place, the post that has it; empty for none.
    ``mine(by)`` keeps those that are the actor's own to do. ``told(rows, on)`` tells a page of rows in a fixed number
    of questions. Of what is equally urgent the heavier ``weight`` comes first: 3 a family waits, 2 money, 1 the rest.
    """

    code: str
    title: str
    rows: Callable[[Actor, date], QuerySet[Any] | None]
    told: Callable[[Sequence[Any], date], list[Told]]
    mine: Callable[[Actor], Q] = lambda by: Q()
    due: str = ""
    place: str = ""
    post: str = ""
    weight: int = 1


_sources: dict[str, Source] = {}


def declare(source: Source) -> None:
    """Put the work of a room on the agenda; its app does so when Django starts."""
    _sources[source.code] = source


def withdraw(code: str) -> None:
    """Take a source off the agenda: for tests that declare one of their own."""
    _sources.pop(code, None)


def sources() -> list[Source]:
    """All sources, in the order of their declaration."""
    return list(_sources.values())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows a list: the band, one source, one's own, a place below one's own, a post. Empty: everything open."""

    band: Band | None = None
    source: str = ""
    own: bool = False
    place: Region | None = None
    post: int | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """What is the actor's own to do: how many in each band, and the most urgent of them in the order to do them."""

    counts: Mapping[Band, int]
    items: Sequence[Item]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def mine(*, by: Actor, on: date, most: int) -> Mine:
    """What the actor has to do himself."""
    counts = dict.fromkeys(URGENT, 0)
    items: list[Item] = []
    for source, rows in _open(Wanted(own=True), by, on):
        filters = {band.name: Count("pk", filter=band.keeps(source.due, on)) for band in URGENT}
        for name, n in rows.order_by().aggregate(**filters).items():
            counts[Band[name]] += n
        items += told_items(source, list(_in_order(source, rows, on)[:most]), on)
    items.sort(key=lambda item: (RANK[item.band], -item.source.weight, item.days if item.days is not None else 0))
    return Mine(counts, items[:most])


@dataclass(slots=True)
class Load:
    """What lies with somebody or somewhere: how much is open, how much is late, since when the oldest is late."""

    open: int = 0
    late: int = 0
    oldest: date | None = None

    def add(self, n: int, late: int, oldest: date | None) -> None:
        """Add what one source counts."""
        self.open += n
        self.late += late
        if oldest is not None and (self.oldest is None or oldest < self.oldest):
            self.oldest = oldest


@dataclass(slots=True)
class Loads:
    """The load of a place, by the code of the village or place and by post."""

    places: dict[int, Load] = field(default_factory=dict)
    posts: dict[int, Load] = field(default_factory=dict)


def loads(*, by: Actor, on: date) -> Loads:
    """What is open in the actor's place, and where: one question for each source."""
    found = Loads()
    for source, rows in _open(Wanted(), by, on):
        columns = [column for column in (source.place, source.post) if column]
        if not columns:
            continue
        late = Band.LATE.keeps(source.due, on)
        sums = rows.order_by().values_list(*columns).annotate(
            n=Count("pk"), late=Count("pk", filter=late), **({"oldest": Min(source.due, filter=late)} if source.due else {})
        )  # fmt: skip
        for row in sums:
            keys, (n, n_late), oldest = row[: len(columns)], row[len(columns) :][:2], row[-1] if source.due else None
            for column, key in zip(columns, keys, strict=True):
                kept = found.places if column == source.place else found.posts
                if key is not None:
                    kept.setdefault(key, Load()).add(n, n_late, oldest)
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """What one source has of a list: how much, and a page of it."""

    source: Source
    total: int
    items: Sequence[Item]
    page: Page[Any]


def listed(wanted: Wanted, *, by: Actor, on: date, after: int = 0, before: int = 0) -> list[Section]:
    """What a number of the agenda counts, by source; the keys page through the one source that is wanted."""
    found = []
    for source, rows in _open(wanted, by, on):
        total = rows.count()
        page = keyset(rows, after, before, PAGE)
        if total:
            found.append(Section(source, total, told_items(source, page.rows, on), page))
    return found


def told_items(source: Source, rows: Sequence[Any], on: date) -> list[Item]:
    """Rows of a source as the pages show them."""
    told = source.told(rows, on) if rows else []
    return [
        Item(one, source, band_of(one.due_on, on), None if one.due_on is None else (one.due_on - on).days)
        for one in told
    ]  # fmt: skip


def _in_order(source: Source, rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """The urgent rows of a source, the most urgent first."""
    if not source.due:
        return rows.order_by("pk")
    week = on + timedelta(days=SOON_DAYS)
    urgent = Q(**{f"{source.due}__lte": week}) | Q(**{f"{source.due}__isnull": True})
    return rows.filter(urgent).order_by(F(source.due).asc(nulls_last=True), "pk")


def _open(wanted: Wanted, by: Actor, on: date) -> Iterable[tuple[Source, QuerySet[Any]]]:
    """The sources an actor has something to do with, each with its open rows, narrowed."""
    for source in _sources.values():
        if wanted.source and source.code != wanted.source:
            continue
        if (wanted.place is not None and not source.place) or (wanted.post is not None and not source.post):
            continue
        rows = source.rows(by, on)
        if rows is None:
            continue
        if wanted.own:
            rows = rows.filter(source.mine(by))
        if wanted.band is not None:
            rows = rows.filter(wanted.band.keeps(source.due, on))
        if wanted.place is not None:
            rows = rows.filter(in_ranges(source.place, ranges_of(wanted.place)))
        if wanted.post is not None:
            rows = rows.filter(**{source.post: wanted.post})
        yield source, rows


NOTHING = Q(pk__in=[])
