"""Those who serve, at the desk: the list, the page of one, nominating, changing, and the list to take along."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.delivery.sites.queries import place_names
from jiahe.delivery.workforce import actions, levels, queries
from jiahe.delivery.workforce.actions.nominating import speakers, whose_turn
from jiahe.delivery.workforce.kinds import WorkerKind
from jiahe.delivery.workforce.models import COUNTED, LIVE, ServiceWorker, WorkerState
from jiahe.delivery.workforce.rights import (
    CERTIFY_WORKFORCE,
    NOMINATE_WORKFORCE,
    REVIEW_WORKFORCE,
    VIEW_WORKFORCE,
)
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.desk.workforce_forms import CoverageForm, NominateForm, ReviewForm, WorkerChangeForm, WorkforceFilter
from jiahe.faces.desk.workforce_sheet import workforce_workbook
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.serving import LOOKS, hours_of, paper_of, told_hours
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.regions.queries import reporting_units
from jiahe.registry.rights import VIEW_FAMILIES
from jiahe.registry.rows import Refused

HOURS_SHOWN = 12


def _narrowing(request: ActingRequest) -> tuple[WorkforceFilter, queries.Wanted]:
    form = WorkforceFilter(request.GET, units=list(reporting_units(request.post.region)))
    said = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        kind=said.get("kind", ""),
        state=said.get("state", ""),
        credential=said.get("credential", ""),
        text=said.get("q", "").strip(),
        place=form.chosen_unit if said else None,
    )
    return form, wanted


@staff_page(VIEW_WORKFORCE)
def workforce(request: ActingRequest) -> HttpResponse:
    """Those who serve in the post's place, narrowed as the address says."""
    require(request.actor, VIEW_WORKFORCE)
    form, wanted = _narrowing(request)
    after, before = page_keys(request)
    page = queries.workers(wanted, by=request.actor, on=request.on, after=after, before=before)
    names = place_names({row.village_code for row in page.rows})
    carried = urlencode({name: value for name, value in getattr(form, "cleaned_data", {}).items() if value})
    people, hours = queries.to_review(by=request.actor)
    context = {
        "form": form,
        "page": page,
        "lines": [
            {
                "worker": row,
                "place": names[row.village_code],
                "looks": LOOKS[WorkerState(row.state)],
                "paper": paper_of(row, on=request.on),
            }
            for row in page.rows
        ],
        "narrowed": bool(carried),
        "carried": f"{carried}&" if carried else "",
        "address": carried,
        "waiting": people,
        "hours_waiting": hours,
        "may_review": request.actor.may(REVIEW_WORKFORCE),
        "may_nominate": request.actor.may(NOMINATE_WORKFORCE),
    }
    return desk_page(request, "desk/workforce.html", context, here="workforce")


@staff_page(VIEW_WORKFORCE)
def save(request: ActingRequest) -> HttpResponseBase:
    """The list as it is narrowed, as a workbook."""
    require(request.actor, VIEW_WORKFORCE)
    _, wanted = _narrowing(request)
    rows = actions.take_list(wanted=wanted, by=request.actor, at=request.at, on=request.on)
    content = workforce_workbook(rows, place_names({row.village_code for row in rows}), on=request.on)
    return download(content, name=f"服务人员-{request.on:%Y-%m-%d}.xlsx", kind=Kind.XLSX)


@staff_page(VIEW_WORKFORCE)
def coverage(request: ActingRequest) -> HttpResponse:
    """How many villages have somebody of a kind, and which have nobody."""
    require(request.actor, VIEW_WORKFORCE)
    form = CoverageForm(request.GET)
    kind = form.chosen
    have, villages = queries.coverage(kind, by=request.actor, on=request.on)
    after, before = page_keys(request)
    page = queries.villages_with_nobody(kind, by=request.actor, on=request.on, after=after, before=before)
    names = place_names({village.code for village in page.rows})
    context = {
        "form": form,
        "kind": WorkerKind(kind).label,
        "have": have,
        "villages": villages,
        "lacking": villages - have,
        "share": f"{have * 100 / villages:.1f}".removesuffix(".0") if villages else "0",
        "page": page,
        "lines": [(village, names[village.code]) for village in page.rows],
        "carried": f"kind={kind}&",
        "may_nominate": request.actor.may(NOMINATE_WORKFORCE),
    }
    return desk_page(request, "desk/workforce_coverage.html", context, here="workforce")


