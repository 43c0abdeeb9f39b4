"""Households: the page of one, adding one, its address."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from jiahe.delivery.cases.queries import live_cases_of
from jiahe.delivery.payments.rights import EDIT_PAYEES
from jiahe.faces.desk.forms import AddressForm, HeadForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, region_or_404
from jiahe.faces.kit.cases import told_cases
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import queries
from jiahe.registry.actions import Refused, add_household, edit_address
from jiahe.registry.models import Household
from jiahe.registry.residents.looks import note_read
from jiahe.registry.rights import ANSWER_RESIDENTS, EDIT_FAMILIES, MERGE_RECORDS, REVEAL_IDENTITY, VIEW_FAMILIES
from jiahe.registry.timeline import categories_of, timeline


@staff_page(VIEW_FAMILIES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """The household page: who lives there, what is known, what happened."""
    home = queries.household(pk, by=request.actor)
    now = _record_now(request, home)
    if now is not None:
        return redirect("desk:household", now)
    here = request.actor.reaches(home.village_code)
    context = {
        "home": home,
        **household_context(request, home),
        "categories": categories_of(home.people, by=request.actor, on=request.on, sensitive=True),
        "may_edit": here and request.actor.may(EDIT_FAMILIES),
        "may_reveal": here and request.actor.may(REVEAL_IDENTITY),
        "may_merge": here and request.actor.may(MERGE_RECORDS),
        "may_act_for": here and request.actor.may(ANSWER_RESIDENTS),
        "may_pay": here and request.actor.may(EDIT_PAYEES),
        "timeline": timeline(home, by=request.actor),
        "cases": told_cases(live_cases_of(home.people, by=request.actor), on=request.on),
        "ended": home.until is not None and home.until <= request.on,
    }
    return desk_page(request, "desk/household.html", context, here="families")


def _record_now(request: ActingRequest, home: Household) -> int | None:
    """The record of the household in the village that its own became, where the actor may read that."""
    now = queries.record_now(home) if home.until is not None else home.pk
    try:
        return None if now == home.pk else queries.household(now, by=request.actor).pk
    except OutOfReach:
        return None


def household_context(request: ActingRequest, home: Household) -> dict[str, object]:
    """What every page about a household needs: its members with their ages, and the way to its village.

    That the page was read is noted, once a day for each post: the family can see it.
    """
    note_read(household=home, by=request.actor, at=request.at, on=request.on)
    members = home.people
    village = find_region(home.village_code, Level.VILLAGE)
    return {
        "home": home,
        "members": [(m, m.age(request.on)) for m in members],
        "title": home.title,
        "village": village,
        "path": own_path(request, village) if village else [],
    }


@staff_page(EDIT_FAMILIES)
def add(request: ActingRequest, code: int) -> HttpResponse:
    """Register a household with its head."""
    village = region_or_404(Level.VILLAGE, code)
    require_at(request.actor, EDIT_FAMILIES, village.code)
    form = HeadForm(request.POST or None, initial={"hukou_code": village.code})
    if request.method == "POST" and form.is_valid():
        try:
            home = add_household(
                village=village,
                head=form.row(),
                address=form.cleaned_data["address"].strip(),
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "这一户登记好了。接着可以把家里其他人加进来。")
            return redirect("desk:household", home.pk)
    context = {"form": form, "village": village, "path": own_path(request, village)}
    return desk_page(request, "desk/household_add.html", context, here="families", status=422 if form.errors else 200)


@staff_page(EDIT_FAMILIES)
def address(request: ActingRequest, pk: int) -> HttpResponse:
    """Change where in the village a household lives."""
    home = queries.household_to_edit(pk, by=request.actor)
    form = AddressForm(request.POST or None, home=home)
    if request.method == "POST" and form.is_valid():
        edit_address(household=home, address=form.cleaned_data["address"].strip(), by=request.actor, at=request.at)
        messages.success(request, "住址已更新。")
        return redirect("desk:household", home.pk)
    context = {"form": form, **household_context(request, home)}
    return desk_page(request, "desk/address.html", context, here="families", status=422 if form.errors else 200)
