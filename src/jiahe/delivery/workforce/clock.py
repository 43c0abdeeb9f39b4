"""The daily look at the credentials: who looks after somebody is told once that his ends soon, and once that it ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from jiahe.delivery.workforce.counting import LOCK
from jiahe.delivery.workforce.models import COUNTED, Credential, ServiceWorker, WorkerState
from jiahe.delivery.workforce.notices import tell_back, tell_of_credential
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.jobs.kinds import JobKind, Run, Schedule, declare

SOON = timedelta(days=30)
AT_ONCE = 200


def declare_all() -> None:
    """Make the daily look known."""
    declare(JobKind("workforce.credentials", "看哪些服务人员的证书快到期、到期了", _daily, schedule=Schedule(hour=7)))


def _daily(run: Run) -> None:
    remind(on=run.on, at=run.at)
    remind_of_those_who_rest(on=run.on, at=run.at)


def remind_of_those_who_rest(*, on: date, at: datetime) -> int:
    """Tell the villages of those who said they would be back by a day; returns of how many. Each is told once."""
    due = ServiceWorker.objects.filter(state=WorkerState.RESTING, rests_until__lte=on, rests_until__gt=on - SOON)
    with transaction.atomic():
        for worker in due.order_by("pk"):
            tell_back(worker, at=at)
    return due.count()


def remind(*, on: date, at: datetime) -> int:
    """Tell of the credentials that end within thirty days, and of those that ended; returns how many. Each is told once.

    Of one that was renewed before it ended nothing is said any more.
    """
    told = 0
    while True:
        with transaction.atomic():
            advisory_lock(LOCK)
            due = list(_due(on)[:AT_ONCE])
            for credential in due:
                told += _tell(credential, on, at)
        if not due:
            return told


def _due(on: date) -> QuerySet[Credential]:
    over = Q(expires_on__lt=on, told_over=False)
    soon = Q(expires_on__gte=on, expires_on__lte=on + SOON, told_soon=False)
    rows = Credential.objects.filter(over | soon, withdrawn_on=None, worker__state__in=COUNTED)
    return rows.select_related("worker").order_by("pk")


def _tell(credential: Credential, on: date, at: datetime) -> int:
    over = credential.expires_on is not None and credential.expires_on < on
    credential.told_soon = True
    credential.told_over = credential.told_over or over
    credential.save(update_fields=["told_soon", "told_over"])
    others = credential.worker.credentials.exclude(pk=credential.pk)
    if any(other.valid(on) and _lasts_longer(other, credential) for other in others):
        return 0
    tell_of_credential(credential, over=over, at=at)
    return 1


def _lasts_longer(other: Credential, one: Credential) -> bool:
    return other.over_on is None or (one.over_on is not None and other.over_on > one.over_on)
