"""账号管理: the posts and people of a place, one account, opening one, a forgotten password, closing one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.account_forms import AccountsForm, OpenForm, role_and_department
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.shown_once import keep_password, password_to_show
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.foundation.accounts import administration, delegation, directory, factors
from jiahe.foundation.accounts.account_rules import AccountRefused
from jiahe.foundation.accounts.factors import FactorRefused
from jiahe.foundation.accounts.forgotten import requests_waiting
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.accounts.models import Role, User
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS, all_rights, role_table
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import reporting_units, search_regions, units_below

REQUESTS_SHOWN = 20


def places_of(request: ActingRequest) -> list[Region]:
    """The post's own place and the units right below it."""
    own = request.post.region
    return [own, *reporting_units(own)]


@staff_page(MANAGE_ACCOUNTS)
def accounts(request: ActingRequest) -> HttpResponse:
    """The posts of a place with who holds them; narrowed and searched, page by page."""
    require(request.actor, MANAGE_ACCOUNTS)
    form = AccountsForm(request.GET, places=places_of(request))
    place, state, text = form.chosen()
    actor, on = request.actor, request.on
    page = directory.posts_of_place(
        by=actor, place=place, on=on, text=text, state=state,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    carried = urlencode({name: request.GET[name] for name in ("place", "state", "q") if request.GET.get(name)})
    context = {
        "form": form,
        "place": place,
        "page": page,
        "units": search_regions(text, actor.scope, limit=8) if text else [],
        "narrowed": bool(text or state),
        "carried": f"{carried}&" if carried else "",
        "vacant": directory.count_vacant(by=actor, place=place, on=on),
        "never": directory.never_signed_in(by=actor, place=place, on=on),
        "requests": list(requests_waiting(by=actor, at=request.at)[:REQUESTS_SHOWN]),
    }
    return desk_page(request, "desk/accounts.html", context, here="accounts")


@staff_page(MANAGE_ACCOUNTS)
def vacant(request: ActingRequest) -> HttpResponse:
    """The units that have nobody in the post that leads them, each with the way to open an account."""
    require(request.actor, MANAGE_ACCOUNTS)
    form = AccountsForm(request.GET, places=places_of(request))
    place, _, _ = form.chosen()
    keys = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = directory.vacant_units(by=request.actor, place=place, on=request.on, **keys)
    context = {
        "form": form,
        "place": place,
        "page": page,
        "lines": [(unit, directory.leading_role(unit).label) for unit in page.rows],
        "carried": f"place={place.slug}-{place.code}&",
    }
    return desk_page(request, "desk/accounts_vacant.html", context, here="accounts")


@staff_page(MANAGE_ACCOUNTS)
def place(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """One unit: its posts, who holds them, and the units below it."""
    unit = reachable_region(request, level, code)
    require(request.actor, MANAGE_ACCOUNTS)
    posts = directory.posts_at(unit, by=request.actor, on=request.on)
    context = {
        "region": unit,
        "path": own_path(request, unit),
        "posts": posts,
        "may_open": bool(delegation.roles_given(request.actor, unit)),
        "units": units_below(unit),
    }
    return desk_page(request, "desk/accounts_place.html", context, here="accounts")


@staff_page(MANAGE_ACCOUNTS)
def open_account(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """Open an account with a post at a unit."""
    unit = reachable_region(request, level, code)
    require(request.actor, MANAGE_ACCOUNTS)
    roles = delegation.roles_given(request.actor, unit)
    leading = directory.leading_role(unit)
    form = OpenForm(request.POST or None, roles=roles, initial={"role": leading.value, "since": request.on})
    if request.method == "POST" and roles and form.is_valid():
        data = form.cleaned_data
        said = {name: data[name] for name in ("username", "name", "phone", "since")}
        try:
            role, department = role_and_department(data["role"])
            user, password = administration.open_account_in_post(
                role=role, department=department, region=unit, **said, by=request.actor, at=request.at, on=request.on
            )
        except AccountRefused as refused:
            form.take(refused)
        else:
            if password:
                keep_password(request, user, password)
            messages.success(request, f"{user}的账号开好了。")
            return redirect("desk:account", user.pk)
    context = {"region": unit, "path": own_path(request, unit), "form": form, "roles": roles}
    return desk_page(request, "desk/account_open.html", context, here="accounts", status=422 if form.errors else 200)


@staff_page(MANAGE_ACCOUNTS)
def account(request: ActingRequest, pk: int) -> HttpResponse:
    """One account: its state, its posts, and what can be done; a new one-time password is shown once."""
    user = delegation.account(pk, by=request.actor, on=request.on)
    context: dict[str, Any] = {
        "account": user,
        "one_time": password_to_show(request, user),
        "holdings": lines_of(user, request),
        "is_own": user.pk == request.actor.id,
    }
    response = desk_page(request, "desk/account.html", context, here="accounts")
    response["Cache-Control"] = "no-store"
    return response


def lines_of(user: User, request: ActingRequest) -> list[dict[str, Any]]:
    """What somebody holds, held and will hold, and whether the actor gives it."""
    held = directory.holdings_of(user)
    mine = set(
        delegation.posts_managed(request.actor).filter(pk__in=[h.post_id for h in held]).values_list("pk", flat=True)
    )
    return [
        {
            "holding": h,
            "ended": h.until is not None and h.until <= request.on,
            "to_come": h.since > request.on,
            "mine": h.post_id in mine,
        }
        for h in held
    ]


@require_POST
@staff_page(MANAGE_ACCOUNTS)
def reset_password(request: ActingRequest, pk: int) -> HttpResponse:
    """Give somebody who forgot his password another one, to be used once."""
    user = delegation.account(pk, by=request.actor, on=request.on)
    try:
        password = administration.reset_password(user=user, by=request.actor, at=request.at, on=request.on)
    except AccountRefused as refused:
        messages.error(request, str(refused))
    else:
        keep_password(request, user, password)
        messages.success(request, f"{user}有了新的一次性密码，原来的密码和登录都失效了。")
    return redirect("desk:account", pk)


@require_POST
@staff_page(MANAGE_ACCOUNTS)
def reset_factors(request: ActingRequest, pk: int) -> HttpResponse:
    """Take the second step and the passkeys away from somebody who lost them; the password is enough again."""
    user = delegation.account(pk, by=request.actor, on=request.on)
    try:
        factors.reset_factors(user=user, by=request.actor, at=request.at, on=request.on)
    except FactorRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{user}的验证器、通行密钥和备用码都解除了，登录只要密码。请提醒他重新设一个。")
    return redirect("desk:account", pk)


@require_POST
@staff_page(MANAGE_ACCOUNTS)
def set_active(request: ActingRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    user = delegation.account(pk, by=request.actor, on=request.on)
    active = request.POST.get("active") == "yes"
    try:
        administration.set_active(user=user, active=active, by=request.actor, at=request.at, on=request.on)
    except AccountRefused as refused:
        messages.error(request, str(refused))
    else:
        done = f"{user}的账号恢复了，可以登录。" if active else f"{user}的账号停用了，已经登录的也退出了。"
        messages.success(request, done)
    return redirect("desk:account", pk)


@staff_page(MANAGE_ACCOUNTS)
def roles(request: ActingRequest) -> HttpResponse:
    """权限一览: the one table that says what each post may do."""
    require(request.actor, MANAGE_ACCOUNTS)
    table = role_table()
    rights = sorted(all_rights(), key=lambda right: right.code)
    lines = [
        {"role": role, "levels": directory.levels_of(role), "rights": [r for r in rights if r in table.get(role, ())]}
        for role in Role
    ]
    return desk_page(request, "desk/accounts_roles.html", {"lines": lines}, here="accounts")
