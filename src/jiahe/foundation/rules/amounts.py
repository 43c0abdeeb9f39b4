"""A second reading of numbers: the least and the most that an amount may be, where it hangs on what is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from jiahe.foundation.rules.closures import JOINS, NOT_IN_FORCE, compiled, sooner
from jiahe.foundation.rules.expressions import Condition, Facts, Local, Number, kept


class Bounds(NamedTuple):
    """The least and the most, None where nothing bounds it, and the first later day on which they may be others."""

    low: int | None
    high: int | None
    until: date | None


Bounding = Callable[[Facts, date], Bounds]


@kept
def bounds(number: Number) -> Bounding:
    """The closure that bounds a number that is not negative."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        return _chosen(*arguments)
    if operation in JOINS:
        return _together(arguments[0], arguments[1], JOINS[operation])
    if operation == "between":
        return _between(*arguments)
    if operation == "bounded":
        return _bounded(*arguments)
    if operation == "quotient":
        return _quotient(*arguments)
    if operation == "local":
        return _local(number, *arguments)
    value_of = compiled(number)

    def evaluate(facts: Facts, day: date) -> Bounds:
        value, until = value_of(facts, day)
        known = None if value is NOT_IN_FORCE else value
        return Bounds(known, known, until)

    return evaluate


def _chosen(test: Condition, one: Number, other: Number) -> Bounding:
    tested, first, second = compiled(test), bounds(one), bounds(other)

    def evaluate(facts: Facts, day: date) -> Bounds:
        holds, until = tested(facts, day)
        if holds is not None:
            chosen = first(facts, day) if holds else second(facts, day)
            return Bounds(chosen.low, chosen.high, sooner(until, chosen.until))
        a, b = first(facts, day), second(facts, day)
        low = None if a.low is None or b.low is None else min(a.low, b.low)
        high = None if a.high is None or b.high is None else max(a.high, b.high)
        return Bounds(low, high, sooner(until, sooner(a.until, b.until)))

    return evaluate


def _together(one: Number, other: Number, join: Callable[[int, int], int]) -> Bounding:
    """What grows with both sides has for its bounds the results of the bounds."""
    first, second = bounds(one), bounds(other)

    def joined(a: int | None, b: int | None) -> int | None:
        return None if a is None or b is None else join(a, b)

    def evaluate(facts: Facts, day: date) -> Bounds:
        a, b = first(facts, day), second(facts, day)
        return Bounds(joined(a.low, b.low), joined(a.high, b.high), sooner(a.until, b.until))

    return evaluate


def _between(least: Number, most: Number) -> Bounding:
    first, second = bounds(least), bounds(most)

    def evaluate(facts: Facts, day: date) -> Bounds:
        a, b = first(facts, day), second(facts, day)
        return Bounds(a.low, b.high, sooner(a.until, b.until))

    return evaluate


def _bounded(number: Number, least: int, most: int) -> Bounding:
    inner = bounds(number)

    def evaluate(facts: Facts, day: date) -> Bounds:
        low, high, until = inner(facts, day)
        return Bounds(least if low is None else low, most if high is None else high, until)

    return evaluate


def _quotient(number: Number, whole: int) -> Bounding:
    inner = bounds(number)

    def divided(value: int | None) -> int | None:
        return None if value is None else (2 * value + whole) // (2 * whole)

    def evaluate(facts: Facts, day: date) -> Bounds:
        low, high, until = inner(facts, day)
        return Bounds(divided(low), divided(high), until)

    return evaluate


def _local(number: Number, values: Local, place: str) -> Bounding:
    here = compiled(number)

    def evaluate(facts: Facts, day: date) -> Bounds:
        value, until = here(facts, day)
        if value is NOT_IN_FORCE:
            return Bounds(None, None, until)
        if value is not None:
            return Bounds(value, value, until)
        possible = [value for dated in values.everywhere() if (value := dated.on(day)) is not None]
        return Bounds(min(possible, default=None), max(possible, default=None), until)

    return evaluate
