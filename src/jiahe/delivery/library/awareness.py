"""The awareness rate 知晓率: of the questions asked at the end of lectures, how many were answered rightly.

By place it opens from a county to its townships, to their villages, to the lectures themselves; by topic it says what
people know least. A rate of a few answers says little, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from jiahe.delivery.library.queries import LecturesWanted, held
from jiahe.delivery.library.rights import VIEW_LECTURES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached, require
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of, ranges_of_all

FEW = 30  # answers: below it a rate is a hint, no more
HIDDEN_BELOW = 5  # people and answers: what leaves the desk does not say how few (rule 7 of the house)
MASKED = "不足 5"


@dataclass(frozen=True, slots=True)
class Rate:
    """What lectures came to."""

    lectures: int = 0
    people: int = 0
    asked: int = 0
    right: int = 0

    @property
    def percent(self) -> str:
        """The share that was right, in whole percent; empty where nothing was asked."""
        return str(round(100 * self.right / self.asked)) if self.asked else ""

    @property
    def few(self) -> bool:
        """Whether so few answered that the share says little."""
        return 0 < self.asked < FEW

    @property
    def hidden(self) -> bool:
        """Whether the share is kept off paper: with it, an amount that is not written there could be reckoned."""
        return is_small(self.asked) or is_small(self.right)

    @property
    def small(self) -> bool:
        """Whether one of its amounts is kept off paper."""
        return any(is_small(amount) for amount in (self.people, self.asked, self.right))

    def __add__(self, other: Rate) -> Rate:
        return Rate(
            self.lectures + other.lectures, self.people + other.people, self.asked + other.asked,
            self.right + other.right,
        )  # fmt: skip


def is_small(amount: int) -> bool:
    """Whether an amount is so small that it could tell of somebody."""
    return 0 < amount < HIDDEN_BELOW


def masked(amount: int) -> str:
    """An amount as paper and the screen on the wall say it."""
    return MASKED if is_small(amount) else f"{amount:,}"


def rates_of_places(places: Iterable[Region], wanted: LecturesWanted, *, by: Actor) -> Mapping[int, Rate]:
    """The rate of each place, by region id; what lies outside the actor's scope is left out.

    Raises:
        RightMissing: he has nothing to do with lectures.
    """
    require(by, VIEW_LECTURES)
    units = list(places)
    ranges = ranges_of_all(units)
    rows = held(wanted).filter(reached(by, "village_code"))
    rows = rows.filter(in_ranges("village_code", [each for held_by in ranges.values() for each in held_by]))
    found = dict.fromkeys((unit.pk for unit in units), Rate())
    sums = rows.order_by().values_list("village_code").annotate(Count("pk"), Sum("people"), Sum("asked"), Sum("right"))
    for village, lectures, people, asked, right in sums:
        rate = Rate(lectures, people, asked, right)
        for unit, held_by in ranges.items():
            if any(low <= village <= high for low, high in held_by):
                found[unit] += rate
    return found


def rates_of_topics(place: Region, wanted: LecturesWanted, *, by: Actor) -> Mapping[tuple[str, str], Rate]:
    """The rate of each topic in a place, by kind and topic.

    Raises:
        RightMissing: he has nothing to do with lectures.
    """
    require(by, VIEW_LECTURES)
    rows = held(wanted).filter(reached(by, "village_code")).filter(in_ranges("village_code", ranges_of(place)))
    sums = (
        rows.order_by().values("kind", "topic").annotate(n=Count("pk"), p=Sum("people"), a=Sum("asked"), r=Sum("right"))
    )
    return {(row["kind"], row["topic"]): Rate(row["n"], row["p"], row["a"], row["r"]) for row in sums}
