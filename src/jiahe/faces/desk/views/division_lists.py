"""The yearly list at the desk: upload it, read what it would change, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from jiahe.faces.desk.division_forms import ListForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.divisions import following, pages, start_of
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.events.delivery import delivery_deferred
from jiahe.foundation.redistricting.lists import as_yearly, confirm_list, keep_list, kept_list, kept_lists
from jiahe.foundation.redistricting.plan import RegionRefused
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.foundation.redistricting.yearly import preview_list
from jiahe.foundation.regions.files import ListFault

AT_ONCE = 50  # changes on a page


@staff_page(EDIT_REGIONS)
def lists(request: ActingRequest) -> HttpResponse:
    """Upload a list; those that were uploaded last stand below."""
    found = kept_lists(by=request.actor)
    form = ListForm(request.POST or None, request.FILES or None, initial={"effective_on": request.on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            kept = keep_list(
                content=data["file"],
                successors=data["successors"],
                file_name=data["name"],
                effective_on=data["effective_on"],
                source=data["source"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except ListFault as fault:
            form.take(fault)
        else:
            return redirect("desk:division-list", kept.pk)
    context = {"form": form, "lists": found}
    return desk_page(request, "desk/division_lists.html", context, here="divisions", status=422 if form.errors else 200)


@staff_page(EDIT_REGIONS)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """What a list would change; confirming it changes it."""
    kept = kept_list(pk, by=request.actor)
    if request.method == "POST":
        try:
            with delivery_deferred():
                confirm_list(kept, by=request.actor, at=request.at, on=request.on)
        except (RegionRefused, ListFault):
            messages.error(request, "还不能更新：请先改好下面列出的几处。一处也没有改。")
        else:
            messages.success(request, "区划已经更新。")
        return redirect("desk:division-list", kept.pk)
    context: dict[str, object] = {"kept": kept, "following": following()}
    if kept.done_at is None:
        preview = preview_list(as_yearly(kept), by=request.actor, on=request.on)
        start = start_of(request)
        context |= {
            "preview": preview,
            "counts": list(preview.counts.items()),
            "lines": preview.lines[start : start + AT_ONCE],
            "problems": preview.problems[:AT_ONCE],
            "more_problems": max(len(preview.problems) - AT_ONCE, 0),
            **pages(start, AT_ONCE, more=start + AT_ONCE < len(preview.lines)),
        }
    return desk_page(request, "desk/division_list.html", context, here="divisions")
