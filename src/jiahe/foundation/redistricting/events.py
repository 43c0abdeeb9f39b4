"""What redistricting tells the floors above, by codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jiahe.foundation.events.bus import Event


@dataclass(frozen=True)
class RegionReplaced(Event):
    """A unit is no more, and who lived there lives in its successor from the day ``on``.

    One for each unit, so that each is one transaction at a subscriber; both codes are of ``level``. Whoever keeps rows
    by village code moves those of ``code`` to ``successor_code`` as of ``on``: dated, so that every number of an earlier
    day stays where it was. A row that came in only after ``on`` moves on its own first day. The successor stands when
    the event is delivered, unless it was replaced in its turn: then the event of that follows. Run twice, a handler
    must change nothing the second time.
    """

    name: ClassVar[str] = "regions.replaced"
    code: int
    level: int
    successor_code: int
    on: date
