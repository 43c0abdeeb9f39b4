"""What the registry tells the floors above, by ids and codes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jiahe.foundation.events.bus import Event


@dataclass(frozen=True)
class FamiliesChanged(Event):
    """Somebody recorded something about families: how many people are new or changed, by village code."""

    name: ClassVar[str] = "registry.families_changed"
    people_by_village: Mapping[str, int]

    @classmethod
    def at(cls, village_code: int, people: int) -> FamiliesChanged:
        """The news of one village."""
        return cls({str(village_code): people})

    @property
    def villages(self) -> dict[int, int]:
        """How many people, by village code as a number."""
        return {int(code): people for code, people in self.people_by_village.items()}


@dataclass(frozen=True)
class LifeEventRecorded(Event):
    """Something happened to a person, or was withdrawn. A death or a lost child stops what is sent to the family."""

    name: ClassVar[str] = "registry.life_event_recorded"
    person_id: int
    kind: str
    on: date
    withdrawn: bool


@dataclass(frozen=True)
class CircumstanceRecorded(Event):
    """Something is known of a person's work, school or health from a day on, or was withdrawn; never what it is."""

    name: ClassVar[str] = "registry.circumstance_recorded"
    person_id: int
    kind: str
    on: date
    withdrawn: bool


@dataclass(frozen=True)
class RequestEnded(Event):
    """What a resident asked of the village was answered or taken back."""

    name: ClassVar[str] = "registry.request_ended"
    request_id: int


@dataclass(frozen=True)
class ConsentChanged(Event):
    """A person agreed to a purpose, or took it back: without the basic service nothing is sent to him."""

    name: ClassVar[str] = "registry.consent_changed"
    person_id: int
    purpose: str
    given: bool
