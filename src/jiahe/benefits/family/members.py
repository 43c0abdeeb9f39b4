"""A family and its members, as they were said: an absent fact is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple


class Member(NamedTuple):
    """One member. ``said`` holds every fact that was given, by its name in FAMILY.json; None says that there is none.

    Days are dates, region codes whole numbers (0 is somewhere else), money whole fen, ``births`` and
    ``vaccinations`` rows of the same.
    """

    path: str
    id: str
    sex: str
    birth_date: date
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Family:
    """A family as of a day. Where it is not ``complete`` there may be spouses, parents and children nobody named."""

    on: date
    region: int | None
    members: Sequence[Member]
    complete: bool = True

    def named(self, id: str) -> Member:
        """The member of an id."""
        return next(member for member in self.members if member.id == id)
