"""When this installation was backed up last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiahe.foundation.audit.models import Entry
from jiahe.foundation.backups.actions import RESTORED, SUBJECT


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest copy of what stands here that the audit knows of."""

    made_at: datetime
    digest: str


def last_backup() -> LastBackup | None:
    """The last backup that was made here, or the one this database was restored from; None when there is neither."""
    entry = Entry.objects.filter(subject_type=SUBJECT, subject_id=None).order_by("-id").first()
    if entry is None:
        return None
    made_at = datetime.fromisoformat(entry.details["made_at"]) if entry.action == RESTORED else entry.at
    return LastBackup(made_at, entry.details["digest"])
