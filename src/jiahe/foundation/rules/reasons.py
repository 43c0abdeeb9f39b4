"""A third reading: which facts a value of a day rests on, found in the same pass as the value.

What is told is not the facts but whose they are and their names. Of two sides that settle a condition both are told, of
one the other is not; of those near to somebody those that met it, or all where nobody did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jiahe.foundation.rules.expressions import Condition, Day, Number, Tally, kept
from jiahe.foundation.rules.snapshots import Snapshot
from jiahe.foundation.rules.values import Node, sides_of, value_of
from jiahe.foundation.rules.written import Writing

Names = tuple[str, ...]
# Facts of somebody by their names; or the name of a relation, with the paths of those in it that were counted.
Told = tuple[Snapshot, Names] | tuple[Snapshot, str, list[str]]
INTERNED: dict[Names, Names] = {}  # equal names are one tuple, so that they are told apart at a glance
Judge = Callable[[Snapshot, list[Told]], bool | None]


@kept
def judge_of(node: Node) -> Judge:
    """The function that gives the value of a condition and adds the facts that made it so to what is told."""
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        return _not(judge_of(arguments[0]))
    if operation in ("and", "or"):
        return _of_sides(sides_of(node, operation), operation == "or")
    if operation == "some":
        return _of_some(*arguments)
    if operation == "tally_at_least":
        return _of_tally(node, arguments[0])
    value, names = value_of(node), _names_of(node)
    if not names:
        return lambda snapshot, told: value(snapshot)

    def judged(snapshot: Snapshot, told: list[Told]) -> bool | None:
        told.append((snapshot, names))
        found: bool | None = value(snapshot)
        return found

    return judged


def fixed_names(node: Node, value: bool) -> Names | None:
    """The facts of a condition whose value is known to be this, where that alone fixes them; None where it does not.

    Of a chain of *and* that is met every side is met, whoever is asked about: most conditions need not be judged again.
    """
    operation, arguments = node.operation, node.arguments
    if operation == "not":
        return fixed_names(arguments[0], not value)
    if operation in ("some", "tally_at_least"):
        return None
    if operation not in ("and", "or"):
        return _names_of(node)
    parts = [fixed_names(side, value) for side in sides_of(node, operation)]
    names = [part for part in parts if part is not None]
    if len(names) < len(parts):
        return None
    if value is (operation == "or"):  # one side settled it: whichever it was, if all ask for the same
        return names[0] if len(set(names)) == 1 else None
    return tuple(dict.fromkeys(name for part in names for name in part))


def _names_of(node: Node) -> Names:
    """The facts that a comparison asks for."""
    names = tuple(dict.fromkeys(_names(node)))
    return INTERNED.setdefault(names, names)


def _names(node: Node) -> Iterator[str]:
    name = fact_of(node)
    if name is not None:
        yield name
    else:
        for inner in inner_of(node.arguments):
            yield from _names(inner)


def _not(inner: Judge) -> Judge:
    def judged(snapshot: Snapshot, told: list[Told]) -> bool | None:
        value = inner(snapshot, told)
        return None if value is None else not value

    return judged


def _of_sides(sides: Sequence[Node], decides: bool) -> Judge:
    """Written out, for an amount may stand on a ladder of them: each side is asked once, then is told what made it so."""
    writing = Writing()
    agreed: list[str] = []
    for place, side in enumerate(sides):
        names = fixed_names(side, True)
        if names is None or names != fixed_names(side, False):
            writing.line(f"t{place} = []")
            writing.line(f"v{place} = {writing.name(judge_of(side))}(s, t{place})")
            agreed.append(f"told += t{place}")
        else:
            writing.line(f"v{place} = {writing.condition(side)}")
            agreed.append(f"told.append((s, {writing.name(names)}))" if names else "pass")
    places = range(len(sides))
    writing.line(f"if {' or '.join(f'v{place} is {decides}' for place in places)}:")
    for place in places:  # what settles nothing is no reason
        writing.line(f"    if v{place} is {decides}: {agreed[place]}")
    writing.line(f"    return {decides}")
    for line in agreed:
        writing.line(line)
    writing.line(f"return None if {' or '.join(f'v{place} is None' for place in places)} else {not decides}")
    judged: Judge = writing.function("judged", "s, told")
    return judged


def _of_some(relation: str, test: Condition) -> Judge:
    judge = judge_of(test)

    def judged(snapshot: Snapshot, told: list[Told]) -> bool | None:
        people, complete = snapshot.near(relation)
        if not people:
            told.append((snapshot, relation, []))
        begun, met = len(told), False
        value: bool | None = False if complete else None
        for person in people:
            mark = len(told)
            found = judge(person, told)
            if found:
                if not met:
                    del told[begun:mark]
                    met = True
            elif met:
                del told[mark:]
            elif found is None:
                value = None
        return met or value

    return judged


def _of_tally(node: Node, tally: Tally) -> Judge:
    value, tested = value_of(node), value_of(tally.test)

    def judged(snapshot: Snapshot, told: list[Told]) -> bool | None:
        counted = [person.path for person in snapshot.near(tally.relation)[0] if tested(person)]
        told.append((snapshot, tally.relation, counted))
        found: bool | None = value(snapshot)
        return found

    return judged


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
