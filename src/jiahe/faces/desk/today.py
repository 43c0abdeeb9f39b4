"""Today as the desk draws it from the agenda: what is one's own to do, where the load lies, who needs help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from jiahe.delivery.catalogue.agenda import URGENT, Band, Item, Load, Loads, Mine, loads, mine
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import holders_of
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import ranges_of_all, reporting_units, villages

SHOWN, HELPED = 8, 5
ORDER = "先办超期的，再办今天到期的，然后是等着办的和七天内到期的。一样急的，有家里人在等的排前面。"
MARKS = {
    Band.LATE: ("late", "alert-circle"),
    Band.TODAY: ("soon", "clock"),
    Band.WAITING: ("soon", "inbox"),
    Band.SOON: ("due", "clock"),
    Band.LATER: ("plain", "calendar"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the agenda, and the list it opens."""

    title: str
    value: int
    kind: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something to do as a list shows it."""

    item: Item
    place: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What is open with somebody or somewhere, with the lists behind its numbers."""

    title: str
    names: str
    load: Load
    late_days: int
    open_href: str
    late_href: str


def agenda_address(
    place: Region | None = None,
    *,
    band: Band | None = None,
    post: int | None = None,
    own: bool = False,
    source: str = "",
) -> str:
    """Where a list of the agenda stands."""
    at = (
        reverse("desk:agenda-place", args=[place.slug, place.code]) if place is not None else reverse("desk:agenda")
    )  # fmt: skip
    said = {"band": band.value if band else "", "post": post or "", "own": "1" if own else "", "source": source}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{at}?{query}" if query else at


def own_day(*, by: Actor, on: date) -> tuple[Mine, list[Figure], list[Line]]:
    """What the actor has to do: the numbers by urgency, and the first things to do."""
    found = mine(by=by, on=on, most=SHOWN)
    figures = [
        Figure(band.title, found.counts[band], *MARKS[band], agenda_address(band=band, own=True)) for band in URGENT
    ]
    return found, figures, lines(found.items)


def lines(items: Sequence[Item]) -> list[Line]:
    """Things to do with the names of their places."""
    titles = villages(item.told.place_code for item in items if item.told.place_code is not None)
    return [
        Line(item, titles[code].title if (code := item.told.place_code or 0) in titles else "", *MARKS[item.band])
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class Below:
    """The load below a post: by unit, and who has most that is late."""

    units: Sequence[LoadLine]
    helped: Sequence[LoadLine]


def day_below(region: Region, *, by: Actor, on: date) -> Below:
    """Where the load of a place lies, unit by unit, the latest first; and those who have most of it late, to be helped."""
    found = loads(by=by, on=on)
    return Below(_by_unit(region, found, on), _late_posts(found, by, on))


def _by_unit(region: Region, found: Loads, on: date) -> list[LoadLine]:
    units = list(reporting_units(region))
    ranges = ranges_of_all(units)
    sums = {unit.pk: Load() for unit in units}
    for code, load in found.places.items():
        for unit in units:
            if any(low <= code <= high for low, high in ranges[unit.pk]):
                sums[unit.pk].add(load.open, load.late, load.oldest)
    made = [
        LoadLine(
            unit.title, "", sums[unit.pk], _days(sums[unit.pk], on), agenda_address(unit),
            agenda_address(unit, band=Band.LATE),
        )
        for unit in units
        if sums[unit.pk].open
    ]  # fmt: skip
    return sorted(made, key=lambda line: (-line.load.late, -line.late_days, -line.load.open))


def _late_posts(found: Loads, by: Actor, on: date) -> list[LoadLine]:
    late = {pk: load for pk, load in found.posts.items() if load.late and pk != by.post_id}
    first = sorted(late, key=lambda pk: (-late[pk].late, -_days(late[pk], on), pk))[:HELPED]
    posts = Post.objects.select_related("region").in_bulk(first)
    names = _names(first, on)
    return [
        LoadLine(
            str(posts[pk]), names.get(pk, ""), late[pk], _days(late[pk], on), agenda_address(post=pk),
            agenda_address(post=pk, band=Band.LATE),
        )
        for pk in first
    ]  # fmt: skip


def _names(posts: Iterable[int], on: date) -> Mapping[int, str]:
    found = holders_of(posts, on=on)
    return {pk: "、".join(str(user) for user in users) for pk, users in found.items()}


def _days(load: Load, on: date) -> int:
    return (on - load.oldest).days if load.oldest is not None else 0


def has_units(region: Region) -> bool:
    """Whether a post of this place looks after others."""
    return region.level < Level.VILLAGE
