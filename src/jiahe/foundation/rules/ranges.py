"""The least and the most that an amount may be on one day, from the plain facts of that day: ``amounts`` without the days.

The facts by which it was chosen among the amounts that the law has are told in the same pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiahe.foundation.rules.closures import JOINS, NOT_IN_FORCE
from jiahe.foundation.rules.expressions import Condition, Local, Number, kept
from jiahe.foundation.rules.reasons import Told, judge_of
from jiahe.foundation.rules.snapshots import Snapshot
from jiahe.foundation.rules.values import value_of

Range = tuple[int | None, int | None]  # None where nothing bounds it
Ranging = Callable[[Snapshot, list[Told]], Range]
NONE: Range = (None, None)


@kept
def range_of(number: Number) -> Ranging:
    """The function that bounds a number that is not negative, and adds the facts that chose it to what is told."""
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
    if operation == "fact":
        return _fact(*arguments)
    value = value_of(number)

    def exactly(snapshot: Snapshot, told: list[Told]) -> Range:
        known = value(snapshot)
        return NONE if known is NOT_IN_FORCE else (known, known)

    return exactly


def _fact(name: str) -> Ranging:
    names = (name,)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        known = snapshot[name]
        if known is not None:
            told.append((snapshot, names))
        return known, known

    return evaluate


def _chosen(test: Condition, one: Number, other: Number) -> Ranging:
    judge, first, second = judge_of(test), range_of(one), range_of(other)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        begun = len(told)
        chosen = judge(snapshot, told)
        if chosen is not None:
            return first(snapshot, told) if chosen else second(snapshot, told)
        del told[begun:]  # what is not known chose nothing
        (low, high), (least, most) = first(snapshot, told), second(snapshot, told)
        return (
            None if low is None or least is None else min(low, least),
            None if high is None or most is None else max(high, most),
        )

    return evaluate


def _together(one: Number, other: Number, join: Callable[[int, int], int]) -> Ranging:
    """What grows with both sides has for its bounds the results of the bounds."""
    first, second = range_of(one), range_of(other)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        (low, high), (least, most) = first(snapshot, told), second(snapshot, told)
        return (
            None if low is None or least is None else join(low, least),
            None if high is None or most is None else join(high, most),
        )

    return evaluate


def _between(least: Number, most: Number) -> Ranging:
    first, second = range_of(least), range_of(most)
    return lambda snapshot, told: (first(snapshot, told)[0], second(snapshot, told)[1])


def _bounded(number: Number, least: int, most: int) -> Ranging:
    inner = range_of(number)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        low, high = inner(snapshot, told)
        return least if low is None else low, most if high is None else high

    return evaluate


def _quotient(number: Number, whole: int) -> Ranging:
    inner = range_of(number)

    def divided(value: int | None) -> int | None:
        return None if value is None else (2 * value + whole) // (2 * whole)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        low, high = inner(snapshot, told)
        return divided(low), divided(high)

    return evaluate


def _local(number: Number, values: Local, place: str) -> Ranging:
    here = value_of(number)

    def evaluate(snapshot: Snapshot, told: list[Told]) -> Range:
        value: Any = here(snapshot)
        if value is NOT_IN_FORCE:
            return NONE
        if value is not None:
            return value, value
        possible = [value for dated in values.everywhere() if (value := dated.on(snapshot.day)) is not None]
        return min(possible, default=None), max(possible, default=None)

    return evaluate


LawsOf = Callable[[Snapshot], list[tuple[Local, int | None]]]


@kept
def laws_of(number: Number) -> LawsOf:
    """The numbers of the law that an amount is made of on a day, each with its place (None where that is unknown)."""
    operation, arguments = number.operation, number.arguments
    if operation == "local":
        law, place = arguments
        return lambda snapshot: [(law, snapshot[place])]
    if operation == "choose":
        holds, one, other = value_of(arguments[0]), laws_of(arguments[1]), laws_of(arguments[2])

        def chosen(snapshot: Snapshot) -> list[tuple[Local, int | None]]:
            found = holds(snapshot)
            if found is None:
                return one(snapshot) + other(snapshot)
            return one(snapshot) if found else other(snapshot)

        return chosen
    inner = [laws_of(argument) for argument in arguments if isinstance(argument, Number)]
    if len(inner) == 1:
        return inner[0]
    return lambda snapshot: [law for laws in inner for law in laws(snapshot)]
