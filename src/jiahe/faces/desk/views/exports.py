"""Exporting lists of people: choose and count, ask, answer, follow, download."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.faces.desk.list_forms import AnswerForm, ExportForm, ReasonForm
from jiahe.faces.desk.shell import desk_page, progress_part
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import reporting_units
from jiahe.registry.actions import Refused
from jiahe.registry.exports import ALONE, answer_export, ask_export, count_people, reading
from jiahe.registry.exports.making import in_words, narrowing_of
from jiahe.registry.jobs import go_on_with_export
from jiahe.registry.models import ExportRequest
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.rights import APPROVE_EXPORTS, EXPORT_PEOPLE

# Status → the colour and the picture of its tag.
LOOKS = {
    ExportStatus.WAITING: ("soon", "clock"),
    ExportStatus.APPROVED: ("plain", "clock"),
    ExportStatus.MAKING: ("plain", "clock"),
    ExportStatus.READY: ("due", "circle-check"),
    ExportStatus.REFUSED: ("late", "alert-circle"),
    ExportStatus.EXPIRED: ("plain", "clock"),
    ExportStatus.FAILED: ("late", "alert-circle"),
}
# The steps of a long list that is on its way.
STEPS = {ExportStatus.WAITING: "1", ExportStatus.APPROVED: "2", ExportStatus.MAKING: "2", ExportStatus.READY: "3"}


def _standing(found: ExportRequest, at: datetime) -> dict[str, Any]:
    """A request as a page shows it."""
    status = found.status_at(at)
    kind, icon = LOOKS[status]
    return {"wanted": found, "status": status, "kind": kind, "icon": icon, "which": in_words(narrowing_of(found))}


@staff_page(EXPORT_PEOPLE)
def exports(request: ActingRequest) -> HttpResponse:
    """The lists one asked for and those one may answer, newest first."""
    after, before = page_keys(request)
    page = reading.export_requests(by=request.actor, after=after, before=before)
    context = {"page": page, "lines": [_standing(found, request.at) for found in page.rows], "own": request.post.region}
    return desk_page(request, "desk/exports.html", context, here="export")


@staff_page(EXPORT_PEOPLE)
def ask(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """Choose whose list it is to be, see how many they are, and ask for it."""
    place = reachable_region(request, level, code)
    path = own_path(request, place)
    places = [*path, *reporting_units(place)]
    said = request.GET if request.method != "POST" else request.POST
    form = ExportForm({"place": f"{place.slug}-{place.code}", **said.dict()}, places=places)
    other = _other_place(form, place, places)
    carried = [(name, value) for name, value in said.items() if name in form.fields and name != "place" and value]
    if other is not None and request.method != "POST":
        address = reverse("desk:ask-export", args=[other.slug, other.code])
        return redirect(f"{address}?{urlencode(carried)}" if carried else address)
    narrowing = form.narrowing()
    people = count_people(narrowing, region=place, by=request.actor, on=request.on)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and reason.is_valid():
        try:
            found = ask_export(
                region=place,
                narrowing=narrowing,
                reason=reason.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            reason.take(refused)
        else:
            carry_on(found, request)
            return redirect("desk:export", found.pk)
    context = {
        "region": place,
        "path": path,
        "form": form,
        "reason": reason,
        "carried": carried,
        "narrowed": bool(carried),
        "people": people,
        "long": people > ALONE,
        "alone": ALONE,
    }
    return desk_page(request, "desk/export_ask.html", context, here="export", status=422 if reason.errors else 200)


def _other_place(form: ExportForm, place: Region, places: list[Region]) -> Region | None:
    """The place that was chosen instead of the one of the address."""
    chosen = form.data.get("place")
    return next((p for p in places if f"{p.slug}-{p.code}" == chosen and p != place), None)


def carry_on(found: ExportRequest, request: ActingRequest) -> None:
    """Have a list that may be made, made beside the requests, unless somebody is at it."""
    go_on_with_export(found, at=request.at)
    background.begin()


@staff_page(EXPORT_PEOPLE)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """How a list stands: asked for, being made, ready to be saved; and the question to the second person."""
    found = reading.export_request(pk, by=request.actor)
    carry_on(found, request)
    return _show(request, reading.export_request(pk, by=request.actor), AnswerForm())


def _show(request: ActingRequest, found: ExportRequest, form: AnswerForm) -> HttpResponse:
    waits = found.status == ExportStatus.WAITING
    context = _standing(found, request.at)
    context |= {
        "own": reading.is_own(found, request.actor),
        "may_answer": reading.may_answer(found, request.actor),
        "second": waits or found.answered_at is not None,
        "whom_to_ask": reading.who_may_answer(found) if waits else [],
        "form": form,
        "alone": ALONE,
        "step": STEPS.get(context["status"], ""),
        "place": found.region,
    }
    return desk_page(request, "desk/export.html", context, here="export", status=422 if form.errors else 200)


@staff_page(EXPORT_PEOPLE)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far the making is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    found = reading.export_request(pk, by=request.actor)
    carry_on(found, request)
    return progress_part(request, found, "desk/_export_progress.html", {"wanted": found})


@require_POST
@staff_page(EXPORT_PEOPLE, APPROVE_EXPORTS)
def answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Approve a list or refuse it."""
    found = reading.export_request(pk, by=request.actor)
    require(request.actor, APPROVE_EXPORTS)
    form = AnswerForm(request.POST)
    if form.is_valid():
        approve, reason = form.cleaned_data["answer"] == "yes", form.cleaned_data["reason"]
        try:
            found = answer_export(request=found, approve=approve, reason=reason, by=request.actor, at=request.at)
        except Refused as refused:
            form.take(refused)
        else:
            carry_on(found, request)
            messages.success(request, "已批准，名单正在生成。" if approve else "已答复：不批准。")
            return redirect("desk:export", found.pk)
    return _show(request, reading.export_request(pk, by=request.actor), form)
