"""Is there room on the disk of the data folder."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jiahe.foundation.health.answers import Answer, State

LEAST = 1_000_000_000  # bytes: below this a backup or an import may not fit
LITTLE = 5 * LEAST


def disk_has_room(at: datetime) -> Answer:
    """Whether the data folder can still take what a day brings."""
    home = Path(settings.HOME)
    free = shutil.disk_usage(next(folder for folder in (home, *home.parents) if folder.exists())).free
    if free > LITTLE:
        return Answer(State.WELL, f"剩余 {free // 10**6} MB")
    state = State.WARNING if free > LEAST else State.UNWELL
    return Answer(
        state, f"只剩 {free // 10**6} MB。请在 {home} 所在的磁盘上腾出地方：先看旧的备份和日志，不要删 keys/。"
    )
