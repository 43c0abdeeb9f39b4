"""The passkeys of one's own account: adding one and taking one away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.proof import proven
from jiahe.faces.desk.shell import account_page
from jiahe.faces.desk.sign_in_forms import PasskeyForm
from jiahe.faces.desk.views.factors import codes_or_account
from jiahe.faces.kit.acting import ActingRequest, signed_in_user, staff_page, user_actor
from jiahe.faces.kit.devices import device_name
from jiahe.faces.kit.houses import answered, house_of, question
from jiahe.faces.kit.signing import SIGN_IN_KEY
from jiahe.foundation.accounts.factors import FactorRefused, factors_of
from jiahe.foundation.accounts.passkeys import add_passkey, remove_passkey


@staff_page(any_post=False)
@proven
def add(request: ActingRequest) -> HttpResponseBase:
    """Let this device make a passkey."""
    user, house = signed_in_user(request), house_of(request)
    first = not factors_of(user).any
    suggestion = device_name(request.headers.get("User-Agent", "")).partition(" · ")[0]
    form = PasskeyForm(request.POST or None, initial={"name": suggestion})
    state = answered(request) if request.method == "POST" else None
    if request.method == "POST" and house is not None and form.is_valid():
        try:
            if state is None:
                raise FactorRefused("这一页放得太久了，请再点一次。")
            add_passkey(
                user=user, name=form.cleaned_data["name"].strip(), answer=form.cleaned_data["answer"], state=state,
                house=house, by=user_actor(request), at=request.at, sign_in=request.session.get(SIGN_IN_KEY),
            )  # fmt: skip
        except FactorRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "通行密钥加好了。下次登录，点“用通行密钥登录”就行。")
            return redirect(codes_or_account(request) if first else "desk:my-account")
    if form.errors.get("answer"):
        form.add_error("name", form.errors.pop("answer").as_data())
    context = {
        "form": form,
        "possible": house is not None,
        "options": question(request, user=user, new=True) if house is not None else "",
    }
    return account_page(request, "desk/passkey_add.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(any_post=False)
@proven
def remove(request: ActingRequest, pk: int) -> HttpResponseBase:
    """Take a passkey away."""
    key = next((key for key in factors_of(signed_in_user(request)).passkeys if key.pk == pk), None)
    if key is None:
        raise Http404("没有找到这个通行密钥。")
    remove_passkey(key=key, by=user_actor(request), at=request.at)
    messages.success(request, f"通行密钥“{key.name}”已经移除。")
    return redirect("desk:my-account")
