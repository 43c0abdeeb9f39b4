"""The expression language: a closed set of operations over named facts, written once and read in several ways.

An expression is a tree. ``compiled`` turns it into a closure over the dated facts of one person, which gives the value
on a day and the first later day on which the value may change. Truth is three-valued (Kleene): None is *unknown*, and
an unknown fact spoils only what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.foundation.rules.dated import Dated

Facts = Mapping[str, Dated[Any]]
Step = tuple[Any, date | None]  # a value, and the first later day on which it may be another
Evaluator = Callable[[Facts, date], Step]
UNKNOWN: Dated[Any] = Dated(None)


@dataclass(frozen=True, eq=False, slots=True)
class Condition:
    """An expression that is true, false or unknown. Combine with ``&``, ``|`` and ``~``."""

    operation: str
    arguments: tuple[Any, ...]

    def __and__(self, other: Condition) -> Condition:
        return Condition("and", (self, other))

    def __or__(self, other: Condition) -> Condition:
        return Condition("or", (self, other))

    def __invert__(self) -> Condition:
        return Condition("not", (self,))

    def __bool__(self) -> bool:
        raise TypeError("a condition has no truth of its own: combine conditions with &, | and ~")


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """An expression that is a whole number or unknown. Compare with ``<``, ``<=``, ``>``, ``>=``, ``is_`` and ``is_not``."""

    operation: str
    arguments: tuple[Any, ...]

    def __ge__(self, other: Number | int) -> Condition:
        return Condition("at_least", (self, _number(other)))

    def __lt__(self, other: Number | int) -> Condition:
        return Condition("less", (self, _number(other)))

    def __gt__(self, other: Number | int) -> Condition:
        return Condition("less", (_number(other), self))

    def __le__(self, other: Number | int) -> Condition:
        return Condition("at_least", (_number(other), self))

    def is_(self, other: Number | int) -> Condition:
        """Whether both are the same number."""
        return (self >= other) & (self <= other)

    def is_not(self, other: Number | int) -> Condition:
        """Whether they are different numbers."""
        return ~self.is_(other)


@dataclass(frozen=True, slots=True)
class Day:
    """A fact that is a day, such as a day of birth."""

    name: str

    @property
    def age(self) -> Number:
        """Completed years from the day; born on 29 February one is a year older on 1 March of a common year."""
        return Number("age", (self.name,))


def truth(name: str) -> Condition:
    """A fact that is true, false or unknown."""
    return Condition("fact", (name,))


def number(name: str) -> Number:
    """A fact that is a whole number or unknown."""
    return Number("fact", (name,))


def parameter(values: Dated[int]) -> Number:
    """A number of the law. On days before its first value the conditions that ask for it are false, not unknown."""
    return Number("parameter", (values,))


def _number(value: Number | int) -> Number:
    return value if isinstance(value, Number) else Number("constant", (value,))


def compiled(expression: Condition | Number) -> Evaluator:
    """The closure that evaluates an expression: facts and a day in, value and next day of change out."""
    arguments = expression.arguments
    if expression.operation == "fact":
        return _fact(arguments[0])
    if expression.operation in ("constant", "parameter"):
        held = Dated.always(arguments[0]) if expression.operation == "constant" else arguments[0]
        return lambda facts, day: held.step(day)
    if expression.operation in ("at_least", "less"):
        (left, right), reached = arguments, expression.operation == "at_least"
        reaches = _at_least(left, right)
        whole = _in_force(arguments, reaches if reached else _negation(reaches))
        return _age_beside_one_number(left, right, reached, whole) or whole
    if expression.operation == "not":
        return _negation(compiled(arguments[0]))
    if expression.operation in ("and", "or"):
        return _junction(compiled(arguments[0]), compiled(arguments[1]), decides=expression.operation == "or")
    raise ValueError(f"an age is a number only inside a comparison, not {expression.operation!r} by itself")


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
        values = facts.get(name, UNKNOWN)
        return suits(values.before) or (bool(values.changes) and any(map(suits, values.ever())))

    return possible


def _ever_beside(left: str, right: str, holds: bool) -> Callable[[Facts], bool]:
    """Whether one fact may be at least another, or not, going by every pair of values they ever have."""

    def possible(facts: Facts) -> bool:
        one, other = facts.get(left, UNKNOWN), facts.get(right, UNKNOWN)
        if not one.changes and not other.changes:
            return one.before is not None and other.before is not None and (one.before >= other.before) is holds
        pairs = [(a, b) for a in one.ever() for b in other.ever() if a is not None and b is not None]
        return any((a >= b) is holds for a, b in pairs)

    return possible


def _fact(name: str) -> Evaluator:
    return lambda facts, day: facts.get(name, UNKNOWN).step(day)


def _negation(inner: Evaluator) -> Evaluator:
    def evaluate(facts: Facts, day: date) -> Step:
        value, until = inner(facts, day)
        return (None if value is None else not value), until

    return evaluate


def _junction(left: Evaluator, right: Evaluator, *, decides: bool) -> Evaluator:
    """And, or: one side that ``decides`` settles it, for as long as it does so."""

    def evaluate(facts: Facts, day: date) -> Step:
        one, one_until = left(facts, day)
        if one is decides and one_until is None:
            return decides, None
        other, other_until = right(facts, day)
        if one is decides and other is decides:
            return decides, _later(one_until, other_until)
        if one is decides:
            return decides, one_until
        if other is decides:
            return decides, other_until
        value = None if one is None or other is None else not decides
        return value, _sooner(one_until, other_until)

    return evaluate


def _sooner(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _at_least(left: Number, right: Number) -> Evaluator:
    if left.operation == "age":
        return _age_reaches(left.arguments[0], right, extra=0)
    if right.operation == "age":  # limit >= age: the age has not gone past the limit
        return _negation(_age_reaches(right.arguments[0], left, extra=1))
    one, other = compiled(left), compiled(right)

    def evaluate(facts: Facts, day: date) -> Step:
        more, more_until = one(facts, day)
        less, less_until = other(facts, day)
        value = None if more is None or less is None else more >= less
        return value, _sooner(more_until, less_until)

    return evaluate


def _in_force(sides: tuple[Number, ...], inner: Evaluator) -> Evaluator:
    """A number of the law that is not in force yet makes a comparison false: it grants nothing and leaves nothing open."""
    parameters: list[Dated[int]] = [side.arguments[0] for side in sides if side.operation == "parameter"]
    if not parameters:
        return inner

    def evaluate(facts: Facts, day: date) -> Step:
        for values in parameters:
            value, until = values.step(day)
            if value is None:
                return False, until
        return inner(facts, day)

    return evaluate


def _age_reaches(name: str, number: Number, *, extra: int) -> Evaluator:
    """Whether an age, in completed years, has reached a number (and ``extra`` years more)."""
    limit = compiled(number)

    def evaluate(facts: Facts, day: date) -> Step:
        born, born_until = facts.get(name, UNKNOWN).step(day)
        years, years_until = limit(facts, day)
        until = _sooner(born_until, years_until)
        if born is None or years is None:
            return None, until
        reached = birthday(born, years + extra)
        if reached is None or day < reached:
            return False, _sooner(until, reached)
        return True, until

    return evaluate


def _age_beside_one_number(left: Number, right: Number, reaches: bool, whole: Evaluator) -> Evaluator | None:
    """The same as ``whole`` in one step, for an age beside a number that the law has set once: as most are."""
    if left.operation == "age":
        age, limit, extra, says = left, right, 0, reaches
    else:
        age, limit, extra, says = right, left, 1, not reaches
    held = Dated.always(limit.arguments[0]) if limit.operation == "constant" else limit.arguments[0]
    if age.operation != "age" or limit.operation not in ("constant", "parameter") or len(held.changes) > 1:
        return None
    first, number = held.changes[0] if held.changes else (date.min, held.before)
    if number is None or (held.changes and held.before is not None):
        return None
    name, years = age.arguments[0], number + extra

    def evaluate(facts: Facts, day: date) -> Step:
        fact = facts.get(name, UNKNOWN)
        if day < first or fact.changes:
            return whole(facts, day)
        if fact.before is None:
            return None, None
        reached = birthday(fact.before, years)
        if reached is None or day < reached:
            return not says, reached
        return says, None

    return evaluate


def birthday(born: date, years: int) -> date | None:
    """The day on which somebody is so many years old; None beyond the calendar."""
    year = born.year + years
    if not 1 <= year <= 9999:
        return None
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
