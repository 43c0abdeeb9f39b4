"""A person's work, school and health: what is known today, recording one thing, taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.faces.desk.circumstance_forms import INTROS, CircumstanceForm, askable
from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.registry import queries
from jiahe.registry.actions import Refused, record_circumstance, withdraw_circumstance
from jiahe.registry.circumstances import Circumstances, circumstance_to_withdraw, circumstances_of
from jiahe.registry.models.circumstance import ANSWERS, SEALED, CircumstanceKind
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_FAMILIES

GROUPS = {
    "工作和保险": (
        CircumstanceKind.EMPLOYMENT,
        CircumstanceKind.INSURANCE,
        CircumstanceKind.INSURED_MONTHS,
        CircumstanceKind.WAGE,
    ),
    "上学": (CircumstanceKind.SCHOOL,),
    "健康": (
        CircumstanceKind.ABILITY,
        CircumstanceKind.COMPLICATION,
        CircumstanceKind.CHRONIC,
        CircumstanceKind.VACCINATION,
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One circumstance as the page shows it today; no ``answers`` where nobody knows yet."""

    kind: CircumstanceKind
    answers: Sequence[str]
    detail: str
    may_record: bool


@staff_page(VIEW_FAMILIES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """What is known of a person's work, school and health today, and what was recorded."""
    person = queries.person(pk, by=request.actor)
    told = circumstances_of([person], by=request.actor)[person.pk]
    may_edit = request.actor.reaches(person.household.village_code) and request.actor.may(EDIT_FAMILIES)
    kinds = askable(person, by=request.actor, on=request.on)
    groups = {title: list(_lines(group, told, kinds, request.on, may_edit)) for title, group in GROUPS.items()}
    context = {
        "person": person,
        "groups": [(title, lines) for title, lines in groups.items() if lines],
        "guarded": any(line.kind in SEALED for lines in groups.values() for line in lines),
        "told": told.told[::-1],
        "may_edit": may_edit,
        **household_context(request, person.household),
    }
    return _unkept(desk_page(request, "desk/circumstances.html", context, here="families"))


def _lines(
    group: tuple[CircumstanceKind, ...],
    told: Circumstances,
    askable: list[CircumstanceKind],
    on: date,
    may_edit: bool,
) -> Iterator[Line]:
    for kind in group:
        if kind in askable or told.of(kind):
            yield Line(kind, *_today(kind, told, on), may_record=may_edit and kind in askable)


def _today(kind: CircumstanceKind, told: Circumstances, on: date) -> tuple[Sequence[str], str]:
    """What is so today in words, and since when; nothing where it is not known."""
    latest = told.latest(kind, on)
    if latest is None:
        return (), ""
    since = f"{latest.on.year} 年 {latest.on.month} 月 {latest.on.day} 日起"
    if kind == CircumstanceKind.VACCINATION:
        return [f"{ANSWERS[kind][vaccine]} {day:%Y-%m-%d}" for vaccine, day in told.vaccinations(on)], ""
    if kind == CircumstanceKind.INSURED_MONTHS:
        return [f"{told.insured_months(on)} 个月"], f"{latest.on:%Y-%m-%d} 登记为 {latest.answer}"
    if kind == CircumstanceKind.WAGE and told.wage().on(on) is None:
        return (), "换了工作，原来单位的不再算"
    return [latest.answer], since


def _unkept(response: HttpResponse) -> HttpResponse:
    """A page about somebody's health is kept by no browser and nothing between."""
    response["Cache-Control"] = "no-store"
    return response


@staff_page(EDIT_FAMILIES)
def record(request: ActingRequest, pk: int, kind: str) -> HttpResponse:
    """Record one circumstance of a person."""
    person = queries.person_to_edit(pk, by=request.actor)
    asked = next((k for k in askable(person, by=request.actor, on=request.on) if k.value == kind), None)
    if asked is None:
        raise Http404("没有这样的登记。")
    form = CircumstanceForm(request.POST or None, kind=asked, initial={"since": request.on})
    page = reverse("desk:circumstances", args=[person.pk])
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_circumstance(
                person=person,
                kind=asked,
                value=form.said(),
                since=form.cleaned_data["since"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            undo = reverse("desk:withdraw-circumstance", args=[recorded.pk])
            messages.success(request, f"{asked.label}记下了。", extra_tags=undo)
            return redirect(page)
    context = {
        "form": form,
        "heading": f"{person.name} · {asked.label}",
        "intro": INTROS[asked in SEALED],
        "submit": "记下",
        "back": page,
        **household_context(request, person.household),
    }
    status = 422 if form.errors else 200
    return _unkept(desk_page(request, "desk/form.html", context, here="families", status=status))


@require_POST
@staff_page(EDIT_FAMILIES)
def withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back what was recorded by mistake."""
    circumstance = circumstance_to_withdraw(pk, by=request.actor)
    deed = partial(withdraw_circumstance, circumstance=circumstance, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销这条登记。")
    return redirect("desk:circumstances", circumstance.person.pk)
