"""The expression language: a closed set of operations over named facts, written once and read in several ways.

An expression is a tree. ``closures`` turns it into a function over the dated facts of one person, ``amounts`` into the
bounds of a sum of money, ``reasons`` tells which facts met it or are missing. Truth is three-valued (Kleene): None is
*unknown*, and an unknown fact spoils only what hangs on it. Numbers are whole, days are dates, nothing is a float.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, Protocol, TypeVar

from jiahe.foundation.rules.dated import Dated

Facts = Mapping[str, Any]  # by name: a ``Dated``, or as it is what never changes; None is unknown
Reading = TypeVar("Reading")


class Local(Protocol):
    """A number of the law that differs from place to place."""

    def at(self, place: int) -> Dated[int]:
        """Its values at a place, by the place's code of twelve digits; 0 is somewhere else."""
        ...

    def everywhere(self) -> Sequence[Dated[int]]:
        """Its values in each place that has some."""
        ...


class Related(NamedTuple):
    """Those who stand in one relation to somebody. Where it is not ``complete`` there may be others: ``where`` says so."""

    subjects: Sequence[Subject]
    complete: bool = True
    where: str = ""


class Subject(dict[str, Any]):
    """The dated facts of one person, and of those near to him; ``path`` is where his facts were said.

    He has what was ``said`` but for ``facts`` that say it otherwise; ``dated`` are those of the facts that change. ``late`` finds more of them and ``relate`` those in a relation to him,
    when a rule first asks for them: few rules do. ``answered`` and ``spells`` remember what was worked out for him
    already, by condition and day, and ``snapshots`` how he is on days.
    """

    __slots__ = ("answered", "dated", "late", "path", "relate", "relations", "snapshots", "spells")

    def __init__(self, said: Facts, facts: Facts, dated: dict[str, Dated[Any]], path: str = "") -> None:
        super().__init__(said)
        self.update(facts)
        self.update(dated)
        self.path = path
        self.dated = dated
        self.late: Callable[[], Mapping[str, Dated[Any]]] | None = None
        self.relate: Callable[[str], Related] | None = None
        self.relations: dict[str, Related] = {}
        self.answered: dict[tuple[Condition, date], tuple[bool | None, date | None]] = {}
        self.spells: dict[tuple[Condition, date], tuple[date, date | None]] = {}
        self.snapshots: dict[date, Any] = {}

    def __missing__(self, name: str) -> Any:
        """What is not known; some facts are worked out only now."""
        self.learn()
        return self.get(name)

    def learn(self) -> None:
        """Work out the facts that nobody has asked for yet."""
        if self.late is not None:
            found = self.late()
            self.late = None
            self.dated.update(found)
            self.update(found)

    def related(self, relation: str) -> Related:
        """Those in a relation to him; nobody where nothing is said of it."""
        found = self.relations.get(relation)
        if found is None:
            found = self.relations[relation] = ALONE if self.relate is None else self.relate(relation)
        return found

    def forget(self) -> None:
        """Let go of everybody near to him and of what was worked out: nothing can be asked of him any more."""
        for snapshot in self.snapshots.values():
            snapshot.forget()
        self.snapshots.clear()
        self.relations.clear()
        self.relate = None


ALONE = Related(())


@dataclass(frozen=True, eq=False, slots=True)
class Condition:
    """An expression that is true, false or unknown. Combine with ``&``, ``|`` and ``~``."""

    operation: str
    arguments: tuple[Any, ...]
    readings: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

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
    readings: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    def __ge__(self, other: Number | int) -> Condition:
        return Condition("at_least", (self, as_number(other)))

    def __lt__(self, other: Number | int) -> Condition:
        return Condition("less", (self, as_number(other)))

    def __gt__(self, other: Number | int) -> Condition:
        return Condition("less", (as_number(other), self))

    def __le__(self, other: Number | int) -> Condition:
        return Condition("at_least", (as_number(other), self))

    def is_(self, other: Number | int) -> Condition:
        """Whether both are the same number."""
        return (self >= other) & (self <= other)

    def is_not(self, other: Number | int) -> Condition:
        """Whether they are different numbers."""
        return ~self.is_(other)

    def __add__(self, other: Number | int) -> Number:
        return Number("sum", (self, as_number(other)))

    def __mul__(self, other: Number | int) -> Number:
        return Number("product", (self, as_number(other)))

    def divided_by(self, whole: int) -> Number:
        """The quotient, half rounded up. The only operation that rounds: use it once, at the end."""
        return Number("quotient", (self, whole))

    def up_to(self, most: Number | int) -> Number:
        """A number that somebody else fixes between this one and another: it has two bounds, and no fact is missing."""
        return Number("between", (self, as_number(most)))

    def between(self, least: int, most: int) -> Number:
        """The same number; where it is not known, one between these."""
        return Number("bounded", (self, least, most))

    def or_more(self, least: Number | int) -> Number:
        """The greater of the two."""
        return Number("greatest", (self, as_number(least)))

    @property
    def in_force(self) -> Condition:
        """Whether a number of the law has a value on the day, there; false where it has none."""
        return Condition("in_force", (self,))


