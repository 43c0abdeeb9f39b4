"""Lists that somebody uploads: kept until he has read what they would change, and carried out when he says so."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.redistricting.plan import Plan
from jiahe.foundation.redistricting.yearly import YearlyList, preview_list, require_lists, update_by_list
from jiahe.foundation.regions.models import RegionList

LATEST = 10


def keep_list(
    *,
    content: str,
    successors: str,
    file_name: str,
    effective_on: date,
    source: str,
    by: Actor,
    at: datetime,
    on: date,
) -> RegionList:
    """Keep a list until somebody confirms it. It is read once, so that only a list that can be read is kept.

    Raises:
        OutOfReach, RightMissing: the province is not the actor's, or he may not change units.
        ListFault: a file is not what it should be.
    """
    yearly = YearlyList(content, effective_on, successors, source)
    preview = preview_list(yearly, by=by, on=on)
    with transaction.atomic():
        kept = RegionList.objects.create(
            file_name=file_name, content=content, successors=successors, effective_on=effective_on, source=source,
            uploaded_at=at,
        )  # fmt: skip
        write_entry(
            actor=by,
            action="regions.keep_list",
            at=at,
            subject_type="region_list",
            subject_id=kept.pk,
            details={"digest": yearly.digest, "units": preview.listed},
        )
    return kept


def kept_list(pk: int, *, by: Actor) -> RegionList:
    """A list somebody uploaded.

    Raises:
        OutOfReach, RightMissing: there is none, the province is not the actor's, or he may not change units.
    """
    require_lists(by)
    found = RegionList.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到。")
    return found


def kept_lists(*, by: Actor) -> list[RegionList]:
    """The lists that were uploaded last, newest first, without their texts.

    Raises:
        OutOfReach, RightMissing: the province is not the actor's, or he may not change units.
    """
    require_lists(by)
    return list(RegionList.objects.defer("content", "successors").order_by("-pk")[:LATEST])


def as_yearly(kept: RegionList) -> YearlyList:
    """The list as it is previewed and carried out."""
    return YearlyList(kept.content, kept.effective_on, kept.successors, kept.source or kept.file_name)


def confirm_list(kept: RegionList, *, by: Actor, at: datetime, on: date) -> Plan:
    """Carry a kept list out, all of it or nothing. Returns what was changed.

    Confirmed twice it changes nothing, not even what was changed by hand since: a list is of its day.

    Raises:
        OutOfReach, RightMissing: the province is not the actor's, or he may not change units.
        RegionRefused: something of it cannot be as the tree stands now.
    """
    require_lists(by)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        if RegionList.objects.filter(pk=kept.pk, done_at__isnull=False).exists():
            return Plan(kept.effective_on)
        plan = update_by_list(as_yearly(kept), by=by, at=at, on=on)
        RegionList.objects.filter(pk=kept.pk, done_at=None).update(done_at=at)
    kept.refresh_from_db(fields=["done_at"])
    return plan
