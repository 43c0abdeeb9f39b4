"""Asking all that the rooms added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from jiahe.foundation.health.answers import Answer, State
from jiahe.foundation.health.disk import disk_has_room

Question = Callable[[datetime], Answer]


def questions() -> Iterator[tuple[str, Question]]:
    """The questions of the rooms, each with its name."""
    for name, path in settings.JIAHE_CHECKS:
        yield name, import_string(path)


def alarms(at: datetime) -> list[tuple[str, Answer]]:
    """What is not well, each with its name, the worst first."""
    answers = [("disk", disk_has_room(at)), *((name, ask(at)) for name, ask in questions())]
    found = [(name, answer) for name, answer in answers if answer.state != State.WELL]
    return sorted(found, key=lambda each: each[1].state != State.UNWELL)
