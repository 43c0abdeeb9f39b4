"""What the registry does when a village became another: its households, events and hukous follow, as of that day."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from jiahe.foundation.accounts.actor import system
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.following import follow_village
from jiahe.registry.models import Household, Move
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.relocating import relocate


def subscribe_all() -> None:
    """Hear of villages that became another."""
    subscribe(RegionReplaced, follow, key="registry.following")


def follow(event: RegionReplaced, at: datetime) -> None:
    """Bring everything that stands in a village that is no more to its successor; run twice, nothing is left to bring."""
    follow_village(event, at, lock=REGISTRY_LOCK, bring=_bring)


def _bring(code: int, successor: int, on: date, at: datetime) -> None:
    went = Move.objects.filter(source=OuterRef("pk"), kind=MoveKind.REGION)
    homes = Household.objects.filter(~Exists(went), village_code=code, merged_into=None).order_by("pk")
    brought = relocate(list(homes), old=code, new=successor, on=on, at=at, today=localdate(at), whole=True)
    if brought.root_of or brought.people or brought.events:
        write_entry(
            actor=system(),
            action="registry.follow_region",
            at=at,
            subject_type="region",
            region_code=successor,
            details={
                "from": code,
                "effective_on": on.isoformat(),
                "households": len(brought.root_of),
                "people": len(brought.people),
            },
        )
