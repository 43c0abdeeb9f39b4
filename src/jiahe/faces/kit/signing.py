"""Being signed in: the row that goes with a session, what ends it, and what is remembered at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jiahe.faces.kit.devices import client_address, device_name, network_of
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Ending, SignIn, User
from jiahe.foundation.accounts.sign_ins import begin_sign_in, continue_sign_in, end_sign_in, idle_limit, whole_limit

SIGN_IN_KEY = "sign_in"
ENDED_KEY = "ended"
PROVEN_KEY = "proven_at"
GetResponse = Callable[[HttpRequest], HttpResponse]


def connect() -> None:
    """Let every sign-in and sign-out of Django keep its row; called once, when the app is ready."""
    user_logged_in.connect(_begun, dispatch_uid="jiahe.sign_in")
    user_logged_out.connect(_ended, dispatch_uid="jiahe.sign_out")


def _begun(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    at: datetime = getattr(request, "at", None) or timezone.now()
    _ended(sender, request, user)  # who signs in anew in the same browser is not there twice
    sign_in = begin_sign_in(
        user=user,
        device=device_name(str(request.META.get("HTTP_USER_AGENT", ""))),
        network=network_of(client_address(request)),
        at=at,
    )
    request.session[SIGN_IN_KEY] = sign_in.pk
    request.session[PROVEN_KEY] = at.isoformat()
    request.session.pop(ENDED_KEY, None)
    request.session.set_expiry(int(whole_limit(user).total_seconds()))


def _ended(sender: object, request: HttpRequest, user: User | None, **_: Any) -> None:
    pk = request.session.get(SIGN_IN_KEY)
    if user is None or pk is None:
        return
    at: datetime = getattr(request, "at", None) or timezone.now()
    if SignIn.objects.filter(pk=pk, user=user).exists():
        by = Actor("user", user.pk, user.username)
        end_sign_in(pk=pk, user=user, by=by, at=at, ending=Ending.SIGNED_OUT)


def sign_in_that_lasts(get_response: GetResponse) -> GetResponse:
    """Middleware: whose sign-in is over is a stranger from this request on; pages of the signed-in are not stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            ending = continue_sign_in(request.session.get(SIGN_IN_KEY), user=user, at=request.at)  # type: ignore[attr-defined]  # ActingRequest
            if ending is not None:
                _show_out(request, user, ending)
        known = not request.session.is_empty()
        response = get_response(request)
        if not response.has_header("Cache-Control") and (known or not request.session.is_empty()):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def _show_out(request: HttpRequest, user: User, ending: Ending) -> None:
    """Make a stranger of somebody whose sign-in is over; the door says why."""
    request.session.flush()
    request.session[ENDED_KEY] = ending.value
    request.user = AnonymousUser()
    request.shown_out = user  # type: ignore[attr-defined]  # ActingRequest


def why_shown_out(request: HttpRequest) -> Ending | None:
    """Why the last sign-in of this browser is over; said once."""
    said = request.session.pop(ENDED_KEY, None)
    return Ending(said) if said in Ending.values else None


def seconds_left(request: HttpRequest) -> int | None:
    """How many seconds this page may lie before its reader has to sign in again; None for a stranger."""
    user = getattr(request, "user", None)
    return int(idle_limit(user).total_seconds()) if isinstance(user, User) else None


def proven_at(request: HttpRequest) -> datetime | None:
    """When whoever sits there last gave a password or a factor in this session."""
    said = request.session.get(PROVEN_KEY)
    return parse_datetime(said) if isinstance(said, str) else None


def prove(request: HttpRequest, at: datetime) -> None:
    """Note that whoever sits there has just given a password or a factor."""
    request.session[PROVEN_KEY] = at.isoformat()
