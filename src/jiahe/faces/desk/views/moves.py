"""Moving people, taking them in, merging households, and undoing it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.move_forms import HERE, HOUSEHOLD, MergeHouseholdForm, MoveForm, TakeInForm
from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import queries, timeline
from jiahe.registry.actions import (
    Refused,
    merge_households,
    move_people,
    take_in,
    undo_household_merge,
    undo_move,
)
from jiahe.registry.id_number import normalise
from jiahe.registry.models import Household
from jiahe.registry.rights import EDIT_FAMILIES, MERGE_RECORDS


@staff_page(EDIT_FAMILIES)
def move(request: ActingRequest, pk: int) -> HttpResponse:
    """Move some people of a household: split, move away, or join another household."""
    home = queries.household_to_edit(pk, by=request.actor)
    form = MoveForm(request.POST or None, home=home, initial={"moved_on": request.on})
    if request.method == "POST" and form.is_valid():
        moved = _move(request, home, form)
        if moved is not None:
            messages.success(request, "迁移登记好了。登记错了，可以在“经过”里撤销。")
            reached = request.actor.reaches(moved.village_code)
            return redirect("desk:household", moved.pk if reached else home.pk)
    context = {"form": form, **household_context(request, home)}
    return desk_page(request, "desk/move.html", context, here="families", status=422 if form.errors else 200)


def _move(request: ActingRequest, home: Household, form: MoveForm) -> Household | None:
    """The household they went to; None when the form now says why they could not."""
    data = form.cleaned_data
    code = int(normalise(data["village"])) if data["village"] and data["where"] != HERE else home.village_code
    village = find_region(code, Level.VILLAGE)
    target = None
    if village is None:
        form.add_error("village", "没有这个编码的村居，请对照村居编码表改正。")
        return None
    if data["where"] == HOUSEHOLD:
        target = _target(request, home, village, data["number"].strip())
        if target is None:
            form.add_error("number", "那个村没有这个户编号，或者不在您负责的地方。别村的人，请由那边用“接进一位”办理。")
            return None
    try:
        done = move_people(
            people=form.movers(),
            village=village,
            target=target,
            head=form.one("head"),
            successor=form.one("successor"),
            address=data["address"].strip(),
            moved_on=data["moved_on"],
            by=request.actor,
            at=request.at,
            on=request.on,
        )
    except Refused as refused:
        form.take(refused)
        return None
    return done.target


def _target(request: ActingRequest, home: Household, village: Region, number: str) -> Household | None:
    try:
        return queries.household_numbered(number, village_code=village.code, like=home, by=request.actor)
    except OutOfReach:
        return None


@staff_page(EDIT_FAMILIES)
def taken_in(request: ActingRequest, pk: int) -> HttpResponse:
    """Take somebody in who is registered in another household."""
    home = queries.household_to_edit(pk, by=request.actor)
    form = TakeInForm(request.POST or None, initial={"moved_on": request.on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            take_in(
                household=home,
                id_number=normalise(data["id_number"]),
                name=data["name"].strip(),
                relation=data["relation"],
                moved_on=data["moved_on"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{data['name'].strip()}接进来了。登记错了，可以在“经过”里撤销。")
            return redirect("desk:household", home.pk)
    context = {
        "form": form,
        "heading": "接进一位家人",
        "intro": "他已经登记在别处的一户，现在住到这一家来。原来的村会看到他迁到了这里。还没有登记过的人，请用“加一位家人”。",
        "submit": "接进来",
        **household_context(request, home),
    }
    return desk_page(request, "desk/form.html", context, here="families", status=422 if form.errors else 200)


@staff_page(MERGE_RECORDS)
def merge(request: ActingRequest, pk: int) -> HttpResponse:
    """Say that another record of the village is the same household."""
    home = queries.household_to_edit(pk, by=request.actor, right=MERGE_RECORDS)
    form = MergeHouseholdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["household"].strip()
        village = find_region(home.village_code, Level.VILLAGE)
        other = _target(request, home, village, number) if village else None
        if other is None:
            form.add_error("household", "本村没有这个户编号的另一户，请核对。")
        else:
            try:
                done = merge_households(one=home, other=other, by=request.actor, at=request.at, on=request.on)
            except Refused as refused:
                form.take(refused)
            else:
                messages.success(request, "两条登记合成一户了。合错了，可以在“经过”里撤销。")
                return redirect("desk:household", done.kept_id)
    context = {
        "form": form,
        "heading": "合并重复登记的户",
        "submit": "合并",
        **household_context(request, home),
    }
    return desk_page(request, "desk/form.html", context, here="families", status=422 if form.errors else 200)


@require_POST
@staff_page(EDIT_FAMILIES)
def undo(request: ActingRequest, pk: int) -> HttpResponse:
    """Make a move as if it had never been."""
    found = timeline.move_to_undo(pk, by=request.actor)
    deed = partial(undo_move, move=found, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销这次迁移，各人回到原来的户。")
    near = found.source if request.actor.reaches(found.source.village_code) else found.target
    return redirect("desk:household", near.pk)


@require_POST
@staff_page(MERGE_RECORDS)
def undo_merge(request: ActingRequest, pk: int) -> HttpResponse:
    """Take two merged households apart."""
    found = timeline.household_merge_to_undo(pk, by=request.actor)
    deed = partial(undo_household_merge, merge=found, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销合并，又是两户了。")
    return redirect("desk:household", found.kept_id)
