"""Importing a sheet: upload and check, read what would happen, confirm."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.forms import HeadingsForm, ImportForm
from jiahe.faces.desk.shell import desk_page, progress_part
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.downloads import download
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.files.names import safe_name
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import reporting_units
from jiahe.registry import queries
from jiahe.registry.imports import (
    UploadGone,
    ask_undo,
    check_run,
    check_upload,
    confirm_import,
    remember_headings,
    report_run,
    start_upload,
)
from jiahe.registry.jobs import go_on_with_import
from jiahe.registry.models import ImportRun
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.rights import IMPORT_PEOPLE
from jiahe.registry.sheets import SheetError
from jiahe.registry.template_sheet import write_template

CHECKED_AT_ONCE = 300_000  # bytes, some three thousand rows: checked in about a second


def _regions(request: ActingRequest) -> QuerySet[Region]:
    """The post's own region and the units right below it."""
    own = request.post.region
    return (Region.objects.filter(pk=own.pk) | reporting_units(own)).order_by("level", "code")


@staff_page(IMPORT_PEOPLE)
def imports(request: ActingRequest) -> HttpResponse:
    """Upload a sheet to be checked; the latest imports stand below."""
    require(request.actor, IMPORT_PEOPLE)
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        regions=_regions(request),
        initial={"region": request.post.region_id},
    )
    if request.method == "POST" and form.is_valid():
        found = _take(request, form)
        if found is not None:
            return redirect("desk:import-run", found.pk)
    context = {"form": form, "runs": queries.import_runs(by=request.actor)}
    return desk_page(request, "desk/imports.html", context, here="import", status=422 if form.errors else 200)


def _take(request: ActingRequest, form: ImportForm) -> ImportRun | None:
    """A small sheet is checked while one waits; a large one beside the requests. None when it is no sheet."""
    file, region = form.cleaned_data["file"], form.cleaned_data["region"]
    said = {"file_name": file.name, "region": region, "by": request.actor, "at": request.at}
    try:
        if file.size <= CHECKED_AT_ONCE:
            return check_upload(file.read(), on=request.on, **said)[0]
        found = start_upload(file.read(), **said)
    except SheetError as error:
        form.add_error("file", str(error))
        return None
    carry_on(found, request)
    return found


def carry_on(found: ImportRun, request: ActingRequest) -> None:
    """Have the step a run stands at done beside the requests, unless somebody is at it."""
    go_on_with_import(found, by=request.actor, at=request.at)
    background.begin()


@staff_page(IMPORT_PEOPLE)
def run(request: ActingRequest, pk: int) -> HttpResponse:
    """What a checked sheet would do; confirming it does it. While it works, how far it is."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    if request.method == "POST":
        if confirm_import(found, by=request.actor, at=request.at):
            found.refresh_from_db()
            carry_on(found, request)
        return redirect("desk:import-run", found.pk)
    carry_on(found, request)
    found.refresh_from_db()
    context = {
        "run": found,
        "done": found.status in (ImportStatus.DONE, ImportStatus.UNDONE),
        "checked": found.status == ImportStatus.CHECKED and not found.problem,
        "headings_form": HeadingsForm(headings=found.unknown_headings),
        "asks_headings": found.status == ImportStatus.CHECKED and found.unknown_headings,
        "may_undo": found.may_be_undone(request.at),
        "has_report": bool(found.faults) and found.sheet is not None and found.sheet.is_kept(request.at),
    }
    return desk_page(request, "desk/import_run.html", context, here="import")


@staff_page(IMPORT_PEOPLE)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far a run is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    carry_on(found, request)
    return progress_part(request, found, "desk/_import_progress.html", {"run": found})


@require_POST
@staff_page(IMPORT_PEOPLE)
def headings(request: ActingRequest, pk: int) -> HttpResponse:
    """Remember what the unknown headings mean, and check the sheet again."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    form = HeadingsForm(request.POST, headings=found.unknown_headings)
    if found.status == ImportStatus.CHECKED and form.is_valid():
        remember_headings(found.region, form.meanings(), by=request.actor, at=request.at)
        try:
            check_run(found, by=request.actor, at=request.at, on=request.on)
        except (SheetError, UploadGone) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "记住了。以后这里的表格都这样认，刚才的表也重新检查过了。")
    return redirect("desk:import-run", found.pk)


@require_POST
@staff_page(IMPORT_PEOPLE)
def undo(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an import back."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    if ask_undo(found, by=request.actor, at=request.at):
        found.refresh_from_db()
        carry_on(found, request)
    else:
        messages.error(request, "这次导入不能撤销了：已经撤销过，或者过了一个星期。")
    return redirect("desk:import-run", found.pk)


@staff_page(IMPORT_PEOPLE)
def report(request: ActingRequest, pk: int) -> HttpResponseBase:
    """The sheet with the problem beside each bad cell."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        try:
            report_run(found, path, by=request.actor, at=request.at, on=request.on)
        except (SheetError, UploadGone) as problem:
            messages.error(request, str(problem))
            return redirect("desk:import-run", found.pk)
        return download(
            path.read_bytes(), name=safe_name(f"核对-{Path(found.file_name).stem}", Kind.XLSX), kind=Kind.XLSX
        )


@staff_page(IMPORT_PEOPLE)
def template(request: ActingRequest) -> HttpResponseBase:
    """The empty sheet with the headings, the lists and the explanations."""
    require(request.actor, IMPORT_PEOPLE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        content = path.read_bytes()
    return download(content, name="家和-人口表.xlsx", kind=Kind.XLSX)
