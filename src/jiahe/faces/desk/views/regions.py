"""The region browser, and the rows behind its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse

from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.tiles import tiles
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.facts.measures import Kind
from jiahe.foundation.facts.measures import measure as find_measure
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.regions.history import story_of, successor_of
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import ranges_of, search_regions
from jiahe.insight.counts import counts_below
from jiahe.registry import queries
from jiahe.registry.allotting import waiting
from jiahe.registry.measures import HOUSEHOLDS
from jiahe.registry.models import Person
from jiahe.registry.rights import EDIT_FAMILIES, MERGE_RECORDS, VIEW_FAMILIES


@staff_page(VIEW_FAMILIES)
def region(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """A place: its counts, the units below it, and in a village its households."""
    place = reachable_region(request, level, code)
    require(request.actor, VIEW_FAMILIES)
    wanted = request.GET.get("q", "").strip()[:40]
    own, units = counts_below(place, on=request.on)
    context: dict[str, Any] = {
        "region": place,
        "path": own_path(request, place),
        "tiles": tiles(own, on=request.on, opens=True),
        "units": units,
        "story": story_of(place),
        "successor": successor_of(place.code, level=place.level) if place.is_closed else None,
        "may_open": request.actor.may(VIEW_FAMILIES),
        "wanted": wanted,
        "suggestions": [unit.region.title for unit in units],
        "found": search_regions(wanted, ranges_of(place)) if wanted else [],
        "may_edit": request.actor.may(EDIT_FAMILIES) and not place.is_closed,
        "allotment": waiting(place, by=request.actor),
        "may_merge": request.actor.may(MERGE_RECORDS),
    }
    if place.level == Level.VILLAGE:
        after, before = page_keys(request)
        context["page"] = queries.households(by=request.actor, region=place, on=request.on, after=after, before=before)
    return desk_page(request, "desk/region.html", context, here="families")


@staff_page(VIEW_FAMILIES)
def rows(request: ActingRequest, level: Level, code: int, measure: str) -> HttpResponse:
    """The households or people that a number counts, for the day the number was read."""
    place = reachable_region(request, level, code)
    require(request.actor, VIEW_FAMILIES)
    try:
        counted = find_measure(measure)
    except KeyError:
        raise Http404("没有这个指标。") from None
    on = day_of(request)
    since = since_of(request, on)
    after, before = page_keys(request)
    context: dict[str, Any] = {
        "region": place,
        "path": own_path(request, place),
        "measure": counted,
        "is_flow": counted.kind is Kind.FLOW,
        "day": on,
        "since": since,
        "total": totals([counted], [place], on=on, since=since)[measure, place.pk],
        "of_households": measure == HOUSEHOLDS.code,
        "carried": f"on={on.isoformat()}&since={since.isoformat()}&",
    }
    actor = request.actor
    if counted is HOUSEHOLDS:
        context["page"] = queries.households(by=actor, region=place, on=on, after=after, before=before)
    else:
        page = queries.people_behind(counted, by=actor, region=place, on=on, since=since, after=after, before=before)
        context["page"] = page
        context["people"] = [(person, _opens(actor, person)) for person in page.rows]
    return desk_page(request, "desk/rows.html", context, here="families")


def _opens(actor: Actor, person: Person) -> bool:
    """Whether the household of somebody on the list opens; it does not for somebody who moved away since."""
    return actor.reaches(person.village_code) or (person.hukou_code is not None and actor.reaches(person.hukou_code))


def page_keys(request: ActingRequest) -> tuple[int, int]:
    """The keys of a keyset page in the address; anything that is not a number begins at the beginning."""
    return whole_number(request.GET.get("after", "")) or 0, whole_number(request.GET.get("before", "")) or 0


def day_of(request: ActingRequest) -> date:
    """The day a number was read, from the address; today when there is none. No day after today."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), request.on)
    except ValueError:
        return request.on


def since_of(request: ActingRequest, on: date) -> date:
    """The first day of the month a flow is counted from, from the address; January of the same year when it says none."""
    january = on.replace(month=1, day=1)
    try:
        return min(max(date.fromisoformat(request.GET.get("since", "")).replace(day=1), january), on.replace(day=1))
    except ValueError:
        return january
