"""The door behind the password: the second step, and the passkey that needs no password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import account_page
from jiahe.faces.desk.sign_in_forms import SecondStepForm
from jiahe.faces.kit.acting import ActingRequest, public_page, signed_in_user, staff_page
from jiahe.faces.kit.addresses import safe_path
from jiahe.faces.kit.houses import answered, house_of, question
from jiahe.faces.kit.kept import FORM_KEY, forget, laid_by
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.factors import FactorRefused, has_second_step, use_code
from jiahe.foundation.accounts.models import Authenticator, Passkey, User
from jiahe.foundation.accounts.passkeys import use_passkey
from jiahe.foundation.accounts.sign_ins import note_sign_in

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING_KEY = "waits_for_second_step"
WAITS_FOR = timedelta(minutes=10)


def let_in(request: ActingRequest, user: User, *, wanted: str) -> HttpResponse:
    """What follows a right password: the desk, or the second step for who has one."""
    if not has_second_step(user):
        return enter(request, user, ways="password", wanted=wanted)
    # The session is still a stranger's. The mark ends the waiting when the password is changed meanwhile.
    request.session[WAITING_KEY] = {
        "user": user.pk,
        "mark": user.get_session_auth_hash(),
        "at": request.at.isoformat(),
        "next": wanted,
    }
    return redirect("desk:second-step")


def enter(request: ActingRequest, user: User, *, ways: str, wanted: str) -> HttpResponse:
    """Sign somebody in who has proven all he must, under a new session key, and lead him where he wanted to go."""
    if isinstance(request.user, User) and request.user != user:
        logout(request)  # whoever sat here before is shown out, not only overwritten
    login(request, user, backend=BACKEND)
    note_sign_in(user=user, ways=ways, by=Actor("user", user.pk, user.username), at=request.at)
    if laid_by(request, FORM_KEY, user=user, at=request.at):
        return redirect("desk:kept-form")
    forget(request, FORM_KEY)
    return redirect(safe_path(request, wanted) or "desk:home")


@staff_page(any_post=False)
def kept_form(request: ActingRequest) -> HttpResponse:
    """What somebody sent after his time had run out: he sends it once more, or leaves it."""
    form = laid_by(request, FORM_KEY, user=signed_in_user(request), at=request.at)
    forget(request, FORM_KEY)  # it stands on the page now, and is not offered twice
    if not form:
        return redirect("desk:home")
    return account_page(request, "desk/kept_form.html", form)


def _waiting(request: ActingRequest) -> tuple[User, str] | None:
    """Who has given his password in this browser a moment ago, and where he wanted to go."""
    kept = request.session.get(WAITING_KEY)
    if not isinstance(kept, dict):
        return None
    since = parse_datetime(str(kept["at"]))
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or since is None or not timedelta(0) <= request.at - since <= WAITS_FOR:
        return None
    return (user, str(kept["next"])) if constant_time_compare(kept["mark"], user.get_session_auth_hash()) else None


@public_page
def second_step(request: ActingRequest) -> HttpResponse:
    """Ask for a code of the app, one of the paper, or the passkey."""
    waiting = _waiting(request)
    if waiting is None:
        if request.session.pop(WAITING_KEY, None):
            messages.error(request, "等得太久了，请再输一次账号和密码。")
        return redirect("desk:sign-in")
    user, wanted = waiting
    form = SecondStepForm(request.POST if request.method == "POST" and "answer" not in request.POST else None)
    try:
        if request.method == "POST" and "answer" in request.POST:
            _use_passkey(request, user)
            return enter(request, user, ways="password+passkey", wanted=wanted)
        if form.is_valid():
            by = Actor("user", user.pk, user.username)
            way = use_code(user=user, code=form.cleaned_data["code"], by=by, at=request.at)
            return enter(request, user, ways=f"password+{way}", wanted=wanted)
    except FactorRefused as refused:
        form = SecondStepForm(request.POST)
        form.is_valid()
        form.errors.pop("code", None)
        form.add_error("code", str(refused))
    keys = Passkey.objects.filter(user=user).exists()
    context = {
        "form": form,
        "has_app": Authenticator.objects.filter(user=user).exists(),
        "options": question(request, user=user) if keys and house_of(request) else "",
    }
    return render(request, "desk/second_step.html", context, status=422 if form.errors else 200)


def _use_passkey(request: ActingRequest, user: User | None = None) -> User:
    house, state = house_of(request), answered(request)
    if house is None or state is None:
        raise FactorRefused("这一页放得太久了，请再点一次“用通行密钥”。")
    return use_passkey(answer=request.POST.get("answer", ""), state=state, house=house, at=request.at, user=user)


@require_POST
@public_page
def passkey_question(request: ActingRequest) -> HttpResponse:
    """What the device of whoever sits there is asked; the same for everybody, so that nobody learns who has one."""
    asked: dict[str, Any] = {"options": question(request) if house_of(request) else ""}
    return JsonResponse(asked)


@require_POST
@public_page
def passkey_sign_in(request: ActingRequest) -> HttpResponse:
    """Sign in with a passkey alone: the device and the finger are both steps."""
    try:
        user = _use_passkey(request)
    except FactorRefused as refused:
        messages.error(request, str(refused))
        return redirect("desk:sign-in")
    if not user.is_staff_member:
        return redirect("desk:sign-in")
    return enter(request, user, ways="passkey", wanted=request.POST.get("next", ""))
