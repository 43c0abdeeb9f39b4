"""The pages of the screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region, region_or_404
from jiahe.faces.kit.tiles import rows_address, tiles
from jiahe.faces.screen.maps import adcode, has_boundaries, map_notice
from jiahe.faces.screen.maps import boundaries as boundaries_of
from jiahe.faces.screen.months import COLUMNS, FLOWS, month_rows
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import count_by_level, own_units, ranges_of
from jiahe.insight.counts import SHOWN, UnitCounts, counts_below
from jiahe.insight.freshness import last_recorded, latest
from jiahe.insight.rights import VIEW_SCREEN
from jiahe.registry.rights import VIEW_FAMILIES


@staff_page(VIEW_SCREEN)
def home(request: ActingRequest) -> HttpResponse:
    """The screen of the post's own place."""
    require(request.actor, VIEW_SCREEN)
    region = request.post.region
    return redirect("screen:unit", region.slug, region.code)


@staff_page(VIEW_SCREEN)
def unit(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """A place: the map, the counts of its units, and what was recorded last. A village: its year in place of the map."""
    region = reachable_region(request, level, code)
    require(request.actor, VIEW_SCREEN)
    shown = _measure(request)
    opens = request.actor.may(VIEW_FAMILIES)
    own, units = counts_below(region, on=request.on)
    has_map = region.level <= Level.COUNTY and has_boundaries(region)
    context = {
        "region": region,
        "path": own_path(request, region),
        "tiles": tiles(own, on=request.on, opens=opens),
        "measures": SHOWN,
        "shown": shown,
        "units": [_row(u, request, opens) for u in units],
        # Below the county there are no boundaries: the map then shows the county itself.
        "values": [_value(u, shown) for u in (units if region.level <= Level.CITY else [own])],
        "has_map": has_map,
        "map_label": "地图" if has_map else "各单位",
        "notice": map_notice(),
        "news": latest(ranges_of(region)),
        "own_units": [unit.title for unit in own_units()] if region.level == Level.PROVINCE else [],
        "levels": count_by_level() if region.level == Level.PROVINCE else None,
        "on": request.on,
        "at": request.at,
    }
    if region.level == Level.VILLAGE:
        context |= _village(request, region, opens)
    return render(request, "screen/unit.html", context)


def _village(request: ActingRequest, region: Region, opens: bool) -> dict[str, Any]:
    """What stands in the place of the map where there are no units left: the year, month by month."""
    months = month_rows(region, on=request.on, opens=opens)
    return {
        "map_label": "今年每个月",
        "months": months,
        "flows": FLOWS,
        "columns": COLUMNS,
        "happened": any(bar.value for row in months for bar in row.bars),
        "last": last_recorded(region, on=request.on),
    }


def _measure(request: ActingRequest) -> Measure:
    """The measure the map shows, from the address; people when it names none."""
    wanted = request.GET.get("measure", "people")
    return next((m for m in SHOWN if m.code == wanted), SHOWN[1])


def _row(counts: UnitCounts, request: ActingRequest, opens: bool) -> dict[str, Any]:
    region = counts.region
    return {
        "region": region,
        "href": reverse("screen:unit", args=[region.slug, region.code]),
        "cells": [
            {"value": counts.values[m.code], "href": rows_address(region, m, request.on) if opens else ""}
            for m in SHOWN
        ],
    }


def _value(counts: UnitCounts, shown: Measure) -> dict[str, Any]:
    region = counts.region
    return {
        "adcode": adcode(region),
        "name": region.title,
        "value": counts.values[shown.code] if region.has_data else None,
        "href": reverse("screen:unit", args=[region.slug, region.code]),
    }


@cache_control(private=True, max_age=3600)
@staff_page(VIEW_SCREEN)
def boundaries(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """The shapes of a region's units. Shapes are public; the screen is not, so neither is its map."""
    require(request.actor, VIEW_SCREEN)
    return JsonResponse(boundaries_of(region_or_404(level, code)))
