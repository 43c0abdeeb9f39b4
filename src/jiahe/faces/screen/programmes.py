"""A programme on the screen: what it did in the post's place, unit by unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.programmes import numbers_of, programme_or_404
from jiahe.foundation.accounts.gate import require
from jiahe.insight.rights import VIEW_SCREEN


@staff_page(VIEW_SCREEN)
def programme(request: ActingRequest, code: str) -> HttpResponse:
    """One programme."""
    require(request.actor, VIEW_SCREEN)
    found = programme_or_404(code)
    own, units = numbers_of(found, request.post.region, on=request.on)
    context = {"programme": found, "own": own, "units": units, "region": request.post.region, "on": request.on}
    return render(request, "screen/programme.html", context)
