"""What the benefits tell the floors above, by ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jiahe.foundation.events.bus import Event


@dataclass(frozen=True)
class BenefitClaimed(Event):
    """A family claims what it is due; the request holds the facts and the version of the rule."""

    name: ClassVar[str] = "benefits.claimed"
    request_id: int
