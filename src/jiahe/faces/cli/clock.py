"""What time it is, for a command; with the pages the only place that asks the clock. Needs no settings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today() -> date:
    """This day in China."""
    return datetime.now(CHINA).date()
