"""A fourth reading: which facts are missing for a value to be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jiahe.foundation.rules.expressions import Condition, Number, Tally
from jiahe.foundation.rules.ranges import range_of
from jiahe.foundation.rules.reasons import fact_of, inner_of
from jiahe.foundation.rules.snapshots import Snapshot
from jiahe.foundation.rules.values import Node, value_of


class MissingFact(NamedTuple):
    """A fact that somebody lacks: whose (the path of him), and its name in the rules."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What no fact can tell, because nobody here knows the rule."""

    text: str


Missing = MissingFact | MissingRule


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
    name = fact_of(node)
    if name is not None:
        yield MissingFact(snapshot.path, name)
    elif node.operation in ("some", "tally_at_least"):
        relation, test = _relation_and_test(node)
        people, complete = snapshot.near(relation)
        for subject in people:
            yield from missing(test, subject)
        if not complete:
            yield MissingFact("", snapshot.subject.related(relation).where)
    else:
        yield from _missing_of_sides(list(inner_of(node.arguments)), snapshot)


def _missing_of_sides(sides: Sequence[Node], snapshot: Snapshot) -> Iterator[Missing]:
    """What all sides lack; that a rule is missing is said only where it is known to be asked for."""
    lacking = [list(missing(side, snapshot)) for side in sides if side.operation != "unwritten"]
    yield from (item for items in lacking for item in items)
    if not any(lacking):
        yield from (MissingRule(side.arguments[0]) for side in sides if side.operation == "unwritten")


def missing_for_amount(number: Number, snapshot: Snapshot) -> Iterator[Missing]:
    """The facts that keep an amount from being one number."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        holds = value_of(arguments[0])(snapshot)
        one, other = (range_of(branch)(snapshot, []) for branch in arguments[1:])
        if holds is None and one != other:
            yield from missing(arguments[0], snapshot)
        for branch, taken in ((arguments[1], holds is not False), (arguments[2], holds is not True)):
            if taken:
                yield from missing_for_amount(branch, snapshot)
    elif operation == "local":
        low, high = range_of(number)(snapshot, [])
        if low != high:
            yield from missing(number, snapshot)
    elif operation == "fact":
        yield from missing(number, snapshot)
    elif operation == "product" and any(range_of(factor)(snapshot, []) == (0, 0) for factor in arguments):
        return  # nothing times whatever it is
    else:
        for inner in inner_of(arguments):
            if isinstance(inner, Number):
                yield from missing_for_amount(inner, snapshot)


def _relation_and_test(node: Node) -> tuple[str, Condition]:
    if node.operation == "some":
        return node.arguments[0], node.arguments[1]
    tally: Tally = node.arguments[0]
    return tally.relation, tally.test
