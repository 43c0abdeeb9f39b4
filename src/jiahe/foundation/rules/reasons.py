"""A third reading: which facts met a condition, and which are missing for it to be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import compiled, related
from jiahe.foundation.rules.expressions import UNKNOWN, Condition, Day, Facts, Number, Subject, Tally

Node = Condition | Number | Day


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact somebody has, or lacks: whose (the path of him), its name in the rules, its value on the day."""

    subject: str
    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What no fact can tell, because nobody here knows the rule."""

    text: str


def facts_met(node: Node, facts: Facts, day: date) -> Iterator[Fact]:
    """The facts a value of a day rests on; of two sides that each settle it, both."""
    operation, arguments = node.operation, node.arguments
    name = _named(node)
    if name is not None:
        yield Fact(_path(facts), name, facts.get(name, UNKNOWN).on(day))
    elif operation in ("and", "or"):
        sides = [(side, compiled(side)(facts, day)[0]) for side in arguments]
        deciding = [side for side, value in sides if value is (operation == "or")]
        for side in deciding or arguments:
            yield from facts_met(side, facts, day)
    elif operation == "some":
        yield from _facts_of_some(arguments[0], arguments[1], facts, day)
    elif operation == "tally_at_least":
        tally: Tally = arguments[0]
        met = [s for s in related(facts, tally.relation).subjects if compiled(tally.test)(s, day)[0]]
        yield Fact(_path(facts), tally.relation, [subject.path for subject in met])
    else:
        for inner in _inner(arguments):
            yield from facts_met(inner, facts, day)


def _facts_of_some(relation: str, test: Condition, facts: Facts, day: date) -> Iterator[Fact]:
    found = related(facts, relation)
    met = [subject for subject in found.subjects if compiled(test)(subject, day)[0]]
    for subject in met or found.subjects:
        yield from facts_met(test, subject, day)
    if not found.subjects:
        yield Fact(_path(facts), relation, [])


def missing(node: Node, facts: Facts, day: date) -> Iterator[Fact | MissingRule]:
    """The facts that an unknown value hangs on: with them it is known whatever they say, and with fewer it need not be.

    What settles nothing (the other side of an *and* that is false already) is not asked for.
    """
    if node.operation == "unwritten":
        yield MissingRule(node.arguments[0])
        return
    if node.operation == "age":
        yield Fact(_path(facts), node.arguments[0])
        return
    if node.operation not in ("at_least", "less") and compiled(node)(facts, day)[0] is not None:
        return
    name = _named(node)
    if name is not None:
        yield Fact(_path(facts), name)
    elif node.operation in ("some", "tally_at_least"):
        relation, test = _relation_and_test(node)
        found = related(facts, relation)
        for subject in found.subjects:
            yield from missing(test, subject, day)
        if not found.complete:
            yield Fact("", facts.where_incomplete if isinstance(facts, Subject) else relation)
    else:
        for inner in _inner(node.arguments):
            yield from missing(inner, facts, day)


def missing_for_amount(number: Number, facts: Facts, day: date) -> Iterator[Fact | MissingRule]:
    """The facts that keep an amount from being one number."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        holds = compiled(arguments[0])(facts, day)[0]
        one, other = (bounds(branch)(facts, day)[:2] for branch in arguments[1:])
        if holds is None and one != other:
            yield from missing(arguments[0], facts, day)
        for branch, taken in ((arguments[1], holds is not False), (arguments[2], holds is not True)):
            if taken:
                yield from missing_for_amount(branch, facts, day)
    elif operation == "local":
        if bounds(number)(facts, day).low != bounds(number)(facts, day).high:
            yield from missing(number, facts, day)
    elif operation == "fact":
        yield from missing(number, facts, day)
    else:
        for inner in _inner(arguments):
            if isinstance(inner, Number):
                yield from missing_for_amount(inner, facts, day)


def _relation_and_test(node: Node) -> tuple[str, Condition]:
    if node.operation == "some":
        return node.arguments[0], node.arguments[1]
    tally: Tally = node.arguments[0]
    return tally.relation, tally.test


def _named(node: Node) -> str | None:
    """The fact that a leaf asks for."""
    if node.operation == "local":
        return str(node.arguments[1])
    if node.operation in ("fact", "one_of", "within", "age"):
        return str(node.arguments[0])
    return None


def _inner(arguments: tuple[Any, ...]) -> Iterator[Node]:
    for argument in arguments:
        if isinstance(argument, Condition | Number | Day):
            yield argument


def _path(facts: Facts) -> str:
    return facts.path if isinstance(facts, Subject) else ""
