"""Asking for a job, stopping it, and having it tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.jobs.kinds import CANCELLED, kind_of, kinds
from jiahe.foundation.jobs.models import OPEN, Job, JobState
from jiahe.foundation.jobs.rights import require_jobs

_wake: list[Callable[[], None]] = []


def when_asked(wake: Callable[[], None]) -> None:
    """Call this after a job was asked for, when the transaction that asked is over."""
    _wake[:] = [wake]


def ask(
    kind: str, *, about: dict[str, Any], key: str, at: datetime, by: Actor | None = None, due_at: datetime | None = None
) -> Job:
    """Have something done. One of the same kind and key that is still open is returned instead.

    Raises:
        ValueError: nobody declares this kind.
    """
    if kind_of(kind) is None:
        raise ValueError(f"no job of the kind {kind!r} is declared")
    user = by.id if by is not None and by.kind == "user" else None
    standing = Job.objects.filter(kind=kind, key=key, state__in=OPEN).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, key=key, about=about, asked_at=at, asked_by_id=user, due_at=due_at or at
            )
    except IntegrityError:  # asked for by somebody else in this very moment
        return ask(kind, about=about, key=key, at=at, by=by, due_at=due_at)
    transaction.on_commit(_call_worker)
    return job


def _call_worker() -> None:
    for wake in _wake:
        wake()


def schedule_all(at: datetime) -> None:
    """Have every kind that comes again by itself waiting for its time: one row each, made once."""
    known = set(Job.objects.filter(key="again", state__in=OPEN).values_list("kind", flat=True))
    for kind in kinds():
        if kind.schedule is not None and kind.code not in known:
            due_at = at if kind.schedule.every is not None else kind.schedule.following(at)
            ask(kind.code, about={}, key="again", at=at, due_at=due_at)


def cancel(*, job: Job, by: Actor, at: datetime) -> bool:
    """Stop a job: one that waits at once, one that works where it next says how far it is. False when it is over.

    Raises:
        OutOfReach, RightMissing: the actor may not look after jobs.
    """
    require_jobs(by)
    if job.key == "again":
        raise OutOfReach("定时的工作不能取消。")
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
        at_once = waiting.update(state=JobState.CANCELLED, finished_at=at)
        stopped = at_once or Job.objects.filter(pk=job.pk, state=JobState.WORKING).update(cancel_asked=True)
        if stopped:
            _note("jobs.cancel", job, by, at)
        kind = kind_of(job.kind)
        if at_once and kind is not None:
            kind.given_up(dict(job.about), CANCELLED, at)
    return bool(stopped)


def retry(*, job: Job, by: Actor, at: datetime) -> bool:
    """Have a job that failed, or was stopped, done after all; one that waits for its time is due now.

    False when it is done, works, or was asked for anew meanwhile.

    Raises:
        OutOfReach, RightMissing: the actor may not look after jobs.
    """
    require_jobs(by)
    ended = Job.objects.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED, JobState.WAITING))
    try:
        with transaction.atomic():
            again = ended.update(state=JobState.WAITING, due_at=at, attempts=0, cancel_asked=False, fault="")
            if again:
                _note("jobs.retry", job, by, at)
    except IntegrityError:
        return False
    transaction.on_commit(_call_worker)
    return bool(again)


def _note(action: str, job: Job, by: Actor, at: datetime) -> None:
    write_entry(actor=by, action=action, at=at, subject_type="job", subject_id=job.pk, details={"kind": job.kind})
