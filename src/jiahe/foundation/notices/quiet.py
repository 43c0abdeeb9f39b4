"""Quiet hours: from nine in the evening to eight in the morning nobody's phone rings."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime


def next_waking(at: datetime) -> datetime:
    """The moment itself by day; in the quiet hours, the morning on which they end. Hours are those of China."""
    begin, end = settings.JIAHE_QUIET_HOURS
    here = localtime(at)
    morning = here.replace(hour=end, minute=0, second=0, microsecond=0)
    if begin > end:  # over midnight
        if here.hour >= begin:
            return morning + timedelta(days=1)
        return morning if here.hour < end else at
    return morning if begin <= here.hour < end else at
