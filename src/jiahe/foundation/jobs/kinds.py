"""Kinds of jobs, declared by the apps that do the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from jiahe.foundation.jobs.models import Job

Clock = Callable[[], datetime]
CANCELLED = "这项工作被取消了。"  # what its owner is told of a job that was stopped


class JobCancelled(Exception):  # reads as what happened
    """Somebody asked that the job be stopped; raised inside the work where it says how far it is."""


class JobImpossible(Exception):  # reads as what it says
    """The job can never be done; the sentence says why, to whoever looks at it. It is not tried again."""


@dataclass(slots=True)
class Run:
    """One attempt at a job, as its work sees it."""

    job: Job
    clock: Clock

    @property
    def about(self) -> dict[str, Any]:
        """What the job is about."""
        return dict(self.job.about)

    @property
    def at(self) -> datetime:
        """This moment."""
        return self.clock()

    @property
    def on(self) -> date:
        """This day in China."""
        return localdate(self.clock())

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is.

        Raises:
            JobCancelled: somebody asked that it be stopped, or another worker has taken it up.
        """
        mine = Job.objects.filter(pk=self.job.pk, attempts=self.job.attempts, state="working", cancel_asked=False)
        if not mine.update(done=done, total=total, beat_at=self.clock()):
            raise JobCancelled


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job comes again: every so often, or each day at an hour (of China)."""

    every: timedelta | None = None
    hour: int = 0

    def following(self, at: datetime) -> datetime:
        """The next time after a moment."""
        if self.every is not None:
            return at + self.every
        due = localtime(at).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return due if due > at else due + timedelta(days=1)


def _nothing(about: dict[str, Any], sentence: str, at: datetime) -> None:
    """Nobody has to be told."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name in the field, its work, and how often it is tried.

    ``given_up`` is told, with what the job was about and a sentence, when it will not be tried again.
    """

    code: str
    title: str
    work: Callable[[Run], None]
    tries: int = 5
    schedule: Schedule | None = None
    given_up: Callable[[dict[str, Any], str, datetime], None] = _nothing


_kinds: dict[str, JobKind] = {}


def declare(kind: JobKind) -> JobKind:
    """Make a kind known; declared again under the same code, the newer one holds."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> JobKind | None:
    """The kind with this code; None when no app declares it any more."""
    return _kinds.get(code)


def kinds() -> Iterable[JobKind]:
    """All kinds."""
    return list(_kinds.values())
