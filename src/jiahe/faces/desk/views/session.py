"""Signing in and out, choosing the post to act in, changing the password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.desk.forms import PasswordForm, SignInForm
from jiahe.faces.kit.acting import POST_KEY, ActingRequest, public_page, staff_page
from jiahe.faces.kit.addresses import safe_path
from jiahe.foundation.accounts.actions import change_password
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.directory import whom_to_ask
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.queries import posts_of


@public_page
def sign_in(request: ActingRequest) -> HttpResponse:
    """The door of the desk."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User) and user.is_staff_member:
            login(request, user)
            return redirect(_next_page(request))
        form.add_error(None, "账号或密码不对。请再试一次；忘了密码，请点“忘记密码”。")
    status = 422 if form.errors else 200
    return render(request, "desk/sign_in.html", {"form": form, "next": request.GET.get("next", "")}, status=status)


def _next_page(request: ActingRequest) -> str:
    """Where somebody wanted to go before he was asked to sign in; only pages of ours."""
    return safe_path(request, request.POST.get("next", "")) or "desk:home"


def locked_out(request: HttpRequest, credentials: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """What somebody sees who gave a wrong password too often."""
    form = SignInForm()
    context = {"form": form, "locked": True, "next": ""}
    return render(request, "desk/sign_in.html", context, status=429)


@require_POST
@staff_page(any_post=False)
def sign_out(request: ActingRequest) -> HttpResponse:
    """Leave the desk."""
    logout(request)
    return redirect("desk:sign-in")


@staff_page(any_post=False)
def choose_post(request: ActingRequest) -> HttpResponse:
    """Choose the post to act in, where somebody holds several."""
    user = _user(request)
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
def password(request: ActingRequest) -> HttpResponseBase:
    """Change one's own password; the first one given by the system must be changed before anything else."""
    user = _user(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acting = Actor("user", user.pk, user.username)
        try:
            change_password(user=user, password=form.cleaned_data["password"], by=acting, at=request.at)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "密码已更新，下次请用新密码登录。")
            return redirect("desk:home")
    return render(request, "desk/password.html", {"form": form, "first_time": user.must_change_password})


def _user(request: ActingRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # staff_page let nobody else through
    return user
