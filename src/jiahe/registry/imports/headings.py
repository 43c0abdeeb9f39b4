"""What a region calls its columns, where we do not know it by ourselves; said once, remembered there and below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import path_to
from jiahe.registry.models import HeadingMeaning
from jiahe.registry.rows import HEADINGS
from jiahe.registry.sheets import LONGEST_HEADING


def meanings_for(region: Region) -> dict[str, str]:
    """What each heading means in the sheets of a region: what was said nearest to it holds."""
    path = path_to(region)
    order = {place.pk: rank for rank, place in enumerate(path)}
    said = HeadingMeaning.objects.filter(region__in=path)
    return {m.heading: m.field for m in sorted(said, key=lambda m: order[m.region_id])}


def remember_headings(region: Region, meanings: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Remember what some headings mean in a region's sheets; an empty meaning leaves the column out.

    Rights are the caller's to check. What is no field of ours is passed over.
    """
    wanted = {h[:LONGEST_HEADING]: f for h, f in meanings.items() if h and (f == "" or f in HEADINGS)}
    if not wanted:
        return
    with transaction.atomic():
        for heading, field in wanted.items():
            HeadingMeaning.objects.update_or_create(region=region, heading=heading, defaults={"field": field})
        write_entry(
            actor=by,
            action="registry.remember_headings",
            at=at,
            subject_type="region",
            subject_id=region.pk,
            region_code=region.code,
            details={"fields": sorted(set(wanted.values()))},
        )
