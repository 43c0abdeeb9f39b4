"""The register of measures: what is counted, and how its owner counts it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """A flow happens in a period (births); a stock stands at a moment (people) and is the sum of signed facts."""

    FLOW = "flow"
    STOCK = "stock"


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


_measures: dict[str, Measure] = {}


def declare(measure: Measure) -> None:
    """Add a measure to the register; its owner does so when Django starts."""
    _measures[measure.code] = measure


def measures() -> list[Measure]:
    """All measures, in the order of their declaration."""
    return list(_measures.values())


def measure(code: str) -> Measure:
    """The measure with a code.

    Raises:
        KeyError: no app declares it.
    """
    return _measures[code]
