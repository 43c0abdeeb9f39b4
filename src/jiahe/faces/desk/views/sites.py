"""Sites at the desk: the list, the page of one, opening, changing, inspecting, and the picture for its door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.delivery.sites import actions, queries
from jiahe.delivery.sites.checklist import standards_of
from jiahe.delivery.sites.models import Site, SiteState, Verdict
from jiahe.delivery.sites.rights import EDIT_SITES, INSPECT_SITES, VIEW_SITES
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.site_forms import (
    InspectionForm,
    PlaqueForm,
    ReasonForm,
    SiteChangeForm,
    SiteFilter,
    SiteOpenForm,
)
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.codes import picture_of
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.accounts.gate import require
from jiahe.registry.rows import Refused

HALF_A_YEAR = timedelta(days=182)
# State → the colour and the picture of its tag.
LOOKS = {
    SiteState.OPEN: ("due", "circle-check"),
    SiteState.PAUSED: ("soon", "clock"),
    SiteState.CLOSED: ("plain", "ban"),
}
# Deed → its heading, what is said before it, the word on its button, and what is said when it is done.
DEEDS = {
    "pause": (
        "暂停开放",
        "暂停以后，居民在“身边的服务点”里找不到这里；扫门口的码，会看到原因。",
        "暂停",
        "已暂停开放，门口的码会告诉来的人。",
    ),
    "close": (
        "关闭",
        "关闭以后不再计数，检查记录都留着；以后要再开，可以恢复。",
        "关闭",
        "已关闭，从今天起不再计数。",
    ),
    "reopen": (
        "恢复开放",
        "恢复以后，居民又能找到这里。请先核对开放时间和电话还对不对。",
        "恢复",
        "已恢复开放，居民又能找到这里了。",
    ),
}


def _looks(site: Site) -> tuple[str, str]:
    return LOOKS[SiteState(site.state)]


@staff_page(VIEW_SITES)
def sites(request: ActingRequest) -> HttpResponse:
    """The sites of the post's place, narrowed as the address says."""
    require(request.actor, VIEW_SITES)
    form = SiteFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        said.get("kind", ""), said.get("state", ""), said.get("needs", ""), said.get("q", "").strip()
    )
    after, before = page_keys(request)
    page = queries.sites(wanted, by=request.actor, on=request.on, after=after, before=before)
    names = queries.place_names(site.village_code for site in page.rows)
    carried = urlencode({name: value for name, value in said.items() if value})
    context = {
        "form": form,
        "page": page,
        "lines": [
            {
                "site": site,
                "place": names[site.village_code],
                "looks": _looks(site),
                "expired": site.plaque_expired(request.on),
                **_inspected(site, request),
            }
            for site in page.rows
        ],
        "narrowed": bool(carried),
        "carried": f"{carried}&" if carried else "",
        "may_edit": request.actor.may(EDIT_SITES),
    }
    return desk_page(request, "desk/sites.html", context, here="sites")


def _inspected(site: Any, request: ActingRequest) -> dict[str, object]:
    """How the last inspection of a listed site stands."""
    due = site.next_due
    return {
        "failed": site.last_verdict == Verdict.MEND,
        "score": site.last_score,
        "late": site.state != SiteState.CLOSED and (due is None or due < request.on),
        "due": due,
    }


