"""Requests of a resident: have something put right, have it deleted, see how it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.benefits.summary import amount_in_words
from jiahe.delivery.cases.queries import case_of_claim
from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.portal.mine import key, me_of
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.registry import queries
from jiahe.registry.actions import Refused
from jiahe.registry.choices import ETHNICITIES
from jiahe.registry.id_number import fault_of, normalise
from jiahe.registry.models import ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.residents.asking import ask_correction, ask_deletion, withdraw_request
from jiahe.registry.residents.corrections import CORRECTABLE, LISTS, OTHER, known, read_as, read_masked
from jiahe.registry.residents.reading import own_request, own_requests

KINDS = {
    RequestStatus.WAITING: ("soon", "clock"),
    RequestStatus.ACCEPTED: ("due", "check"),
    RequestStatus.REFUSED: ("late", "x"),
    RequestStatus.EXPIRED: ("plain", "clock"),
    RequestStatus.WITHDRAWN: ("plain", "replace"),
}


class CorrectionForm(forms.Form):
    """What one field should be."""

    value = forms.CharField(label="应该是", max_length=200, error_messages={"required": "请填写应该是什么。"})
    note = forms.CharField(
        label="想说明的",
        required=False,
        max_length=200,
        help_text="例如：户口本上是这样写的。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        wrong = {"required": "请选一项。", "invalid_choice": "请从列出的里面选一项。"}
        if field in LISTS or field == "ethnicity":
            listed = LISTS.get(field) or {name: name for name in ETHNICITIES}
            choices = [("", "请选择"), *listed.items()]
            self.fields["value"] = forms.ChoiceField(label="应该是", choices=choices, error_messages=wrong)
        elif field == "birth_date":
            wrong = {"required": "请填写出生日期。", "invalid": "日期请按 2020-01-05 这样填写。"}
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields["value"] = forms.DateField(label="应该是", widget=widget, error_messages=wrong)
        elif field == OTHER:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 3})
            self.fields["value"].label = "哪里不对，应该是什么"
            self.fields["value"].error_messages["required"] = "请写明哪里不对，应该是什么。"
        self.order_fields(["value", "note"])

    def clean_value(self) -> str:
        """As text; an ID number must be a possible one."""
        value = self.cleaned_data["value"]
        if isinstance(value, date):
            return value.isoformat()
        if self.field == "id_number":
            number = normalise(value)
            if fault := fault_of(number):
                raise forms.ValidationError(fault)
            return number
        return str(value)


class DeletionForm(forms.Form):
    """Why, if one likes to say."""

    note = forms.CharField(label="想说明的", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def told(request: ResidentRequest, at: Any) -> dict[str, Any]:
    """A request as its reader sees it: what it asks, what was and what should be, how it stands."""
    status = request.status_at(at)
    kind, icon = KINDS.get(status, ("plain", "clock"))
    content = request.content
    title = f"改{CORRECTABLE.get(request.field, '资料')}"
    if request.kind == RequestKind.DELETION:
        title = "删除我的资料"
    elif request.kind == RequestKind.BENEFIT:
        title = f"申请{content.get('title', '待遇')}"
    return {
        "wanted": request,
        "title": title,
        "status": status,
        "kind": kind,
        "icon": icon,
        "before": read_masked(request.field, content.get("before", "")),
        "value": read_masked(request.field, content.get("value", "")),
        "note": content.get("note", ""),
        "claimed": amount_in_words(content) if "unit" in content else "",
        "waits": status == RequestStatus.WAITING,
    }


@resident_page
def requests(request: ActingRequest) -> HttpResponse:
    """What I asked for, newest first, and how it stands."""
    page = own_requests(by=request.actor, after=key(request, "after"), before=key(request, "before"))
    context = {"page": page, "lines": [told(one, request.at) for one in page.rows], "here": "requests"}
    return render(request, "portal/requests.html", context)


@resident_page
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """One request: what was asked and what came of it; a claim is seen to as a case."""
    found = own_request(pk, by=request.actor)
    case = case_of_claim(found.pk)
    if case is not None:
        return redirect("portal:case", case)
    return render(request, "portal/request.html", {**told(found, request.at), "here": "requests"})


@require_POST
@resident_page
def take_back(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back a request that waits."""
    done = withdraw_request(request=own_request(pk, by=request.actor), by=request.actor, at=request.at)
    messages.success(request, "已收回这件申请。" if done else "这件申请已经有答复了。")
    return redirect("portal:request", pk)


@resident_page
def correct(request: ActingRequest, pk: int, field: str) -> HttpResponse:
    """Ask that one thing be put right."""
    person = queries.own_person(pk, by=request.actor)
    if field not in CORRECTABLE:
        raise OutOfReach("没有找到这一项。")
    form = CorrectionForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_correction(
                person=person, field=field, by=request.actor, at=request.at, on=request.on, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("value", str(refused))
        else:
            messages.success(request, "已交给村里。核对以后会改，您在“我的申请”里看得到。")
            return redirect("portal:request", asked.pk)
    context = {
        "form": form,
        "person": person,
        "title": CORRECTABLE[field],
        "other": field == OTHER,
        "now": read_as(field, known(person, field)),
        "here": "family",
    }
    return render(request, "portal/correct.html", context, status=422 if form.errors else 200)


@resident_page
def delete(request: ActingRequest) -> HttpResponse:
    """Ask that what may be deleted of me be deleted, after reading what may be and what the law keeps."""
    me = me_of(request)
    form = DeletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = ask_deletion(person=me, note=form.cleaned_data["note"], by=request.actor, at=request.at)
        messages.success(request, "已交给村里。办好或者不能办，都会写明原因。")
        return redirect("portal:request", asked.pk)
    return render(request, "portal/delete.html", {"form": form, "here": "mine"}, status=422 if form.errors else 200)
