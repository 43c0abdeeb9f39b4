"""One benefit asked for one member on one day: yes, no or unknown, since when, until when, and from when instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from jiahe.benefits.benefit import Benefit, Spell, Version
from jiahe.benefits.days import first_held, spell_around
from jiahe.benefits.readings import Asked, reading_of
from jiahe.foundation.rules.ranges import range_of
from jiahe.foundation.rules.snapshots import Snapshot


class Standing(Enum):
    """How a benefit stands for somebody."""

    ENTITLED = "entitlements"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"


ENTITLED, NOT_ENTITLED, UNKNOWN = Standing  # as names of the module: an enumeration looks each of them up


@dataclass(eq=False, slots=True)
class Decision:
    """What was found: the version in force (None before the first), its conditions (``reading``), the place of the first
    that refuses (-1: none does) and the places of those that nobody knows, where none refuses.

    The days since when, until when and from when are worked out when they are read: not everybody asks for them.
    """

    benefit: Benefit
    snapshot: Snapshot
    standing: Standing
    version: Version | None
    reading: Sequence[Asked] = ()
    failing: int = -1
    unknown: Sequence[int] = ()

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that is due, as it is counted inside; None where nothing is, or nothing bounds it."""
        if self.standing is not Standing.ENTITLED or self.version is None or self.version.amount is None:
            return None, None
        return range_of(self.version.amount)(self.snapshot)

    @property
    def spell(self) -> Spell:
        """The days around the day of the question in which it holds; only what is due has them."""
        assert self.version is not None  # noqa: S101  # what is due is due by a version
        return spell_around(self.benefit, self.version, self.snapshot.subject, self.snapshot.day)

    @property
    def from_when(self) -> date | None:
        """The first later day on which it will certainly hold, as far as time alone can bring it."""
        return first_held(self.benefit, self.snapshot.subject, self.snapshot.day, max(self.failing, 0))


def decide(benefit: Benefit, version: Version | None, snapshot: Snapshot) -> Decision:
    """Ask a benefit, in the version of the day, for somebody; nothing is asked after a condition that refuses."""
    if version is None:
        return Decision(benefit, snapshot, NOT_ENTITLED, None)
    reading = reading_of(version)
    unknown: list[int] = []
    for place, condition in enumerate(reading):
        met = condition.holds(snapshot)
        if met is False:
            return Decision(benefit, snapshot, NOT_ENTITLED, version, reading, place)
        if met is None:
            unknown.append(place)
    return Decision(benefit, snapshot, UNKNOWN if unknown else ENTITLED, version, reading, -1, unknown)
