"""Whether a rule may hold at all: a quick look at everything its facts ever are, before any day is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiahe.foundation.rules.dated import Dated, ever
from jiahe.foundation.rules.expressions import Condition, Facts


def possibility(expression: Condition, wanted: bool = True) -> Callable[[Facts], bool]:
    """Whether a condition may be true on any day at all (or false), from what each fact ever is; when in doubt, it may.

    Most rules can be laid aside so, for most people, without looking at a single day.
    """
    arguments = expression.arguments
    if expression.operation == "fact":
        return _ever(arguments[0], lambda value: value is wanted)
    if expression.operation == "not":
        return possibility(arguments[0], not wanted)
    if expression.operation in ("and", "or"):
        one, other = possibility(arguments[0], wanted), possibility(arguments[1], wanted)
        if (expression.operation == "and") is wanted:
            return lambda facts: one(facts) and other(facts)
        return lambda facts: one(facts) or other(facts)
    if expression.operation not in ("at_least", "less"):
        return lambda facts: True
    left, right = arguments
    holds = wanted is (expression.operation == "at_least")
    if left.operation == "fact" and right.operation == "constant":
        limit = right.arguments[0]
        return _ever(left.arguments[0], lambda value: value is not None and (value >= limit) is holds)
    if left.operation == "constant" and right.operation == "fact":
        given = left.arguments[0]
        return _ever(right.arguments[0], lambda value: value is not None and (given >= value) is holds)
    if left.operation == "fact" and right.operation == "fact":
        return _ever_beside(left.arguments[0], right.arguments[0], holds)
    return lambda facts: True


def _ever(name: str, suits: Callable[[Any], bool]) -> Callable[[Facts], bool]:
    def possible(facts: Facts) -> bool:
        fact = facts.get(name)
        return any(map(suits, fact.ever())) if fact.__class__ is Dated else suits(fact)

    return possible


def _ever_beside(left: str, right: str, holds: bool) -> Callable[[Facts], bool]:
    """Whether one fact may be at least another, or not, going by every pair of values they ever have."""

    def possible(facts: Facts) -> bool:
        one, other = ever(facts.get(left)), ever(facts.get(right))
        pairs = [(a, b) for a in one for b in other if a is not None and b is not None]
        return any((a >= b) is holds for a, b in pairs)

    return possible
