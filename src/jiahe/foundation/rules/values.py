"""A second reading: the value of an expression on one day, from the plain facts of that day, and nothing about others.

Several times faster than ``closures``, which also say when the value may change; both must always agree.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from datetime import date
from functools import lru_cache, reduce
from typing import Any

from jiahe.foundation.rules.ages import AgeAsked, age_asked
from jiahe.foundation.rules.calendar import birthday, days_after, month_of, months_after
from jiahe.foundation.rules.closures import JOINS, NOT_IN_FORCE
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Condition, Day, Local, Number, Tally, kept
from jiahe.foundation.rules.snapshots import A_YEAR, Snapshot

Node = Condition | Number | Day
Value = Callable[[Snapshot], Any]
Truth = Callable[[Snapshot], bool | None]
DAYS_KEPT, PLACES_KEPT = 64, 512


@kept
def value_of(node: Node) -> Value:
    """The function that gives the value: true, false or None; a number, a day, None, or ``NOT_IN_FORCE``."""
    operation, arguments = node.operation, node.arguments
    age = age_asked(node)
    if age is not None:
        return _years_gone(age)
    if operation in ("at_least", "less"):
        return _of_numbers(value_of(arguments[0]), value_of(arguments[1]), operation == "at_least")
    if operation in ("and", "or"):
        return _junction([value_of(side) for side in sides_of(node, operation)], operation == "or")
    return VALUES[operation](*arguments)


def sides_of(node: Node, operation: str) -> list[Node]:
    """What a chain of *and* or *or* joins, however it was bracketed."""
    if node.operation != operation:
        return [node]
    return [side for argument in node.arguments for side in sides_of(argument, operation)]


def _fact(name: str) -> Value:
    return lambda snapshot: snapshot[name]


def _constant(value: Any) -> Value:
    return lambda snapshot: value


def _parameter(values: Dated[int]) -> Value:
    @lru_cache(maxsize=DAYS_KEPT)
    def of_day(day: date) -> Any:
        found = values.on(day)
        return NOT_IN_FORCE if found is None else found

    return lambda snapshot: of_day(snapshot.day)


def _or_not_in_force(found: int | None) -> Any:
    return NOT_IN_FORCE if found is None else found


def _is_there(found: int | None) -> bool:
    return found is not None


def _local(values: Local, place: str, told: Callable[[int | None], Any] = _or_not_in_force) -> Value:
    known: dict[int, tuple[int, Any]] = {}  # of each place the last day that was asked about, as most ask about today

    def value(snapshot: Snapshot) -> Any:
        code = snapshot[place]
        if code is None:
            return None
        held = known.get(code)
        if held is not None and held[0] == snapshot.number:
            return held[1]
        found = told(values.at(code).on(snapshot.day))
        if len(known) >= PLACES_KEPT:
            known.clear()
        known[code] = snapshot.number, found
        return found

    return value


def _in_force(number: Number) -> Value:
    if number.operation == "local":
        return _local(number.arguments[0], number.arguments[1], _is_there)
    law = value_of(number)

    def value(snapshot: Snapshot) -> bool | None:
        found = law(snapshot)
        return None if found is None else found is not NOT_IN_FORCE

    return value


def _not(inner: Condition) -> Value:
    if inner.operation == "fact":
        name = inner.arguments[0]
        return lambda snapshot: OPPOSITE[snapshot[name]]
    whole = value_of(inner)
    return lambda snapshot: OPPOSITE[whole(snapshot)]


OPPOSITE: dict[bool | None, bool | None] = {True: False, False: True, None: None}


def _junction(sides: list[Truth], decides: bool) -> Value:
    if len(sides) == 2:
        return _of_two(sides[0], sides[1], decides)

    def value(snapshot: Snapshot) -> bool | None:
        settled: bool | None = not decides
        for side in sides:
            found = side(snapshot)
            if found is decides:
                return decides
            if found is None:
                settled = None
        return settled

    return value


def _of_two(one: Truth, other: Truth, decides: bool) -> Value:
    def value(snapshot: Snapshot) -> bool | None:
        first = one(snapshot)
        if first is decides:
            return decides
        second = other(snapshot)
        return second if first is not None or second is decides else None

    return value


def _one_of(name: str, words: frozenset[str]) -> Value:
    def value(snapshot: Snapshot) -> bool | None:
        word = snapshot[name]
        return None if word is None else word in words

    return value


def _within(name: str, area: int) -> Value:
    size: int = 10 ** (12 - len(str(area)))

    def value(snapshot: Snapshot) -> bool | None:
        code: int | None = snapshot[name]
        return None if code is None else code // size == area

    return value


def _some(relation: str, condition: Condition) -> Value:
    holds = value_of(condition)

    def value(snapshot: Snapshot) -> bool | None:
        people, complete = snapshot.near(relation)
        found: bool | None = False if complete else None
        for person in people:
            one = holds(person)
            if one:
                return True
            if one is None:
                found = None
        return found

    return value


def _tally_at_least(tally: Tally, count: int) -> Value:
    holds = value_of(tally.test)

    def value(snapshot: Snapshot) -> bool | None:
        people, complete = snapshot.near(tally.relation)
        each = [holds(person) for person in people]
        if each.count(True) >= count:
            return True
        return False if complete and len(each) - each.count(False) < count else None

    return value


def _moved(move: Callable[[date, int], date | None]) -> Callable[[Day, Number], Value]:
    def reading(start: Day, distance: Number) -> Value:
        started, size_of = value_of(start), value_of(distance)
        if distance.operation == "constant":
            return by(started, distance.arguments[0])

        def value(snapshot: Snapshot) -> Any:
            begun, size = started(snapshot), size_of(snapshot)
            if begun is NOT_IN_FORCE or size is NOT_IN_FORCE:
                return NOT_IN_FORCE
            return None if begun is None or size is None else move(begun, size) or date.max

        return value

    def by(started: Value, size: int) -> Value:
        def value(snapshot: Snapshot) -> Any:
            begun = started(snapshot)
            return begun if begun is None or begun is NOT_IN_FORCE else move(begun, size) or date.max

        return value

    return reading


def _chosen(condition: Condition, one: Number, other: Number) -> Value:
    holds, first, second = value_of(condition), value_of(one), value_of(other)

    def value(snapshot: Snapshot) -> Any:
        found = holds(snapshot)
        if found is not None:
            return first(snapshot) if found else second(snapshot)
        a, b = first(snapshot), second(snapshot)
        return a if a == b else None

    return value


def _joined(join: Callable[[int, int], int]) -> Callable[[Number, Number], Value]:
    def reading(*sides: Number) -> Value:
        each = [value_of(side) for side in sides]

        def value(snapshot: Snapshot) -> Any:
            found = [side(snapshot) for side in each]
            if NOT_IN_FORCE in found:
                return NOT_IN_FORCE
            return None if None in found else reduce(join, found)

        return value

    return reading


def _month_of(inner: Day) -> Value:
    started = value_of(inner)

    def value(snapshot: Snapshot) -> Any:
        day = started(snapshot)
        return month_of(day) if isinstance(day, date) else day

    return value


def _reached(awaited: Day) -> Value:
    return _month_begun(awaited) or _come(value_of(awaited))


def _come(awaited: Value) -> Value:
    def value(snapshot: Snapshot) -> bool | None:
        day = awaited(snapshot)
        if day is None or day is NOT_IN_FORCE:
            return None if day is None else False
        return bool(snapshot.day >= day)

    return value


def _month_begun(awaited: Day) -> Value | None:
    """The same for the month of a birthday, or one some months later, as the law has it of many ages."""
    months = 0
    if awaited.operation == "plus_months" and awaited.arguments[1].operation == "constant":
        awaited, months = awaited.arguments[0], awaited.arguments[1].arguments[0]
    if awaited.operation != "month_of" or awaited.arguments[0].operation != "plus_years":
        return None
    begun, years = awaited.arguments[0].arguments
    if begun.operation != "fact" or years.operation != "constant":
        return None
    name, later = begun.arguments[0], years.arguments[0] * 12 + months

    def value(snapshot: Snapshot) -> bool | None:
        born = snapshot[name]
        if born is None:
            return None
        month = born.year * 12 + born.month
        if born.day == 29 and born.month == 2 and not isleap(born.year + years.arguments[0]):
            month += 1  # who was born on 29 February is a year older on 1 March of a common year
        return bool(snapshot.months >= month + later)

    return value


def _years_gone(age: AgeAsked) -> Value:
    """A number of the law that is not in force makes it false either way: it grants nothing and leaves nothing open."""
    name, years, extra, reaches = age
    if years.operation == "constant":
        return _time_gone(name, (years.arguments[0] + extra) * A_YEAR, reaches)
    limit_of = value_of(years)

    def value(snapshot: Snapshot) -> bool | None:
        limit = limit_of(snapshot)
        if limit is NOT_IN_FORCE:
            return False
        gone = snapshot.since(name)
        return None if gone is None or limit is None else (gone >= (limit + extra) * A_YEAR) is reaches

    return value


def _time_gone(name: str, least: int, reaches: bool) -> Value:
    """The same beside a constant, which most limits are; and most ask for the day of birth."""
    if name == "birth_date":
        return lambda snapshot: None if snapshot.lived is None else (snapshot.lived >= least) is reaches

    def value(snapshot: Snapshot) -> bool | None:
        gone = snapshot.since(name)
        return None if gone is None else (gone >= least) is reaches

    return value


def _not_before(one: Day, other: Day) -> Value:
    first, second = value_of(one), value_of(other)
    if other.operation == "constant" and is_of_facts(one):
        limit = other.arguments[0]

        def beside_a_day(snapshot: Snapshot) -> bool | None:
            day = first(snapshot)
            return None if day is None else bool(day >= limit)

        return beside_a_day

    def value(snapshot: Snapshot) -> bool | None:
        a, b = first(snapshot), second(snapshot)
        if a is NOT_IN_FORCE or b is NOT_IN_FORCE:
            return False
        return None if a is None or b is None else a >= b

    return value


def is_of_facts(day: Day) -> bool:
    """Whether a day hangs on facts and constants alone, not on the law, which may not be in force yet."""
    if day.operation in ("plus_years", "plus_months", "plus_days"):
        return day.arguments[1].operation == "constant" and is_of_facts(day.arguments[0])
    return day.operation in ("fact", "constant") or (day.operation == "month_of" and is_of_facts(day.arguments[0]))


def _of_numbers(first: Value, second: Value, reaches: bool) -> Value:
    def value(snapshot: Snapshot) -> bool | None:
        more, less = first(snapshot), second(snapshot)
        if more is NOT_IN_FORCE or less is NOT_IN_FORCE:
            return False
        return None if more is None or less is None else (more >= less) is reaches

    return value


VALUES: dict[str, Callable[..., Value]] = {
    "fact": _fact,
    "constant": _constant,
    "parameter": _parameter,
    "local": _local,
    "in_force": _in_force,
    "not": _not,
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
