"""The programmes for everybody: what there is, whom to ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.catalogue.programme import System, programmes
from jiahe.delivery.library.kind import StoryKind
from jiahe.delivery.library.queries import public_stories
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.library import told_story
from jiahe.faces.kit.programmes import programme_or_404

NEWEST = 3  # stories on the page of a programme


@public_page
def services(request: ActingRequest) -> HttpResponse:
    """All programmes, under the system each belongs to."""
    groups = [(system.value, [p for p in programmes() if p.system is system]) for system in System]
    return render(request, "portal/services.html", {"groups": [group for group in groups if group[1]]})


@public_page
def service(request: ActingRequest, code: str) -> HttpResponse:
    """One programme: what it is for, and the way to ask for it."""
    found = programme_or_404(code)
    cases = [offer for offer in found.offers if isinstance(offer, CaseKind)]
    stories = [
        (offer, [told_story(one, one.published) for one in public_stories(kind=offer.code).rows[:NEWEST]])
        for offer in found.offers
        if isinstance(offer, StoryKind)
    ]
    return render(request, "portal/service.html", {"programme": found, "cases": cases, "stories": stories})
