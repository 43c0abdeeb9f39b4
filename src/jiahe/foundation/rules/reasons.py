"""A third reading: which facts a value of a day rests on.

What is told is not the facts but whose they are and their names, so that most conditions need not be looked at again:
of a chain of *and* that is met every side is met, whoever is asked about. Only where a side had to be found out
(which of two settled it, which of the children it was) is that found out once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from jiahe.foundation.rules.expressions import Condition, Day, Number, Tally, kept
from jiahe.foundation.rules.snapshots import Node, Snapshot, sides_of, value_of

Names = tuple[str, ...]
# Facts of somebody by their names; or the name of a relation, with the paths of those in it that were counted.
Told = tuple[Snapshot, Names] | tuple[Snapshot, str, list[str]]
Telling = Names | Callable[[Snapshot], list[Told]]  # the facts are the same for everybody, or have to be found out


class Reasons(NamedTuple):
    """The facts of a condition where it is met, where it is refused, and where it is unknown."""

    met: Telling
    refused: Telling
    unknown: Telling

    def of(self, value: bool | None) -> Telling:
        """Those of a value."""
        return self.met if value else self.unknown if value is None else self.refused


def told(telling: Telling, snapshot: Snapshot) -> list[Told]:
    """Whose facts, and which."""
    return [(snapshot, telling)] if isinstance(telling, tuple) else telling(snapshot)


@kept
def reasons_of(node: Node) -> Reasons:
    """The facts a condition rests on, by its value; of two sides that each settle it, both."""
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        inner = reasons_of(arguments[0])
        return Reasons(inner.refused, inner.met, inner.unknown)
    if operation in ("and", "or"):
        return _of_sides(sides_of(node, operation), operation == "or")
    if operation == "some":
        return _of_some(*arguments)
    if operation == "tally_at_least":
        telling = _of_tally(arguments[0])
        return Reasons(telling, telling, telling)
    names = tuple(dict.fromkeys(_names(node)))
    return Reasons(names, names, names)


def _names(node: Node) -> Iterator[str]:
    """The facts that a comparison asks for."""
    name = fact_of(node)
    if name is not None:
        yield name
    else:
        for inner in inner_of(node.arguments):
            yield from _names(inner)


def _of_sides(sides: Sequence[Node], decides: bool) -> Reasons:
    each = [(value_of(side), reasons_of(side)) for side in sides]

    deciding = [(value, reasons.of(decides)) for value, reasons in each]

    def settled(snapshot: Snapshot) -> list[Told]:
        """Of the sides that decide: what settles nothing is no reason."""
        found: list[Told] = []
        for value, telling in deciding:
            if value(snapshot) is decides:
                if isinstance(telling, tuple):
                    found.append((snapshot, telling))
                else:
                    found += telling(snapshot)
        return found

    def open_(snapshot: Snapshot) -> list[Told]:
        return [item for value, reasons in each for item in told(reasons.of(value(snapshot)), snapshot)]

    agreed = _together([reasons.of(not decides) for _, reasons in each])
    alike = all(reasons.unknown == reasons.of(not decides) for _, reasons in each)
    unknown = agreed if alike else open_
    same = len({telling for _, telling in deciding}) == 1 and isinstance(deciding[0][1], tuple)
    settling: Telling = deciding[0][1] if same else settled  # all sides ask for the same: whichever it was
    return Reasons(settling, agreed, unknown) if decides else Reasons(agreed, settling, unknown)


def _together(parts: Sequence[Telling]) -> Telling:
    """Several as one."""
    names = [part for part in parts if isinstance(part, tuple)]
    if len(names) == len(parts):
        return tuple(dict.fromkeys(name for part in names for name in part))
    return lambda snapshot: [item for part in parts for item in told(part, snapshot)]


def _of_some(relation: str, test: Condition) -> Reasons:
    holds, reasons = value_of(test), reasons_of(test)

    def met(snapshot: Snapshot) -> list[Told]:
        return [item for person in snapshot.near(relation)[0] if holds(person) for item in told(reasons.met, person)]

    def of_all(snapshot: Snapshot) -> list[Told]:
        people, _ = snapshot.near(relation)
        if not people:
            return [(snapshot, relation, [])]
        return [item for person in people for item in told(reasons.of(holds(person)), person)]

    return Reasons(met, of_all, of_all)


def _of_tally(tally: Tally) -> Telling:
    tested = value_of(tally.test)

    def tell(snapshot: Snapshot) -> list[Told]:
        counted = [person.path for person in snapshot.near(tally.relation)[0] if tested(person)]
        return [(snapshot, tally.relation, counted)]

    return tell


@kept
def reasons_of_amount(number: Number) -> Telling:
    """The facts that chose an amount among those the law has, as far as they are known."""
    operation, arguments = number.operation, number.arguments
    if operation == "choose":
        return _of_choice(*arguments)
    if operation == "fact":
        name = arguments[0]
        return lambda snapshot: [] if snapshot.get(name) is None else [(snapshot, (name,))]
    return _together([reasons_of_amount(inner) for inner in arguments if isinstance(inner, Number)])


def _of_choice(test: Condition, one: Number, other: Number) -> Telling:
    holds, reasons = value_of(test), reasons_of(test)
    branches = (reasons_of_amount(one), False), (reasons_of_amount(other), True)

    def tell(snapshot: Snapshot) -> list[Told]:
        chosen = holds(snapshot)
        found = [] if chosen is None else list(told(reasons.of(chosen), snapshot))
        for telling, out in branches:
            if chosen is not out and telling:
                found += told(telling, snapshot)
        return found

    return tell


def fact_of(node: Node) -> str | None:
    """The fact that a leaf asks for."""
    if node.operation == "local":
        return str(node.arguments[1])
    if node.operation in ("fact", "one_of", "within", "age"):
        return str(node.arguments[0])
    return None


NODES = (Condition, Number, Day)  # made once: a union written in the test is built anew at every question


def inner_of(arguments: tuple[Any, ...]) -> Iterator[Node]:
    """The expressions among the arguments of another."""
    for argument in arguments:
        if isinstance(argument, NODES):
            yield argument
