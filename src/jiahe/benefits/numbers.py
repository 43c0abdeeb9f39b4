"""A number of the law as it is read: area by area through time, in words, with what is doubtful or long unchecked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jiahe.benefits.places import place_name
from jiahe.benefits.summary import grouped
from jiahe.foundation.rules.parameters import NATION, Parameter, Source, scale_of

DIGITS_OF_A_CODE = 12
CHECKED_WITHIN = timedelta(days=365)
LEVELS = {2: "省", 4: "市", 6: "县（市、区）"}


@dataclass(frozen=True, slots=True)
class Step:
    """What a number is in one area from one day to another (``until`` is the first day after it)."""

    since: date
    until: date | None
    value: int | None
    unit: str
    source: Source

    @property
    def words(self) -> str:
        """The value with its unit: 3,600 元/年, 80%, 49 周岁."""
        return in_words(self.value, self.unit)

    def standing(self, on: date) -> str:
        """How it stands on a day: coming, now or over."""
        if self.since > on:
            return "coming"
        return "over" if self.until is not None and self.until <= on else "now"


@dataclass(frozen=True, slots=True)
class Layer:
    """What a number is in one area through time, the oldest first."""

    area: int
    steps: Sequence[Step]

    @property
    def place(self) -> str:
        """The area's name: 全国, 福建省, 厦门市湖里区."""
        return area_name(self.area)

    @property
    def level(self) -> str:
        """Who laid it down: the nation, a province, a city, a county."""
        return "国家" if self.area == NATION else LEVELS[len(str(self.area))]

    @property
    def is_local(self) -> bool:
        """Whether it is a city's or a county's."""
        return len(str(self.area)) > 2


def layers_of(number: Parameter) -> Sequence[Layer]:
    """The areas that have a value of their own, the nation first, then wider areas before the narrower in them."""
    return [
        Layer(area, list(_steps(layer, number.unit)))
        for area, layer in sorted(number.layers.items(), key=lambda found: (len(str(found[0])), found[0]))
    ]


def _steps(layer: Parameter, unit: str) -> Iterator[Step]:
    changes = layer.values.changes
    for (since, value), following in zip(changes, [*(day for day, _ in changes[1:]), None], strict=True):
        yield Step(since, following, value, unit, layer.sources[since])


def area_name(area: int) -> str:
    """What an area is called, given by the beginning of its code."""
    if area == NATION:
        return "全国"
    return place_name(area * 10 ** (DIGITS_OF_A_CODE - len(str(area))))


def in_words(value: int | None, unit: str) -> str:
    """A value as it is counted inside, in words."""
    if value is None:
        return "不再有"
    exact = Decimal(value) / scale_of(unit)
    if unit == "比例":
        return f"{(exact * 100).normalize():f}%"
    said = grouped(exact) if scale_of(unit) > 1 else f"{value:,}"
    return f"{said} {unit}"


def long_unchecked(source: Source, on: date) -> bool:
    """Whether nobody has looked the document up for more than a year."""
    return source.checked < on - CHECKED_WITHIN
