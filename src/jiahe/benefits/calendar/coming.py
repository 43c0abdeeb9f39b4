"""All that comes to a family, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from jiahe.benefits.calendar.dues import Claimed, dues_of
from jiahe.benefits.calendar.entries import Entry
from jiahe.benefits.calendar.stages import stages_of
from jiahe.benefits.editions import Edition
from jiahe.benefits.family.members import Family
from jiahe.foundation.rules.calendar import months_after

MONTHS_AHEAD = 18


def coming_to(
    family: Family, answer: Mapping[str, Any], edition: Edition, *, of: Collection[str], claimed: Claimed = ()
) -> list[Entry]:
    """What comes to some of a family within eighteen months of the family's day, the first to begin first.

    What began before and is not over is among them. ``answer`` is what the rules of the ``edition`` answer to the
    family.
    """
    end = months_after(family.on, MONTHS_AHEAD)
    assert end is not None  # noqa: S101  # a day somebody asks on lies far from the end of the calendar
    found = [*stages_of(family), *dues_of(answer, edition, family, end, claimed)]
    near = [entry for entry in found if entry.who in of and family.on <= entry.last and entry.on < end]
    return sorted(near, key=lambda entry: (entry.on, entry.last, entry.who, entry.kind.value, entry.title))
