"""Posts that are given, ended and handed over, and stand-ins: by who manages them, a stand-in also by who holds them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.faces.desk.account_forms import (
    AccountForm,
    EndForm,
    GiveForm,
    HandOverForm,
    StandInForm,
    role_and_department,
)
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.shown_once import keep_password
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts import administration, delegation, directory
from jiahe.foundation.accounts.account_rules import AccountRefused
from jiahe.foundation.accounts.actions import PostRefused
from jiahe.foundation.accounts.administration import NewPerson
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import Holding, User
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.registry.handing import open_work


@staff_page(MANAGE_ACCOUNTS)
def give(request: ActingRequest, pk: int) -> HttpResponse:
    """Give somebody another post, from a day on, or between two days."""
    user = delegation.account(pk, by=request.actor, on=request.on)
    form = GiveForm(request.POST or None, within=request.actor.scope, initial={"since": request.on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            role, department = role_and_department(data["role"])
            held = administration.give_a_post(
                user=user, role=role, department=department, region=data["place"], since=data["since"], until=data["until"],
                by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except AccountRefused as refused:
            form.take(refused)
        except (OutOfReach, PostRefused):
            form.add_error("place", "这个单位的岗位不由您给。您管的是自己下面的单位。")
        else:
            messages.success(request, f"{user}有了岗位：{held.post}。")
            return redirect("desk:account", pk)
    said = {"heading": f"{user}：再给一个岗位", "submit": "给这个岗位", "back": reverse("desk:account", args=[pk])}
    return _form_page(request, form, said)


@staff_page(MANAGE_ACCOUNTS)
def end(request: ActingRequest, pk: int) -> HttpResponse:
    """End what somebody holds, from a day on."""
    held = _managed(pk, request)
    form = EndForm(request.POST or None, initial={"until": request.on})
    back = reverse("desk:account", args=[held.user_id])
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            administration.end_holding(holding=held, until=until, by=request.actor, at=request.at, on=request.on)
        except AccountRefused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{held.user}从 {until:%Y-%m-%d} 起不再担任{held.post}。")
            return redirect(back)
    intro = "没有别的人接手，用这一项；有人接手，请用“交接”，没办完的事一起过去。"
    said = {"heading": f"{held.user}：结束{held.post}", "submit": "结束", "back": back, "intro": intro}
    return _form_page(request, form, said)


@staff_page(MANAGE_ACCOUNTS)
def hand_over(request: ActingRequest, pk: int) -> HttpResponse:
    """Let a post go to another person on a day, with all that is under way."""
    held = _managed(pk, request)
    form = HandOverForm(request.POST or None, initial={"since": request.on})
    back = reverse("desk:account", args=[held.user_id])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        to = form.colleague("username")
        try:
            taken, password = administration.hand_over(
                holding=held,
                to=to or NewPerson(data["username"], data["name"], data["phone"]),
                since=data["since"], by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except AccountRefused as refused:
            form.take(refused)
        else:
            if password:
                keep_password(request, taken.user, password)
            messages.success(request, f"{taken.post}从 {taken.since:%Y-%m-%d} 起由{taken.user}接手。")
            return redirect("desk:account", taken.user_id)
    context = {"held": held, "form": form, "back": back, "work": open_work(held.post)}
    return desk_page(request, "desk/hand_over.html", context, here="accounts", status=422 if form.errors else 200)


@staff_page()
def stand_in(request: ActingRequest, pk: int) -> HttpResponse:
    """Name who stands in for the holder of a post: the holder himself, or who manages the post."""
    held = directory.holding(pk)
    if held is None:
        raise OutOfReach("没有找到这个岗位。")
    administration.require_named(held, request.actor)
    own = held.user_id == request.actor.id
    back = reverse("desk:my-posts") if own else reverse("desk:account", args=[held.user_id])
    form = StandInForm(request.POST or None, initial={"since": request.on})
    if request.method == "POST" and form.is_valid():
        data, who = form.cleaned_data, form.colleague("who")
        try:
            if who is None:
                raise AccountRefused("who", administration.nobody_nearby(held))
            made = administration.name_stand_in(
                holding=held, by_whom=who, since=data["since"], until=data["last"] + timedelta(days=1),
                by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except AccountRefused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{who}从 {made.since:%Y-%m-%d} 到 {made.last_day:%Y-%m-%d} 代{held.user}的班。")
            return redirect(back)
    intro = f"那几天，代班的同事登录以后可以选“{held.post}”来做事；做的每件事都记明是代{held.user}。到了日子自动结束。"
    said = {"heading": f"{held.post}：找人代班", "submit": "请他代班", "back": back, "intro": intro}
    return _form_page(request, form, {**said, "here": "" if own else "accounts"})


@staff_page()
def mine(request: ActingRequest) -> HttpResponse:
    """One's own posts: since when, who stands in, for whom one stands in; a stand-in of one's own can be ended here."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # staff_page let nobody else through
    if request.method == "POST":
        pk = whole_number(request.POST.get("holding", ""))
        held = None if pk is None else directory.holding(pk)
        if held is None or held.stands_in_for_id != user.pk:
            raise OutOfReach("没有找到这次代班。")
        administration.end_holding(
            holding=held, until=max(request.on, held.since), by=request.actor, at=request.at, on=request.on
        )
        messages.success(request, f"{held.user}的代班结束了。")
        return redirect("desk:my-posts")
    holdings = [h for h in directory.holdings_of(user) if h.until is None or h.until > request.on]
    context = {
        "post_now": request.post.pk,
        "own": [h for h in holdings if h.stands_in_for_id is None],
        "instead": [h for h in holdings if h.stands_in_for_id is not None],
        "stand_ins": directory.stand_ins_of(user, on=request.on),
    }
    return desk_page(request, "desk/my_posts.html", context, here="")


def _managed(pk: int, request: ActingRequest) -> Holding:
    """A holding of a post that the actor gives."""
    held = directory.holding(pk)
    if held is None:
        raise OutOfReach("没有找到这个岗位。")
    delegation.require_manager(held.post, request.actor)
    return held


def _form_page(request: ActingRequest, form: AccountForm, said: dict[str, Any]) -> HttpResponse:
    """A page of one form."""
    context = {"form": form, **said}
    here = said.get("here", "accounts")
    return desk_page(request, "desk/account_form.html", context, here=here, status=422 if form.errors else 200)
