"""The programmes for everybody: what there is, whom to ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.catalogue.parameters import Wording
from jiahe.delivery.catalogue.programme import System
from jiahe.delivery.library.kind import StoryKind
from jiahe.delivery.library.queries import public_stories
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.library import told_story
from jiahe.faces.kit.programmes import programme_or_404
from jiahe.faces.kit.running import held_for, running_for

NEWEST = 3  # stories on the page of a programme


@public_page
def services(request: ActingRequest) -> HttpResponse:
    """The programmes that run, under the system each belongs to."""
    running = running_for(request)
    groups = [(system.value, [p for p in running if p.system is system]) for system in System]
    return render(request, "portal/services.html", {"groups": [group for group in groups if group[1]]})


@public_page
def service(request: ActingRequest, code: str) -> HttpResponse:
    """One programme: what it is for, how long it takes where the visitor lives, and the way to ask for it."""
    found = programme_or_404(code)
    held = held_for(request, found)
    declared = [offer for offer in found.offers if isinstance(offer, CaseKind)]
    used = {text.words.code for kind in declared for text in (kind.intro, kind.ask) if isinstance(text, Wording)}
    stories = [
        (offer, [told_story(one, one.published) for one in public_stories(kind=offer.code).rows[:NEWEST]])
        for offer in found.offers
        if isinstance(offer, StoryKind)
    ]
    context = {
        "programme": found,
        "stories": stories,
        "cases": [] if held.closed else [kind.under(held.numbers, held.texts) for kind in declared],
        "texts": []
        if held.closed
        else [
            (words.title, held.texts.get(words.code, words.default)) for words in found.texts if words.code not in used
        ],
        "village": held.village,
        "closed": held.closed,
        "may_differ": bool(found.parameters or found.texts),
    }
    return render(request, "portal/service.html", context, status=404 if held.closed else 200)
