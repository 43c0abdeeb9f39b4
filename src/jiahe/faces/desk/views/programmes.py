"""A programme at the desk: what it offers here, and how much of it was done this year."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.delivery.catalogue.in_force import closed_sentence, in_force, runs_in
from jiahe.delivery.catalogue.rights import PROPOSE_SETTINGS
from jiahe.delivery.library.kind import StoryKind
from jiahe.delivery.library.rights import RECORD_LECTURES, WRITE_STORIES
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.programmes import numbers_of, programme_or_404
from jiahe.foundation.accounts.gate import require


@staff_page(VIEW_CASES)
def programme(request: ActingRequest, code: str) -> HttpResponse:
    """One programme in the post's place."""
    require(request.actor, VIEW_CASES)
    found = programme_or_404(code)
    if not runs_in(found, request.post.region, on=request.on):
        raise Http404(closed_sentence(found))
    held = in_force(found, request.post.region, on=request.on)
    own, _ = numbers_of(found, request.post.region, on=request.on)
    context = {
        "programme": found,
        "numbers": own.opened(request.on, rows=True),
        "cases": [kind.under(held.numbers) for kind in found.offers if isinstance(kind, CaseKind)],
        "stories": [offer for offer in found.offers if isinstance(offer, StoryKind)],
        "may_write": request.actor.may(WRITE_STORIES),
        "may_record": request.actor.may(RECORD_LECTURES),
        "may_set": request.actor.may(PROPOSE_SETTINGS),
    }
    return desk_page(request, "desk/programme.html", context, here="cases")
