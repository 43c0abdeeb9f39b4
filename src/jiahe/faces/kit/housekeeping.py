"""What comes again by itself: picking up what a crash left waiting, and the work of the night."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from jiahe.foundation.audit.actions import seal
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.measures import roll_all
from jiahe.foundation.files.actions import delete_expired
from jiahe.foundation.jobs import queries
from jiahe.foundation.jobs.kinds import JobKind, Run, Schedule, declare


def _sweep(run: Run) -> None:
    deliver_pending()
    fold_pending()
    seal(run.at)


def _night(run: Run) -> None:
    roll_all(run.on)
    fold_pending()
    delete_expired(at=run.at)
    queries.forget_old(run.at)
    SessionStore.clear_expired()
    seal(run.at)


def declare_all() -> None:
    """Make what comes again by itself known."""
    declare(JobKind("kit.sweep", "补做中断时留下的事", _sweep, schedule=Schedule(every=timedelta(minutes=5))))
    declare(JobKind("kit.night", "夜里的整理：年龄这些数滚到当天，到期的文件删掉", _night, schedule=Schedule(hour=2)))
