"""The plain facts of one person on one day, which is all that the readings of one day need."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiahe.foundation.rules.expressions import Subject

Near = tuple[list["Snapshot"], bool]
A_YEAR = 10_000  # between two days written as whole numbers: 20260301


class Snapshot(dict[str, Any]):
    """The facts of one person as they are on a day; what is not known is not there or None.

    ``said`` remembers what was said of him already, by what was asked.
    """

    __slots__ = ("_ages", "_near", "day", "lived", "months", "number", "path", "said", "subject")

    def __init__(self, subject: Subject, day: date) -> None:
        super().__init__(subject)
        for name, (value, changes) in subject.dated.items():  # as ``Dated.on``, without a call for each
            for since, changed in changes:
                if since > day:
                    break
                value = changed
            self[name] = value
        self.subject, self.day, self.path = subject, day, subject.path
        self.number = day.year * A_YEAR + day.month * 100 + day.day
        self.months = day.year * 12 + day.month
        self.said: dict[Any, dict[str, Any]] = {}
        born: date | None = self["birth_date"]
        self.lived = None if born is None else self.number - (born.year * A_YEAR + born.month * 100 + born.day)
        self._ages: dict[str, int | None] = {"birth_date": self.lived}
        self._near: dict[str, Near] = {}

    def __missing__(self, name: str) -> Any:
        """What nobody said is not known; some facts are worked out only when they are asked for."""
        self.subject.learn()
        fact = self.subject.dated.get(name)
        if fact is None:
            return None
        value = self[name] = fact.on(self.day)
        return value

    def forget(self) -> None:
        """Let go of those near to him."""
        self._near.clear()

    def since(self, name: str) -> int | None:
        """How far the day lies behind a day among the facts, both written as whole numbers; a year is ``A_YEAR``.

        Of one born on 29 February a year is full on 1 March of a common year, as the calendar of the rules has it.
        """
        try:
            return self._ages[name]
        except KeyError:
            born = self[name]
            gone = None if born is None else self.number - (born.year * A_YEAR + born.month * 100 + born.day)
            self._ages[name] = gone
            return gone

    def near(self, relation: str) -> Near:
        """Those in a relation to him on the day, and whether there are no others."""
        found = self._near.get(relation)
        if found is None:
            subjects, complete, _ = self.subject.related(relation)
            day = self.day
            people = [person.snapshots.get(day) or snapshot_of(person, day) for person in subjects]
            found = self._near[relation] = people, complete
        return found


def snapshot_of(subject: Subject, day: date) -> Snapshot:
    """The facts of somebody on a day; made once."""
    found: Snapshot | None = subject.snapshots.get(day)
    if found is None:
        found = subject.snapshots[day] = Snapshot(subject, day)
    return found
