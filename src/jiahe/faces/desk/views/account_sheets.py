"""Accounts from a sheet: the sheet to fill in, its check, carrying it out, the one-time passwords once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.account_forms import AccountsForm, SheetForm
from jiahe.faces.desk.shell import desk_page, progress_part
from jiahe.faces.desk.views.accounts import places_of
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.files.kinds import FileRefused, Kind
from jiahe.foundation.files.names import safe_name
from jiahe.foundation.files.queries import FileGone
from jiahe.foundation.files.store import workplace
from jiahe.foundation.staffing import actions
from jiahe.foundation.staffing.jobs import go_on_with_sheet
from jiahe.foundation.staffing.models import AccountSheet, SheetStatus
from jiahe.foundation.staffing.rows import AccountSheetError
from jiahe.foundation.staffing.workbooks import write_account_template
from jiahe.registry.sheets import SheetError, first_table


@staff_page(MANAGE_ACCOUNTS)
def sheets(request: ActingRequest) -> HttpResponse:
    """Take a filled-in sheet and check it; the latest ones stand below."""
    require(request.actor, MANAGE_ACCOUNTS)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = actions.check_sheet(
                file.read(), name=file.name, table=first_table, by=request.actor, at=request.at, on=request.on
            )
        except (AccountSheetError, FileRefused, SheetError) as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("desk:account-sheet", found.pk)
    context = {
        "form": form,
        "places": AccountsForm(request.GET, places=places_of(request)),
        "sheets": actions.account_sheets(by=request.actor),
    }
    return desk_page(request, "desk/account_sheets.html", context, here="accounts", status=422 if form.errors else 200)


@staff_page(MANAGE_ACCOUNTS)
def template(request: ActingRequest) -> HttpResponseBase:
    """The sheet to fill in, with all villages of a place."""
    require(request.actor, MANAGE_ACCOUNTS)
    place, _, _ = AccountsForm(request.GET, places=places_of(request)).chosen()
    with workplace() as folder:
        path = folder / "accounts.xlsx"
        write_account_template(path, place=place, by=request.actor)
        content = path.read_bytes()
    return download(content, name=safe_name(f"开账号-{place.title}.xlsx", Kind.XLSX), kind=Kind.XLSX)


def carry_on(found: AccountSheet, request: ActingRequest) -> None:
    """Have a confirmed sheet carried out, or gone on with after a stop."""
    go_on_with_sheet(found, by=request.actor, at=request.at)
    background.begin()


@staff_page(MANAGE_ACCOUNTS)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """What a sheet would do; confirming it does it. Then how far it is, and the passwords, once."""
    found = actions.account_sheet(pk, by=request.actor)
    if request.method == "POST":
        if actions.confirm_sheet(found, by=request.actor):
            found.refresh_from_db()
            carry_on(found, request)
        return redirect("desk:account-sheet", pk)
    carry_on(found, request)
    found = actions.account_sheet(pk, by=request.actor)
    context = {
        "sheet": found,
        "checked": found.status == SheetStatus.CHECKED,
        "done": found.status == SheetStatus.DONE,
        "has_result": found.has_result(request.at),
    }
    return desk_page(request, "desk/account_sheet.html", context, here="accounts")


@staff_page(MANAGE_ACCOUNTS)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far the opening is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    found = actions.account_sheet(pk, by=request.actor)
    carry_on(found, request)
    return progress_part(request, found, "desk/_account_sheet_progress.html", {"sheet": found})


@require_POST
@staff_page(MANAGE_ACCOUNTS)
def result(request: ActingRequest, pk: int) -> HttpResponseBase:
    """The one-time passwords, handed over once."""
    found = actions.account_sheet(pk, by=request.actor)
    try:
        content = actions.fetch_result(found, by=request.actor, at=request.at)
    except FileGone as gone:
        messages.error(request, str(gone))
        return redirect("desk:account-sheet", pk)
    return download(content, name=f"开账号的结果-{request.on:%Y-%m-%d}.xlsx", kind=Kind.XLSX)
