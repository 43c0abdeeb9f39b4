"""One thing that comes to a family, on a day or within a window of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any


class Kind(Enum):
    """What sort of thing it is, with its word on the page."""

    PREGNANCY = "孕期"
    VACCINATION = "打疫苗"
    CHECK = "体检"
    MONEY = "领钱"
    LEAVE = "休假"
    BEGINS = "可以办了"
    DEADLINE = "最后一天"
    ENDS = "到期"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that comes to one of the family.

    ``on`` is its day, or the first of its days; ``until`` the last where there are several. ``sources`` are documents
    as an answer names them (title, number, date, url, confidence).
    """

    kind: Kind
    who: str
    title: str
    on: date
    until: date | None
    todo: str
    sources: Sequence[Mapping[str, Any]]
    unverified: bool

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.until or self.on
