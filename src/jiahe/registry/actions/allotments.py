"""Saying, after a village was split, which households belong to which part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.registry.actions.common import refuse
from jiahe.registry.allotting import Split
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.models import Allotment
from jiahe.registry.relocating import relocate
from jiahe.registry.rights import EDIT_FAMILIES


def allot_households(*, split: Split, places: Mapping[int, int], by: Actor, at: datetime, on: date) -> int:
    """Give households (by id) to the village of a code, as of the day of the split; returns how many were given away.

    Those given to the rest stay where they are and leave the worklist; those that left it before are passed over.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not edit families.
        Refused: a code is none of the split's.
    """
    require_at(by, EDIT_FAMILIES, split.rest.code)
    if not set(places.values()) <= {place.code for place in split.places}:
        raise refuse("list", "有的编码不是这次拆分的单位，请刷新页面再选。")
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        homes = list(split.waiting().filter(pk__any_of=list(places)).order_by("pk"))
        Allotment.objects.bulk_create(
            Allotment(household=home, deed=split.deed, village_code=places[home.pk], recorded_at=at) for home in homes
        )
        given = {}
        for part in split.parts:
            going = [home for home in homes if places[home.pk] == part.code]
            if going:
                given[str(part.code)] = len(going)
                moved = relocate(going, old=split.rest.code, new=part.code, on=split.on, at=at, today=on)
                emit(FamiliesChanged.at(part.code, len(moved.people)), at=at)
        if homes:
            write_entry(
                actor=by,
                action="registry.allot_households",
                at=at,
                subject_type="region",
                region_code=split.rest.code,
                details={"given": given, "stay": len(homes) - sum(given.values())},
            )
    return sum(given.values())
