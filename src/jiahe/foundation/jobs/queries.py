"""Reading jobs: for those who look after them, and for the check-up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.jobs.models import OPEN, Job, JobState
from jiahe.foundation.jobs.rights import require_jobs

PAGE = 30
LATE = timedelta(minutes=30)  # a job that should have begun so long ago: nobody is working
KEPT_FOR = timedelta(days=30)


def jobs(*, by: Actor, only: str = "", before: int = 0, size: int = PAGE) -> tuple[list[Job], int | None]:
    """A page of jobs, the newest first, and the key of the next page; ``only`` is a state.

    Raises:
        OutOfReach, RightMissing: the actor may not look after jobs.
    """
    require_jobs(by)
    rows = Job.objects.exclude(key="again").select_related("asked_by").order_by("-pk")
    if only in JobState.values:
        rows = rows.filter(state=only)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def scheduled(*, by: Actor) -> list[Job]:
    """The jobs that come again by themselves, by when they are due.

    Raises:
        OutOfReach, RightMissing: the actor may not look after jobs.
    """
    require_jobs(by)
    return list(Job.objects.filter(key="again", state__in=OPEN).order_by("due_at"))


def job(pk: int, *, by: Actor) -> Job:
    """One job.

    Raises:
        OutOfReach, RightMissing: there is none, or the actor may not look after jobs.
    """
    require_jobs(by)
    found = Job.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这项后台工作。")
    return found


def failing(at: datetime) -> tuple[int, int]:
    """How many jobs have failed and wait for somebody, and how many should have begun long ago."""
    failed = Job.objects.filter(state=JobState.FAILED).count()
    troubled = Q(fault__gt="", key="again") | Q(due_at__lt=at - LATE)
    return failed, Job.objects.filter(troubled, state=JobState.WAITING).count()


def forget_old(at: datetime) -> int:
    """Delete jobs that ended long ago; returns how many."""
    ended = Job.objects.filter(state__in=(JobState.DONE, JobState.CANCELLED), finished_at__lt=at - KEPT_FOR)
    return ended.delete()[0]
