"""A condition written out as the text of a Python expression, for a function that asks many of them.

A fact, a word, a place and an age beside a constant become a line; what needs more is called. Most of the time of a small
condition is that of the call.
"""

from __future__ import annotations

from typing import Any

from jiahe.foundation.rules.ages import age_asked
from jiahe.foundation.rules.snapshots import A_YEAR
from jiahe.foundation.rules.values import OPPOSITE, Node, sides_of, value_of

HOLDS_ONE = 4  # sides: of longer chains the text would be harder to read than the function


class Writing:
    """The lines of a function of ``s``, a ``Snapshot``, and the values that they name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1
        self.names: dict[str, Any] = {}

    def line(self, text: str) -> None:
        """Add a line to the function, ``depth`` steps in."""
        self.lines.append(f"{'    ' * self.depth}{text}")

    def name(self, value: Any) -> str:
        """A name for a value that has no text of its own."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, name: str, arguments: str) -> Any:
        """The function as it was written."""
        text = "\n".join([f"def {name}({arguments}):", *self.lines])
        found = dict(self.names)
        exec(compile(text, f"<{name}>", "exec"), found)  # noqa: S102  # made of the rules, never of what anybody sent
        return found[name]

    def condition(self, node: Node) -> str:
        """The expression that gives true, false or None."""
        operation, arguments = node.operation, node.arguments
        if operation == "fact":
            return f"s[{arguments[0]!r}]"
        age = age_asked(node)
        if age is not None and age.years.operation == "constant":
            gone = "s.lived" if age.name == "birth_date" else f"s.since({age.name!r})"
            least = (age.years.arguments[0] + age.extra) * A_YEAR
            return self._of_known(gone, f"%s {'>=' if age.reaches else '<'} {least}")
        if operation in ("at_least", "less") and [side.operation for side in arguments] == ["fact", "constant"]:
            (fact,), (least,) = (side.arguments for side in arguments)
            return self._of_known(f"s[{fact!r}]", f"%s {'>=' if operation == 'at_least' else '<'} {least}")
        if operation == "not":
            return f"{self.name(OPPOSITE)}[{self.condition(arguments[0])}]"
        if operation == "not_before" and arguments[1].operation == "constant" and arguments[0].operation == "fact":
            return self._of_known(f"s[{arguments[0].arguments[0]!r}]", f"%s >= {self.name(arguments[1].arguments[0])}")
        if operation == "one_of":
            return self._of_known(f"s[{arguments[0]!r}]", f"%s in {self.name(arguments[1])}")
        if operation == "within":
            size = 10 ** (12 - len(str(arguments[1])))
            return self._of_known(f"s[{arguments[0]!r}]", f"%s // {size} == {arguments[1]}")
        if operation in ("and", "or"):
            sides = sides_of(node, operation)
            if len(sides) <= HOLDS_ONE:
                return self._of_sides([self.condition(side) for side in sides], operation == "or")
        return f"{self.name(value_of(node))}(s)"

    def _of_known(self, text: str, then: str) -> str:
        held = self.name(None)
        return f"(None if ({held} := {text}) is None else {then % held})"

    def _of_sides(self, sides: list[str], decides: bool) -> str:
        """One side that decides settles it; else one that is not known leaves it open."""
        held = [self.name(None) for _ in sides]
        settled = " or ".join(f"({name} := {side}) is {decides}" for name, side in zip(held, sides, strict=True))
        open_ = " or ".join(f"{name} is None" for name in held)
        return f"({decides} if {settled} else None if {open_} else {not decides})"
