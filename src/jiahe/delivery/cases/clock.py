"""The nightly look at the clocks: who has a late case is reminded, and level by level those above him."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.delivery.cases import owners
from jiahe.delivery.cases.actions.moving import enter
from jiahe.delivery.cases.actions.public import end_notices
from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.models import Case, CaseState, Deed
from jiahe.delivery.cases.notices import tell_late
from jiahe.delivery.catalogue.clocks import left
from jiahe.foundation.accounts.actor import system
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.jobs.kinds import JobKind, Run, Schedule, declare

DAYS_A_LEVEL = 2  # working days late after which the next level is told
AT_ONCE = 500


def declare_all() -> None:
    """Make the nightly look known."""
    declare(JobKind("cases.notices", "公示期满的，进到下一步", _over, schedule=Schedule(hour=6)))
    declare(JobKind("cases.clocks", "看哪些事项超期了，提醒办理的岗位和上级", _night, schedule=Schedule(hour=7)))


def _over(run: Run) -> None:
    end_notices(on=run.on, at=run.at)


def _night(run: Run) -> None:
    remind(on=run.on, at=run.at)


def remind(*, on: date, at: datetime) -> int:
    """Remind of what is late on a day; returns how many reminders. Run again on the day, it reminds of nothing twice.

    On the first working day late the post itself and the level above are told, then one level more every two days.
    """
    told = 0
    after = 0
    while True:
        late = Case.objects.filter(state=CaseState.OPEN, due_on__lt=on, pk__gt=after).order_by("pk")
        rows = list(late.select_related("owner__region")[:AT_ONCE])
        if not rows:
            return told
        for case in rows:
            told += _remind_of(case, on, at)
        after = rows[-1].pk


def _remind_of(case: Case, on: date, at: datetime) -> int:
    levels = 1 + max(-left(case.due_on, on) - 1, 0) // DAYS_A_LEVEL
    if levels <= case.late_told:
        return 0
    posts: list[Post] = [case.owner] if case.late_told == 0 else []
    for level in range(case.late_told + 1, levels + 1):
        post = owners.above(case.owner, case.village_code, levels=level)
        if post is not None:
            posts.append(post)
    with transaction.atomic():
        still = Case.objects.filter(pk=case.pk, moves=case.moves, late_told=case.late_told, state=CaseState.OPEN)
        if not still.update(late_told=levels):
            return 0
        told = "、".join(str(post) for post in posts)
        enter(case, Deed.REMINDED, system(), at, on, text=told, to_applicant=False)
        tell_late(case, kind_of(case.kind).title, posts, at=at)
    return 1
