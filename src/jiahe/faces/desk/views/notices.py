"""The inbox of a post and of whoever holds it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import safe_path
from jiahe.foundation.notices import actions, queries


@staff_page()
def notices(request: ActingRequest) -> HttpResponse:
    """What this post and its holder were told, the newest first."""
    found, following = queries.page_of(by=request.actor, before=page_keys(request)[1])
    context = {"notices": found, "following": following, "unread": queries.unread(by=request.actor)}
    return desk_page(request, "desk/notices.html", context, here="notices")


@staff_page()
def open_notice(request: ActingRequest, pk: int) -> HttpResponse:
    """Note that a notice was opened, and go where it leads."""
    found = queries.notice(pk, by=request.actor)
    actions.read(found, at=request.at)
    return redirect(safe_path(request, found.path) or "desk:notices")


@require_POST
@staff_page()
def read_all(request: ActingRequest) -> HttpResponse:
    """Note that all of it was seen."""
    actions.read_all(by=request.actor, at=request.at)
    return redirect("desk:notices")
