"""What life events say of a person through time: dated facts, from which the state on any day follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from jiahe.foundation.rules.dated import Dated
from jiahe.registry.models.life_event import EventKind

# A pregnancy whose end nobody recorded is over by then: two weeks past a due date, 42 weeks from the first day.
LONGEST_PAST_DUE = timedelta(days=14)
LONGEST_PREGNANCY = timedelta(days=42 * 7)
SAME_BIRTH = timedelta(days=3)  # twins may be born on two days, and a birth recorded a day late is the same


class Happened(Protocol):
    """What is read of a life event."""

    kind: str
    on: date
    until: date | None
    at_latest: bool
    details: Any
    other_id: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """The events of one person that stand (withdrawn ones left out), in order of their days."""

    events: Sequence[Happened]

    def of(self, *kinds: str) -> list[Happened]:
        """The events of some kinds, in order."""
        return [event for event in self.events if event.kind in kinds]

    def disability_grade(self) -> Dated[int]:
        """The grade through time: 1 to 4, 0 for none, unknown before a grade whose first day nobody said."""
        events = self.of(EventKind.DISABILITY)
        return _changes(events, [e.details.get("grade") or 0 for e in events], otherwise=0)

    def low_income(self) -> Dated[bool]:
        """Whether the person lives on 低保, through time."""
        events = self.of(EventKind.LOW_INCOME_BEGIN, EventKind.LOW_INCOME_END)
        return _changes(events, [e.kind == EventKind.LOW_INCOME_BEGIN for e in events], otherwise=False)

    def away(self) -> Dated[bool]:
        """Whether the person lives elsewhere than his household, through time."""
        events = self.of(EventKind.MOVE_OUT, EventKind.MOVE_IN)
        return _changes(events, [e.kind == EventKind.MOVE_OUT for e in events], otherwise=False)

    def marital_status(self) -> Dated[str]:
        """single, married, divorced or widowed, through time."""
        words = {EventKind.MARRIAGE: "married", EventKind.DIVORCE: "divorced", EventKind.WIDOWED: "widowed"}
        events = self.of(*words)
        first = events[0].kind if events else ""
        otherwise = "single" if first == EventKind.MARRIAGE else None
        return _changes(events, [words[EventKind(e.kind)] for e in events], otherwise=otherwise)

    def pregnant(self) -> Dated[bool]:
        """Whether a pregnancy is known and has not ended, through time."""
        changes: list[tuple[date, bool | None]] = []
        for event in self.of(EventKind.PREGNANCY, EventKind.PREGNANCY_END):
            if event.kind == EventKind.PREGNANCY_END:
                changes = [(day, value) for day, value in changes if day < event.on]
                changes.append((event.on, False))
            else:
                due = event.details.get("due")
                over = date.fromisoformat(due) + LONGEST_PAST_DUE if due else event.on + LONGEST_PREGNANCY
                changes += [(event.on, True), (max(over, event.on + timedelta(days=1)), False)]
        return Dated.since(changes, before=False)

    def in_hospital(self) -> Dated[bool]:
        """Whether the person is in hospital, through time."""
        changes: list[tuple[date, bool | None]] = []
        for event in self.of(EventKind.HOSPITAL_STAY):
            changes.append((event.on, True))
            if event.until:
                changes.append((event.until, False))
        return Dated.since(changes, before=False)

    def guardian(self) -> Dated[int]:
        """The id of the guardian, through time; 0 for none."""
        changes: list[tuple[date, int | None]] = []
        for event in self.of(EventKind.GUARDIANSHIP):
            changes.append((event.on, event.other_id))
            if event.until:
                changes.append((event.until, 0))
        return Dated.since(changes, before=0)


def life(events: Iterable[Happened]) -> Life:
    """The life that some events tell."""
    return Life(sorted(events, key=lambda event: event.on))


def _changes(events: Sequence[Happened], values: Sequence[Any], *, otherwise: Any) -> Dated[Any]:
    """A value that each event sets; before the first it was ``otherwise``, or unknown if the first is only 'at latest'."""
    before = None if events and events[0].at_latest else otherwise
    return Dated.since([(event.on, value) for event, value in zip(events, values, strict=True)], before=before)
