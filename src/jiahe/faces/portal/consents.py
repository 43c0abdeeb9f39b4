"""Consent: the question at the first sign-in, and what one agreed to, to see and to take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.kit.acting import ActingRequest, resident_page, threshold_page
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.registry import queries
from jiahe.registry.models import Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents.consent_texts import TEXTS
from jiahe.registry.residents.consents import (
    give_consents,
    may_answer,
    must_be_asked,
    standpoints,
    withdraw_consent,
)


@threshold_page
def consent(request: ActingRequest) -> HttpResponse:
    """Ask for the basic service, and by itself for the children under fourteen; nothing of the family is shown yet."""
    me = _me(request)
    if not must_be_asked(me.pk):
        return redirect("portal:family")
    children = [
        stand
        for stand in standpoints(queries.own_people(by=request.actor), on=request.on, purposes=[Purpose.MINOR])
        if stand.consent is None
    ]
    if request.method == "POST":
        give_consents(person=me, purposes=[Purpose.BASIC], by=request.actor, at=request.at, on=request.on)
        chosen = set(request.POST.getlist("child"))
        for stand in children:
            if str(stand.person.pk) in chosen:
                give_consents(
                    person=stand.person, purposes=[Purpose.MINOR], by=request.actor, at=request.at, on=request.on
                )
        messages.success(request, "谢谢您。您随时可以在“我的”里看、收回。")
        return redirect("portal:family")
    context = {
        "masked_name": masked_name(me.name),
        "text": TEXTS[Purpose.BASIC],
        "minor": TEXTS[Purpose.MINOR],
        "children": children,
    }
    return render(request, "portal/consent.html", context)


def masked_name(name: str) -> str:
    """A name that its owner knows again and nobody else learns: 陈••."""
    return name[:1] + "•" * (len(name) - 1)


def _me(request: ActingRequest) -> Person:
    if request.actor.own is None:
        raise OutOfReach("没有找到您的登记。")
    return queries.own_person(request.actor.own, by=request.actor)


@resident_page
def consents(request: ActingRequest) -> HttpResponse:
    """What I and those I act for agreed to."""
    people = queries.own_people(by=request.actor)
    by_person: dict[int, list[Any]] = {person.pk: [] for person in people}
    for stand in standpoints(people, on=request.on):
        if not may_answer(stand.person, stand.text.purpose, by=request.actor):
            continue
        if stand.text.purpose != Purpose.BASIC or stand.person.pk == request.actor.own or stand.consent:
            by_person[stand.person.pk].append(stand)
    context = {
        "groups": [(person, by_person[person.pk]) for person in people if by_person[person.pk]],
        "own": request.actor.own,
        "here": "mine",
    }
    return render(request, "portal/consents.html", context)


@resident_page
def consent_to(request: ActingRequest, pk: int, purpose: str) -> HttpResponse:
    """One purpose of one person: its text, and the button that agrees or takes back, after saying what follows."""
    person = queries.own_person(pk, by=request.actor)
    if purpose not in Purpose.values or not may_answer(person, Purpose(purpose), by=request.actor):
        raise OutOfReach("没有找到这一项。")
    stand = next(iter(standpoints([person], on=request.on, purposes=[Purpose(purpose)])), None)
    if stand is None:
        raise OutOfReach("没有找到这一项。")
    own = person.pk == request.actor.own
    context = {
        "stand": stand,
        "own": own,
        "leaves": own and purpose == Purpose.BASIC,
        "here": "mine",
    }
    return render(request, "portal/consent_to.html", context)


@require_POST
@resident_page
def answer_consent(request: ActingRequest, pk: int, purpose: str) -> HttpResponse:
    """Agree, or take back. Who takes back the basic service is signed out at once."""
    person = queries.own_person(pk, by=request.actor)
    if purpose not in Purpose.values or not standpoints([person], on=request.on, purposes=[Purpose(purpose)]):
        raise OutOfReach("没有找到这一项。")
    meant = Purpose(purpose)
    if not may_answer(person, meant, by=request.actor):
        raise OutOfReach("没有找到这一项。")
    if request.POST.get("answer") == "withdraw":
        withdraw_consent(person=person, purpose=meant, by=request.actor, at=request.at, on=request.on)
        if meant == Purpose.BASIC and person.pk == request.actor.own:
            logout(request)
            return render(request, "portal/left.html", {})
        messages.success(request, f"已收回：{meant.label}。")
    else:
        give_consents(person=person, purposes=[meant], by=request.actor, at=request.at, on=request.on)
        messages.success(request, f"已同意：{meant.label}。随时可以收回。")
    return redirect("portal:consents")
