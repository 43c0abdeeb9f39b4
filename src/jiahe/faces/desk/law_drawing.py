"""How a number of the law rose and fell in one place, as a line of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiahe.benefits.numbers import Layer, Step

WIDTH, HEIGHT, EDGE = 300, 72, 6  # the units of the drawing
FEWEST = 2  # values, below which there is nothing to see


@dataclass(frozen=True, slots=True)
class Drawing:
    """The line of one place: ``points`` of an SVG polyline, from the first day to the last."""

    place: str
    points: str
    first: Step
    last: Step
    until: date


def drawings_of(layers: Sequence[Layer], on: date) -> Sequence[Drawing]:
    """A line for each place in which the number has changed."""
    drawn = [Layer(layer.area, [step for step in layer.steps if step.value is not None]) for layer in layers]
    return [_drawing(layer, on) for layer in drawn if len({step.value for step in layer.steps}) >= FEWEST]


def _drawing(layer: Layer, on: date) -> Drawing:
    begins, ends = layer.steps[0].since, max(on, layer.steps[-1].since)
    days, highest = max((ends - begins).days, 1), max(step.value or 0 for step in layer.steps)
    points: list[str] = []
    for step in layer.steps:
        height = EDGE + (HEIGHT - 2 * EDGE) * (1 - (step.value or 0) / max(highest, 1))
        for day in (step.since, min(step.until or ends, ends)):
            points.append(f"{EDGE + (WIDTH - 2 * EDGE) * (day - begins).days / days:.1f},{height:.1f}")
    return Drawing(layer.place, " ".join(points), layer.steps[0], layer.steps[-1], ends)
