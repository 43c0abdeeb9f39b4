"""What stands around every page of the desk: the side navigation and the line that says in which post one acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse

from jiahe.benefits.models import Proposal
from jiahe.benefits.rights import VIEW_LAW
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.delivery.catalogue.rights import PROPOSE_SETTINGS
from jiahe.delivery.library.rights import VIEW_LECTURES, VIEW_STORIES
from jiahe.delivery.payments.models import BankResult, Batch
from jiahe.delivery.payments.rights import VIEW_PAYMENTS
from jiahe.delivery.sites.rights import VIEW_SITES
from jiahe.delivery.workforce.rights import VIEW_WORKFORCE
from jiahe.faces.kit.acting import ActingRequest
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.holidays.rights import EDIT_HOLIDAYS
from jiahe.foundation.jobs.rights import RUN_JOBS
from jiahe.foundation.notices.queries import unread
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.staffing.models import AccountSheet
from jiahe.insight.rights import VIEW_SCREEN
from jiahe.registry.actions import Refused
from jiahe.registry.models import ExportRequest, ImportRun
from jiahe.registry.rights import ANSWER_RESIDENTS, EXPORT_PEOPLE, IMPORT_PEOPLE, VIEW_FAMILIES


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One line of the side navigation."""

    title: str
    url: str
    icon: str
    current: bool
    count: int | None = None


def desk_page(
    request: ActingRequest, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render a page of the desk; ``here`` names the line of the navigation it belongs to."""
    request.navigation = navigation(request, here)
    request.post_line = str(request.post)
    place = context.get("region") or context.get("village")
    searched = {
        "may_search": request.actor.may(VIEW_FAMILIES),
        "searched_village": place if isinstance(place, Region) and place.level == Level.VILLAGE else None,
    }
    return render(request, template, {"on": request.on, **searched, **context}, status=status)


def account_page(request: ActingRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page about one's own account: around it stands the desk, or for who has no post yet only the house."""
    if not hasattr(request, "post"):
        return render(request, template, {"around": "kit/account_public.html", **context}, status=status)
    return desk_page(request, template, {"around": "kit/desk.html", **context}, here="account", status=status)


def take_back(request: ActingRequest, deed: Callable[[], object], done: str) -> None:
    """Do what takes a deed back, and say that it is done or why it cannot be."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def navigation(request: ActingRequest, here: str) -> list[NavigationItem]:
    """The lines of the navigation that this post has a use for."""
    region, may = request.post.region, request.actor.may
    families = reverse("desk:region", args=[region.slug, region.code])
    lines = [
        ("today", "今天", reverse("desk:home"), "home", True),
        ("notices", "消息", reverse("desk:notices"), "bell", True),
        ("families", "家庭", families, "users", may(VIEW_FAMILIES)),
        ("cases", "事项", reverse("desk:cases"), "message-circle", may(HANDLE_CASES)),
        ("stories", "内容", reverse("desk:stories"), "book", may(VIEW_STORIES)),
        ("lectures", "讲座", reverse("desk:lectures"), "presentation", may(VIEW_LECTURES)),
        ("residents", "居民申请", reverse("desk:residents"), "inbox", may(ANSWER_RESIDENTS)),
        ("payments", "付款", reverse("desk:payments"), "coin", may(VIEW_PAYMENTS)),
        ("sites", "阵地", reverse("desk:sites"), "map-pins", may(VIEW_SITES)),
        ("workforce", "服务人员", reverse("desk:workforce"), "user-check", may(VIEW_WORKFORCE)),
        ("import", "导入表格", reverse("desk:imports"), "file-spreadsheet", may(IMPORT_PEOPLE)),
        ("settings", "项目设置", reverse("desk:settings"), "list", may(PROPOSE_SETTINGS)),
        ("law", "政策参数", reverse("desk:law"), "scale", may(VIEW_LAW)),
        ("divisions", "区划管理", reverse("desk:divisions"), "sitemap", may(EDIT_REGIONS)),
        ("jobs", "后台工作", reverse("desk:jobs"), "clock", may(RUN_JOBS)),
        ("holidays", "节假日", reverse("desk:holidays"), "calendar", may(EDIT_HOLIDAYS)),
        ("accounts", "账号管理", reverse("desk:accounts"), "id", may(MANAGE_ACCOUNTS)),
        ("export", "导出名单", reverse("desk:exports"), "download", may(EXPORT_PEOPLE)),
        ("screen", "一屏", reverse("screen:home"), "chart-bar", may(VIEW_SCREEN)),
    ]
    new = {"notices": unread(by=request.actor)}
    return [
        NavigationItem(title, url, icon, key == here, new.get(key) or None)
        for key, title, url, icon, shown in lines
        if shown
    ]


def progress_part(
    request: ActingRequest,
    row: ImportRun | ExportRequest | AccountSheet | Proposal | Batch | BankResult,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The part of a page that says how far some work is; asked for again and unchanged, it is not sent again."""
    tag = f'"{row.status}-{row.done}-{row.total}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = render(request, template, context)
    response["ETag"] = tag
    return response