@staff_page(VIEW_WORKFORCE)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """The page of one: what is known of him, his credentials, what he looks after, his hours, his history."""
    worker = queries.worker(pk, by=request.actor)
    may, live = request.actor.may, worker.state in LIVE
    closed = queries.why_not(worker, on=request.on) if worker.state in COUNTED else ""
    sees_families = may(VIEW_FAMILIES)
    context = {
        "worker": worker,
        "place": place_names([worker.village_code])[worker.village_code],
        "looks": LOOKS[WorkerState(worker.state)],
        "paper": paper_of(worker, on=request.on),
        "closed": closed,
        "credentials": [(each, each.valid(request.on)) for each in worker.credentials.order_by("-issued_on", "-pk")],
        "assignments": [
            (each, each.household if sees_families and each.household_id else None)
            for each in queries.open_assignments(worker)
        ],
        "hours": told_hours(queries.hours_of(worker, HOURS_SHOWN)),
        "confirmed": hours_of(queries.confirmed_minutes(worker)),
        "this_year": hours_of(queries.confirmed_minutes(worker, since=request.on.replace(month=1, day=1))),
        "history": queries.history_of(worker),
        "awaits": worker.get_awaits_display() if worker.awaits is not None else "",
        "my_turn": _my_turn(worker, request),
        "may_edit": may(NOMINATE_WORKFORCE) and live,
        "may_certify": may(CERTIFY_WORKFORCE) and live,
        "paper_first": bool(closed) and may(CERTIFY_WORKFORCE) and worker.state == WorkerState.SERVING,
        "may_arrange": may(NOMINATE_WORKFORCE) and worker.state in COUNTED,
    }
    return desk_page(request, "desk/worker.html", context, here="workforce")


def _my_turn(worker: ServiceWorker, request: ActingRequest) -> bool:
    """Whether the next word is that of who is looking."""
    if not request.actor.may(REVIEW_WORKFORCE) or worker.awaits is None:
        return False
    own = worker.user_id is not None and worker.user_id == request.actor.id
    return not own and levels.is_turn_of(request.actor, worker.awaits, spoken=speakers(worker))


@staff_page(NOMINATE_WORKFORCE)
def nominate(request: ActingRequest) -> HttpResponse:
    """Nominate somebody."""
    require(request.actor, NOMINATE_WORKFORCE)
    form = NominateForm(request.POST or None, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            worker = actions.nominate(
                details=form.details(),
                account=form.cleaned_data["account"],
                once=form.cleaned_data["once"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"推荐好了，等{worker.get_awaits_display()}一级审核，有了答复会在消息里告诉您。")
            return redirect("desk:worker", worker.pk)
    context = {
        "form": form,
        "heading": "推荐服务人员",
        "submit": "推荐",
        "back": reverse("desk:workforce"),
    }
    return desk_page(request, "desk/worker_form.html", context, here="workforce", status=422 if form.errors else 200)


@staff_page(NOMINATE_WORKFORCE)
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change what is said of somebody."""
    worker = queries.worker(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    form = WorkerChangeForm(request.POST or None, worker=worker, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_worker(worker=worker, details=form.details(), by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "改好了，居民看到的也跟着变。")
            return redirect("desk:worker", worker.pk)
    return form_page(request, worker, form, "修改", "保存", template="desk/worker_form.html")


@staff_page(REVIEW_WORKFORCE)
def review(request: ActingRequest, pk: int) -> HttpResponse:
    """Give the word of one's level; where it is another's turn, the page says whose."""
    worker = queries.worker(pk, by=request.actor, right=REVIEW_WORKFORCE)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["answer"] == "accept"
        try:
            row = actions.review(
                worker=worker, accept=accept, reason=form.cleaned_data["reason"], by=request.actor, at=request.at,
                on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _told(row, accept=accept))
            return redirect("desk:workforce-waiting")
    extra: dict[str, Any] = {
        "place": place_names([worker.village_code])[worker.village_code],
        "my_turn": _my_turn(worker, request),
        "whose": whose_turn(worker, request.actor) if worker.awaits is not None else "",
    }
    return form_page(request, worker, form, "审核", "定了", template="desk/worker_review.html", **extra)


def _told(row: ServiceWorker, *, accept: bool) -> str:
    if not accept:
        return f"{row.name}这次没有通过，推荐的村居看得到原因。"
    if row.state == WorkerState.NOMINATED:
        return f"同意了，接着由{row.get_awaits_display()}一级审核。"
    needed = row.rules.credential
    return f"{row.name}可以服务了。" if not needed else f"{row.name}通过了。登记{needed}以后，就能安排服务。"


def form_page(
    request: ActingRequest,
    worker: ServiceWorker,
    form: FaultForm,
    heading: str,
    submit: str,
    *,
    intro: str = "",
    template: str = "desk/worker_ask.html",
    **extra: object,
) -> HttpResponse:
    """A page that asks something about one of them."""
    context: dict[str, Any] = {
        "worker": worker,
        "form": form,
        "heading": heading,
        "submit": submit,
        "intro": intro,
        "back": reverse("desk:worker", args=[worker.pk]),
        **extra,
    }
    return desk_page(request, template, context, here="workforce", status=422 if form.errors else 200)
