"""The pages of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.delivery.cases.queries import own_live_cases
from jiahe.faces.kit.acting import PHONE_MARK_KEY, ActingRequest, public_page, resident_page, threshold_page
from jiahe.faces.kit.cases import told_cases
from jiahe.faces.kit.devices import client_address
from jiahe.faces.portal.forms import CodeForm, PhoneForm, TailForm
from jiahe.foundation.accounts.codes import CodeRefused
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.queries import workers_of
from jiahe.foundation.notices.queries import unread
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import count_by_level, find_region, own_units, title_of
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry import queries, subjects
from jiahe.registry.models import Person


class SealedPlace(TypedDict):
    """Where a value is sealed."""

    table: str
    column: str
    row: int
    field_class: str


PHONE_KEY = "sign_in_phone"
PROVED_KEY = "sign_in_proved"
PHONE_PLACE: SealedPlace = {"table": "django_session", "column": PHONE_KEY, "row": 0, "field_class": "contact"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@public_page
def welcome(request: ActingRequest) -> HttpResponse:
    """The front door: what this house is, and the way to each of its faces."""
    return render(request, "portal/welcome.html", {"levels": count_by_level(), "own_units": own_units()})


@public_page
def sign_in(request: ActingRequest) -> HttpResponse:
    """Ask for a phone number and send a code to it. The answer is the same whether the number is known or not."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            subjects.send_sign_in_code(phone=phone, on=request.on, at=request.at, address=client_address(request))
        except CodeRefused as refused:
            form.add_error("phone", str(refused))
        else:
            request.session[PHONE_KEY] = seal(phone, **PHONE_PLACE).hex()  # the table of sessions is not sealed
            request.session.pop(PROVED_KEY, None)  # what was proved was proved of another number
            return redirect("portal:code")
    return render(request, "portal/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@public_page
def code(request: ActingRequest) -> HttpResponse:
    """Ask for the code that was sent."""
    sealed = request.session.get(PHONE_KEY)
    if not sealed:
        return redirect("portal:sign-in")
    phone = open_sealed(bytes.fromhex(sealed), **PHONE_PLACE)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = subjects.sign_in(phone=phone, code=form.cleaned_data["code"], on=request.on, at=request.at)
        except subjects.SharedPhone:
            request.session[PROVED_KEY] = sealed
            return redirect("portal:which")
        except CodeRefused as refused:
            form.add_error("code", str(refused))
        else:
            return _enter(request, user)
    context = {"form": form, "tail": phone[-4:]}
    return render(request, "portal/code.html", context, status=422 if form.errors else 200)


@public_page
def which(request: ActingRequest) -> HttpResponse:
    """Of several people with one phone, ask who is there; no name is shown before."""
    sealed, proved = request.session.get(PHONE_KEY), request.session.get(PROVED_KEY)
    if not sealed or sealed != proved:
        return redirect("portal:sign-in")
    form = TailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = open_sealed(bytes.fromhex(sealed), **PHONE_PLACE)
        try:
            user = subjects.sign_in_shared(phone=phone, tail=form.cleaned_data["tail"], on=request.on, at=request.at)
        except CodeRefused as refused:
            form.add_error("tail", str(refused))
        else:
            return _enter(request, user)
    return render(request, "portal/which.html", {"form": form}, status=422 if form.errors else 200)


def _enter(request: ActingRequest, user: User) -> HttpResponse:
    """Open the session: it holds as long as the phone is the person's."""
    for key in (PHONE_KEY, PROVED_KEY):
        request.session.pop(key, None)
    login(request, user, backend=BACKEND)
    request.session[PHONE_MARK_KEY] = subjects.phone_mark(user)
    return redirect("portal:family")


@require_POST
@threshold_page
def sign_out(request: ActingRequest) -> HttpResponse:
    """Leave the portal."""
    logout(request)
    return redirect("portal:sign-in")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the family as the family reads it: related to the reader, not to the head of the household."""

    person: Person
    age: int
    relation: str
    is_self: bool
    mine: bool  # whether the reader acts for him


@resident_page
def family(request: ActingRequest) -> HttpResponse:
    """My family: who belongs to it and what is registered, in the family's own words."""
    home = queries.own_household(by=request.actor)
    own_id = subjects.own_person_id(request.actor)
    people = home.people
    me = next(p for p in people if p.pk == own_id)
    living = [
        Member(p, p.age(request.on), kin_word(me, p), p.pk == own_id, p.pk in request.actor.persons)
        for p in people
        if p.death_date is None
    ]
    village = find_region(home.village_code, Level.VILLAGE)
    place = title_of(village) if village else ""
    context = {
        "me": me,
        "home": home,
        "members": sorted(living, key=lambda m: (not m.is_self, m.person.birth_date)),
        "place": place,
        "workers": workers_of(home.village_code, on=request.on),
        "unread": unread(by=request.actor),
        "cases": told_cases(own_live_cases(by=request.actor), on=request.on),
        "here": "family",
    }
    request.post_line = place
    return render(request, "portal/family.html", context)


def kin_word(me: Person, other: Person) -> str:
    """What somebody is to me, where the registry knows it; otherwise simply family."""
    female = other.sex == "F"
    if other.pk == me.pk:
        return "本人"
    if other.pk == me.spouse_id:
        return "妻子" if female else "丈夫"
    if other.pk in (me.mother_id, me.father_id):
        return "妈妈" if female else "爸爸"
    if me.pk in (other.mother_id, other.father_id):
        return "女儿" if female else "儿子"
    partner = me.spouse
    if partner is not None and other.pk in (partner.mother_id, partner.father_id):
        words = ("岳母", "岳父") if me.sex == "M" else ("婆婆", "公公")
        return words[0] if female else words[1]
    shared = {me.mother_id, me.father_id} & {other.mother_id, other.father_id} - {None}
    if shared:
        younger = other.birth_date > me.birth_date
        return ("妹妹" if younger else "姐姐") if female else ("弟弟" if younger else "哥哥")
    return "家人"
