"""One reading of an expression: a closure that gives its value on a day, and the first later day it may change."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

from jiahe.foundation.rules.calendar import birthday, days_after, month_of, months_after
from jiahe.foundation.rules.dated import Dated, step_of
from jiahe.foundation.rules.expressions import Condition, Day, Facts, Number, Related, Subject, Tally, kept

Step = tuple[Any, date | None]  # a value, and the first later day on which it may be another
Evaluator = Callable[[Facts, date], Step]
NOT_IN_FORCE = object()  # what a number of the law is before its first value: nothing is unknown, there is none
JOINS: dict[str, Callable[[int, int], int]] = {"sum": operator.add, "product": operator.mul, "greatest": max}


@kept
def compiled(expression: Condition | Number | Day) -> Evaluator:
    """The closure that evaluates an expression: facts and a day in, value and next day of change out."""
    operation, arguments = expression.operation, expression.arguments
    if operation == "fact":
        return _fact(arguments[0])
    if operation in READINGS:
        return READINGS[operation](*arguments)
    if operation in ("at_least", "less"):
        (left, right), reached = arguments, operation == "at_least"
        reaches = _at_least(left, right)
        whole = _in_force(arguments, reaches if reached else _negation(reaches))
        return _age_beside_one_number(left, right, reached, whole) or whole
    if operation in ("and", "or"):
        return _junction(compiled(arguments[0]), compiled(arguments[1]), decides=operation == "or")
    raise ValueError(f"{operation!r} has no value of its own: an age stands in a comparison, bounds in an amount")


def _fact(name: str) -> Evaluator:
    def evaluate(facts: Facts, day: date) -> Step:
        fact = facts.get(name)
        if fact is None:
            fact = _said(facts, name)
        return fact.step(day) if fact.__class__ is Dated else (fact, None)

    return evaluate


def _said(facts: Facts, name: str) -> Any:
    """A fact, which a subject may have to learn first; None where it is not known."""
    return facts[name] if facts.__class__ is Subject else facts.get(name)


def _constant(value: Any) -> Evaluator:
    return lambda facts, day: (value, None)


def _parameter(values: Dated[int]) -> Evaluator:
    def evaluate(facts: Facts, day: date) -> Step:
        value, until = values.step(day)
        return NOT_IN_FORCE if value is None else value, until

    return evaluate


def _local(values: Any, place: str) -> Evaluator:
    def evaluate(facts: Facts, day: date) -> Step:
        code, code_until = step_of(_said(facts, place), day)
        if code is None:
            return None, code_until
        value, until = values.at(code).step(day)
        return NOT_IN_FORCE if value is None else value, sooner(until, code_until)

    return evaluate


def _is_in_force(number: Number) -> Evaluator:
    law = compiled(number)

    def evaluate(facts: Facts, day: date) -> Step:
        value, until = law(facts, day)
        return None if value is None else value is not NOT_IN_FORCE, until

    return evaluate


def _negation_of(inner: Condition) -> Evaluator:
    return _negation(compiled(inner))


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
            return decides, later(one_until, other_until)
        if one is decides:
            return decides, one_until
        if other is decides:
            return decides, other_until
        value = None if one is None or other is None else not decides
        return value, sooner(one_until, other_until)

    return evaluate


def sooner(one: date | None, other: date | None) -> date | None:
    """The earlier of two days of change; None is never."""
    if one is None or other is None:
        return one or other
    return min(one, other)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two days of change; None is never."""
    return None if one is None or other is None else max(one, other)


def _one_of(name: str, words: frozenset[str]) -> Evaluator:
    def evaluate(facts: Facts, day: date) -> Step:
        word, until = step_of(_said(facts, name), day)
        return None if word is None else word in words, until

    return evaluate


def _within(name: str, area: int) -> Evaluator:
    size: int = 10 ** (12 - len(str(area)))

    def evaluate(facts: Facts, day: date) -> Step:
        code, until = step_of(_said(facts, name), day)
        return None if code is None else code // size == area, until

    return evaluate


def _some(relation: str, test: Condition) -> Evaluator:
    tested = compiled(test)

    def evaluate(facts: Facts, day: date) -> Step:
        found = related(facts, relation)
        holds: Step | None = None
        value: bool | None = False if found.complete else None
        change: date | None = None
        for subject in found.subjects:
            one, until = tested(subject, day)
            if one:
                holds = True, until if holds is None else later(holds[1], until)
            elif one is None:
                value = None
            change = sooner(change, until)
        return holds or (value, change)

    return evaluate


def _tally_at_least(tally: Tally, count: int) -> Evaluator:
    tested = compiled(tally.test)

    def evaluate(facts: Facts, day: date) -> Step:
        found = related(facts, tally.relation)
        certain, possible, change = 0, 0, None
        for subject in found.subjects:
            one, until = tested(subject, day)
            certain += one is True
            possible += one is not False
            change = sooner(change, until)
        if certain >= count:
            return True, change
        return False if found.complete and possible < count else None, change

    return evaluate


def related(facts: Facts, relation: str) -> Related:
    """Those in a relation to somebody.

    Raises:
        TypeError: the facts say nothing of relatives.
    """
    if not isinstance(facts, Subject):
        raise TypeError(f"a rule asks for the {relation} of somebody whose relatives are not given")
    return facts.related(relation)


