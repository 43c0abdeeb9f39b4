"""区划管理: the tree of units for those who keep it, one unit with its story, and each change of a unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from jiahe.faces.desk.division_forms import (
    ChangeForm,
    CloseForm,
    MergeForm,
    OpenForm,
    RecodeForm,
    RenameForm,
    SplitForm,
)
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.events.delivery import deliver_pending, delivery_deferred, pending_count
from jiahe.foundation.redistricting import actions
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.plan import RegionRefused, households_in
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.foundation.regions.history import latest_deeds, story_of, successor_of, whole_code
from jiahe.foundation.regions.models import FIXED_DIGITS, Level, Region
from jiahe.foundation.regions.queries import closed_below, find_region, is_code, province, search_regions, units_below

AT_ONCE = 20  # deeds on a page


@staff_page(EDIT_REGIONS)
def divisions(request: ActingRequest) -> HttpResponse:
    """The units below the post's own, what was changed last, and the way to the yearly list."""
    require(request.actor, EDIT_REGIONS)
    own, ours = request.post.region, province()
    wanted = request.GET.get("q", "").strip()[:40]
    start = start_of(request)
    deeds = latest_deeds(AT_ONCE + 1, start)
    context = {
        "region": own,
        "units": units_below(own),
        "wanted": wanted,
        "found": _found(wanted, request.actor),
        "deeds": deeds[:AT_ONCE],
        "may_bring_list": ours is not None and request.actor.reaches(ours.code),
        **pages(start, AT_ONCE, more=len(deeds) > AT_ONCE),
    }
    return desk_page(request, "desk/divisions.html", context, here="divisions")


def _found(wanted: str, by: Actor) -> list[Region]:
    """The units a text finds; of a code that is no more the unit it was too, because its story is kept there."""
    found = search_regions(wanted, by.scope) if wanted else []
    was = find_region(whole_code(int(wanted))) if is_code(wanted) else None
    return [*found, was] if was is not None and was not in found and by.reaches(was.code) else found


def following() -> int:
    """How many villages wait for their families to follow; who asks sees to it that it is being done.

    A whole county may wait, so the page that changed it does not: it is done beside the requests.
    """
    waiting = pending_count(RegionReplaced)
    if waiting:
        background.start_once("events", deliver_pending)
        waiting = pending_count(RegionReplaced)
    return waiting


def start_of(request: ActingRequest) -> int:
    """The number of the first row of a page, from the address; anything that is not a number begins at the beginning."""
    return whole_number(request.GET.get("start", ""), digits=6) or 0


def pages(start: int, size: int, *, more: bool) -> dict[str, str]:
    """The addresses of the pages before and after, where there are such."""
    return {
        "previous_page": f"?start={max(start - size, 0)}" if start else "",
        "next_page": f"?start={start + size}" if more else "",
    }


