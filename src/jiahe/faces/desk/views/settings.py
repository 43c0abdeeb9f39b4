"""Programmes set without code: what holds in a place, what was proposed, and the question to the second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.delivery.catalogue import queries
from jiahe.delivery.catalogue.actions import approve_setting, propose_setting, refuse_setting, withdraw_setting
from jiahe.delivery.catalogue.in_force import DECIDED, SWITCH, InForce, in_force
from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.programme import Programme, programmes
from jiahe.delivery.catalogue.rights import APPROVE_SETTINGS, PROPOSE_SETTINGS
from jiahe.delivery.catalogue.wording import changes_of, programme_of, title_of_setting
from jiahe.faces.desk.setting_forms import AnswerForm, SettingForm
from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.programmes import programme_or_404
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import reporting_units
from jiahe.registry.actions import Refused

LOOKS = {
    SettingState.OPEN: ("soon", "clock"),
    SettingState.APPROVED: ("due", "circle-check"),
    SettingState.REFUSED: ("late", "alert-circle"),
    SettingState.WITHDRAWN: ("plain", "replace"),
}


def _line(found: ProgrammeSetting) -> dict[str, Any]:
    kind, icon = LOOKS[SettingState(found.state)]
    return {"setting": found, "what": title_of_setting(found), "kind": kind, "icon": icon}


@staff_page(PROPOSE_SETTINGS)
def settings(request: ActingRequest) -> HttpResponse:
    """Every programme as it stands in the post's place, and what was proposed of all, newest first."""
    after, before = page_keys(request)
    page = queries.settings_seen(by=request.actor, after=after, before=before)
    region = request.post.region
    context = {
        "region": region,
        "programmes": [in_force(one, region, on=request.on) for one in programmes()],
        "page": page,
        "lines": [_line(found) for found in page.rows],
    }
    return desk_page(request, "desk/settings.html", context, here="settings")


@staff_page(PROPOSE_SETTINGS)
def programme(request: ActingRequest, code: str) -> HttpResponse:
    """A programme as it stands in the post's place."""
    require(request.actor, PROPOSE_SETTINGS)
    return _place(request, programme_or_404(code), request.post.region)


@staff_page(PROPOSE_SETTINGS)
def place(request: ActingRequest, code: str, level: Level, region: int) -> HttpResponse:
    """A programme as it stands in a place below: what holds, where it comes from, what is to come and what was."""
    found = reachable_region(request, level, region)
    require(request.actor, PROPOSE_SETTINGS)
    return _place(request, programme_or_404(code), found)


def _place(request: ActingRequest, found: Programme, region: Region) -> HttpResponse:
    after, before = page_keys(request)
    page = queries.settings_seen(by=request.actor, place=region, programme=found.code, after=after, before=before)
    held = in_force(found, region, on=request.on)
    units = list(reporting_units(region)) if region.level < Level.TOWNSHIP else []
    context = {
        "programme": found,
        "region": region,
        "path": own_path(request, region),
        "held": held,
        "rows": _rows(held),
        "units": units,
        "may_propose": region.level <= Level.TOWNSHIP and not region.is_closed,
        "page": page,
        "lines": [_line(one) for one in page.rows],
    }
    return desk_page(request, "desk/setting.html", context, here="settings")


def _rows(held: InForce) -> list[tuple[str, str, ProgrammeSetting | None]]:
    """What holds, each with the setting it comes from; None where it is as declared."""
    found = [("开办不开办", "开办" if held.is_on else "不开办", held.origin.get(SWITCH))]
    found += [
        (one.title, one.shown(held.numbers[one.code]), held.origin.get(one.code)) for one in held.programme.parameters
    ]
    found += [(one.title, held.texts[one.code], held.origin.get(one.code)) for one in held.programme.texts]
    return found


@staff_page(PROPOSE_SETTINGS)
def propose(request: ActingRequest, code: str, level: Level, region: int) -> HttpResponse:
    """Set a programme in a place: what holds stands in the form, and what is changed is proposed."""
    found = reachable_region(request, level, region)
    require(request.actor, PROPOSE_SETTINGS)
    if found.level > Level.TOWNSHIP:
        raise OutOfReach("项目不按村设置。")
    declared = programme_or_404(code)
    form = SettingForm(request.POST or None, held=in_force(declared, found, on=DECIDED))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = propose_setting(
                programme=declared, region=found, since=said["since"], is_on=said["is_on"] == "yes", typed=form.typed(),
                reason=said["reason"], by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "提出来了。另一位同事通过以后，到那一天起用。")
            return redirect("desk:setting-proposal", made.pk)
    context = {"programme": declared, "region": found, "form": form}
    return desk_page(request, "desk/setting_propose.html", context, here="settings", status=422 if form.errors else 200)


@staff_page(PROPOSE_SETTINGS)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """A setting: what changes from what to what, whom it concerns, and the question to the second person."""
    return _show(request, queries.setting(pk, by=request.actor), AnswerForm())


def _show(request: ActingRequest, found: ProgrammeSetting, form: AnswerForm) -> HttpResponse:
    declared = programme_of(found)
    own = queries.is_own(found, request.actor)
    context = _line(found) | {
        "form": form,
        "programme": declared,
        "region": found.region,
        "changes": changes_of(found, in_force(declared, found.region, on=found.since))
        if declared and found.is_open
        else [],
        "said": changes_of(found, _as_declared(declared)) if declared and not found.is_open else [],
        "preview": queries.preview(found, on=request.on),
        "own": own,
        "may_approve": queries.may_approve(found, request.actor),
        "whom_to_ask": queries.who_may_approve(found) if found.is_open and own else [],
        "too_late": found.is_open and found.since <= request.on,
    }
    return desk_page(
        request, "desk/setting_proposal.html", context, here="settings", status=422 if form.errors else 200
    )


def _as_declared(declared: Programme) -> InForce:
    numbers = {one.code: one.default for one in declared.parameters}
    return InForce(declared, declared.everywhere, numbers, {one.code: one.default for one in declared.texts})


@require_POST
@staff_page(PROPOSE_SETTINGS, APPROVE_SETTINGS)
def answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Approve a setting, or send it back."""
    found = queries.setting(pk, by=request.actor)
    require(request.actor, APPROVE_SETTINGS)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["verdict"] == "approve":
                approve_setting(setting=found, by=request.actor, at=request.at, on=request.on)
                said = "通过了。到那一天，居民和各处都照新的。"
            else:
                refuse_setting(setting=found, answer=form.cleaned_data["answer"], by=request.actor, at=request.at)
                said = "退回了，提出的同事会看到您的说明。"
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, said)
            return redirect("desk:setting-proposal", found.pk)
    return _show(request, queries.setting(pk, by=request.actor), form)


@require_POST
@staff_page(PROPOSE_SETTINGS)
def withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = queries.setting(pk, by=request.actor)
    take_back(request, lambda: withdraw_setting(setting=found, by=request.actor, at=request.at), "撤回了。")
    return redirect("desk:setting-proposal", found.pk)
