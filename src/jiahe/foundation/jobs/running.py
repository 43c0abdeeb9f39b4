"""Doing what is due: one job after the other, each taken by one worker only."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.db.models import F, Q

from jiahe.foundation.jobs.kinds import CANCELLED, Clock, JobCancelled, JobImpossible, JobKind, Run, kind_of, kinds
from jiahe.foundation.jobs.models import Job, JobState

logger = logging.getLogger(__name__)
BEAT = timedelta(seconds=15)
SILENT_FOR = timedelta(seconds=60)  # then its worker is taken for dead
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
GAVE_UP = "试了几次都没有做成。请查看服务的日志，处理好以后再点“再试一次”。"


def run_due(clock: Clock, *, scheduled: bool = True, most: int = 1000) -> int:
    """Do what is due, oldest first, until nothing is; returns how many jobs were begun.

    ``scheduled`` says whether jobs that come again by themselves are done as well. Safe side by side.
    """
    begun = 0
    while begun < most and (job := _claim(clock(), scheduled)) is not None:
        begun += 1
        _do(job, clock)
    return begun


def _claim(at: datetime, scheduled: bool) -> Job | None:
    free = Q(state=JobState.WAITING, due_at__lte=at) | Q(state=JobState.WORKING, beat_at__lt=at - SILENT_FOR)
    ours = Job.objects.filter(free, kind__in=[kind.code for kind in kinds()])
    if not scheduled:
        ours = ours.exclude(key="again")
    for job in ours.order_by("due_at", "pk")[:20]:
        mine = Job.objects.filter(free, pk=job.pk, attempts=job.attempts, state=job.state)
        if mine.update(state=JobState.WORKING, attempts=F("attempts") + 1, begun_at=at, beat_at=at):
            job.refresh_from_db()
            return job
    return None


def _do(job: Job, clock: Clock) -> None:
    kind = kind_of(job.kind)
    assert kind is not None  # noqa: S101  # only declared kinds are claimed; tells the type checker
    if job.cancel_asked:
        _cancelled(job, kind, clock())
        return
    if job.attempts > kind.tries and kind.schedule is None:
        _give_up(job, kind, GAVE_UP, clock())
        return
    try:
        with _heartbeat(job, clock):
            kind.work(Run(job, clock))
    except JobCancelled:
        _cancelled(job, kind, clock())
    except JobImpossible as impossible:
        _give_up(job, kind, str(impossible), clock())
    except Exception as error:
        # The class name alone: a message may quote a row.
        logger.error("job %s (%s) failed, attempt %s: %s", job.pk, job.kind, job.attempts, type(error).__name__)
        _try_later(job, kind, type(error).__name__, clock())
    else:
        _finish(job, kind, clock())


def _mine(job: Job) -> Q:
    """The job, as long as nobody else has taken it up."""
    return Q(pk=job.pk, state=JobState.WORKING, attempts=job.attempts)


def _finish(job: Job, kind: JobKind, at: datetime) -> None:
    if kind.schedule is None or job.key != "again":
        _end(job, JobState.DONE, at)
    else:
        Job.objects.filter(_mine(job)).update(
            state=JobState.WAITING, due_at=kind.schedule.following(at), attempts=0, finished_at=at, fault=""
        )


def _try_later(job: Job, kind: JobKind, fault: str, at: datetime) -> None:
    if job.attempts >= kind.tries and kind.schedule is None:
        _give_up(job, kind, GAVE_UP, at)
        return
    pause = min(FIRST_PAUSE * 5 ** min(job.attempts - 1, 5), LONGEST_PAUSE)
    Job.objects.filter(_mine(job)).update(state=JobState.WAITING, due_at=at + pause, fault=fault)


def _give_up(job: Job, kind: JobKind, sentence: str, at: datetime) -> None:
    if _end(job, JobState.FAILED, at, sentence):
        kind.given_up(dict(job.about), sentence, at)


def _cancelled(job: Job, kind: JobKind, at: datetime) -> None:
    if _end(job, JobState.CANCELLED, at):
        kind.given_up(dict(job.about), CANCELLED, at)


def _end(job: Job, state: JobState, at: datetime, fault: str = "") -> bool:
    return bool(Job.objects.filter(_mine(job)).update(state=state, finished_at=at, fault=fault[:300]))


@contextmanager
def _heartbeat(job: Job, clock: Clock) -> Iterator[None]:
    """Let the row say every quarter of a minute that somebody is working on it."""
    over = Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT.total_seconds()):
                try:
                    Job.objects.filter(_mine(job)).update(beat_at=clock())
                except DatabaseError:  # the database is busy: the next beat says it
                    logger.info("job %s could not say that it works", job.pk)
        finally:
            connection.close()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
