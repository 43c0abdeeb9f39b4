"""How fresh the numbers are: kept from the registry's news, so that a silent village is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jiahe.foundation.database import update_many
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import Range, in_ranges
from jiahe.insight.models import Freshness
from jiahe.registry.events import FamiliesChanged


def subscribe_all() -> None:
    """Hear of changed families, and of villages that became another."""
    subscribe(FamiliesChanged, note_change, key="insight.freshness")
    subscribe(RegionReplaced, note_successor, key="insight.freshness")


def note_successor(event: RegionReplaced, at: datetime) -> None:
    """A village that took over from another is as fresh as the fresher of both; the old one records nothing more."""
    if event.level != Level.VILLAGE:
        return
    rows = Freshness.objects.select_for_update().filter(village_code__in=[event.code, event.successor_code])
    known = {row.village_code: row for row in rows.order_by("village_code")}
    old, new = known.get(event.code), known.get(event.successor_code)
    if old is None:
        return
    if new is None or new.changed_at < old.changed_at:
        Freshness.objects.update_or_create(
            village_code=event.successor_code,
            defaults={"changed_at": old.changed_at, "people_that_day": old.people_that_day},
        )
    old.delete()


def note_change(event: FamiliesChanged, at: datetime) -> None:
    """Remember that some villages recorded something."""
    told = event.villages
    rows = Freshness.objects.select_for_update().filter(village_code__in=told).order_by("village_code")
    known = {row.village_code: row for row in rows}
    for code, row in known.items():
        same_day = timezone.localdate(row.changed_at) == timezone.localdate(at)
        row.people_that_day = told[code] + (row.people_that_day if same_day else 0)
        row.changed_at = max(row.changed_at, at)
    update_many(Freshness, known.values(), ["people_that_day", "changed_at"])
    new = [Freshness(village_code=c, changed_at=at, people_that_day=n) for c, n in told.items() if c not in known]
    Freshness.objects.bulk_create(new, batch_size=1000)


@dataclass(frozen=True, slots=True)
class News:
    """A village's latest records."""

    village: Region
    changed_at: datetime
    people: int

    @property
    def title(self) -> str:
        """The village with its township before it: 英都镇 芸林村."""
        above = self.village.reports_to
        return f"{above.title} {self.village.title}" if above else self.village.title


@dataclass(frozen=True, slots=True)
class LastRecorded:
    """When a village recorded something last: ``days`` before the day asked for, 0 for the same day."""

    changed_at: datetime
    people: int
    days: int


def last_recorded(village: Region, *, on: date) -> LastRecorded | None:
    """When a village recorded something last; None when it never did."""
    row = Freshness.objects.filter(village_code=village.code).first()
    if row is None:
        return None
    days = (on - timezone.localdate(row.changed_at)).days
    return LastRecorded(row.changed_at, row.people_that_day, max(days, 0))


def latest(ranges: Sequence[Range], limit: int = 6) -> list[News]:
    """The villages in some code ranges that recorded something last, newest first."""
    rows = list(Freshness.objects.filter(in_ranges("village_code", ranges)).order_by("-changed_at")[:limit])
    found = Region.objects.filter(level=Level.VILLAGE, code__in=[r.village_code for r in rows])
    by_code = {village.code: village for village in found.select_related("reports_to")}
    return [News(by_code[r.village_code], r.changed_at, r.people_that_day) for r in rows if r.village_code in by_code]
