"""A reading for many people at once: the value of an expression on one day, as a column, through Narwhals on any engine.

Truth is a nullable Boolean (null is unknown), a number a nullable 64-bit integer, a day the whole number 20260301. Every
leaf is cast first: engines widen, wrap or raise differently where integers are narrow. An aggregate skips nulls and
``when`` sends them to ``otherwise``, so each place that has either says what an unknown does there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

import narwhals as nw

from jiahe.foundation.rules.column_calendar import count_of, day_of, days_of, is_leap
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Condition, Day, Number, Tally
from jiahe.foundation.rules.parameters import Parameter

Frame = nw.DataFrame[Any]
Column = nw.Expr
PERSON, NEAR = "person", "near"  # the columns of the edges; PERSON is the key of the people too
COUNTY_DIGITS = 10**6


class Value(NamedTuple):
    """A number or a day: its column, and whether the law that it is made of is in force (None: there is none, or it is)."""

    column: Column
    in_force: Column | None = None


class Range(NamedTuple):
    """The least and the most that an amount may be; null where nothing bounds it."""

    low: Column
    high: Column


@dataclass(slots=True)
class People:
    """People as columns on a day: one row each, and for each relation the pairs of those who stand in it.

    ``people`` has PERSON, a column for each fact, and for each relation ``<relation>_complete``; ``near`` has PERSON and
    NEAR. A household never spans two frames, or its counts would be wrong.
    """

    people: Frame
    near: Mapping[str, Frame]
    on: date
    _made: int = 0
    _held: dict[object, Value] = field(default_factory=dict)

    def truth(self, condition: Condition) -> Column:
        """The column of a condition. Many rules ask the same: it is worked out once and kept."""
        held = self._held.get(condition)
        if held is None:
            held = self._held[condition] = Value(self.keep(self._truth(condition)))
        return held.column

    def _truth(self, condition: Condition) -> Column:
        operation, arguments = condition.operation, condition.arguments
        if operation in ("and", "or"):
            one, other = self.truth(arguments[0]), self.truth(arguments[1])
            return one & other if operation == "and" else one | other
        if operation in ("at_least", "less"):
            return self._compared(arguments[0], arguments[1], operation == "at_least")
        column: Column = TRUTHS[operation](self, *arguments)
        return column

    def value(self, node: Number | Day) -> Value:
        """The column of a number or a day, worked out once and kept: a column that is used twice is not written twice."""
        held = self._held.get(node)
        if held is None:
            found: Value = VALUES[node.operation](self, *node.arguments)
            flag = None if found.in_force is None else self.keep(found.in_force)
            held = self._held[node] = Value(self.keep(found.column), flag)
        return held

    def range(self, number: Number) -> Range:
        """The bounds of an amount, as ``amounts.bounds`` has them."""
        if number.operation in RANGES:
            low, high = RANGES[number.operation](self, *number.arguments)
            return Range(self.keep(low), self.keep(high))
        column = _where_in_force(self.value(number))
        return Range(column, column)

    def keep(self, column: Column) -> Column:
        """Work a column out and keep it in the frame."""
        self._made += 1
        name = f"_column_{self._made}"
        self.people = self.people.with_columns(column.alias(name))
        return nw.col(name)

    @property
    def today(self) -> int:
        """The day as a whole number."""
        return ymd(self.on)

    def fact(self, name: str, kind: Any = nw.Int64) -> Column:
        """The column of a fact; one that nobody has is unknown to everybody."""
        return nw.col(name).cast(kind) if name in self.people.columns else _unknown(kind)

    def counts(self, relation: str, condition: Condition) -> tuple[Column, Column, Column]:
        """How many in a relation certainly and possibly meet a condition, and whether there are no others."""
        held = self.truth(condition)
        edges = self.near.get(relation)
        complete = self.fact(f"{relation}_complete", nw.Boolean).fill_null(True)
        if edges is None or not len(edges):
            return nw.lit(0), nw.lit(0), complete
        self._made += 1
        low, high = f"_low_{self._made}", f"_high_{self._made}"
        met = self.people.select(
            nw.col(PERSON).alias(NEAR),
            held.fill_null(False).cast(nw.Int64).alias(low),
            held.fill_null(True).cast(nw.Int64).alias(high),
        )
        counted = edges.join(met, on=NEAR).group_by(PERSON).agg(nw.col(low).sum(), nw.col(high).sum())
        self.people = self.people.join(counted, on=PERSON, how="left")
        return nw.col(low).fill_null(0), nw.col(high).fill_null(0), complete

    def of_place(self, law: Parameter, place: str, say: Callable[[Dated[int]], int | None]) -> Column:
        """What a number of the law says in the place of each person: folded to one value a county here, then joined."""
        self._made += 1
        name, key = f"_law_{self._made}", f"_county_{self._made}"
        county = (self.fact(place) // COUNTY_DIGITS).cast(nw.Int64)
        keyed = self.people.with_columns(county.alias(key))
        codes = [code for code in keyed[key].unique().to_list() if code is not None]
        said = nw.from_dict(
            {key: codes, name: [say(law.at(code * COUNTY_DIGITS)) for code in codes]},
            schema={key: nw.Int64, name: nw.Int64},
            backend=nw.get_native_namespace(self.people),
        )
        self.people = keyed.join(said, on=key, how="left").drop(key)
        return nw.col(name)

    def _compared(self, left: Number, right: Number, reaches: bool) -> Column:
        one, other = self.value(left), self.value(right)
        column = one.column >= other.column
        return _false_before_the_law(column if reaches else ~column, one, other)


def ymd(day: date) -> int:
    """A day as a whole number: 20260301."""
    return day.year * 10_000 + day.month * 100 + day.day


def _unknown(kind: Any = nw.Int64) -> Column:
    return nw.lit(None, kind)


def _number(value: int | date | bool) -> Column:
    return nw.lit(ymd(value) if isinstance(value, date) else int(value), nw.Int64)


def _false_before_the_law(column: Column, *sides: Value) -> Column:
    """A number of the law that is not in force yet makes it false: it grants nothing and leaves nothing open."""
    flags = [side.in_force for side in sides if side.in_force is not None]
    if not flags:
        return column
    in_force: Column = reduce(lambda a, b: a & b, flags)
    held: Column = nw.when(in_force).then(column).otherwise(nw.lit(False))
    return held


def _where_in_force(value: Value) -> Column:
    if value.in_force is None:
        return value.column
    column: Column = nw.when(value.in_force).then(value.column).otherwise(_unknown())
    return column


def _both(one: Column | None, other: Column | None) -> Column | None:
    return other if one is None else one if other is None else one & other


def _one_of(people: People, name: str, words: frozenset[str]) -> Column:
    said = people.fact(name, nw.String)
    return nw.when(said.is_null()).then(_unknown(nw.Boolean)).otherwise(said.is_in(sorted(words)))


def _within(people: People, name: str, area: int) -> Column:
    held: Column = people.fact(name) // 10 ** (12 - len(str(area))) == area
    return held


def _some(people: People, relation: str, condition: Condition) -> Column:
    certain, possible, complete = people.counts(relation, condition)
    never = complete & (possible == 0)
    return nw.when(certain > 0).then(nw.lit(True)).otherwise(_false_or_unknown(never))


def _tally_at_least(people: People, tally: Tally, count: int) -> Column:
    certain, possible, complete = people.counts(tally.relation, tally.test)
    never = complete & (possible < count)
    return nw.when(certain >= count).then(nw.lit(True)).otherwise(_false_or_unknown(never))


def _false_or_unknown(never: Column) -> Column:
    return nw.when(never).then(nw.lit(False)).otherwise(_unknown(nw.Boolean))


def _reached(people: People, awaited: Day) -> Column:
    value = people.value(awaited)
    return _false_before_the_law(value.column <= people.today, value)


def _not_before(people: People, one: Day, other: Day) -> Column:
    a, b = people.value(one), people.value(other)
    return _false_before_the_law(a.column >= b.column, a, b)


def _in_force(people: People, number: Number) -> Column:
    value = people.value(number)
    if value.in_force is None:
        return nw.when(value.column.is_null()).then(_unknown(nw.Boolean)).otherwise(nw.lit(True))
    unknown = value.in_force & value.column.is_null()
    return nw.when(unknown).then(_unknown(nw.Boolean)).otherwise(value.in_force)


def _parameter(people: People, values: Dated[int]) -> Value:
    held = values.on(people.on)
    return Value(_unknown(), nw.lit(False)) if held is None else Value(_number(held))


def _local(people: People, law: Parameter, place: str) -> Value:
    held = people.of_place(law, place, lambda values: values.on(people.on))
    return Value(held, ~held.is_null() | people.fact(place).is_null())


def _age(people: People, name: str) -> Value:
    return Value((nw.lit(people.today, nw.Int64) - people.fact(name)) // 10_000)


def _plus_years(people: People, start: Day, years: Number) -> Value:
    begun, size = people.value(start), people.value(years)
    later = people.keep(begun.column + size.column * 10_000)
    leap_day = later % 10_000 == 229
    # Born on 29 February: a year is over on 1 March where there is no such day.
    moved = nw.when(leap_day & ~is_leap(later // 10_000)).then(later + (301 - 229)).otherwise(later)
    return Value(moved, _both(begun.in_force, size.in_force))


def _plus_months(people: People, start: Day, months: Number) -> Value:
    begun, size = people.value(start), people.value(months)
    count = people.keep((begun.column // 10_000) * 12 + (begun.column // 100) % 100 - 1 + size.column)
    year, month, day = people.keep(count // 12), people.keep(count % 12 + 1), begun.column % 100
    last = days_of(year, month)
    following = count + 1
    next_month = (following // 12) * 10_000 + (following % 12 + 1) * 100 + 1
    column = nw.when(day > last).then(next_month).otherwise(year * 10_000 + month * 100 + day)
    return Value(column, _both(begun.in_force, size.in_force))


def _plus_days(people: People, start: Day, days: Number) -> Value:
    begun, size = people.value(start), people.value(days)
    column = day_of(people.keep(count_of(begun.column) + size.column), people.keep)
    return Value(column, _both(begun.in_force, size.in_force))


def _month_of(people: People, inner: Day) -> Value:
    value = people.value(inner)
    return Value(value.column // 100 * 100 + 1, value.in_force)


def _chosen(people: People, condition: Condition, one: Number, other: Number) -> Value:
    holds, a, b = people.truth(condition), people.value(one), people.value(other)
    same = nw.when(a.column == b.column).then(a.column).otherwise(_unknown())
    return Value(_choose(holds, a.column, b.column, same), _flag_of_choice(holds, a, b))


def _flag_of_choice(holds: Column, a: Value, b: Value) -> Column | None:
    if a.in_force is None and b.in_force is None:
        return None
    one, other = (nw.lit(True) if side.in_force is None else side.in_force for side in (a, b))
    return _choose(holds, one, other, one | other)


def _choose(holds: Column, one: Column, other: Column, unknown: Column) -> Column:
    return nw.when(holds.is_null()).then(unknown).otherwise(nw.when(holds).then(one).otherwise(other))


def _joined(join: Callable[[Column, Column], Column]) -> Callable[[People, Number, Number], Value]:
    def reading(people: People, one: Number, other: Number) -> Value:
        a, b = people.value(one), people.value(other)
        return Value(join(a.column, b.column), _both(a.in_force, b.in_force))

    return reading


def _of_known(pick: Callable[[Column, Column], Column]) -> Callable[[Column, Column], Column]:
    """One of two columns where both are known; an engine's own takes the one that is."""

    def picked(one: Column, other: Column) -> Column:
        column: Column = nw.when(~one.is_null() & ~other.is_null()).then(pick(one, other)).otherwise(_unknown())
        return column

    return picked


