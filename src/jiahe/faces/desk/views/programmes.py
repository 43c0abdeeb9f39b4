"""A programme at the desk: what it offers here, and how much of it was done this year."""

from __future__ import annotations

from django.http import HttpResponse

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.programmes import numbers_of, programme_or_404
from jiahe.foundation.accounts.gate import require


@staff_page(VIEW_CASES)
def programme(request: ActingRequest, code: str) -> HttpResponse:
    """One programme in the post's place."""
    require(request.actor, VIEW_CASES)
    found = programme_or_404(code)
    own, _ = numbers_of(found, request.post.region, on=request.on)
    context = {
        "programme": found,
        "numbers": own.opened(request.on, rows=True),
        "cases": [offer for offer in found.offers if isinstance(offer, CaseKind)],
    }
    return desk_page(request, "desk/programme.html", context, here="cases")
