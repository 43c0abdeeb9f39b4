"""Which life events a new or changed record tells of, when a form or a sheet says how things stand and not since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jiahe.registry.drafts import AnyPerson, NewLifeEvent, NewPerson
from jiahe.registry.models import LifeEvent, Person
from jiahe.registry.models.life_event import EventKind


@dataclass(frozen=True, slots=True)
class Told:
    """What a record said before it was changed, as far as events hang on it."""

    birth_date: date
    death_date: date | None
    marital_status: str
    married_on: date | None
    disability_grade: int | None
    low_income: bool | None
    away: bool

    @classmethod
    def by(cls, person: Person) -> Told:
        """What a person's record says now."""
        return cls(*(getattr(person, name) for name in cls.__slots__))


@dataclass(slots=True)
class Happenings:
    """Collects the events of one chunk: new ones, and those that no longer hold.

    ``standing`` holds, by person, the events of changed people that stood before.
    """

    at: datetime
    on: date
    standing: dict[int, list[LifeEvent]] = field(default_factory=dict)
    new: list[NewLifeEvent] = field(default_factory=list)
    withdrawn: list[LifeEvent] = field(default_factory=list)

    def note_new(self, person: NewPerson) -> None:
        """The events of somebody who comes in."""
        self._add(person, EventKind.BIRTH, person.birth_date)
        if person.death_date is not None:
            self._add(person, EventKind.DEATH, person.death_date)
        if person.married_on is not None:
            self._add(person, EventKind.MARRIAGE, person.married_on, other=person.spouse_id)
        if person.disability_grade is not None:
            self._since(person, EventKind.DISABILITY, {"grade": person.disability_grade})
        if person.low_income:
            self._since(person, EventKind.LOW_INCOME_BEGIN)
        if person.away:
            self._since(person, EventKind.MOVE_OUT, {"code": person.residence_code})

    def note_change(self, before: Told, person: Person) -> None:
        """The events that a changed record tells of anew, and those it takes back."""
        self._dated(person, EventKind.BIRTH, before.birth_date, person.birth_date)
        self._dated(person, EventKind.DEATH, before.death_date, person.death_date)
        self._dated(person, EventKind.MARRIAGE, before.married_on, person.married_on)
        if person.marital_status == "divorced" and before.marital_status == "married":
            self._since(person, EventKind.DIVORCE)
        if person.disability_grade != before.disability_grade:
            details: dict[str, Any] = {"grade": person.disability_grade} if person.disability_grade else {}
            self._turned(person, (EventKind.DISABILITY,), EventKind.DISABILITY, details)
        if person.low_income is not before.low_income and (person.low_income or before.low_income):
            kinds = (EventKind.LOW_INCOME_BEGIN, EventKind.LOW_INCOME_END)
            self._turned(person, kinds, kinds[0] if person.low_income else kinds[1])
        if person.away != before.away:
            kinds = (EventKind.MOVE_OUT, EventKind.MOVE_IN)
            details = {"code": person.residence_code} if person.away else {}
            self._turned(person, kinds, kinds[0] if person.away else kinds[1], details)

    def _dated(self, person: Person, kind: EventKind, before: date | None, now: date | None) -> None:
        """An event whose day the record itself names: a new day is a correction."""
        if before == now:
            return
        stood = [e for e in self._standing(person, (kind,)) if e.on == before]
        self._withdraw(stood)
        if now is not None:
            self._add(person, kind, now, village=stood[0].village_code if stood else None)

    def _turned(
        self, person: Person, kinds: Iterable[EventKind], kind: EventKind, details: dict[str, Any] | None = None
    ) -> None:
        """Things stand otherwise than before; since when, nobody said. What was said today was mistyped."""
        stood = self._standing(person, tuple(kinds))
        today = [e for e in stood if e.at_latest and e.on == self.on]
        self._withdraw(today)
        earlier = [e for e in stood if e not in today]
        last = max(earlier, key=lambda e: (e.on, e.pk), default=None)
        told = (last.kind, last.details.get("grade")) if last else None
        is_off = kind in (EventKind.LOW_INCOME_END, EventKind.MOVE_IN) or (kind == EventKind.DISABILITY and not details)
        if told == (kind, (details or {}).get("grade")) or (last is None and is_off and today):
            return  # with the slip of today taken back, things stand as the form says
        self._since(person, kind, details)

    def _standing(self, person: Person, kinds: Sequence[EventKind]) -> list[LifeEvent]:
        return [e for e in self.standing.get(person.pk, ()) if e.kind in kinds]

    def _withdraw(self, events: Iterable[LifeEvent]) -> None:
        for event in events:
            event.withdrawn_at = self.at
            self.withdrawn.append(event)

    def _since(self, person: AnyPerson, kind: EventKind, details: dict[str, Any] | None = None) -> None:
        self._add(person, kind, self.on, at_latest=True, details=details)

    def _add(
        self,
        person: AnyPerson,
        kind: EventKind,
        on: date,
        *,
        at_latest: bool = False,
        details: dict[str, Any] | None = None,
        other: int | None = None,
        village: int | None = None,
    ) -> None:
        self.new.append(
            NewLifeEvent(
                person_id=person.pk,
                kind=kind.value,
                on=on,
                village_code=village or person.village_code,
                recorded_at=self.at,
                at_latest=at_latest,
                other_id=other,
                details=details or {},
            )
        )
