"""The same expressions with other numbers of the law: how a value that was published, or only tried, comes into force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Condition, Day, Number, Tally
from jiahe.foundation.rules.parameters import Parameter

Node = TypeVar("Node", Condition, Number, Day)


class Rewriting:
    """Puts numbers in the place of others. An expression that holds none of them stays the same object, with its readings."""

    def __init__(self, instead: Mapping[str, Parameter], written: Mapping[str, Parameter]) -> None:
        """``instead`` are the numbers to put, by code, ``written`` all those that the expressions were written with."""
        self._instead: dict[int, Any] = {}
        for code, number in instead.items():
            self._instead[id(written[code])] = number
            self._instead[id(written[code].values)] = number.values
        self._done: dict[int, Any] = {}
        self._written = written  # what is known by its identity must live as long

    def of(self, node: Node) -> Node:
        """An expression with the other numbers."""
        done: Node | None = self._done.get(id(node))
        if done is None:
            arguments = tuple(self._argument(argument) for argument in node.arguments)
            same = all(new is old for new, old in zip(arguments, node.arguments, strict=True))
            done = self._done[id(node)] = node if same else type(node)(node.operation, arguments)
        return done

    def _argument(self, argument: Any) -> Any:
        if isinstance(argument, Condition):
            return self.of(argument)
        if isinstance(argument, Number):
            return self.of(argument)
        if isinstance(argument, Day):
            return self.of(argument)
        if isinstance(argument, Tally):
            test = self.of(argument.test)
            return argument if test is argument.test else Tally(argument.relation, test)
        if isinstance(argument, (Parameter, Dated)):
            return self._instead.get(id(argument), argument)
        return argument
