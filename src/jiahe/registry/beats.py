"""Saying how far some long work is, in the row that a page shows."""

from __future__ import annotations

from datetime import datetime

from jiahe.registry.models import ExportRequest, ImportRun


def note(row: ImportRun | ExportRequest, done: int, total: int, *, at: datetime) -> None:
    """Say how far some work is."""
    type(row)._default_manager.filter(pk=row.pk).update(done=done, total=total, beat_at=at)
