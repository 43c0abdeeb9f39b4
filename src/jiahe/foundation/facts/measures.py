"""The register of measures: what is counted, and how its owner counts it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import NamedTuple


class Kind(Enum):
    """How a measure is counted.

    A flow happens in a period (births); a stock stands at a moment (people) and is the sum of signed facts; a dated
    state stands at a moment too, and changes by itself as days go by (infants): the date-roll appends its facts.
    """

    FLOW = "flow"
    STOCK = "stock"
    STATE = "state"


class Counted(NamedTuple):
    """An amount that a recount found in one village in one month (its first day)."""

    village_code: int
    month: date
    amount: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted. ``recount(on)`` counts it from the owner's own tables up to and with the day ``on``."""

    code: str
    title: str
    unit: str
    kind: Kind
    recount: Callable[[date], Iterable[Counted]]


Roll = Callable[[date], int]
RecountTogether = Callable[[date], Mapping[str, Iterable[Counted]]]

_measures: dict[str, Measure] = {}
_rolls: dict[str, Roll] = {}


def declare(measure: Measure) -> None:
    """Add a measure to the register; its owner does so when Django starts."""
    _measures[measure.code] = measure


def measures() -> list[Measure]:
    """All measures, in the order of their declaration."""
    return list(_measures.values())


def together(codes: Iterable[str], recount: RecountTogether) -> Mapping[str, Callable[[date], Iterable[Counted]]]:
    """Split a recount that counts several measures in one pass into one recount for each, by measure code.

    The pass runs when the first is asked for, and each takes its part away: the next proof counts anew.
    """
    everyone = tuple(codes)
    waiting: dict[tuple[date, str], Iterable[Counted]] = {}

    def part(on: date, code: str) -> Iterable[Counted]:
        if (on, code) not in waiting:
            waiting.clear()
            found = recount(on)
            waiting.update({(on, each): found.get(each, ()) for each in everyone})
        return waiting.pop((on, code))

    return {code: partial(part, code=code) for code in everyone}


def declare_roll(name: str, roll: Roll) -> None:
    """Name what brings the dated states of an app up to a day; it returns how many rows it brought up."""
    _rolls[name] = roll


def roll_all(on: date) -> int:
    """The date-roll: append what the days up to and with ``on`` changed by themselves. Run twice, it adds nothing."""
    return sum(roll(on) for roll in _rolls.values())


def measure(code: str) -> Measure:
    """The measure with a code.

    Raises:
        KeyError: no app declares it.
    """
    return _measures[code]
