"""忘记密码: whom to ask, and letting him know. The page answers the same whether the account exists or not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiahe.faces.desk.account_forms import ForgottenForm
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.devices import client_address
from jiahe.foundation.accounts.forgotten import TooManyRequests, ask_for_password


@public_page
def forgotten(request: ActingRequest) -> HttpResponse:
    """Say whom to ask, and let who looks after the account know."""
    form = ForgottenForm(request.POST or None)
    asked, status = False, 200
    if request.method == "POST":
        if form.is_valid():
            address = client_address(request)
            try:
                ask_for_password(username=form.cleaned_data["username"], address=address, at=request.at, on=request.on)
            except TooManyRequests as refused:
                form.add_error(None, str(refused))
                status = 429
            else:
                asked = True
        else:
            status = 422
    return render(request, "desk/forgotten.html", {"form": form, "asked": asked}, status=status)
