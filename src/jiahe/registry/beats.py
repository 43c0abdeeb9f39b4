"""Taking up work that fell silent: one caller only gets it, and what worked says so again and again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from jiahe.registry.models import ExportRequest, ImportRun


def claim(row: ImportRun | ExportRequest, *, working: Collection[str], silent_for: timedelta, at: datetime) -> bool:
    """Take up a row that works and that nobody is working on: true for one caller only.

    Asked of every look at the row, so it writes only when there is something to take up.
    """
    if row.status not in working or (row.beat_at is not None and row.beat_at >= at - silent_for):
        return False
    silent = Q(beat_at=None) | Q(beat_at__lt=at - silent_for)
    rows = type(row)._default_manager.filter(silent, pk=row.pk, status__in=working)
    return rows.update(beat_at=at) == 1


def note(row: ImportRun | ExportRequest, done: int, total: int, *, at: datetime) -> None:
    """Say how far some work is."""
    type(row)._default_manager.filter(pk=row.pk).update(done=done, total=total, beat_at=at)
