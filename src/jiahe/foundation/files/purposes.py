"""What files are kept for. Each app declares its own purposes when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class FilePurpose:
    """Why files are kept, and so: what they may be, how large (bytes), for how long, and who reads them.

    A file is read by who put it there; where it is ``of_post``, by whoever holds the same post; and, where a ``right``
    is named, by those who have it in the whole of the file's region. Where the app says itself who reads it, its
    ``gate`` takes the file and the actor, and raises. ``kept_for`` None keeps it until it is deleted,
    which what ``holds_people`` may not. What is handed over ``once`` is given out by its own app only.
    """

    code: str
    title: str
    kinds: tuple[Kind, ...]
    largest: int
    kept_for: timedelta | None
    holds_people: bool
    of_post: bool = False
    once: bool = False
    right: Right | None = None
    gate: Callable[[StoredFile, Actor], None] | None = None

    def __post_init__(self) -> None:
        if self.holds_people and self.kept_for is None:
            raise ValueError(f"{self.code} holds people, so it must say for how long it is kept")


_purposes: dict[str, FilePurpose] = {}


def declare_purpose(purpose: FilePurpose) -> None:
    """Put a purpose into the register."""
    _purposes[purpose.code] = purpose


def purpose_of(code: str) -> FilePurpose:
    """The purpose with a code; KeyError when no app declares it."""
    return _purposes[code]
