"""One benefit asked for one member on one day: yes, no or unknown, since when, until when, and from when instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from jiahe.benefits.benefit import Benefit, Spell, Version
from jiahe.benefits.days import first_held, spell_around
from jiahe.benefits.readings import Reading
from jiahe.foundation.rules.snapshots import Snapshot


class Standing(Enum):
    """How a benefit stands for somebody."""

    ENTITLED = "entitlements"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"


@dataclass(eq=False, slots=True)
class Decision:
    """What was found: the place of the first condition that refuses (-1: none does; also where no version is in force
    yet, which ``reading`` tells) and, where none refuses, whether nobody knows of one of them.

    The days since when, until when and from when are worked out when they are read: not everybody asks for them.
    """

    reading: Reading
    snapshot: Snapshot
    failing: int = -1
    unknown: bool = False

    @property
    def benefit(self) -> Benefit:
        """What was asked for."""
        return self.reading.benefit

    @property
    def version(self) -> Version | None:
        """The version in force (None before the first)."""
        return self.reading.version

    @property
    def standing(self) -> Standing:
        """Yes, no or unknown."""
        if self.failing >= 0 or self.version is None:
            return Standing.NOT_ENTITLED
        return Standing.UNKNOWN if self.unknown else Standing.ENTITLED

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that is due, as it is counted inside; None where nothing is, or nothing bounds it."""
        if self.reading.range is None or self.standing is not Standing.ENTITLED:
            return None, None
        return self.reading.range(self.snapshot, [])

    @property
    def spell(self) -> Spell:
        """The days around the day of the question in which it holds; only what is due has them."""
        assert self.version is not None  # noqa: S101  # what is due is due by a version
        return spell_around(self.benefit, self.version, self.snapshot.subject, self.snapshot.day)

    @property
    def from_when(self) -> date | None:
        """The first later day on which it will certainly hold, as far as time alone can bring it."""
        return first_held(self.benefit, self.snapshot.subject, self.snapshot.day, max(self.failing, 0))


def decide(reading: Reading, snapshot: Snapshot) -> Decision:
    """Ask a benefit, in the version of the day, for somebody; nothing is asked after a condition that refuses."""
    unknown = False
    for place, condition in enumerate(reading.asked):
        met = condition.holds(snapshot)
        if met is False:
            return Decision(reading, snapshot, place)
        if met is None:
            unknown = True
    return Decision(reading, snapshot, -1, unknown)
