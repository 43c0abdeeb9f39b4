"""写成案例: a closed case begins a story."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from jiahe.delivery.cases.material import may_write_up, write_up, written_up
from jiahe.delivery.cases.models import Case
from jiahe.delivery.cases.queries import case_at_desk
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.delivery.library.rights import WRITE_STORIES
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require
from jiahe.registry.rows import Refused


def material_of(case: Case, *, by: Actor) -> dict[str, Any]:
    """What the page of a case says of the story made of it."""
    return {"may_write_up": may_write_up(case, by=by), "story": written_up(case, by=by)}


@staff_page(VIEW_CASES, WRITE_STORIES)
def write(request: ActingRequest, pk: int) -> HttpResponse:
    """Begin the story, or open the one that was begun."""
    case = case_at_desk(pk, by=request.actor)
    require(request.actor, WRITE_STORIES)
    if request.method != "POST":
        return redirect("desk:case", pk)
    try:
        story = write_up(case=case, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:case", pk)
    messages.success(
        request,
        "草稿开好了，只有是什么事、结果怎样。接着写碰到了什么难处、凭哪部法律、怎么办的；当事人的名字写不进去。",
    )
    return redirect("desk:edit-story", story.pk)
