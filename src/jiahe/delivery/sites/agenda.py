"""What sites put on the agenda: inspections that are due, and plaques whose time runs out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from jiahe.delivery.catalogue.agenda import NOTHING, Source, Told, declare
from jiahe.delivery.sites.models import Inspection, Site, SiteState
from jiahe.delivery.sites.rights import EDIT_SITES, INSPECT_SITES, VIEW_SITES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached

INSPECT_AHEAD, RENEW_AHEAD = timedelta(days=30), timedelta(days=60)


def declare_all() -> None:
    """Put them on the agenda. The county inspects; who keeps a site sees to its plaque."""
    declare(
        Source(
            "inspections", "阵地检查", rows=_to_inspect, told=_inspections, due="next_due", place="village_code",
            mine=lambda by: Q() if by.may(INSPECT_SITES) and by.may(EDIT_SITES) else NOTHING,
        )
    )  # fmt: skip
    declare(
        Source(
            "plaques", "挂牌到期", rows=_to_renew, told=_plaques, due="plaque_until", place="village_code",
            mine=lambda by: Q() if by.may(EDIT_SITES) else NOTHING,
        )
    )  # fmt: skip


def _of(by: Actor) -> QuerySet[Site] | None:
    if not by.may(VIEW_SITES) or not (by.may(EDIT_SITES) or by.may(INSPECT_SITES)):
        return None
    return Site.objects.filter(reached(by, "village_code")).exclude(state=SiteState.CLOSED)


def _to_inspect(by: Actor, on: date) -> QuerySet[Site] | None:
    rows = _of(by)
    latest = Inspection.objects.filter(site=OuterRef("pk")).order_by("-inspected_on", "-pk").values("next_due")
    if rows is None:
        return None
    return rows.annotate(next_due=Subquery(latest[:1])).filter(Q(next_due=None) | Q(next_due__lte=on + INSPECT_AHEAD))


def _to_renew(by: Actor, on: date) -> QuerySet[Site] | None:
    rows = _of(by)
    return None if rows is None else rows.filter(plaque_until__lte=on + RENEW_AHEAD)


def _inspections(rows: Sequence[Any], on: date) -> list[Told]:
    return [
        Told(
            f"检查{site.name}", "开张以后还没有检查过" if site.next_due is None else "到了约定的检查日子",
            f"/desk/sites/{site.pk}/", site.village_code, site.next_due,
        )
        for site in rows
    ]  # fmt: skip


def _plaques(rows: Sequence[Site], on: date) -> list[Told]:
    return [
        Told(
            f"{site.name}的牌子", "牌子过期了，要么续，要么摘" if site.plaque_expired(on) else "牌子快到期，先办续牌",
            f"/desk/sites/{site.pk}/", site.village_code, site.plaque_until,
        )
        for site in rows
    ]  # fmt: skip
