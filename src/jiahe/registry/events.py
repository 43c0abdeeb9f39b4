"""What the registry tells the floors above, by ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jiahe.foundation.events.bus import Event


@dataclass(frozen=True)
class FamiliesChanged(Event):
    """Somebody recorded something about the families of a village: ``people`` of them are new or changed."""

    name: ClassVar[str] = "registry.families_changed"
    village_code: int
    people: int


@dataclass(frozen=True)
class LifeEventRecorded(Event):
    """Something happened to a person, or was withdrawn. A death or a lost child stops what is sent to the family."""

    name: ClassVar[str] = "registry.life_event_recorded"
    person_id: int
    kind: str
    on: date
    withdrawn: bool