@staff_page(VIEW_SITES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """The page of a site: what is known of it, its plaque, its inspections."""
    site = queries.site(pk, by=request.actor)
    inspections = queries.inspections_of(site, by=request.actor)
    last = inspections[0] if inspections else None
    context = {
        "site": site,
        "place": queries.place_names([site.village_code])[site.village_code],
        "looks": _looks(site),
        "expired": site.plaque_expired(request.on),
        "inspections": inspections,
        "last": last,
        "failed": last is not None and last.verdict == Verdict.MEND,
        "late": site.state != SiteState.CLOSED and (last is None or last.next_due < request.on),
        "may_edit": request.actor.may(EDIT_SITES),
        "may_inspect": request.actor.may(INSPECT_SITES) and site.state != SiteState.CLOSED,
    }
    return desk_page(request, "desk/site.html", context, here="sites")


@staff_page(EDIT_SITES)
def add(request: ActingRequest) -> HttpResponse:
    """Open a site."""
    require(request.actor, EDIT_SITES)
    form = SiteOpenForm(request.POST or None, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            site = actions.open_site(
                details=form.details(), once=form.cleaned_data["once"], by=request.actor, at=request.at, on=request.on
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"{site.name}登记好了，居民已经找得到。门口的码可以打印出来贴。")
            return redirect("desk:site", site.pk)
    context = {"form": form, "heading": "登记阵地", "submit": "登记", "back": reverse("desk:sites")}
    return desk_page(request, "desk/site_form.html", context, here="sites", status=422 if form.errors else 200)


@staff_page(EDIT_SITES)
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change what is said of a site."""
    site = queries.site(pk, by=request.actor, right=EDIT_SITES)
    form = SiteChangeForm(request.POST or None, site=site, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_site(site=site, details=form.details(), by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "改好了，居民看到的也跟着变。")
            return redirect("desk:site", site.pk)
    return _form_page(request, site, form, "修改", "保存", template="desk/site_form.html")


@staff_page(EDIT_SITES)
def plaque(request: ActingRequest, pk: int) -> HttpResponse:
    """Give a site its new plaque."""
    site = queries.site(pk, by=request.actor, right=EDIT_SITES)
    form = PlaqueForm(request.POST or None, initial={"level": site.level, "batch": site.batch})
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_plaque(site=site, **form.cleaned_data, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "新的牌子记下了。")
            return redirect("desk:site", site.pk)
    return _form_page(
        request, site, form, "换新牌子", "记下", intro="重新命名、续期或者升了一级的，在这里记。以前的留在审计记录里。"
    )


@staff_page(EDIT_SITES)
def change_state(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """Pause a site, close it or open it again."""
    site = queries.site(pk, by=request.actor, right=EDIT_SITES)
    if deed not in DEEDS:
        raise Http404("没有这一页。")
    heading, intro, submit, done = DEEDS[deed]
    form = FaultForm(request.POST or None) if deed == "reopen" else ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, site, deed, form.cleaned_data.get("reason", ""))
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, done)
            return redirect("desk:site", site.pk)
    return _form_page(request, site, form, heading, submit, intro=intro)


def _do(request: ActingRequest, site: Site, deed: str, reason: str) -> None:
    if deed == "pause":
        actions.pause_site(site=site, reason=reason, by=request.actor, at=request.at)
    elif deed == "close":
        actions.close_site(site=site, reason=reason, by=request.actor, at=request.at, on=request.on)
    else:
        actions.reopen_site(site=site, by=request.actor, at=request.at, on=request.on)


@staff_page(INSPECT_SITES)
def inspect(request: ActingRequest, pk: int) -> HttpResponse:
    """Record what an inspection found."""
    site = queries.site(pk, by=request.actor, right=INSPECT_SITES)
    standards = standards_of(site.kind, place=site.village_code, on=request.on)
    initial = {"inspected_on": request.on, "next_due": request.on + HALF_A_YEAR}
    form = InspectionForm(request.POST or None, standards=standards, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = actions.record_inspection(
                site=site,
                answers=form.answers(),
                **{
                    name: said[name] for name in ("inspected_on", "inspector", "verdict", "remarks", "next_due", "once")
                },
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"检查记下了，{found.score} 分，{found.get_verdict_display()}。")
            return redirect("desk:site", site.pk)
    return _form_page(request, site, form, "检查", "记下这次检查", template="desk/site_inspect.html")


@staff_page(VIEW_SITES)
def picture(request: ActingRequest, pk: int) -> HttpResponse:
    """The sheet for the door: a picture that a phone reads, leading to the public page."""
    site = queries.site(pk, by=request.actor)
    address = request.build_absolute_uri(reverse("site", args=[site.pk]))
    context = {"site": site, "picture": picture_of(address), "address": address}
    return desk_page(request, "desk/site_qr.html", context, here="sites")


def _form_page(
    request: ActingRequest,
    site: Site,
    form: FaultForm,
    heading: str,
    submit: str,
    *,
    intro: str = "",
    template: str = "desk/site_ask.html",
) -> HttpResponse:
    context = {
        "site": site,
        "form": form,
        "heading": heading,
        "submit": submit,
        "intro": intro,
        "back": reverse("desk:site", args=[site.pk]),
        "unconfirmed": any(not each.confirmed for each in getattr(form, "standards", ())),
    }
    return desk_page(request, template, context, here="sites", status=422 if form.errors else 200)
