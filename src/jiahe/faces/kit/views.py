"""The public page that shows every component in its states."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from jiahe.faces.kit.acting import ActingRequest, public_page

COLOURS = (
    ("paper", "纸", "#FBF8F2"),
    ("card", "白", "#FFFFFF"),
    ("ink", "墨", "#1F2A2E"),
    ("muted", "淡墨", "#5C6B70"),
    ("pine", "松", "#1E6B52"),
    ("sun", "向日葵", "#F2B544"),
    ("soon", "快到了", "#9A6700"),
    ("late", "超期", "#B3261E"),
    ("calm", "静", "#2F5D8A"),
)
ICONS = (
    "home", "users", "user", "search", "plus", "file-spreadsheet", "upload", "download", "map-pin", "chevron-right",
    "chevron-left", "alert-triangle", "alert-circle", "info-circle", "circle-check", "check", "x", "eye", "logout",
    "home-heart", "baby-carriage", "phone", "id", "building-community", "chart-bar", "clock", "list", "menu-2",
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="姓名", help_text="和身份证上一样。", error_messages={"required": "请填写姓名。"})
    birth_date = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "出生日期请按 2020-01-05 这样填写。"},
    )
    place = forms.ChoiceField(label="与户主关系", required=False, choices=[("", "请选择"), ("spouse", "配偶")])
    sex = forms.ChoiceField(
        label="性别",
        choices=[("F", "女"), ("M", "男")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择性别。"},
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(
        label="表格", help_text="Excel 或 CSV，不超过 10 MB。", error_messages={"required": "请选择一份表格。"}
    )


@public_page
def design(request: ActingRequest) -> HttpResponse:
    """Every component: at rest, with an error, empty."""
    context = {
        "form": SampleForm(prefix="rest"),
        "faulty": SampleForm({"fault-birth_date": "昨天"}, prefix="fault"),
        "colours": COLOURS,
        "icons": ICONS,
    }
    return render(request, "kit/design.html", context)