@staff_page(EDIT_REGIONS)
def division(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """One unit: what it is, its story, what can be changed, the units below."""
    unit = reachable_region(request, level, code)
    require(request.actor, EDIT_REGIONS)
    context = {
        "region": unit,
        "path": own_path(request, unit),
        "following": following(),
        "story": story_of(unit),
        "successor": successor_of(unit.code, level=unit.level) if unit.is_closed else None,
        "deeds": [] if unit.is_closed else offered(unit),
        "units": units_below(unit),
        "closed": closed_below(unit),
        "households": households_in([unit.code]).get(unit.code, 0) if unit.level == Level.VILLAGE else None,
    }
    return desk_page(request, "desk/division.html", context, here="divisions")


@dataclass(frozen=True, slots=True)
class Deed:
    """One change as pages offer it: its word, what it asks, a line of help, and what it does with the answers."""

    slug: str
    title: str
    help: str
    icon: str
    form: type[ChangeForm]
    do: Callable[[Region, Mapping[str, Any], Mapping[str, Any]], Region]
    below: bool = False  # whether it makes a unit below rather than changing this one


def _open(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    return actions.open_unit(code=data["code_number"], level=unit.level + 1, name=data["name"], **when)


def _rename(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    actions.rename_unit(unit=unit, name=data["name"], **when)
    return unit


def _recode(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    return actions.recode_unit(unit=unit, code=data["code_number"], name=data["name"], **when)


def _close(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    actions.close_unit(unit=unit, successor=data["successor_unit"], **when)
    return unit


def _merge(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    if data["new"] is None:
        return actions.merge_units(units=data["units"], into=unit, **when)
    return actions.merge_units(units=[unit, *data["units"]], into=data["new"], **when)


def _split(unit: Region, data: Mapping[str, Any], when: Mapping[str, Any]) -> Region:
    actions.split_unit(unit=unit, into=data["new"], stays=data["stays"] == "yes", **when)
    return unit


DEEDS = (
    Deed("rename", "改名", "编码不变，只换名称。以前的数字都还在。", "edit", RenameForm, _rename),
    Deed("recode", "改编码", "换一个编码，也可以因此换一个上级。岗位和家庭跟着走。", "replace", RecodeForm, _recode),
    Deed("merge", "合并", "几个单位并成一个。家庭从生效那天起算在合并后的单位。", "git-merge", MergeForm, _merge),
    Deed("split", "拆分", "分出一个或几个新单位。", "git-fork", SplitForm, _split),
    Deed("close", "撤销", "从生效那天起不再有这个单位。旧编码和以前的数字照样查得到。", "ban", CloseForm, _close),
    Deed("open", "新设下级", "在它下面设一个新单位。", "plus", OpenForm, _open, below=True),
)


def offered(unit: Region) -> list[Deed]:
    """The changes that can be made of a unit that stands."""
    deeds = [deed for deed in DEEDS if not deed.below or unit.level < Level.VILLAGE]
    return [deed for deed in deeds if unit.level > Level.PROVINCE or deed.below or deed.slug == "rename"]


@staff_page(EDIT_REGIONS)
def change(request: ActingRequest, level: Level, code: int, deed: str) -> HttpResponse:
    """One change of one unit."""
    unit = reachable_region(request, level, code)
    require(request.actor, EDIT_REGIONS)
    chosen = next((each for each in offered(unit) if each.slug == deed), None)
    if chosen is None or unit.is_closed:
        raise Http404("没有这样的变更。")
    initial = {"effective_on": request.on, **_suggested(unit, chosen)}
    form = chosen.form(request.POST or None, unit=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        when = {
            "effective_on": data["effective_on"],
            "source": data["source"],
            "by": request.actor,
            "at": request.at,
            "on": request.on,
        }
        try:
            with delivery_deferred():
                came = chosen.do(unit, data, when)
        except RegionRefused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{chosen.title}已经记下，从 {data['effective_on']:%Y-%m-%d} 起生效。")
            return redirect("desk:division", came.slug, came.code)
    context = {
        "form": form,
        "deed": chosen,
        "region": unit,
        "path": own_path(request, unit),
        "below": Level(unit.level + 1).label if chosen.below else "",
        "households": households_in([unit.code]).get(unit.code, 0) if unit.level == Level.VILLAGE else 0,
    }
    return desk_page(
        request, "desk/division_change.html", context, here="divisions", status=422 if form.errors else 200
    )


def _suggested(unit: Region, deed: Deed) -> dict[str, object]:
    """What the form need not ask: the name as it is, the next free code below."""
    if deed.below:
        width = 10 ** (12 - FIXED_DIGITS[Level(unit.level + 1)])
        last = Region.objects.filter(parent=unit).order_by("-code").values_list("code", flat=True).first() or unit.low
        return {"code": str(last + width)} if last + width <= unit.high else {}
    if deed.slug in ("rename", "recode"):
        return {"name": unit.name}
    return {"stays": "yes"} if deed.slug == "split" else {}
