"""Rows that are about to be inserted, as plain objects: an object of a model costs twenty times as much to make.

Each has the columns of its model under the same names, so that whatever reads a person reads one who is coming too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jiahe.registry.models import Household, LifeEvent, Person


@dataclass(slots=True)
class NewHousehold:
    """A ``Household`` that is coming."""

    id: int
    number: str
    village_code: int
    away: bool
    since: date
    changed_at: datetime
    address_sealed: bytes | None = None
    until: date | None = None
    merged_into_id: int | None = None

    @property
    def pk(self) -> int:
        """The id it will have."""
        return self.id


@dataclass(slots=True)
class NewPerson:
    """A ``Person`` who is coming. What a row says of him stands first."""

    relation: str
    name: str
    sex: str
    birth_date: date
    death_date: date | None
    ethnicity: str
    hukou_code: int | None
    hukou_type: str
    residence_code: int | None
    marital_status: str
    married_on: date | None
    education: str
    occupation: str
    low_income: bool | None
    only_child_certificate: bool | None
    disability_grade: int | None
    note: str
    id: int
    household_id: int
    village_code: int
    since: date
    changed_at: datetime
    pinyin: str
    initials: str
    id_number_sealed: bytes | None
    id_number_index: bytes | None
    phone_sealed: bytes | None
    phone_index: bytes | None
    phone_tail_index: bytes | None
    away: bool
    mother_id: int | None = None
    father_id: int | None = None
    spouse_id: int | None = None
    changes_on: date | None = None
    released_phone_index: bytes | None = None
    merged_into_id: int | None = None

    @property
    def pk(self) -> int:
        """The id he will have."""
        return self.id


@dataclass(slots=True)
class NewLifeEvent:
    """A ``LifeEvent`` that is being told; it gets its id when it is written."""

    person_id: int
    kind: str
    on: date
    village_code: int
    recorded_at: datetime
    at_latest: bool = False
    other_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    until: date | None = None
    withdrawn_at: datetime | None = None


AnyHousehold = Household | NewHousehold
AnyPerson = Person | NewPerson
AnyLifeEvent = LifeEvent | NewLifeEvent
