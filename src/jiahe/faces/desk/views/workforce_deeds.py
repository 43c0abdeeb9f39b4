"""What is done about those who serve: credentials, load, hours, leave; and what waits for a word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.delivery.sites.queries import place_names
from jiahe.delivery.workforce import actions, queries
from jiahe.delivery.workforce.models import ServiceWorker
from jiahe.delivery.workforce.rights import CERTIFY_WORKFORCE, NOMINATE_WORKFORCE, REVIEW_WORKFORCE
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.desk.views.workforce import form_page
from jiahe.faces.desk.workforce_forms import AssignForm, CredentialForm, HoursForm, LeaveForm, ReasonForm
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.serving import take_hours
from jiahe.foundation.accounts.gate import require
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Household
from jiahe.registry.queries import household_called
from jiahe.registry.rights import VIEW_FAMILIES
from jiahe.registry.rows import Refused

# Deed → its heading, what is said before it, the word on its button, and what is said when it is done.
LEAVES = {
    "rest": (
        "休息一段时间",
        "休息的时候不安排服务，居民也看不到他。手上有事的，先选好由谁接手。",
        "休息",
        "记下了，他在休息。",
    ),
    "resume": ("回来服务", "证书有效的，马上可以安排服务。交出去的事留在接手的人那里。", "回来", "他回来了。"),
    "end": ("不再服务", "从今天起不再计数，服务时长和证书的记录都留着。", "不再服务", "记下了，从今天起他不再服务。"),
}


@staff_page(REVIEW_WORKFORCE)
def waiting(request: ActingRequest) -> HttpResponse:
    """Who waits for the word of this post."""
    after, before = page_keys(request)
    page = queries.waiting(by=request.actor, after=after, before=before)
    names = place_names({row.village_code for row in page.rows})
    lines = [{"worker": row, "place": names[row.village_code]} for row in page.rows]
    context = {"page": page, "lines": lines, "hours_waiting": queries.to_review(by=request.actor)[1]}
    return desk_page(request, "desk/workforce_waiting.html", context, here="workforce")


@staff_page(REVIEW_WORKFORCE)
def hours_waiting(request: ActingRequest) -> HttpResponse:
    """The hours that wait for this post; those that are ticked are confirmed, or sent back with a reason."""
    require(request.actor, REVIEW_WORKFORCE)
    fault = _answer(request) if request.method == "POST" else ""
    if request.method == "POST" and not fault:
        return redirect("desk:workforce-hours")
    after, before = page_keys(request)
    page = queries.hours_waiting(by=request.actor, after=after, before=before)
    names = place_names({row.village_code for row in page.rows})
    context = {
        "page": page,
        "lines": [{"hours": row, "place": names[row.village_code]} for row in page.rows],
        "ticked": request.POST.getlist("hours"),
        "reason": request.POST.get("reason", ""),
        "fault": fault,
    }
    return desk_page(request, "desk/workforce_hours.html", context, here="workforce", status=422 if fault else 200)


def _answer(request: ActingRequest) -> str:
    """Answer the hours that were ticked; what cannot be is returned as a sentence."""
    ticked = [pk for pk in map(whole_number, request.POST.getlist("hours")) if pk is not None]
    rows = queries.hours_named(ticked, by=request.actor)
    if not rows:
        return "还没有勾选。请先勾选要确认的。"
    confirm = request.POST.get("answer") != "refuse"
    try:
        answered = actions.answer_hours(
            hours=rows, confirm=confirm, reason=request.POST.get("reason", ""), by=request.actor, at=request.at,
            on=request.on,
        )  # fmt: skip
    except Refused as refused:
        return str(refused)
    done = "确认了" if confirm else "退回了"
    messages.success(request, f"{done} {answered} 笔。" if answered else "这些已经有同事办过了。")
    return ""


@staff_page(CERTIFY_WORKFORCE)
def certify(request: ActingRequest, pk: int) -> HttpResponse:
    """Record a credential, or its renewal."""
    worker = queries.worker(pk, by=request.actor, right=CERTIFY_WORKFORCE)
    last = worker.credentials.order_by("-issued_on", "-pk").first()
    known = {name: getattr(last, name) for name in ("title", "level", "number", "issuer")} if last else {}
    form = CredentialForm(request.POST or None, initial={"title": worker.rules.credential, **known})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_credential(
                worker=worker, **form.cleaned_data, by=request.actor, at=request.at, on=request.on
            )
        except Refused as refused:
            form.take(refused)
        else:
            worker.refresh_from_db()
            why = queries.why_not(worker, on=request.on)
            messages.success(request, f"证书记下了。{why}" if why else "证书记下了，可以安排服务。")
            return redirect("desk:worker", worker.pk)
    intro = "照着证书写。续期的也在这里记，以前的留着。"
    return form_page(request, worker, form, "续期或登记证书" if last else "登记证书", "记下", intro=intro)


@staff_page(CERTIFY_WORKFORCE)
def withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Withdraw a credential."""
    found = queries.credential(pk, by=request.actor, right=CERTIFY_WORKFORCE)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_credential(
                credential=found, reason=form.cleaned_data["reason"], by=request.actor, at=request.at, on=request.on
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "收回了，从今天起不再有效。")
            return redirect("desk:worker", found.worker_id)
    intro = f"{found.title}（{found.number}）从今天起不再有效。写错了的也这样收回，再登记对的。"
    return form_page(request, found.worker, form, "收回证书", "收回", intro=intro)


