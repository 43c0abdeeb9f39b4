"""Is there a backup, and is it new enough; and did a restore stop half-way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime

from jiahe.foundation.backups.loading import is_under_way
from jiahe.foundation.backups.queries import last_backup
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.health.answers import Answer, State

USUAL_DAYS = 2  # a nightly backup that failed once is heard of the next day


def backup_is_recent(at: datetime) -> Answer:
    """Whether the last backup is new enough.

    Without ``JIAHE_BACKUP_DAYS`` an old one is a warning: a trial on somebody's machine is not unwell for want of it.
    """
    wanted = settings.JIAHE_BACKUP_DAYS
    last = last_backup()
    if last is not None and last.made_at > at - timedelta(days=wanted or USUAL_DAYS):
        return Answer(State.WELL, f"上次备份 {localtime(last.made_at):%Y-%m-%d %H:%M}")
    if last is None and not Fact.objects.exists():
        return Answer(State.WELL, "还没有人，也还没有备份")
    state = State.UNWELL if wanted else State.WARNING
    if last is None:
        return Answer(state, "从来没有备份过。请运行 jiahe backup 文件，并且每天夜里运行一次。")
    return Answer(
        state,
        f"上次备份是 {localtime(last.made_at):%Y-%m-%d %H:%M}，太久了。请运行 jiahe backup 文件，再看看夜里的备份为什么没有做。",
    )


def restore_is_done(at: datetime) -> Answer:
    """Whether a restore began here and was stopped."""
    if is_under_way():
        return Answer(State.UNWELL, "恢复到一半停下了。请再运行一次 jiahe restore 文件，它会做完。")
    return Answer(State.WELL, "没有做了一半的恢复")
