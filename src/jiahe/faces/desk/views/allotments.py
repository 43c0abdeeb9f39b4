"""After a village was split: which households belong where, one by one or by a list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from jiahe.faces.desk.division_forms import AllotmentListForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level
from jiahe.registry.actions import Refused, allot_households
from jiahe.registry.allotting import Split, read_list, split_to_allot, worklist
from jiahe.registry.rights import EDIT_FAMILIES

CHOICE = "home-"  # the field of a household: this and its id


@staff_page(EDIT_FAMILIES)
def allotment(request: ActingRequest, code: int) -> HttpResponse:
    """The households that wait, each with the places it may belong to, and a list for many at once."""
    village = reachable_region(request, Level.VILLAGE, code)
    require(request.actor, EDIT_FAMILIES)
    split = split_to_allot(village, by=request.actor)
    form = AllotmentListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and split is not None and form.is_valid():
        try:
            places = _chosen(request, split) | (read_list(form.text, split) if form.text else {})
            given = allot_households(split=split, places=places, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            for fault in refused.faults:
                form.add_error("list", fault.message)
        else:
            said = f"定了 {len(places)} 户，其中 {given} 户归到了新单位。" if places else "还没有选，什么都没有改。"
            messages.success(request, said)
            return redirect("desk:allotment", code)
    after, before = page_keys(request)
    context = {
        "region": village,
        "path": own_path(request, village),
        "split": split,
        "form": form,
        "page": worklist(split, by=request.actor, after=after, before=before) if split else None,
        "waiting": split.waiting().count() if split else 0,
    }
    return desk_page(request, "desk/allotment.html", context, here="families", status=422 if form.errors else 200)


def _chosen(request: ActingRequest, split: Split) -> dict[int, int]:
    """Where each household goes for which a place was chosen, by its id."""
    codes = {str(place.code): place.code for place in split.places}
    fields = {name.removeprefix(CHOICE): value for name, value in request.POST.items() if name.startswith(CHOICE)}
    return {
        pk: codes[str(value)]
        for text, value in fields.items()
        if value in codes and (pk := whole_number(text)) is not None
    }
