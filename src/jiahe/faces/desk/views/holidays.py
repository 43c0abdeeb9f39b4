"""Keeping the table of holidays: the days of a year, one at a time or from the notice as it is pasted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import day_or_none
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.holidays.actions import NotADay, enter_notice, remove_day, set_day
from jiahe.foundation.holidays.models import DayKind
from jiahe.foundation.holidays.queries import days_of_year, years_known
from jiahe.foundation.holidays.reading import NoticeFault, read_notice
from jiahe.foundation.holidays.rights import EDIT_HOLIDAYS, require_holidays

EARLIEST, LATEST = 2004, 2100
YEARS_SHOWN = 5  # before the last one
LONGEST_NOTICE = 6000  # characters; the notices have a thousand


class DayForm(forms.Form):
    """One day of the table."""

    day = forms.DateField(
        label="哪一天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "日期写成 2027-02-06 的样子。"},
    )
    kind = forms.ChoiceField(
        label="这一天", choices=DayKind.choices, widget=forms.RadioSelect, error_messages={"required": "请选一项。"}
    )
    name = forms.CharField(label="哪个节", max_length=20, error_messages={"required": "请写是哪个节，如 春节。"})
    source = forms.CharField(
        label="依据哪份文件",
        max_length=120,
        help_text="如 国务院办公厅关于2027年部分节假日安排的通知。",
        error_messages={"required": "请写依据哪份文件。", "max_length": "写得太长了，最多 120 个字。"},
    )

    def clean_day(self) -> date:
        """A day of a year that the table may hold."""
        day: date = self.cleaned_data["day"]
        if not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(f"年份应当在 {EARLIEST} 到 {LATEST} 之间，请核对。")
        return day


class NoticeForm(forms.Form):
    """The notice of a year, as it is pasted."""

    year = forms.IntegerField(
        label="哪一年", min_value=EARLIEST, max_value=LATEST,
        error_messages={
            "required": "请写哪一年。", "invalid": "年份写成 2027 的样子。", "min_value": "请核对年份。", "max_value": "请核对年份。",
        },
    )  # fmt: skip
    source = DayForm.base_fields["source"]
    text = forms.CharField(
        label="通知里放假的那几行",
        max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="从“一、元旦”到“七、国庆节”，一个节一行，照原文贴。",
        error_messages={"required": "请把通知贴进来。", "max_length": "贴得太多了，只要放假的那几行。"},
    )

    def clean(self) -> dict[str, Any]:
        """The days that the text names."""
        said = super().clean() or {}
        if said.get("year") and said.get("text"):
            try:
                said["days"] = read_notice(said["text"], said["year"])
            except NoticeFault as fault:
                self.add_error("text", str(fault))
        return said


@staff_page(EDIT_HOLIDAYS)
def holidays(request: ActingRequest) -> HttpResponse:
    """The days of a year, with the form in which one is entered or changed."""
    known = years_known(by=request.actor)
    year = _year(request)
    rows = days_of_year(year, by=request.actor)
    changed = next((row for row in rows if row.day.isoformat() == request.GET.get("day")), None)
    said = {"day": changed.day, "kind": changed.kind, "name": changed.name, "source": changed.source} if changed else {}
    form = DayForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = set_day(**{**values, "kind": DayKind(values["kind"])}, by=request.actor, at=request.at)
        except NotADay as fault:
            form.add_error("kind", str(fault))
        else:
            messages.success(request, f"{row.day:%Y-%m-%d} 记下了：{row.get_kind_display()}。")
            return redirect(_of(row.day.year))
    latest = max(known[1] if known else 0, request.on.year + 1)
    earliest = min(max(known[0] if known else latest, latest - YEARS_SHOWN), year)
    context = {
        "year": year, "years": range(latest, earliest - 1, -1), "rows": rows, "form": form, "changed": changed,
        "sources": dict.fromkeys(row.source for row in rows),
    }  # fmt: skip
    return desk_page(request, "desk/holidays.html", context, here="holidays", status=422 if form.errors else 200)


@require_POST
@staff_page(EDIT_HOLIDAYS)
def remove(request: ActingRequest, day: str) -> HttpResponse:
    """Take a day out of the table."""
    gone = day_or_none(day)
    require_holidays(request.actor)
    if gone is None or not remove_day(day=gone, by=request.actor, at=request.at):
        messages.error(request, "表里没有这一天，可能已经有人删掉了。")
        return redirect("desk:holidays")
    messages.success(request, f"{gone:%Y-%m-%d} 删掉了，这一天按星期几算。")
    return redirect(_of(gone.year))


@staff_page(EDIT_HOLIDAYS)
def notice(request: ActingRequest) -> HttpResponse:
    """Paste a notice; what was understood is shown before it is entered."""
    require_holidays(request.actor)
    form = NoticeForm(request.POST or None, initial={"year": request.on.year + 1})
    days = None
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        if "enter" in request.POST:
            try:
                count = enter_notice(days=days, source=form.cleaned_data["source"], by=request.actor, at=request.at)
            except NotADay as fault:
                form.add_error("text", str(fault))
                days = None
            else:
                messages.success(request, f"录好了，一共 {count} 天。")
                return redirect(_of(form.cleaned_data["year"]))
    context = {"form": form, "days": days}
    return desk_page(request, "desk/holiday_notice.html", context, here="holidays", status=422 if form.errors else 200)


def _year(request: ActingRequest) -> int:
    year = whole_number(request.GET.get("year", ""), digits=4)
    return year if year is not None and EARLIEST <= year <= LATEST else request.on.year


def _of(year: int) -> str:
    return f"{reverse('desk:holidays')}?year={year}"
