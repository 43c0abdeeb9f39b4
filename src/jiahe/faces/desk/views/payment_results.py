"""What the bank sent back: brought, looked through, taken or left."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.delivery.payments import queries
from jiahe.delivery.payments.jobs import go_on_with_result
from jiahe.delivery.payments.models import BankResult
from jiahe.delivery.payments.results import bring_result
from jiahe.delivery.payments.rights import MAKE_PAYMENTS, VIEW_PAYMENTS
from jiahe.delivery.payments.taking import leave_result, take_good_rows
from jiahe.faces.desk.payment_forms import ResultForm
from jiahe.faces.desk.shell import desk_page, progress_part, take_back
from jiahe.faces.desk.views.payments import show_batch
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.accounts.gate import require
from jiahe.registry.actions import Refused

PAGE = 50  # faults on a page
LOOKS = {
    BankResult.Status.CHECKED: ("soon", "clock"),
    BankResult.Status.TAKING: ("plain", "clock"),
    BankResult.Status.TAKEN: ("due", "circle-check"),
    BankResult.Status.DROPPED: ("plain", "clock"),
}


@dataclass(frozen=True, slots=True)
class FaultPage:
    """Some rows that cannot be taken, and where the pages before and after them begin."""

    rows: list[tuple[int, str]]
    previous: int | None
    next: int | None


@require_POST
@staff_page(VIEW_PAYMENTS, MAKE_PAYMENTS)
def bring(request: ActingRequest, pk: int) -> HttpResponse:
    """Take up a file of results for a batch."""
    found = queries.batch(pk, by=request.actor)
    require(request.actor, MAKE_PAYMENTS)
    form = ResultForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            result = bring_result(batch=found, name=file.name, content=file.read(), by=request.actor, at=request.at)
        except Refused as refused:
            form.take(refused)
        else:
            if result.brought_at != request.at:
                messages.success(request, "这份文件收过了，没有再收一遍。")
            carry_on(result, request)
            return redirect("desk:payment-result", result.pk)
    return show_batch(request, found, result=form)


def carry_on(found: BankResult, request: ActingRequest) -> None:
    """Have a result taken in beside the requests, unless somebody is at it."""
    go_on_with_result(found, at=request.at)
    background.begin()


@staff_page(VIEW_PAYMENTS)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """A file of results: what it says, which rows cannot be taken, and what came of it."""
    carry_on(queries.result(pk, by=request.actor), request)
    found = queries.result(pk, by=request.actor)
    kind, icon = LOOKS[BankResult.Status(found.status)]
    context = {
        "result": found,
        "batch": found.batch,
        "kind": kind,
        "icon": icon,
        "page": _faults(found, request),
        "asks": found.status == BankResult.Status.CHECKED and request.actor.may(MAKE_PAYMENTS),
        "out": queries.open_lines(found.batch),
    }
    return desk_page(request, "desk/payment_result.html", context, here="payments")


def _faults(found: BankResult, request: ActingRequest) -> FaultPage:
    """A page of the rows that cannot be taken, by their place in the list."""
    after, before = page_keys(request)
    start = max(min(before - PAGE, len(found.faults)), 0) if before else after
    rows = found.faults[start : start + PAGE]
    more = start + PAGE < len(found.faults)
    return FaultPage(rows, start if start else None, start + PAGE if more else None)


@staff_page(VIEW_PAYMENTS)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far the taking is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    found = queries.result(pk, by=request.actor)
    carry_on(found, request)
    return progress_part(request, found, "desk/_payment_result_progress.html", {"result": found})


@require_POST
@staff_page(VIEW_PAYMENTS, MAKE_PAYMENTS)
def take(request: ActingRequest, pk: int) -> HttpResponse:
    """Take the good rows of a file with faults."""
    found = queries.result(pk, by=request.actor)
    require(request.actor, MAKE_PAYMENTS)
    take_back(request, lambda: take_good_rows(result=found, by=request.actor, at=request.at), "没有问题的行收下了。")
    carry_on(found, request)
    return redirect("desk:payment-result", pk)


@require_POST
@staff_page(VIEW_PAYMENTS, MAKE_PAYMENTS)
def leave(request: ActingRequest, pk: int) -> HttpResponse:
    """Take nothing of a file with faults."""
    found = queries.result(pk, by=request.actor)
    require(request.actor, MAKE_PAYMENTS)
    take_back(
        request, lambda: leave_result(result=found, by=request.actor, at=request.at), "这份文件没有收，什么也没有改。"
    )
    return redirect("desk:batch", found.batch_id)
