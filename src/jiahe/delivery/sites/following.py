"""What sites do when a village became another: they stand in its successor as of that day."""

from __future__ import annotations

from datetime import date, datetime

from jiahe.delivery.sites import spells
from jiahe.delivery.sites.models import Site
from jiahe.foundation.accounts.actor import system
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.following import follow_village

LOCK = "sites"


def subscribe_all() -> None:
    """Hear of villages that became another."""
    subscribe(RegionReplaced, follow, key="sites.following")


def follow(event: RegionReplaced, at: datetime) -> None:
    """Bring the sites of a village that is no more to its successor; run twice, nothing is left to bring."""
    follow_village(event, at, lock=LOCK, bring=_bring)


def _bring(code: int, successor: int, on: date, at: datetime) -> None:
    sites = list(Site.objects.filter(village_code=code).order_by("pk"))
    for site in sites:
        if Site.objects.filter(village_code=successor, kind=site.kind, name=site.name).exists():
            site.name = f"{site.name[:30]}（{str(code)[-6:]}）"  # two of one name stand in one village now
        site.village_code = successor
        site.save(update_fields=["name", "village_code"])
        spells.move(site, successor, on)
    if sites:
        write_entry(
            actor=system(), action="sites.follow_region", at=at, subject_type="region", region_code=successor,
            details={"from": code, "effective_on": on.isoformat(), "sites": len(sites)},
        )  # fmt: skip