@staff_page(NOMINATE_WORKFORCE)
def assign(request: ActingRequest, pk: int) -> HttpResponse:
    """Let somebody look after a household, a place or a matter."""
    worker = queries.worker(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    form = AssignForm(request.POST or None)
    if not request.actor.may(VIEW_FAMILIES):
        del form.fields["number"]
    if request.method == "POST" and form.is_valid():
        try:
            household = _household(request, worker, form.cleaned_data.get("number", ""))
            actions.assign(
                worker=worker, what=form.cleaned_data["what"], household=household, by=request.actor, at=request.at,
                on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "安排好了。")
            return redirect("desk:worker", worker.pk)
    load = queries.load_of(worker)
    intro = f"现在手上 {load} 项，最多 {worker.capacity} 项。"
    return form_page(request, worker, form, "安排服务", "安排", intro=intro)


def _household(request: ActingRequest, worker: ServiceWorker, number: str) -> Household | None:
    if not number.strip():
        return None
    found = household_called(number.strip(), village_code=worker.village_code, by=request.actor)
    if found is None:
        raise refuse("number", "这个村居没有这个户编号，请照着名册再核对一次；不是联系一户人家的，空着就行。")
    return found


@require_POST
@staff_page(NOMINATE_WORKFORCE)
def end_assignment(request: ActingRequest, pk: int) -> HttpResponse:
    """End what somebody looks after."""
    found = queries.assignment(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    actions.end_assignment(assignment=found, by=request.actor, at=request.at, on=request.on)
    messages.success(request, f"“{found.what}”结束了。")
    return redirect("desk:worker", found.worker_id)


@staff_page(NOMINATE_WORKFORCE)
def record_hours(request: ActingRequest, pk: int) -> HttpResponse:
    """Record hours that somebody gave."""
    worker = queries.worker(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    form = HoursForm(request.POST or None, initial={"served_on": request.on, "place": worker.whereabouts})
    made = take_hours(request, worker, form)
    if made is not None:
        messages.success(request, f"{made.length}记下了，等{made.get_awaits_display()}一级确认以后算数。")
        return redirect("desk:worker", worker.pk)
    return form_page(request, worker, form, "记服务时长", "记下", intro="一天一种只记一次，上一级确认以后算数。")


@staff_page(NOMINATE_WORKFORCE)
def reveal(request: ActingRequest, pk: int) -> HttpResponse:
    """Show a phone in full, after a reason was given."""
    worker = queries.worker(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    form = ReasonForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = actions.reveal_phone(
                worker=worker, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
        except Refused as refused:
            form.take(refused)
    intro = "会和您的岗位、时间一起记入审计。比如：约周三的入户指导。"
    response = form_page(
        request, worker, form, "看电话", "看", intro=intro, template="desk/worker_phone.html", shown=shown
    )
    response["Cache-Control"] = "no-store"
    return response


@staff_page(NOMINATE_WORKFORCE)
def change_state(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """Let somebody rest, come back, or leave."""
    worker = queries.worker(pk, by=request.actor, right=NOMINATE_WORKFORCE)
    if deed not in LEAVES:
        raise Http404("没有这一页。")
    heading, intro, submit, done = LEAVES[deed]
    asked_nothing = FaultForm(request.POST if request.method == "POST" else None)
    form = asked_nothing if deed == "resume" else _leave_form(request, worker, deed)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, worker, deed, form)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, done)
            return redirect("desk:worker", worker.pk)
    return form_page(request, worker, form, heading, submit, intro=intro)


def _leave_form(request: ActingRequest, worker: ServiceWorker, deed: str) -> LeaveForm:
    load = queries.load_of(worker)
    takers = queries.could_take_over(worker, by=request.actor, on=request.on) if load else []
    names = place_names({taker.village_code for taker in takers})
    return LeaveForm(request.POST or None, takers=takers, names=names, load=load, resting=deed == "rest")


def _do(request: ActingRequest, worker: ServiceWorker, deed: str, form: FaultForm) -> None:
    when: dict[str, Any] = {"worker": worker, "by": request.actor, "at": request.at}
    if not isinstance(form, LeaveForm):
        actions.resume_worker(**when)
        return
    said: dict[str, Any] = {"reason": form.cleaned_data["reason"], "handed_to": form.taker, "on": request.on}
    if deed == "rest":
        actions.rest_worker(until=form.cleaned_data["until"], **said, **when)
    else:
        actions.end_worker(**said, **when)
