"""The answers, and asking all that the rooms added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string


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


Question = Callable[[datetime], Answer]


def questions() -> Iterator[tuple[str, Question]]:
    """The questions of the rooms, each with its name."""
    for name, path in settings.JIAHE_CHECKS:
        yield name, import_string(path)
