"""Reading sites: those of a post, through the gate, and the open ones, for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from jiahe.delivery.sites.distance import box, kilometres
from jiahe.delivery.sites.models import Inspection, Site, SiteKind, SiteState, Verdict
from jiahe.delivery.sites.rights import VIEW_SITES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached, require, require_at
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.models import Level, Region, code_range
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.queries import Page, keyset

PAGE = 30
NEAR = 50.0  # km: further nobody goes with a small child
SHOWN = 20  # on a page of those nearby
EXPIRED, FAILED, OVERDUE = "expired", "failed", "overdue"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list of sites; ``needs`` is what somebody should see to."""

    kind: str = ""
    state: str = ""
    needs: str = ""
    text: str = ""


def sites(wanted: Wanted, *, by: Actor, on: date, after: int = 0, before: int = 0) -> Page[Site]:
    """The sites in the actor's scope, each with ``last_verdict``, ``last_score`` and ``next_due`` of its last inspection.

    Raises:
        RightMissing: he may not look at sites.
    """
    require(by, VIEW_SITES)
    latest = Inspection.objects.filter(site=OuterRef("pk")).order_by("-inspected_on", "-pk")
    rows = Site.objects.filter(reached(by, "village_code")).annotate(
        last_verdict=Subquery(latest.values("verdict")[:1]),
        last_score=Subquery(latest.values("score")[:1]),
        next_due=Subquery(latest.values("next_due")[:1]),
    )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.text:
        rows = rows.filter(Q(name__contains=wanted.text) | Q(host__contains=wanted.text))
    needs = {
        EXPIRED: Q(plaque_until__lt=on),
        FAILED: Q(last_verdict=Verdict.MEND),
        OVERDUE: Q(next_due__lt=on) | Q(next_due=None),
    }
    if wanted.needs in needs:
        rows = rows.exclude(state=SiteState.CLOSED).filter(needs[wanted.needs])
    return keyset(rows, after, before, PAGE)


def site(pk: int, *, by: Actor, right: Right = VIEW_SITES) -> Site:
    """One site, for what a right allows.

    Raises:
        OutOfReach: there is none, or it stands outside the actor's scope.
        RightMissing: he reaches it and lacks the right.
    """
    found = Site.objects.filter(pk=pk).select_related("created_by", "changed_by").first()
    if found is None:
        raise OutOfReach("没有找到。")
    require_at(by, right, found.village_code)
    return found


def inspections_of(found: Site, *, by: Actor) -> list[Inspection]:
    """The inspections of a site, the last first.

    Raises:
        OutOfReach, RightMissing: the actor may not look at it.
    """
    require_at(by, VIEW_SITES, found.village_code)
    return list(found.inspections.order_by("-inspected_on", "-pk"))


def place_names(codes: Iterable[int], *, above: Level = Level.COUNTY) -> dict[int, str]:
    """Where villages lie, from a level down: 南安市 英都镇 芸林村. One query for all of them."""
    codes = set(codes)
    steps = {code: [(code_range(code, lv)[0], lv) for lv in Level if lv >= above] for code in codes}
    named = Region.objects.filter(
        code__in={code for way in steps.values() for code, _ in way}, level__gte=above
    ).order_by()
    titles = {(region.code, region.level): region.title for region in named}
    return {code: " ".join(titles[step] for step in way if step in titles) for code, way in steps.items()}


def _public(kind: str) -> QuerySet[Site]:
    rows = Site.objects.filter(state=SiteState.OPEN)
    return rows.filter(kind=kind) if kind in SiteKind.values else rows


def public_sites(*, kind: str = "", place: Region | None = None, after: int = 0, before: int = 0) -> Page[Site]:
    """The open sites of a kind in a place. Public: a site's manager and phone are there to be called."""
    rows = _public(kind)
    if place is not None:
        rows = rows.filter(in_ranges("village_code", ranges_of(place)))
    return keyset(rows, after, before, SHOWN)


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open site, and how far it is."""

    site: Site
    km: float


def sites_near(point: tuple[float, float], *, kind: str = "", skip: int = 0) -> tuple[list[Nearby], bool]:
    """The open sites around a point (longitude, latitude), the nearest first, and whether more follow."""
    longitudes, latitudes = box(point, NEAR)
    rows = _public(kind).filter(longitude__range=longitudes, latitude__range=latitudes)
    far = sorted(
        (kilometres(point, (float(lon), float(lat))), pk)
        for pk, lon, lat in rows.values_list("pk", "longitude", "latitude")
        if lon is not None and lat is not None
    )
    within = [(km, pk) for km, pk in far if km <= NEAR]
    shown = within[skip : skip + SHOWN]
    found = Site.objects.in_bulk([pk for _, pk in shown])
    return [Nearby(found[pk], km) for km, pk in shown if pk in found], len(within) > skip + SHOWN


def public_site(pk: int) -> Site:
    """One site for everybody, whatever its state: the picture at its door leads here.

    Raises:
        Http404: there is none.
    """
    found = Site.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这一处。")
    return found
