"""An answer: how something stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands: well, something to look at soon, or not well."""

    WELL = "well"
    WARNING = "warning"
    UNWELL = "unwell"


@dataclass(frozen=True, slots=True)
class Answer:
    """How something stands, in one plain sentence that says what to do."""

    state: State
    detail: str
