"""How what stands in a village goes on to where the village went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from jiahe.foundation.database import advisory_lock
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.regions.history import replaced_by
from jiahe.foundation.regions.models import Level

Bringing = Callable[[int, int, date, datetime], None]  # from a village to another, as of a day, now


def follow_village(event: RegionReplaced, at: datetime, *, lock: str, bring: Bringing) -> None:
    """Bring what stands in a village that is no more to its successor; run twice, nothing is left to bring.

    Where the successor was replaced in its turn before the news came, it goes on to where it belongs now.
    """
    if event.level != Level.VILLAGE:
        return
    advisory_lock(lock)
    code, successor, on = event.code, event.successor_code, event.on
    seen = {code}
    while True:
        bring(code, successor, on, at)
        step = replaced_by(successor, Level.VILLAGE)
        if step is None or successor in seen:
            return
        seen.add(successor)
        code, (successor, on) = successor, step
