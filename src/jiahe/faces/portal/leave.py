"""算假期: anybody reckons a leave, without signing in; nothing that is typed is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from jiahe.benefits.family import FamilyFault
from jiahe.benefits.leave.asking import KINDS, LeaveKind
from jiahe.benefits.leave.reckoning import Leave, leave_from
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.due import GRADES

EARLIEST = date(2022, 3, 30)  # since when the days of all kinds stand in one regulation of Fujian
FURTHEST = timedelta(days=2 * 366)


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "日期写成 2026-05-06 的样子。"},
    )


class LeaveForm(forms.Form):
    """The first day of leave, the day it hangs on, and how many days where that is not fixed."""

    def __init__(self, data: Any = None, *, kind: LeaveKind, on: date) -> None:
        super().__init__(data)
        self.kind, self.on = kind, on
        self.fields["about"] = _day(kind.asks, kind.hint)
        self.fields["first"] = _day("从哪天开始休")
        if kind.by_the_year or kind.code == "maternity":
            label = "单位定的产假天数" if kind.code == "maternity" else "这次休几天"
            hint = "不知道就空着，最少和最多的都算给您看。" if kind.code == "maternity" else "空着就按一年的天数算。"
            self.fields["days"] = forms.IntegerField(
                label=label, required=False, help_text=hint, error_messages={"invalid": "请写一个整数。"}
            )

    def clean_first(self) -> date:
        """A day on which the rules we know hold."""
        first: date = self.cleaned_data["first"]
        if first < EARLIEST:
            raise forms.ValidationError("这里按2022年3月30日起的规定算，请填那以后的日子。")
        if first > self.on + FURTHEST:
            raise forms.ValidationError("这一天太远了，请核对年份。")
        return first

    def leave(self) -> Leave | None:
        """What comes of it; None where something that was typed cannot be, which then stands at its field."""
        said = self.cleaned_data
        days = said.get("days")
        try:
            found = leave_from(self.kind, first=said["first"], about=said["about"])
        except FamilyFault:
            self.add_error("about", "这两个日子对不上，请核对。")
            return None
        if days is None or found.refused:
            return found
        least = 1 if self.kind.by_the_year else found.least
        if not least <= days <= found.most:
            self.add_error("days", f"应当是 {least} 到 {found.most} 天。")
            return None
        return leave_from(self.kind, first=said["first"], about=said["about"], days=days)


@never_cache
@public_page
def leave(request: ActingRequest) -> HttpResponse:
    """Which leave, then its few questions; sent, the last day and the day of return, with the questions below."""
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is None:
        return render(request, "portal/leave.html", {"kinds": KINDS.values()})
    form = LeaveForm(request.POST or None, kind=kind, on=request.on)
    found = form.leave() if request.method == "POST" and form.is_valid() else None
    sources = [(source, GRADES[source["confidence"]]) for source in found.entry.get("sources", ())] if found else []
    context = {"kinds": KINDS.values(), "kind": kind, "form": form, "leave": found, "item": {"sources": sources}}
    return render(request, "portal/leave.html", context, status=422 if form.errors else 200)
