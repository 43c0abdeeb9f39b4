"""A programme on the screen: what it did in a place, unit by unit, each number open to what is behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.programmes import UnitNumbers, numbers_of, programme_or_404
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level, Region
from jiahe.insight.rights import VIEW_SCREEN


@staff_page(VIEW_SCREEN)
def programme(request: ActingRequest, code: str) -> HttpResponse:
    """One programme in the post's place."""
    require(request.actor, VIEW_SCREEN)
    return _show(request, code, request.post.region)


@staff_page(VIEW_SCREEN)
def programme_unit(request: ActingRequest, code: str, level: Level, region: int) -> HttpResponse:
    """One programme in a place below."""
    place = reachable_region(request, level, region)
    require(request.actor, VIEW_SCREEN)
    return _show(request, code, place)


def _show(request: ActingRequest, code: str, place: Region) -> HttpResponse:
    found = programme_or_404(code)
    own, units = numbers_of(found, place, on=request.on)
    opens = request.actor.may(VIEW_CASES)
    context = {
        "programme": found,
        "own": own.opened(request.on, rows=opens, below="#units" if units else ""),
        "units": [_row(request, code, unit, opens) for unit in units],
        "region": place,
        "path": own_path(request, place),
        "on": request.on,
    }
    return render(request, "screen/programme.html", context)


def _row(request: ActingRequest, code: str, unit: UnitNumbers, opens: bool) -> dict[str, Any]:
    """A unit and its numbers: they open into the rows, or for who may not see those into the units below it."""
    region = unit.region
    below = reverse("screen:programme-unit", args=[code, region.slug, region.code])
    further = "" if region.level == Level.VILLAGE else below
    return {"region": region, "href": below, "numbers": unit.opened(request.on, rows=opens, below=further)}
