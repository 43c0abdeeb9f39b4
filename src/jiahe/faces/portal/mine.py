"""What is mine: my data, who helps me, my phone, how long what is kept, and the lines of who looked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.downloads import download
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.files.kinds import Kind
from jiahe.registry import queries
from jiahe.registry.models import Person
from jiahe.registry.residents.corrections import CORRECTABLE
from jiahe.registry.residents.guardians import end_helper, helpers_of, wards_of
from jiahe.registry.residents.looks import looks_at
from jiahe.registry.residents.own_data import facts_of, records_of, take_own_data
from jiahe.registry.residents.retention import SCHEDULE


def key(request: ActingRequest, name: str) -> int:
    """A key of a page in the address; what is none opens the first page."""
    return whole_number(request.GET.get(name, "")) or 0


def me_of(request: ActingRequest) -> Person:
    """The resident himself."""
    if request.actor.own is None:
        raise OutOfReach("没有找到您的登记。")
    return queries.own_person(request.actor.own, by=request.actor)


@resident_page
def mine(request: ActingRequest) -> HttpResponse:
    """The way to everything about myself."""
    me = me_of(request)
    context = {
        "me": me,
        "wards": wards_of(me.pk, on=request.on),
        "helpers": helpers_of([me]),
        "here": "mine",
    }
    return render(request, "portal/mine.html", context)


@resident_page
def looks(request: ActingRequest) -> HttpResponse:
    """Who looked at my record and that of those I act for, and what was done to it."""
    page = looks_at(queries.own_people(by=request.actor), by=request.actor, before=key(request, "before"))
    return render(request, "portal/looks.html", {"page": page, "here": "looks", "first": not key(request, "before")})


@resident_page
def record(request: ActingRequest, pk: int) -> HttpResponse:
    """What is registered of one of mine, each thing with the way to have it put right."""
    person = queries.own_person(pk, by=request.actor)
    why = {ward.person.pk: ward.why for ward in wards_of(request.actor.own or 0, on=request.on)}
    context = {
        "person": person,
        "own": person.pk == request.actor.own,
        "why": why.get(person.pk, ""),
        "facts": [
            (fact, fact.field in CORRECTABLE) for fact in facts_of(person, on=request.on, home=_home_of(request))
        ],
        "here": "family",
    }
    return render(request, "portal/record.html", context)


def _home_of(request: ActingRequest) -> int:
    own = request.actor.own
    return queries.own_person(own, by=request.actor).household.root_id if own is not None else 0


@resident_page
def my_data(request: ActingRequest) -> HttpResponse:
    """All that is kept of me and mine, to read and to print."""
    records = records_of(queries.own_people(by=request.actor), by=request.actor, on=request.on)
    return render(request, "portal/my_data.html", {"records": records, "on": request.on, "here": "mine"})


@require_POST
@resident_page
def take_data(request: ActingRequest) -> HttpResponseBase:
    """All that is kept of me and mine, as a workbook."""
    people = queries.own_people(by=request.actor)
    content = take_own_data(people, by=request.actor, at=request.at, on=request.on)
    return download(content, name=f"我的资料-{request.on:%Y%m%d}.xlsx", kind=Kind.XLSX, size=len(content))


@resident_page
def keeping(request: ActingRequest) -> HttpResponse:
    """How long what is kept, and why."""
    return render(request, "portal/keeping.html", {"schedule": SCHEDULE, "here": "mine"})


@require_POST
@resident_page
def stop_helper(request: ActingRequest, pk: int) -> HttpResponse:
    """I do things myself again."""
    agreed = next((one for one in helpers_of([me_of(request)]) if one.pk == pk), None)
    if agreed is None:
        raise OutOfReach("没有找到这位家人。")
    end_helper(agreed=agreed, by=request.actor, at=request.at, on=request.on)
    messages.success(request, f"已停掉。{agreed.helper.name}不能再替您办事。")
    return redirect("portal:mine")