def _moved(move: Callable[[date, int], date | None]) -> Callable[[Day, Number], Evaluator]:
    """Days so much later; the amount may be a number of the law."""

    def reading(day_expression: Day, amount: Number) -> Evaluator:
        started, distance = compiled(day_expression), compiled(amount)
        if amount.operation == "constant":
            return by_constant(started, amount.arguments[0])

        def evaluate(facts: Facts, day: date) -> Step:
            start, start_until = started(facts, day)
            size, size_until = distance(facts, day)
            until = sooner(start_until, size_until)
            if start is NOT_IN_FORCE or size is NOT_IN_FORCE:
                return NOT_IN_FORCE, until
            if start is None or size is None:
                return None, until
            return move(start, size) or date.max, until

        return evaluate

    def by_constant(started: Evaluator, size: int) -> Evaluator:
        def evaluate(facts: Facts, day: date) -> Step:
            start, until = started(facts, day)
            if start is None or start is NOT_IN_FORCE:
                return start, until
            return move(start, size) or date.max, until

        return evaluate

    return reading


def _chosen(test: Condition, one: Number, other: Number) -> Evaluator:
    tested, first, second = compiled(test), compiled(one), compiled(other)

    def evaluate(facts: Facts, day: date) -> Step:
        holds, until = tested(facts, day)
        if holds is not None:
            value, value_until = first(facts, day) if holds else second(facts, day)
            return value, sooner(until, value_until)
        (a, a_until), (b, b_until) = first(facts, day), second(facts, day)
        return a if a == b else None, sooner(until, sooner(a_until, b_until))

    return evaluate


def _joined(join: Callable[[int, int], int]) -> Callable[[Number, Number], Evaluator]:
    return lambda one, other: _of_both(one, other, join, NOT_IN_FORCE)


def _of_both(one: Day | Number, other: Day | Number, join: Callable[[Any, Any], Any], not_in_force: Any) -> Evaluator:
    """What two sides give together; of two of which one is unknown nothing is known."""
    first, second = compiled(one), compiled(other)

    def evaluate(facts: Facts, day: date) -> Step:
        a, a_until = first(facts, day)
        b, b_until = second(facts, day)
        until = sooner(a_until, b_until)
        if a is NOT_IN_FORCE or b is NOT_IN_FORCE:
            return not_in_force, until
        return None if a is None or b is None else join(a, b), until

    return evaluate


def _month_of(day_expression: Day) -> Evaluator:
    inner = compiled(day_expression)

    def evaluate(facts: Facts, day: date) -> Step:
        value, until = inner(facts, day)
        return month_of(value) if isinstance(value, date) else value, until

    return evaluate


def _reached(day_expression: Day) -> Evaluator:
    awaited = compiled(day_expression)

    def evaluate(facts: Facts, day: date) -> Step:
        value, until = awaited(facts, day)
        if value is None or value is NOT_IN_FORCE:
            return None if value is None else False, until
        return (True, until) if day >= value else (False, sooner(until, value))

    return evaluate


def _not_before(one: Day, other: Day) -> Evaluator:
    return _of_both(one, other, operator.ge, False)


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
        return value, sooner(more_until, less_until)

    return evaluate


def _in_force(sides: tuple[Number, ...], inner: Evaluator) -> Evaluator:
    """A number of the law that is not in force yet makes a comparison false: it grants nothing and leaves nothing open."""
    laws = [compiled(side) for side in sides if side.operation in ("parameter", "local")]
    if not laws:
        return inner

    def evaluate(facts: Facts, day: date) -> Step:
        for law in laws:
            value, until = law(facts, day)
            if value is NOT_IN_FORCE:
                return False, until
        return inner(facts, day)

    return evaluate


def _age_reaches(name: str, number: Number, *, extra: int) -> Evaluator:
    """Whether an age, in completed years, has reached a number (and ``extra`` years more)."""
    limit = compiled(number)

    def evaluate(facts: Facts, day: date) -> Step:
        born, born_until = step_of(_said(facts, name), day)
        years, years_until = limit(facts, day)
        until = sooner(born_until, years_until)
        if born is None or years is None:
            return None, until
        reached = birthday(born, years + extra)
        if reached is None or day < reached:
            return False, sooner(until, reached)
        return True, until

    return evaluate


def _age_beside_one_number(left: Number, right: Number, reaches: bool, whole: Evaluator) -> Evaluator | None:
    """The same as ``whole`` in one step, for an age beside a number that the law has set once: as most are."""
    if left.operation == "age":
        age, limit, extra, says = left, right, 0, reaches
    else:
        age, limit, extra, says = right, left, 1, not reaches
    if age.operation != "age" or limit.operation not in ("constant", "parameter"):
        return None
    held = Dated.always(limit.arguments[0]) if limit.operation == "constant" else limit.arguments[0]
    if len(held.changes) > 1:
        return None
    first, number = held.changes[0] if held.changes else (date.min, held.before)
    if number is None or (held.changes and held.before is not None):
        return None
    name, years = age.arguments[0], number + extra

    def evaluate(facts: Facts, day: date) -> Step:
        born = _said(facts, name)
        if born.__class__ is Dated:
            if day < first or born.changes:
                return whole(facts, day)
            born = born.before
        elif day < first:
            return whole(facts, day)
        if born is None:
            return None, None
        reached = birthday(born, years)
        if reached is None or day < reached:
            return not says, reached
        return says, None

    return evaluate


READINGS: dict[str, Callable[..., Evaluator]] = {
    "constant": _constant,
    "parameter": _parameter,
    "local": _local,
    "in_force": _is_in_force,
    "not": _negation_of,
    "one_of": _one_of,
    "within": _within,
    "some": _some,
    "tally_at_least": _tally_at_least,
    "reached": _reached,
    "not_before": _not_before,
    "plus_years": _moved(birthday),
    "plus_months": _moved(months_after),
    "plus_days": _moved(days_after),
    "month_of": _month_of,
    "choose": _chosen,
    **{operation: _joined(join) for operation, join in JOINS.items()},
    "unwritten": lambda rule: _constant(None),
}
