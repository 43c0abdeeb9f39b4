"""A third reading: which facts met a condition, and which are missing for it to be known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import compiled, related
from jiahe.foundation.rules.expressions import UNKNOWN, Condition, Day, Facts, Number, Subject, Tally

Node = Condition | Number | Day


class Fact(NamedTuple):
    """A fact somebody has, or lacks: whose (the path of him), its name in the rules, its value on the day."""

    subject: str
    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What no fact can tell, because nobody here knows the rule."""

    text: str


Told = tuple[Any, list[Fact]]
Telling = Callable[[Facts, date], Told]


def facts_met(node: Node, facts: Facts, day: date) -> list[Fact]:
    """The facts a value of a day rests on; of two sides that each settle it, both."""
    return _telling(node)(facts, day)[1]


@cache
def _telling(node: Node) -> Telling:
    """The closure that gives the value of a node together with its facts, in one pass."""
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        return _telling_of_not(arguments[0])
    if operation in ("and", "or"):
        return _telling_of_sides(arguments[0], arguments[1], operation == "or")
    if operation == "some":
        return _telling_of_some(*arguments)
    if operation == "tally_at_least":
        return _telling_of_tally(node)
    value_of, names = compiled(node), tuple(dict.fromkeys(_names(node)))

    def tell(facts: Facts, day: date) -> Told:
        path = _path(facts)
        return value_of(facts, day)[0], [Fact(path, name, facts.get(name, UNKNOWN).on(day)) for name in names]

    return tell


def _names(node: Node) -> Iterator[str]:
    """The facts that a comparison asks for."""
    name = _named(node)
    if name is not None:
        yield name
    else:
        for inner in _inner(node.arguments):
            yield from _names(inner)


def _telling_of_not(inner: Condition) -> Telling:
    told = _telling(inner)

    def tell(facts: Facts, day: date) -> Told:
        value, found = told(facts, day)
        return None if value is None else not value, found

    return tell


def _telling_of_sides(left: Condition, right: Condition, decides: bool) -> Telling:
    first, second = _telling(left), _telling(right)

    def tell(facts: Facts, day: date) -> Told:
        one, of_one = first(facts, day)
        other, of_other = second(facts, day)
        if one is decides:
            return decides, of_one + of_other if other is decides else of_one
        if other is decides:
            return decides, of_other
        return None if one is None or other is None else not decides, of_one + of_other

    return tell


def _telling_of_some(relation: str, test: Condition) -> Telling:
    told = _telling(test)

    def tell(facts: Facts, day: date) -> Told:
        found = related(facts, relation)
        if not found.subjects:
            return False if found.complete else None, [Fact(_path(facts), relation, [])]
        each = [told(subject, day) for subject in found.subjects]
        met = [of_it for value, of_it in each if value]
        value = True if met else None if not found.complete or any(v is None for v, _ in each) else False
        return value, [fact for of_it in (met or [of_it for _, of_it in each]) for fact in of_it]

    return tell


def _telling_of_tally(node: Node) -> Telling:
    tally: Tally = node.arguments[0]
    value_of, tested = compiled(node), compiled(tally.test)

    def tell(facts: Facts, day: date) -> Told:
        met = [subject for subject in related(facts, tally.relation).subjects if tested(subject, day)[0]]
        return value_of(facts, day)[0], [Fact(_path(facts), tally.relation, [subject.path for subject in met])]

    return tell


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
            yield Fact("", found.where)
    else:
        yield from _missing_of_sides(list(_inner(node.arguments)), facts, day)


def _missing_of_sides(sides: Sequence[Node], facts: Facts, day: date) -> Iterator[Fact | MissingRule]:
    """What all sides lack; that a rule is missing is said only where it is known to be asked for."""
    lacking = [list(missing(side, facts, day)) for side in sides if side.operation != "unwritten"]
    yield from (item for items in lacking for item in items)
    if not any(lacking):
        yield from (MissingRule(side.arguments[0]) for side in sides if side.operation == "unwritten")


def facts_of_amount(number: Number, facts: Facts, day: date) -> list[Fact]:
    """The facts that chose an amount among those the law has, as far as they are known."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        holds = compiled(arguments[0])(facts, day)[0]
        told = [] if holds is None else facts_met(arguments[0], facts, day)
        taken = [branch for branch, out in zip(arguments[1:], (False, True), strict=True) if holds is not out]
        return told + [fact for branch in taken for fact in facts_of_amount(branch, facts, day)]
    if operation == "fact":
        return [fact for fact in facts_met(number, facts, day) if fact.value is not None]
    return [
        fact for inner in _inner(arguments) if isinstance(inner, Number) for fact in facts_of_amount(inner, facts, day)
    ]


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
    elif operation == "product" and any(bounds(factor)(facts, day)[:2] == (0, 0) for factor in arguments):
        return  # nothing times whatever it is
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


NODES = (Condition, Number, Day)  # made once: a union written in the test is built anew at every question


def _inner(arguments: tuple[Any, ...]) -> Iterator[Node]:
    for argument in arguments:
        if isinstance(argument, NODES):
            yield argument


def _path(facts: Facts) -> str:
    return facts.path if isinstance(facts, Subject) else ""
