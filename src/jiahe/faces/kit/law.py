"""A number of the law as pages show it: where and since when it holds, by which document, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiahe.benefits.numbers import Layer, Step, layers_of, long_unchecked
from jiahe.foundation.rules.parameters import UNCONFIRMED, Parameter, worst

FEW = 3
# How something of the law stands on a day → the colour of its tag and its words.
STANDINGS = {"now": ("due", "现在的"), "coming": ("soon", "将来的"), "over": ("plain", "以前的")}


@dataclass(frozen=True, slots=True)
class Line:
    """What a number is in one place from one day on."""

    layer: Layer
    step: Step
    on: date

    @property
    def standing(self) -> tuple[str, str]:
        """The colour and the words of how it stands."""
        return STANDINGS[self.step.standing(self.on)]

    @property
    def long_unchecked(self) -> bool:
        """Whether it is time to look the document up again."""
        return long_unchecked(self.step.source, self.on)


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number of the law on a day."""

    number: Parameter
    on: date

    @property
    def lines(self) -> Sequence[Line]:
        """Everything it is, was and will be: place by place, the newest first."""
        return [Line(layer, step, self.on) for layer in layers_of(self.number) for step in reversed(layer.steps)]

    @property
    def now(self) -> Sequence[Line]:
        """What holds, place by place."""
        return [line for line in self.lines if line.step.standing(self.on) == "now"]

    @property
    def wide(self) -> Sequence[Line]:
        """What holds in the nation and the province; with it what holds in a few places of their own."""
        return self.now if len(self._local) <= FEW else [line for line in self.now if line not in self._local]

    @property
    def local(self) -> Sequence[Line]:
        """What holds in places of their own, where they are many."""
        return self._local if len(self._local) > FEW else []

    @property
    def _local(self) -> Sequence[Line]:
        return [line for line in self.now if line.layer.is_local]

    @property
    def others(self) -> Sequence[Line]:
        """What held before and what is to come."""
        return [line for line in self.lines if line.step.standing(self.on) != "now"]

    @property
    def coming(self) -> bool:
        """Whether some of it is to come."""
        return any(line.step.standing(self.on) == "coming" for line in self.others)

    @property
    def grades(self) -> Sequence[str]:
        """How sure we are of what holds, place by place."""
        return [line.step.source.grade for line in self.now]

    @property
    def worst(self) -> str:
        """The least sure of what holds; of what held and will hold where nothing does."""
        return worst(self.grades or [line.step.source.grade for line in self.lines])

    @property
    def confirmed(self) -> bool:
        """Whether somebody has seen the text of all that holds."""
        return self.worst not in UNCONFIRMED

    @property
    def checked(self) -> date:
        """The day on which the document that was left alone longest was looked up."""
        return min(line.step.source.checked for line in self.now or self.lines)

    @property
    def long_unchecked(self) -> bool:
        """Whether one of the documents that count is to be looked up again."""
        return any(line.long_unchecked for line in self.now or self.lines)
