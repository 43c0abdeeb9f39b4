"""The one question that most conditions of the law are: how long it is since a day."""

from __future__ import annotations

from typing import NamedTuple

from jiahe.foundation.rules.expressions import Condition, Day, Number, as_number


class AgeAsked(NamedTuple):
    """Whether so many years (and ``extra``) have gone since a day among the facts, or have not where not ``reaches``."""

    name: str
    years: Number
    extra: int
    reaches: bool


def age_asked(node: Condition | Number | Day) -> AgeAsked | None:
    """What a condition asks, where it is no more than an age, as most of the law's are.

    The opposite of one beside a number of the law is not one of these: where that is not in force yet both would be false.
    """
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        inner = age_asked(arguments[0])
        return (
            None if inner is None or inner.years.operation != "constant" else inner._replace(reaches=not inner.reaches)
        )
    if operation == "reached":
        (awaited,) = arguments
        if awaited.operation == "fact":
            return AgeAsked(awaited.arguments[0], as_number(0), 0, True)
        if awaited.operation == "plus_years" and awaited.arguments[0].operation == "fact":
            return AgeAsked(awaited.arguments[0].arguments[0], awaited.arguments[1], 0, True)
    if operation in ("at_least", "less"):
        left, right = arguments
        if left.operation == "age":
            return AgeAsked(left.arguments[0], right, 0, operation == "at_least")
        if right.operation == "age":  # limit >= age: the age has not gone past the limit
            return AgeAsked(right.arguments[0], left, 1, operation != "at_least")
    return None
