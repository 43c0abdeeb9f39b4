"""The inbox of a resident."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.addresses import safe_path
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.notices import actions, queries


@resident_page
def messages(request: ActingRequest) -> HttpResponse:
    """What the family was told, the newest first."""
    before = whole_number(request.GET.get("before", "")) or 0
    found, following = queries.page_of(by=request.actor, before=before)
    return render(request, "portal/messages.html", {"notices": found, "following": following})


@resident_page
def open_message(request: ActingRequest, pk: int) -> HttpResponse:
    """Note that a message was opened, and go where it leads."""
    found = queries.notice(pk, by=request.actor)
    actions.read(found, at=request.at)
    return redirect(safe_path(request, found.path) or "portal:messages")
