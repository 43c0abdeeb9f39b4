"""Signing in and out, choosing the post to act in, changing the password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.desk.forms import PasswordForm, SignInForm
from jiahe.faces.desk.proof import proven
from jiahe.faces.desk.shell import account_page
from jiahe.faces.desk.sign_in_forms import ProofForm
from jiahe.faces.desk.views.door import let_in
from jiahe.faces.kit.acting import POST_KEY, ActingRequest, public_page, signed_in_user, staff_page, user_actor
from jiahe.faces.kit.addresses import safe_path
from jiahe.faces.kit.devices import counted_address
from jiahe.faces.kit.signing import SIGN_IN_KEY, prove, why_shown_out
from jiahe.foundation.accounts.actions import change_password
from jiahe.foundation.accounts.directory import whom_to_ask
from jiahe.foundation.accounts.factors import FactorRefused, has_second_step, use_code
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.password_rules import RULES
from jiahe.foundation.accounts.queries import posts_of


@public_page
def sign_in(request: ActingRequest) -> HttpResponse:
    """The door of the desk."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if guessed_too_often(form.cleaned_data["username"], counted_address(request), request.at):
            return locked_out(request, form.cleaned_data)
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User) and user.is_staff_member:
            return let_in(request, user, wanted=request.POST.get("next", ""))
        form.add_error(None, "账号或密码不对。请再试一次；忘了密码，请点“忘记密码”。")
    status = 422 if form.errors else 200
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    context = {"form": form, "next": wanted, "shown_out": why_shown_out(request)}
    return render(request, "desk/sign_in.html", context, status=status)


def locked_out(request: HttpRequest, credentials: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """What somebody sees who gave a wrong password too often, and from when on he may try again."""
    name = str((credentials or {}).get("username", ""))
    context = {
        "form": SignInForm(),
        "locked_until": locked_until(name, counted_address(request), request.at),  # type: ignore[attr-defined]  # ActingRequest
        "next": request.POST.get("next", ""),
    }
    return render(request, "desk/sign_in.html", context, status=429)


def locked_until(name: str, address: str, at: datetime) -> datetime:
    """From when on a name may be tried again from an address."""
    tried = AccessAttempt.objects.filter(username=name, ip_address=address or None).order_by("-attempt_time").first()
    return (tried.attempt_time if tried is not None else at) + timedelta(hours=settings.AXES_COOLOFF_TIME)


def guessed_too_often(name: str, address: str, at: datetime) -> bool:
    """Whether one name is tried from many addresses, or many names from one."""
    lately = AccessAttempt.objects.filter(attempt_time__gt=at - timedelta(hours=settings.AXES_COOLOFF_TIME))
    wrong = Coalesce(Sum("failures_since_start"), 0)
    of_name: int = lately.filter(username=name).aggregate(wrong=wrong)["wrong"]
    from_address: int = lately.filter(ip_address=address or None).aggregate(wrong=wrong)["wrong"]
    return of_name >= settings.JIAHE_WRONG_FOR_A_NAME or from_address >= settings.JIAHE_WRONG_FROM_AN_ADDRESS


@require_POST
@staff_page(any_post=False)
def sign_out(request: ActingRequest) -> HttpResponse:
    """Leave the desk."""
    logout(request)
    return redirect("desk:sign-in")


@staff_page(any_post=False)
def choose_post(request: ActingRequest) -> HttpResponse:
    """Choose the post to act in, where somebody holds several."""
    user = signed_in_user(request)
    posts = posts_of(user, on=request.on)
    if request.method == "POST":
        chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
        if chosen is not None:
            request.session[POST_KEY] = chosen.pk
            return redirect("desk:home")
        messages.error(request, "请选择一个岗位。")
    return render(
        request,
        "desk/choose_post.html",
        {"posts": posts, "signed_in": user, "whom": None if posts else whom_to_ask(user, on=request.on)},
    )


@staff_page(any_post=False)
def confirm(request: ActingRequest) -> HttpResponse:
    """Ask for the password once more, or a code, before something is changed about how one signs in."""
    user = signed_in_user(request)
    has_code = has_second_step(user)
    form = ProofForm(request.POST or None, has_code=has_code)
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid() and _proves(request, form, user):
        prove(request, request.at)
        return redirect(safe_path(request, wanted) or "desk:my-account")
    context = {"form": form, "next": wanted}
    return account_page(request, "desk/confirm.html", context, status=422 if form.errors else 200)


def _proves(request: ActingRequest, form: ProofForm, user: User) -> bool:
    data = form.cleaned_data
    if data.get("code"):
        try:
            use_code(user=user, code=data["code"], by=user_actor(request), at=request.at)
        except FactorRefused as refused:
            form.add_error("code", str(refused))
            return False
        return True
    # Through the same door as signing in: wrong passwords are counted there too.
    if authenticate(request, username=user.username, password=data["password"]) != user:
        form.add_error("password", "密码不对，请再输一次。")
        return False
    return True


@staff_page(any_post=False)
@proven
def password(request: ActingRequest) -> HttpResponseBase:
    """Change one's own password; the first one given by the system must be changed before anything else."""
    user = signed_in_user(request)
    first_time = user.must_change_password
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(
                user=user,
                password=form.cleaned_data["password"],
                by=user_actor(request),
                at=request.at,
                sign_in=request.session.get(SIGN_IN_KEY),
            )
        except ValidationError as error:
            form.add_error("password", error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "密码已更新，下次请用新密码登录。别的设备都已经退出。")
            return redirect("desk:home" if first_time else "desk:my-account")
    context = {"form": form, "first_time": first_time, "rules": RULES}
    return render(request, "desk/password.html", context, status=422 if form.errors else 200)
