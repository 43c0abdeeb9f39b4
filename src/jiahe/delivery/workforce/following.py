"""What the workforce does when a village became another: who stood in it stands in its successor as of that day."""

from __future__ import annotations

from datetime import date, datetime

from jiahe.delivery.workforce.counting import LOCK, move, recounted
from jiahe.delivery.workforce.details import served_region
from jiahe.delivery.workforce.models import HoursState, ServiceHours, ServiceWorker
from jiahe.foundation.accounts.actor import system
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.following import follow_village


def subscribe_all() -> None:
    """Hear of villages that became another."""
    subscribe(RegionReplaced, follow, key="workforce.following")


def follow(event: RegionReplaced, at: datetime) -> None:
    """Bring those of a village that is no more to its successor; run twice, nobody is left to bring."""
    follow_village(event, at, lock=LOCK, bring=_bring)


def _bring(code: int, successor: int, on: date, at: datetime) -> None:
    workers = list(ServiceWorker.objects.filter(village_code=code).select_related("serves").order_by("pk"))
    for worker in workers:
        worker.village_code = successor
        worker.serves = served_region(successor, worker.serves.level) or worker.serves
        worker.save(update_fields=["village_code", "serves"])
        with recounted(worker, on):
            move(worker, successor, on)
    # Hours that wait are confirmed where he stands now; those that were counted stay where they were given.
    ServiceHours.objects.filter(village_code=code, state=HoursState.RECORDED).update(village_code=successor)
    if workers:
        write_entry(
            actor=system(), action="workforce.follow_region", at=at, subject_type="region", region_code=successor,
            details={"from": code, "effective_on": on.isoformat(), "workers": len(workers)},
        )  # fmt: skip
