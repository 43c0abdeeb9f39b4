"""People: search, adding and editing, birth and death, and numbers shown on request."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.faces.desk.forms import DeathForm, NewbornForm, PersonChangeForm, PersonForm, RelativesForm, RevealForm
from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, is_code, search_regions, villages
from jiahe.registry import finding, queries
from jiahe.registry.actions import Refused, add_person, edit_person, record_death, row_of, set_relatives
from jiahe.registry.actions import reveal as reveal_number
from jiahe.registry.actions import withdraw_death as withdraw
from jiahe.registry.models import Household, Person
from jiahe.registry.rights import EDIT_FAMILIES, REVEAL_IDENTITY, VIEW_FAMILIES


@staff_page(VIEW_FAMILIES)
def search(request: ActingRequest) -> HttpResponse:
    """Find people, households and places.

    A search is sent as a form body, so that no number ever stands in an address or a log; what was typed is not kept.
    """
    code = whole_number(request.POST.get("village", ""), digits=12)
    village = None if code is None else find_region(code, Level.VILLAGE)
    found = finding.find(request.POST.get("q", ""), by=request.actor, village=village)
    said = found.said
    named = len(said) > 1 and (not said.isascii() or is_code(said))
    units = search_regions(said, request.actor.scope, limit=6) if named else []
    places = villages([p.village_code for p in found.people] + [h.village_code for h in found.households])
    context = {
        "text": said,
        "found": [(p, p.age(request.on), places.get(p.village_code)) for p in found.people],
        "households": [(home, places.get(home.village_code)) for home in found.households],
        "units": units,
        "hint": found.hint,
        "limit": finding.LIMIT,
    }
    return desk_page(request, "desk/search.html", context, here="families")


@staff_page(EDIT_FAMILIES)
def add(request: ActingRequest, pk: int) -> HttpResponse:
    """Add a member to a household."""
    home = queries.household_to_edit(pk, by=request.actor)
    return _add(request, home, newborn=False, initial={"hukou_code": home.village_code})


@staff_page(EDIT_FAMILIES)
def newborn(request: ActingRequest, pk: int) -> HttpResponse:
    """Record a birth in a household."""
    home = queries.household_to_edit(pk, by=request.actor)
    initial = {"hukou_code": home.village_code, "birth_date": request.on, "marital_status": "single"}
    return _add(request, home, newborn=True, initial=initial)


def _add(request: ActingRequest, home: Household, *, newborn: bool, initial: dict[str, Any]) -> HttpResponse:
    form = (NewbornForm if newborn else PersonForm)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        delivery = form.delivery() if isinstance(form, NewbornForm) else None
        try:
            person = add_person(
                household=home,
                row=form.row(),
                by=request.actor,
                at=request.at,
                on=request.on,
                newborn=newborn,
                delivery=delivery,
            )
        except Refused as refused:
            form.take(refused)
        else:
            done = "出生登记好了，恭喜这一家。" if newborn else "登记好了。"
            messages.success(request, f"{person.name}{done}")
            return redirect("desk:household", home.pk)
    context = {"form": form, "newborn": newborn, **household_context(request, home)}
    return desk_page(request, "desk/person_add.html", context, here="families", status=422 if form.errors else 200)


@staff_page(EDIT_FAMILIES)
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Edit a person."""
    person = queries.person_to_edit(pk, by=request.actor)
    form = PersonChangeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            edit_person(person=person, row=form.row(row_of(person)), by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "已保存。")
            return redirect("desk:household", person.household_id)
    context = {
        "form": form,
        "person": person,
        "relatives_form": _relatives_form(person),
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/person_edit.html", context, here="families", status=422 if form.errors else 200)


def _relatives_form(person: Person, data: Any = None) -> RelativesForm:
    return RelativesForm(data, person=person, home=person.household)


@require_POST
@staff_page(EDIT_FAMILIES)
def relatives(request: ActingRequest, pk: int) -> HttpResponse:
    """Say who a person's mother, father and spouse are."""
    person = queries.person_to_edit(pk, by=request.actor)
    form = _relatives_form(person, request.POST)
    if form.is_valid():
        try:
            set_relatives(person=person, relatives=form.relatives(), by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "家人关系已保存。")
            return redirect("desk:household", person.household_id)
    context = {
        "form": PersonChangeForm(person=person),
        "person": person,
        "relatives_form": form,
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/person_edit.html", context, here="families", status=422)


@staff_page(EDIT_FAMILIES)
def death(request: ActingRequest, pk: int) -> HttpResponse:
    """Record that somebody died."""
    person = queries.person_to_edit(pk, by=request.actor)
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            died_on = form.cleaned_data["death_date"]
            record_death(person=person, died_on=died_on, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            undo = reverse("desk:withdraw-death", args=[person.pk])
            messages.success(request, "已记下。系统不会再给他发送任何提醒。", extra_tags=undo)
            return redirect("desk:household", person.household_id)
    context = {"form": form, "person": person, **household_context(request, person.household)}
    return desk_page(request, "desk/death.html", context, here="families", status=422 if form.errors else 200)


@require_POST
@staff_page(EDIT_FAMILIES)
def withdraw_death(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back a death that was recorded by mistake."""
    person = queries.person_to_edit(pk, by=request.actor)
    deed = partial(withdraw, person=person, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销这条登记。")
    return redirect("desk:household", person.household_id)


@staff_page(REVEAL_IDENTITY)
def reveal(request: ActingRequest, pk: int) -> HttpResponse:
    """Show an ID number or phone number in full, after a reason was given."""
    person = queries.person_to_edit(pk, by=request.actor, right=REVEAL_IDENTITY)
    form = RevealForm(request.POST or None, initial={"field": "id_number"})
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = reveal_number(person=person, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.take(refused)
    context = {"form": form, "person": person, "shown": shown, **household_context(request, person.household)}
    response = desk_page(request, "desk/reveal.html", context, here="families", status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
