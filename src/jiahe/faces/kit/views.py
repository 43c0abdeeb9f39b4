"""The public page that shows every component in its states, and the choice of how to read."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.addresses import safe_path
from jiahe.faces.kit.display import display_of, remember

COLOURS = (
    ("paper", "纸", "页面的底"),
    ("card", "卡", "一件事一张卡"),
    ("ink", "墨", "字"),
    ("muted", "淡墨", "旁边的话"),
    ("pine", "松", "链接、选中"),
    ("action", "要点的", "一页一个"),
    ("sun", "向日葵", "记号，不做字"),
    ("soon", "快到了", "配一个钟"),
    ("late", "超期", "配一个叹号"),
    ("calm", "静", "说一声"),
)
ICONS = (
    "home", "users", "user", "search", "plus", "file-spreadsheet", "upload", "download", "map-pin", "chevron-right",
    "chevron-left", "alert-triangle", "alert-circle", "info-circle", "circle-check", "check", "x", "eye", "logout",
    "home-heart", "baby-carriage", "phone", "id", "building-community", "chart-bar", "clock", "list", "menu-2",
    "text-size", "sitemap", "edit", "replace", "git-merge", "git-fork", "ban", "history", "bell",
    "help-circle", "share",
)  # fmt: skip
PLACES = ("英都镇", "石井镇", "芸林村", "霞溪村")


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
        label="表格", help_text="Excel 或 CSV，不超过 30 MB。", error_messages={"required": "请选择一份表格。"}
    )


class ReasonForm(forms.Form):
    """Why something is to be done: what a dialog asks."""

    reason = forms.CharField(label="为什么要看", help_text="会记入审计。")


def closed(form: forms.Form) -> forms.Form:
    """The form with every field closed, as somebody sees it who may read and not change."""
    for field in form.fields.values():
        field.disabled = True
    return form


@public_page
def design(request: ActingRequest) -> HttpResponse:
    """Every component in every state: at rest, pointed at, reached by keyboard, closed, wrong, empty, loading; by night
    and in large letters."""
    known = {"name": "林某某", "birth_date": "1990-03-05", "place": "spouse", "sex": "M", "note": "住在村东头"}
    context = {
        "form": SampleForm(prefix="rest"),
        "faulty": SampleForm({"fault-birth_date": "昨天"}, prefix="fault"),
        "closed": closed(SampleForm(prefix="closed", initial=known)),
        "asking": ReasonForm(prefix="asking"),
        "modes": [
            (f"{theme}-{type_}", theme, type_, title, SampleForm({f"{theme}-{type_}-name": ""}, prefix=f"{theme}-{type_}"))
            for theme, type_, title in (
                ("light", "elder", "长辈版，浅色"),
                ("dark", "usual", "平常的字，深色"),
                ("dark", "elder", "长辈版，深色"),
            )
        ],
        "colours": COLOURS,
        "icons": ICONS,
        "places": PLACES,
    }  # fmt: skip
    return render(request, "kit/design.html", context)


@require_POST
@public_page
def display(request: ActingRequest) -> HttpResponseBase:
    """Remember how somebody wants to read, and go back to the page he came from."""
    chosen = display_of(request).changed(type_=request.POST.get("type", ""), theme=request.POST.get("theme", ""))
    response = redirect(safe_path(request, request.POST.get("next", "")) or "/")
    remember(response, chosen)
    return response


@public_page
def stay(request: ActingRequest) -> HttpResponse:
    """Whether one is still signed in. To ask is to be there, as with any page."""
    return JsonResponse({"signed_in": request.user.is_authenticated})
