"""The numbers of the law the benefits are written with: all of them, each through time and place, and as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase

from jiahe.benefits.guide import benefits_with
from jiahe.benefits.numbers import layers_of
from jiahe.benefits.publishing import reading
from jiahe.benefits.publishing.current import current_edition
from jiahe.benefits.rights import PROPOSE_LAW, VIEW_LAW
from jiahe.faces.desk.law_drawing import drawings_of
from jiahe.faces.desk.law_forms import LawForm
from jiahe.faces.desk.law_sheet import law_workbook
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.faces.kit.law import ShownNumber
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.rules.parameters import NATION


@staff_page(VIEW_LAW)
def law(request: ActingRequest) -> HttpResponse:
    """The numbers, by the words, the theme and the grade that were chosen."""
    require(request.actor, VIEW_LAW)
    form = LawForm(request.GET)
    shown = form.narrowed(_all(request))
    context = {
        "form": form,
        "lines": [(each, benefits_with(each.number.code)) for each in shown],
        "carried": request.GET.urlencode(),
        "may_propose": request.actor.may(PROPOSE_LAW),
    }
    return desk_page(request, "desk/law.html", context, here="law")


@staff_page(VIEW_LAW)
def number(request: ActingRequest, code: str) -> HttpResponse:
    """One number: what it is where, what it was, by which documents, and what is written with it."""
    require(request.actor, VIEW_LAW)
    found = current_edition().laws.get(code)
    if found is None:
        raise Http404("没有找到。")
    may_say_when = request.actor.may(PROPOSE_LAW) and reading.reaches_area(NATION, request.actor)
    context = {
        "shown": ShownNumber(found, request.on),
        "drawings": drawings_of(layers_of(found), request.on),
        "benefits": benefits_with(code),
        "may_propose": request.actor.may(PROPOSE_LAW),
        # When a rule acts is said for the whole province.
        "rules": benefits_with(code) if may_say_when else (),
    }
    return desk_page(request, "desk/law_number.html", context, here="law")


@staff_page(VIEW_LAW)
def save(request: ActingRequest) -> HttpResponseBase:
    """The numbers that the list shows, as a workbook."""
    require(request.actor, VIEW_LAW)
    content = law_workbook(LawForm(request.GET).narrowed(_all(request)))
    return download(content, name=f"政策参数-{request.on:%Y-%m-%d}.xlsx", kind=Kind.XLSX)


def _all(request: ActingRequest) -> list[ShownNumber]:
    return [ShownNumber(number, request.on) for number in current_edition().laws.values()]