_greater, _lesser = _of_known(nw.max_horizontal), _of_known(nw.min_horizontal)


def _range_of_choice(people: People, condition: Condition, one: Number, other: Number) -> Range:
    holds, a, b = people.truth(condition), people.range(one), people.range(other)
    return Range(
        _choose(holds, a.low, b.low, _lesser(a.low, b.low)), _choose(holds, a.high, b.high, _greater(a.high, b.high))
    )


def _range_of_both(join: Callable[[Column, Column], Column]) -> Callable[[People, Number, Number], Range]:
    def reading(people: People, one: Number, other: Number) -> Range:
        a, b = people.range(one), people.range(other)
        return Range(join(a.low, b.low), join(a.high, b.high))

    return reading


def _range_between(people: People, least: Number, most: Number) -> Range:
    return Range(people.range(least).low, people.range(most).high)


def _range_bounded(people: People, number: Number, least: int, most: int) -> Range:
    inner = people.range(number)
    return Range(inner.low.fill_null(least), inner.high.fill_null(most))


def _range_of_quotient(people: People, number: Number, whole: int) -> Range:
    inner = people.range(number)
    return Range(*((2 * side + whole) // (2 * whole) for side in inner))


def _range_of_local(people: People, law: Parameter, place: str) -> Range:
    here = people.of_place(law, place, lambda values: values.on(people.on))
    possible = [value for values in law.everywhere() if (value := values.on(people.on)) is not None]
    low, high = (_unknown(), _unknown()) if not possible else (_number(min(possible)), _number(max(possible)))
    unknown = people.fact(place).is_null()
    return Range(*(nw.when(unknown).then(side).otherwise(here) for side in (low, high)))


JOINS: dict[str, Callable[[Column, Column], Column]] = {
    "sum": lambda one, other: one + other,
    "product": lambda one, other: one * other,
    "greatest": _greater,
}
TRUTHS: dict[str, Callable[..., Column]] = {
    "fact": lambda people, name: people.fact(name, nw.Boolean),
    "not": lambda people, inner: ~people.truth(inner),
    "one_of": _one_of,
    "within": _within,
    "some": _some,
    "tally_at_least": _tally_at_least,
    "reached": _reached,
    "not_before": _not_before,
    "in_force": _in_force,
    "unwritten": lambda people, rule: _unknown(nw.Boolean),
}
VALUES: dict[str, Callable[..., Value]] = {
    "fact": lambda people, name: Value(people.fact(name)),
    "constant": lambda people, value: Value(_number(value)),
    "parameter": _parameter,
    "local": _local,
    "age": _age,
    "plus_years": _plus_years,
    "plus_months": _plus_months,
    "plus_days": _plus_days,
    "month_of": _month_of,
    "choose": _chosen,
    **{operation: _joined(join) for operation, join in JOINS.items()},
}
RANGES: dict[str, Callable[..., Range]] = {
    "choose": _range_of_choice,
    **{operation: _range_of_both(join) for operation, join in JOINS.items()},
    "between": _range_between,
    "bounded": _range_bounded,
    "quotient": _range_of_quotient,
    "local": _range_of_local,
}
