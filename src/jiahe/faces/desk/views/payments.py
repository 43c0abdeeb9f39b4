"""Payments: what is due, batches, the second person's answer, the bank's file and what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from jiahe.delivery.payments import queries
from jiahe.delivery.payments.bank_file import open_bank_file
from jiahe.delivery.payments.batches import answer_batch, make_batch, withdraw_batch
from jiahe.delivery.payments.jobs import go_on_with_batch
from jiahe.delivery.payments.models import Batch, BatchStatus, LineState
from jiahe.delivery.payments.payees import set_account
from jiahe.delivery.payments.rights import CHECK_PAYMENTS, EDIT_PAYEES, MAKE_PAYMENTS, VIEW_PAYMENTS
from jiahe.faces.desk.payment_forms import BatchAnswerForm, BatchForm, PayeeForm, ResultForm
from jiahe.faces.desk.shell import desk_page, progress_part, take_back
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.queries import FileGone
from jiahe.foundation.regions.models import Level
from jiahe.registry.actions import Refused

# Status → the colour and the picture of its tag.
LOOKS = {
    BatchStatus.BUILDING: ("plain", "clock"),
    BatchStatus.WAITING: ("soon", "clock"),
    BatchStatus.REFUSED: ("late", "alert-circle"),
    BatchStatus.WITHDRAWN: ("plain", "clock"),
    BatchStatus.MAKING: ("plain", "clock"),
    BatchStatus.SENT: ("soon", "clock"),
    BatchStatus.SETTLED: ("due", "circle-check"),
}
STEPS = {BatchStatus.BUILDING: "1", BatchStatus.WAITING: "2", BatchStatus.MAKING: "3", BatchStatus.SENT: "4"}


@staff_page(VIEW_PAYMENTS)
def due(request: ActingRequest) -> HttpResponse:
    """What is due and in no batch, by purpose; and the batches that wait for one's own answer."""
    found = queries.due(by=request.actor, on=request.on)
    coming, coming_fen = queries.coming(by=request.actor, on=request.on)
    context = {
        "due": found,
        "payments": sum(one.payments for one in found),
        "fen": sum(one.fen for one in found),
        "lacking": sum(one.lacking for one in found),
        "coming": coming,
        "coming_fen": coming_fen,
        "to_check": queries.to_check(by=request.actor),
        "may_make": _may_make(request),
        "sees_batches": request.post.region.level <= Level.COUNTY,
    }
    return desk_page(request, "desk/payments.html", context, here="payments")


def _may_make(request: ActingRequest) -> bool:
    return request.post.region.level <= Level.COUNTY and request.actor.may(MAKE_PAYMENTS)


@staff_page(VIEW_PAYMENTS)
def lacking(request: ActingRequest) -> HttpResponse:
    """Who cannot be paid because nobody entered his account, or the bank sent money back from it."""
    after, before = page_keys(request)
    page = queries.lacking(by=request.actor, on=request.on, after=after, before=before)
    context = {"page": page, "may_edit": request.actor.may(EDIT_PAYEES)}
    return desk_page(request, "desk/payees_lacking.html", context, here="payments")


