"""Values that change on days: a fact of a person, a number of the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Dated(NamedTuple, Generic[Value]):
    """A value and the days on which it changed: ``changes`` in ascending order; None means that it is not known.

    A family has hundreds, so it is a tuple: the cheapest thing to make.
    """

    before: Value | None
    changes: tuple[tuple[date, Value | None], ...] = ()

    @classmethod
    def always(cls, value: Value | None) -> Dated[Value]:
        """A value that never changes."""
        return cls(value)

    @classmethod
    def since(cls, changes: Iterable[tuple[date, Value | None]], before: Value | None = None) -> Dated[Value]:
        """A value from its changes, in any order; of two on one day the later one given holds."""
        by_day = dict(changes)
        return cls(before, tuple(sorted(by_day.items())))

    def on(self, day: date) -> Value | None:
        """What holds on a day."""
        return self.step(day)[0]

    def step(self, day: date) -> tuple[Value | None, date | None]:
        """What holds on a day, and the first later day on which something else may hold."""
        value = self.before
        for since, changed in self.changes:
            if since > day:
                return value, since
            value = changed
        return value, None

    def ever(self) -> tuple[Value | None, ...]:
        """Every value it has at some time."""
        return (self.before, *(value for _, value in self.changes)) if self.changes else (self.before,)


def step_of(fact: Any, day: date) -> tuple[Any, date | None]:
    """What a fact is on a day, and the first later day on which it may be something else; it may be dated or plain."""
    return fact.step(day) if fact.__class__ is Dated else (fact, None)


def on_day(fact: Any, day: date) -> Any:
    """What a fact is on a day."""
    return step_of(fact, day)[0]


def ever(fact: Any) -> tuple[Any, ...]:
    """Every value a fact has at some time."""
    return fact.ever() if fact.__class__ is Dated else (fact,)