@dataclass(frozen=True, eq=False, slots=True)
class Day:
    """An expression that is a day, such as a day of birth, or unknown."""

    operation: str
    arguments: tuple[Any, ...]
    readings: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def age(self) -> Number:
        """Completed years from the day; born on 29 February one is a year older on 1 March of a common year."""
        if self.operation != "fact":
            raise ValueError("an age is reckoned from a fact")
        return Number("age", (self.arguments[0],))

    def plus(self, *, years: Number | int = 0, months: Number | int = 0, days: Number | int = 0) -> Day:
        """The day so much later, as ``calendar`` reckons it: years first, then months, then days."""
        later = self
        for operation, amount in (("plus_years", years), ("plus_months", months), ("plus_days", days)):
            if isinstance(amount, Number) or amount:
                later = Day(operation, (later, as_number(amount)))
        return later

    @property
    def month(self) -> Day:
        """The first day of its month."""
        return Day("month_of", (self,))

    @property
    def reached(self) -> Condition:
        """Whether the day has come: true on the day itself and ever after."""
        return Condition("reached", (self,))

    def not_before(self, other: Day | date) -> Condition:
        """Whether it is the other day or a later one, whatever day it is now."""
        return Condition("not_before", (self, other if isinstance(other, Day) else Day("constant", (other,))))

    def before(self, other: Day | date) -> Condition:
        """Whether it is earlier than the other day, whatever day it is now."""
        return ~self.not_before(other)


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact that is one word of a list."""

    name: str

    def is_in(self, *words: str) -> Condition:
        """Whether it is one of these words."""
        return Condition("one_of", (self.name, frozenset(words)))


@dataclass(frozen=True, slots=True)
class Place:
    """A fact that is the code of a region, twelve digits; 0 is somewhere else."""

    name: str

    def within(self, area: int) -> Condition:
        """Whether the place lies in an area, whose code is given without the zeros behind it."""
        return Condition("within", (self.name, area))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of those in a relation meet a condition: between those who certainly and those who possibly do."""

    relation: str
    test: Condition

    def at_least(self, count: int) -> Condition:
        """Whether there are so many or more."""
        return Condition("tally_at_least", (self, count))

    def at_most(self, count: int) -> Condition:
        """Whether there are so many or fewer."""
        return ~self.at_least(count + 1)

    def is_(self, count: int) -> Condition:
        """Whether there are exactly so many."""
        return self.at_least(count) & self.at_most(count)


@dataclass(frozen=True, slots=True)
class Relation:
    """Those near to somebody, such as his children."""

    name: str

    def some(self, test: Condition) -> Condition:
        """Whether one of them meets a condition."""
        return Condition("some", (self.name, test))

    def number_of(self, test: Condition) -> Tally:
        """How many of them meet it."""
        return Tally(self.name, test)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Which number holds: that of the first case whose condition is true, else ``otherwise``."""

    cases: Sequence[tuple[Condition, Number | int]] = field(default=())
    otherwise: Number | int = 0

    @property
    def number(self) -> Number:
        """The same as one expression."""
        held = as_number(self.otherwise)
        for test, number in reversed(self.cases):
            held = Number("choose", (test, as_number(number), held))
        return held


def kept(read: Callable[[Any], Reading]) -> Callable[[Any], Reading]:
    """A reading that is worked out once for each expression and kept with it, so that both are forgotten together."""

    @wraps(read)
    def reading(expression: Any) -> Reading:
        found: Reading | None = expression.readings.get(read)
        if found is None:
            found = expression.readings[read] = read(expression)
        return found

    return reading


def truth(name: str) -> Condition:
    """A fact that is true, false or unknown."""
    return Condition("fact", (name,))


def number(name: str) -> Number:
    """A fact that is a whole number or unknown."""
    return Number("fact", (name,))


def day(name: str) -> Day:
    """A fact that is a day or unknown."""
    return Day("fact", (name,))


def parameter(values: Dated[int]) -> Number:
    """A number of the law. On days before its first value the conditions that ask for it are false, not unknown."""
    return Number("parameter", (values,))


def local(values: Local, place: Place) -> Number:
    """A number of the law as it stands in the place that a fact names; where it has none, as before its first value."""
    return Number("local", (values, place.name))


def unwritten(rule: str) -> Condition:
    """A condition nobody here knows the rule of: always unknown, and what is missing is the rule, not a fact."""
    return Condition("unwritten", (rule,))


def as_number(value: Number | int) -> Number:
    """A number, or the expression that always is one."""
    return value if isinstance(value, Number) else Number("constant", (value,))
