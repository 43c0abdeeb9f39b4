"""The second step of one's own account: the app, the codes on paper, and what is asked of some roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.proof import proven
from jiahe.faces.desk.shell import account_page
from jiahe.faces.desk.sign_in_forms import NewAuthenticatorForm
from jiahe.faces.kit.acting import LATER_KEY, ActingRequest, signed_in_user, staff_page, user_actor
from jiahe.faces.kit.codes import picture_of
from jiahe.faces.kit.kept import forget, laid_by, lay_by
from jiahe.faces.kit.signing import SIGN_IN_KEY
from jiahe.foundation.accounts.factors import (
    FactorRefused,
    add_authenticator,
    asked_until,
    factors_of,
    make_recovery_codes,
    remove_authenticator,
)
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.one_time import address_for_app, new_secret

SECRET_KEY = "new_authenticator"  # noqa: S105  # where it is kept, not what
CODES_KEY = "new_codes"


@staff_page(any_post=False)
@proven
def authenticator(request: ActingRequest) -> HttpResponseBase:
    """Take an app on one's phone as second step: show it the secret, ask for the first code."""
    user = signed_in_user(request)
    secret = laid_by(request, SECRET_KEY, user=user, at=request.at)
    if not secret:
        secret = new_secret()
        lay_by(request, SECRET_KEY, secret, user=user, at=request.at)
    form = NewAuthenticatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        try:
            add_authenticator(
                user=user, secret=secret, code=code, by=user_actor(request), at=request.at,
                sign_in=request.session.get(SIGN_IN_KEY),
            )  # fmt: skip
        except FactorRefused as refused:
            form.add_error("code", str(refused))
        else:
            forget(request, SECRET_KEY)
            messages.success(request, "两步验证已经打开。下次登录，输完密码再输验证器上的 6 位数字。")
            return redirect(codes_or_account(request))
    context = {
        "form": form,
        "picture": picture_of(address_for_app(secret, account=user.username, house="家和")),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "again": factors_of(user).authenticator is not None,
    }
    return account_page(request, "desk/authenticator.html", context, status=422 if form.errors else 200)


def codes_or_account(request: ActingRequest) -> str:
    """Where one goes after the first factor: to the codes on paper, which one has never seen; otherwise back."""
    user = signed_in_user(request)
    if factors_of(user).codes_left:
        return "desk:my-account"
    _make_paper(request, user)
    return "desk:recovery-codes"


def _make_paper(request: ActingRequest, user: User) -> None:
    codes = make_recovery_codes(user=user, by=user_actor(request), at=request.at)
    lay_by(request, CODES_KEY, codes, user=user, at=request.at)


@require_POST
@staff_page(any_post=False)
@proven
def drop_authenticator(request: ActingRequest) -> HttpResponseBase:
    """Take the app away."""
    remove_authenticator(user=signed_in_user(request), by=user_actor(request), at=request.at)
    messages.success(request, "验证器已经移除。")
    return redirect("desk:my-account")


@staff_page(any_post=False)
@proven
def recovery_codes(request: ActingRequest) -> HttpResponseBase:
    """The codes on paper: shown for a few minutes after they were made, and never again."""
    user = signed_in_user(request)
    if not factors_of(user).any:
        messages.error(request, "请先设好验证器或通行密钥，再生成恢复码。")
        return redirect("desk:my-account")
    if request.method == "POST":
        if request.POST.get("deed") == "done":
            forget(request, CODES_KEY)
            return redirect("desk:my-account")
        _make_paper(request, user)
        return redirect("desk:recovery-codes")
    context: dict[str, Any] = {
        "codes": laid_by(request, CODES_KEY, user=user, at=request.at),
        "left": factors_of(user).codes_left,
    }
    return account_page(request, "desk/recovery_codes.html", context)


@staff_page(any_post=False)
def asked(request: ActingRequest) -> HttpResponse:
    """What somebody sees whose post must have a second step and who has none yet."""
    user = signed_in_user(request)
    until = asked_until(user=user, on=request.on)
    if request.method == "POST":
        if request.on <= until:
            request.session[LATER_KEY] = True
        return redirect("desk:home")
    context = {"until": until, "may_wait": request.on <= until}
    return account_page(request, "desk/second_step_asked.html", context)