@staff_page(EDIT_PAYEES)
def payee(request: ActingRequest, pk: int) -> HttpResponse:
    """Where a person is paid: how it stands, and another account."""
    person, account = queries.payee(pk, by=request.actor)
    initial = {"holder": account.holder if account else person.name, "bank": account.bank if account else ""}
    form = PayeeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_account(person=person, **form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{person.name}的收款账户登记好了，以后的钱会付到这里。")
            return redirect("desk:household", person.household_id)
    context = {
        "person": person,
        "account": account,
        "form": form,
        "payments": queries.payments_of(person),
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/payee.html", context, here="families", status=422 if form.errors else 200)


@staff_page(VIEW_PAYMENTS)
def batches(request: ActingRequest) -> HttpResponse:
    """The batches, newest first."""
    after, before = page_keys(request)
    page = queries.batches(by=request.actor, after=after, before=before)
    sums = queries.totals_of(page.rows)
    lines = [{**_line(found), "totals": sums[found.pk]} for found in page.rows]
    return desk_page(request, "desk/batches.html", {"page": page, "lines": lines}, here="payments")


def _line(found: Batch) -> dict[str, Any]:
    status = BatchStatus(found.status)
    kind, icon = LOOKS[status]
    return {"batch": found, "status": status, "kind": kind, "icon": icon}


@staff_page(MAKE_PAYMENTS)
def make(request: ActingRequest, purpose: str) -> HttpResponse:
    """Put what is due for a purpose together."""
    require(request.actor, MAKE_PAYMENTS)
    found = next((one for one in queries.due(by=request.actor, on=request.on) if one.purpose == purpose), None)
    form = BatchForm(request.POST or None, initial={"until": request.on})
    if request.method == "POST" and form.is_valid():
        try:
            batch = make_batch(
                region=request.post.region, purpose=purpose, until=form.cleaned_data["until"], by=request.actor,
                at=request.at, on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            carry_on(batch, request.at)
            return redirect("desk:batch", batch.pk)
    context = {"form": form, "due": found, "purpose": purpose, "place": request.post.region}
    return desk_page(request, "desk/batch_make.html", context, here="payments", status=422 if form.errors else 200)


def carry_on(found: Batch, at: datetime) -> None:
    """Have the step a batch stands at done beside the requests, unless somebody is at it."""
    go_on_with_batch(found, at=at)
    background.begin()


@staff_page(VIEW_PAYMENTS)
def batch(request: ActingRequest, pk: int) -> HttpResponse:
    """How a batch stands: put together, checked, at the bank, settled."""
    carry_on(queries.batch(pk, by=request.actor), request.at)
    return show_batch(request, queries.batch(pk, by=request.actor))


def show_batch(
    request: ActingRequest, found: Batch, *, answer: BatchAnswerForm | None = None, result: ResultForm | None = None
) -> HttpResponse:
    """The page of a batch, with a form that was filled in wrongly where there is one."""
    actor, at = request.actor, request.at
    own = found.made_by_id == actor.id
    wrong = next((form for form in (answer, result) if form is not None and form.errors), None)
    waiting = found.status == BatchStatus.WAITING
    context = _line(found) | {
        "totals": queries.totals(found),
        "own": own,
        "step": STEPS.get(BatchStatus(found.status), ""),
        "may_check": queries.may_check(found, actor),
        "may_withdraw": own and waiting and actor.may(MAKE_PAYMENTS),
        "may_save": queries.may_save(found, actor) and found.has_file(at),
        "file_gone": found.file is not None and not found.has_file(at),
        "may_bring": found.status == BatchStatus.SENT and actor.may(MAKE_PAYMENTS),
        "whom_to_ask": queries.who_may_check(found) if waiting and own else [],
        "changed": queries.changed_accounts(found) if waiting else 0,
        "shared": queries.shared_accounts(found) if waiting else 0,
        "results": queries.results_of(found),
        "answer_form": answer or BatchAnswerForm(),
        "result_form": result or ResultForm(),
        "wrong": wrong,
    }
    return desk_page(request, "desk/batch.html", context, here="payments", status=422 if wrong else 200)


@staff_page(VIEW_PAYMENTS)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far a batch is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    found = queries.batch(pk, by=request.actor)
    carry_on(found, request.at)
    return progress_part(request, found, "desk/_batch_progress.html", {"batch": found})


@staff_page(VIEW_PAYMENTS)
def lines(request: ActingRequest, pk: int) -> HttpResponse:
    """Who is in a batch, and what came of each; narrowed by that where it is asked for."""
    found = queries.batch(pk, by=request.actor)
    after, before = page_keys(request)
    state = request.GET.get("state", "")
    page = queries.lines(found, state=state, after=after, before=before)
    context = {
        "batch": found, "page": page, "state": state, "states": LineState.choices[:3],
        "carried": f"state={state}&" if state in LineState.values else "",
    }  # fmt: skip
    return desk_page(request, "desk/batch_lines.html", context, here="payments")


@require_POST
@staff_page(VIEW_PAYMENTS, CHECK_PAYMENTS)
def answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Approve a batch or send it back."""
    found = queries.batch(pk, by=request.actor)
    require(request.actor, CHECK_PAYMENTS)
    if found.answered_by_id == request.actor.id:  # the button was pressed twice
        return redirect("desk:batch", pk)
    form = BatchAnswerForm(request.POST)
    if form.is_valid():
        approve, reason = form.cleaned_data["answer"] == "yes", form.cleaned_data["reason"]
        try:
            found = answer_batch(batch=found, approve=approve, reason=reason, by=request.actor, at=request.at)
        except Refused as refused:
            form.take(refused)
        else:
            carry_on(found, request.at)
            said = "批准了，正在生成银行文件，由汇总的同事下载。" if approve else "退回去了，这些钱放回待付里。"
            messages.success(request, said)
            return redirect("desk:batch", pk)
    return show_batch(request, queries.batch(pk, by=request.actor), answer=form)


@require_POST
@staff_page(VIEW_PAYMENTS, MAKE_PAYMENTS)
def withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take one's own batch back."""
    found = queries.batch(pk, by=request.actor)
    require(request.actor, MAKE_PAYMENTS)
    take_back(
        request, lambda: withdraw_batch(batch=found, by=request.actor, at=request.at), "撤回了，这些钱放回待付里。"
    )
    return redirect("desk:batch", pk)


@require_GET
@staff_page(VIEW_PAYMENTS, MAKE_PAYMENTS)
def bank_file(request: ActingRequest, pk: int) -> HttpResponseBase:
    """Save the bank's file."""
    found = queries.batch(pk, by=request.actor)
    require(request.actor, MAKE_PAYMENTS)
    if found.file is None:
        raise Http404
    try:
        content = open_bank_file(batch=found, by=request.actor, at=request.at)
    except FileGone as gone:
        return desk_page(request, "desk/file_gone.html", {"why": str(gone)}, here="payments", status=410)
    return download(content, name=found.file.name, kind=Kind.XLSX, size=found.file.size)
