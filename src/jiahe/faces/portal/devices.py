"""The devices a resident is signed in on: to see, and to end what is not his."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.kit.acting import ActingRequest, resident_page, signed_in_user
from jiahe.faces.kit.signing import SIGN_IN_KEY
from jiahe.foundation.accounts.sign_ins import end_sign_in, end_sign_ins, open_sign_ins


@resident_page
def devices(request: ActingRequest) -> HttpResponse:
    """Where I am signed in."""
    sign_ins = open_sign_ins(signed_in_user(request), at=request.at)
    own = request.session.get(SIGN_IN_KEY)
    others = any(sign_in.pk != own for sign_in in sign_ins)
    context = {"sign_ins": sign_ins, "own": own, "others": others, "here": "mine"}
    return render(request, "portal/devices.html", context)


@require_POST
@resident_page
def end(request: ActingRequest, pk: int) -> HttpResponse:
    """End one sign-in on another device."""
    end_sign_in(pk=pk, user=signed_in_user(request), by=request.actor, at=request.at)
    messages.success(request, "那台设备已经退出，再用要重新登录。")
    return redirect("portal:devices")


@require_POST
@resident_page
def end_others(request: ActingRequest) -> HttpResponse:
    """End every sign-in but this one."""
    own = request.session.get(SIGN_IN_KEY)
    count = end_sign_ins(user=signed_in_user(request), by=request.actor, at=request.at, but=own)
    messages.success(request, f"其他 {count} 台设备已经退出。" if count else "没有别的设备登录着。")
    return redirect("portal:devices")
