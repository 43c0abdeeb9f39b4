"""How fresh the numbers are: kept from the registry's news, so that a silent township is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import Range
from jiahe.insight.models import Freshness
from jiahe.registry.events import FamiliesChanged


def subscribe_all() -> None:
    """Hear of changed families."""
    subscribe(FamiliesChanged, note_change, key="insight.freshness")


def note_change(event: FamiliesChanged, at: datetime) -> None:
    """Remember that the township of a village recorded something."""
    township = event.village_code // 1000 * 1000
    row, made = Freshness.objects.select_for_update().get_or_create(
        township_code=township, defaults={"changed_at": at, "people_that_day": event.people}
    )
    if made:
        return
    same_day = row.changed_at.date() == at.date()
    row.people_that_day = event.people + (row.people_that_day if same_day else 0)
    row.changed_at = max(row.changed_at, at)
    row.save()


@dataclass(frozen=True, slots=True)
class News:
    """A township's latest records."""

    township: Region
    changed_at: datetime
    people: int


def latest(ranges: Sequence[Range], limit: int = 6) -> list[News]:
    """The townships in some code ranges that recorded something last, newest first."""
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(township_code__range=(low, high))
    rows = list(Freshness.objects.filter(inside).order_by("-changed_at")[:limit])
    towns = Region.objects.filter(level=Level.TOWNSHIP, code__in=[r.township_code for r in rows])
    by_code = {t.code: t for t in towns.select_related("reports_to")}
    return [News(by_code[r.township_code], r.changed_at, r.people_that_day) for r in rows if r.township_code in by_code]
