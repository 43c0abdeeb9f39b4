"""A third reading: which facts met a condition on a day, and which are missing for it to be known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import ALONE
from jiahe.foundation.rules.expressions import Condition, Day, Number, Tally, kept
from jiahe.foundation.rules.snapshots import Node, Snapshot, sides_of, value_of

# Whose fact it is, its name in the rules, its value on the day. Thousands are made for one family: no class of its own.
Fact = tuple[Snapshot, str, Any]
Telling = Callable[[Snapshot, list[Fact]], Any]


class MissingFact(NamedTuple):
    """A fact that somebody lacks: whose (the path of him), and its name in the rules."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What no fact can tell, because nobody here knows the rule."""

    text: str


Missing = MissingFact | MissingRule


def facts_met(node: Node, snapshot: Snapshot) -> list[Fact]:
    """The facts a value rests on; of two sides that each settle it, both."""
    found: list[Fact] = []
    _telling(node)(snapshot, found)
    return found


@kept
def _telling(node: Node) -> Telling:
    """The function that gives the value of a node and adds its facts to a list, in one pass."""
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        return _telling_of_not(arguments[0])
    if operation in ("and", "or"):
        return _telling_of_sides([_telling(side) for side in sides_of(node, operation)], operation == "or")
    if operation == "some":
        return _telling_of_some(*arguments)
    if operation == "tally_at_least":
        return _telling_of_tally(node)
    return _telling_of_leaf(value_of(node), tuple(dict.fromkeys(_names(node))))


def _names(node: Node) -> Iterator[str]:
    """The facts that a comparison asks for."""
    name = _named(node)
    if name is not None:
        yield name
    else:
        for inner in _inner(node.arguments):
            yield from _names(inner)


def _telling_of_leaf(value: Callable[[Snapshot], Any], names: tuple[str, ...]) -> Telling:
    def tell(snapshot: Snapshot, into: list[Fact]) -> Any:
        for name in names:
            into.append((snapshot, name, snapshot.get(name)))
        return value(snapshot)

    return tell


def _telling_of_not(inner: Condition) -> Telling:
    told = _telling(inner)

    def tell(snapshot: Snapshot, into: list[Fact]) -> Any:
        value = told(snapshot, into)
        return None if value is None else not value

    return tell


def _telling_of_sides(sides: Sequence[Telling], decides: bool) -> Telling:
    def tell(snapshot: Snapshot, into: list[Fact]) -> Any:
        value: bool | None = not decides
        first = len(into)
        for side in sides:
            before = len(into)
            found = side(snapshot, into)
            if found is decides:
                if value is not decides:
                    value = decides
                    del into[first:before]  # what settles nothing is no reason
            elif value is decides:
                del into[before:]
            elif found is None:
                value = None
        return value

    return tell


def _telling_of_some(relation: str, test: Condition) -> Telling:
    told = _telling(test)

    def tell(snapshot: Snapshot, into: list[Fact]) -> Any:
        people, complete = snapshot.near(relation)
        if not people:
            into.append((snapshot, relation, []))
            return False if complete else None
        each: list[tuple[Any, list[Fact]]] = []
        for person in people:
            of_it: list[Fact] = []
            each.append((told(person, of_it), of_it))
        met = [of_it for value, of_it in each if value]
        for of_it in met or [of_it for _, of_it in each]:
            into += of_it
        if met:
            return True
        return None if not complete or any(value is None for value, _ in each) else False

    return tell


def _telling_of_tally(node: Node) -> Telling:
    tally: Tally = node.arguments[0]
    value, tested = value_of(node), value_of(tally.test)

    def tell(snapshot: Snapshot, into: list[Fact]) -> Any:
        met = [person.path for person in snapshot.near(tally.relation)[0] if tested(person)]
        into.append((snapshot, tally.relation, met))
        return value(snapshot)

    return tell


def missing(node: Node, snapshot: Snapshot) -> Iterator[Missing]:
    """The facts that an unknown value hangs on: with them it is known whatever they say, and with fewer it need not be.

    What settles nothing (the other side of an *and* that is false already) is not asked for.
    """
    if node.operation == "unwritten":
        yield MissingRule(node.arguments[0])
        return
    if node.operation == "age":
        yield MissingFact(snapshot.path, node.arguments[0])
        return
    if node.operation not in ("at_least", "less") and value_of(node)(snapshot) is not None:
        return
    name = _named(node)
    if name is not None:
        yield MissingFact(snapshot.path, name)
    elif node.operation in ("some", "tally_at_least"):
        relation, test = _relation_and_test(node)
        people, complete = snapshot.near(relation)
        for subject in people:
            yield from missing(test, subject)
        if not complete:
            yield MissingFact("", snapshot.subject.relations.get(relation, ALONE).where)
    else:
        yield from _missing_of_sides(list(_inner(node.arguments)), snapshot)


def _missing_of_sides(sides: Sequence[Node], snapshot: Snapshot) -> Iterator[Missing]:
    """What all sides lack; that a rule is missing is said only where it is known to be asked for."""
    lacking = [list(missing(side, snapshot)) for side in sides if side.operation != "unwritten"]
    yield from (item for items in lacking for item in items)
    if not any(lacking):
        yield from (MissingRule(side.arguments[0]) for side in sides if side.operation == "unwritten")


def facts_of_amount(number: Number, snapshot: Snapshot) -> list[Fact]:
    """The facts that chose an amount among those the law has, as far as they are known."""
    if not _is_chosen(number):
        return []
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        holds = value_of(arguments[0])(snapshot)
        told = [] if holds is None else facts_met(arguments[0], snapshot)
        taken = [branch for branch, out in zip(arguments[1:], (False, True), strict=True) if holds is not out]
        return told + [fact for branch in taken for fact in facts_of_amount(branch, snapshot)]
    if operation == "fact":
        return [fact for fact in facts_met(number, snapshot) if fact[2] is not None]
    return [
        fact for inner in _inner(arguments) if isinstance(inner, Number) for fact in facts_of_amount(inner, snapshot)
    ]


@kept
def _is_chosen(number: Number) -> bool:
    """Whether an amount hangs on facts, or is the same for everybody of a place."""
    if number.operation in ("choose", "fact"):
        return True
    return any(_is_chosen(inner) for inner in number.arguments if isinstance(inner, Number))


def missing_for_amount(number: Number, snapshot: Snapshot) -> Iterator[Missing]:
    """The facts that keep an amount from being one number."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        holds = value_of(arguments[0])(snapshot)
        one, other = (_range(branch, snapshot) for branch in arguments[1:])
        if holds is None and one != other:
            yield from missing(arguments[0], snapshot)
        for branch, taken in ((arguments[1], holds is not False), (arguments[2], holds is not True)):
            if taken:
                yield from missing_for_amount(branch, snapshot)
    elif operation == "local":
        low, high = _range(number, snapshot)
        if low != high:
            yield from missing(number, snapshot)
    elif operation == "fact":
        yield from missing(number, snapshot)
    elif operation == "product" and any(_range(factor, snapshot) == (0, 0) for factor in arguments):
        return  # nothing times whatever it is
    else:
        for inner in _inner(arguments):
            if isinstance(inner, Number):
                yield from missing_for_amount(inner, snapshot)


def _range(number: Number, snapshot: Snapshot) -> tuple[int | None, int | None]:
    low, high, _ = bounds(number)(snapshot.subject, snapshot.day)
    return low, high


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
