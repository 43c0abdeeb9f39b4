"""My account: everything about how one signs in, on one page; the devices one is signed in on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import account_page
from jiahe.faces.kit.acting import ActingRequest, signed_in_user, staff_page, user_actor
from jiahe.faces.kit.houses import house_of
from jiahe.faces.kit.signing import SIGN_IN_KEY
from jiahe.foundation.accounts.factors import factors_of
from jiahe.foundation.accounts.sign_ins import end_sign_in, end_sign_ins, open_sign_ins


@staff_page(any_post=False)
def account(request: ActingRequest) -> HttpResponse:
    """How one signs in here, and where one is signed in."""
    user = signed_in_user(request)
    sign_ins = open_sign_ins(user, at=request.at)
    own = request.session.get(SIGN_IN_KEY)
    context = {
        "signed_in": user,
        "factors": factors_of(user),
        "passkeys_possible": house_of(request) is not None,
        "sign_ins": sign_ins,
        "own": own,
        "others": any(sign_in.pk != own for sign_in in sign_ins),
    }
    return account_page(request, "desk/my_account.html", context)


@require_POST
@staff_page(any_post=False)
def end(request: ActingRequest, pk: int) -> HttpResponse:
    """End one sign-in on another device."""
    end_sign_in(pk=pk, user=signed_in_user(request), by=user_actor(request), at=request.at)
    messages.success(request, "那台设备已经退出，再用要重新登录。")
    return redirect("desk:my-account")


@require_POST
@staff_page(any_post=False)
def end_others(request: ActingRequest) -> HttpResponse:
    """End every sign-in but this one."""
    count = end_sign_ins(
        user=signed_in_user(request), by=user_actor(request), at=request.at, but=request.session.get(SIGN_IN_KEY)
    )
    messages.success(request, f"其他 {count} 台设备已经退出。" if count else "没有别的设备登录着。")
    return redirect("desk:my-account")
