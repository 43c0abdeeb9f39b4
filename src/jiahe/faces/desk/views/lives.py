"""What happened in a life: recording an event, its end, taking it back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.life_forms import EndForm, EventForm, offered
from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.registry import queries, timeline
from jiahe.registry.actions import Refused, end_event, record_event, withdraw_event
from jiahe.registry.models.life_event import EventKind, PregnancyOutcome
from jiahe.registry.rights import EDIT_FAMILIES

LOSSES = (PregnancyOutcome.MISCARRIAGE, PregnancyOutcome.STILLBIRTH)


@staff_page(EDIT_FAMILIES)
def choose(request: ActingRequest, pk: int) -> HttpResponse:
    """What can be recorded of a person."""
    person = queries.person_to_edit(pk, by=request.actor)
    context = {
        "person": person,
        "offered": offered(person, request.on),
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/events.html", context, here="families")


@staff_page(EDIT_FAMILIES)
def record(request: ActingRequest, pk: int, kind: str) -> HttpResponse:
    """Record one event of a person."""
    person = queries.person_to_edit(pk, by=request.actor)
    event_kind = next((k for k, _ in offered(person, request.on) if k.value == kind), None)
    if event_kind is None:
        raise Http404("没有这样的登记。")
    form = EventForm(request.POST or None, kind=event_kind, person=person, initial={"happened_on": request.on})
    if request.method == "POST" and form.is_valid():
        try:
            record_event(
                person=person,
                kind=event_kind,
                happened_on=form.cleaned_data["happened_on"],
                until=form.cleaned_data.get("until"),
                other=form.chosen(),
                details=form.details(),
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            lost = form.cleaned_data.get("outcome") in LOSSES
            words = "已记下。从现在起，系统不再向这一家发送孕期和新生儿的任何提醒。" if lost else "记下了。"
            messages.success(request, words)
            return redirect("desk:household", person.household_id)
    context = {
        "form": form,
        "heading": f"{person.name} · {event_kind.label}",
        "submit": "记下",
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/form.html", context, here="families", status=422 if form.errors else 200)


@staff_page(EDIT_FAMILIES)
def end(request: ActingRequest, pk: int) -> HttpResponse:
    """Say when a hospital stay or a guardianship was over."""
    event = timeline.event_to_withdraw(pk, by=request.actor)
    person = queries.person_to_edit(event.person_id, by=request.actor)
    form = EndForm(request.POST or None, initial={"until": request.on})
    if request.method == "POST" and form.is_valid():
        try:
            until = form.cleaned_data["until"]
            end_event(event=event, until=until, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "记下了。")
            return redirect("desk:household", person.household_id)
    context = {
        "form": form,
        "heading": f"{person.name} · {EventKind(event.kind).label}结束",
        "submit": "记下",
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/form.html", context, here="families", status=422 if form.errors else 200)


@require_POST
@staff_page(EDIT_FAMILIES)
def withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back an event that was recorded by mistake."""
    event = timeline.event_to_withdraw(pk, by=request.actor)
    deed = partial(withdraw_event, event=event, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销这条登记。")
    return redirect("desk:household", event.person.household_id)
