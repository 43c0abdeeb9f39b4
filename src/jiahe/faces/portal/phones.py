"""Phones: the number changed from within, let go when it became another's, and the claim of somebody unknown."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jiahe.faces.kit.acting import PHONE_MARK_KEY, ActingRequest, public_page, resident_page, threshold_page
from jiahe.faces.kit.devices import client_address
from jiahe.faces.portal.forms import CodeForm, PhoneForm
from jiahe.faces.portal.mine import me_of
from jiahe.foundation.accounts.codes import CodeRefused
from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry.id_number import fault_of, normalise
from jiahe.registry.residents.asking import ask_claim, send_claim_code
from jiahe.registry.residents.phones import change_phone, release_phone, send_change_codes
from jiahe.registry.subjects import phone_mark

CLAIM_KEY = "claim"
NEW_PHONE_KEY = "new_phone"


def _sealed(key: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return seal(text, table="django_session", column=key, row=0, field_class="contact").hex()


def _opened(request: ActingRequest, key: str) -> Any:
    sealed = request.session.get(key)
    if not sealed:
        return None
    return json.loads(
        open_sealed(bytes.fromhex(sealed), table="django_session", column=key, row=0, field_class="contact")
    )


class ClaimForm(PhoneForm):
    """Who one is, and the phone to be bound."""

    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填写姓名。"})
    id_number = forms.CharField(
        label="公民身份号码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写公民身份号码。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "请填您现在用的号码，马上会收到验证码。"
        self.order_fields(["name", "id_number", "phone"])

    def clean_id_number(self) -> str:
        """A possible number; whether anybody has it is not said."""
        number = normalise(self.cleaned_data["id_number"])
        if fault := fault_of(number):
            raise forms.ValidationError(fault)
        return number


class TwoCodesForm(forms.Form):
    """The codes of the phone one has and of the one one wants."""

    old_code = forms.RegexField(
        r"^\d{6}$",
        label="现在的号码收到的验证码",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}),
        error_messages={"required": "请输入 6 位数字。", "invalid": "验证码是 6 位数字。"},
    )
    new_code = forms.RegexField(
        r"^\d{6}$",
        label="新号码收到的验证码",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}),
        error_messages={"required": "请输入 6 位数字。", "invalid": "验证码是 6 位数字。"},
    )


@public_page
def claim(request: ActingRequest) -> HttpResponse:
    """Ask to be bound: name, ID number, phone; a code goes to the phone whoever it is."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            send_claim_code(phone=data["phone"], at=request.at, address=client_address(request))
        except CodeRefused as refused:
            form.add_error("phone", str(refused))
        else:
            request.session[CLAIM_KEY] = _sealed(CLAIM_KEY, data)
            return redirect("portal:claim-code")
    return render(request, "portal/claim.html", {"form": form}, status=422 if form.errors else 200)


@public_page
def claim_code(request: ActingRequest) -> HttpResponse:
    """Prove the phone; the answer is the same whether anybody was found or not."""
    data = _opened(request, CLAIM_KEY)
    if data is None:
        return redirect("portal:claim")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_claim(code=form.cleaned_data["code"], at=request.at, on=request.on, **data)
        except CodeRefused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[CLAIM_KEY]
            return redirect("portal:claim-sent")
    context = {"form": form, "tail": data["phone"][-4:]}
    return render(request, "portal/claim_code.html", context, status=422 if form.errors else 200)


@public_page
def claim_sent(request: ActingRequest) -> HttpResponse:
    """What happens now, said to everybody in the same words."""
    return render(request, "portal/claim_sent.html", {})


@resident_page
def phone(request: ActingRequest) -> HttpResponse:
    """Ask for the new number and send a code to both."""
    me = me_of(request)
    form = PhoneForm(request.POST or None)
    form.fields["phone"].label, form.fields["phone"].help_text = "新的手机号码", "两个号码都会收到验证码。"
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["phone"]
        try:
            send_change_codes(
                person=me, phone=wanted, by=request.actor, on=request.on, at=request.at,
                address=client_address(request),
            )  # fmt: skip
        except CodeRefused as refused:
            form.add_error("phone", str(refused))
        else:
            request.session[NEW_PHONE_KEY] = _sealed(NEW_PHONE_KEY, wanted)
            return redirect("portal:phone-codes")
    context = {"form": form, "me": me, "here": "mine"}
    return render(request, "portal/phone.html", context, status=422 if form.errors else 200)


@resident_page
def phone_codes(request: ActingRequest) -> HttpResponse:
    """Both codes, and the number is changed; this session goes on, those on other devices end."""
    wanted, me = _opened(request, NEW_PHONE_KEY), me_of(request)
    if wanted is None:
        return redirect("portal:phone")
    form = TwoCodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_phone(person=me, phone=wanted, by=request.actor, at=request.at, on=request.on, **form.cleaned_data)
        except CodeRefused as refused:
            form.add_error(None, str(refused))
        else:
            del request.session[NEW_PHONE_KEY]
            if isinstance(request.user, User):
                request.session[PHONE_MARK_KEY] = phone_mark(request.user)
            messages.success(request, "换好了。下次用新号码登录。")
            return redirect("portal:mine")
    context = {"form": form, "old": me.phone[-4:], "new": wanted[-4:], "here": "mine"}
    return render(request, "portal/phone_codes.html", context, status=422 if form.errors else 200)


@threshold_page
def not_me(request: ActingRequest) -> HttpResponse:
    """Who holds a number that was another's lets it go, before anything of that family is shown to him."""
    if request.method == "POST":
        release_phone(person=me_of(request), by=request.actor, at=request.at)
        logout(request)
        return render(request, "portal/released.html", {})
    return render(request, "portal/not_me.html", {})
