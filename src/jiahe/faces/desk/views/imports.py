"""Importing a sheet: upload and check, read what would happen, confirm."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from jiahe.faces.desk.forms import ImportForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Region
from jiahe.registry import queries
from jiahe.registry.imports import UploadGone, check_upload, confirm_upload
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.rights import IMPORT_PEOPLE
from jiahe.registry.sheets import SheetError
from jiahe.registry.template_sheet import write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _regions(request: ActingRequest) -> QuerySet[Region]:
    """The post's own region and the units right below it."""
    own = request.post.region
    return (Region.objects.filter(pk=own.pk) | Region.objects.filter(reports_to=own)).order_by("level", "code")


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
        file = form.cleaned_data["file"]
        try:
            run, _ = check_upload(
                file.read(),
                file_name=file.name,
                region=form.cleaned_data["region"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except SheetError as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk:import-run", run.pk)
    context = {"form": form, "runs": queries.import_runs(by=request.actor)}
    return desk_page(request, "desk/imports.html", context, here="import", status=422 if form.errors else 200)


@staff_page(IMPORT_PEOPLE)
def run(request: ActingRequest, pk: int) -> HttpResponse:
    """What a checked sheet would do; confirming it does it."""
    require(request.actor, IMPORT_PEOPLE)
    found = queries.import_run(pk, by=request.actor)
    if request.method == "POST" and found.status == ImportStatus.CHECKED:
        try:
            confirm_upload(found, by=request.actor, at=request.at, on=request.on)
        except UploadGone as gone:
            messages.error(request, str(gone))
            return redirect("desk:imports")
        messages.success(request, "导入完成。同一份表再导一次，也不会重复。")
        return redirect("desk:import-run", found.pk)
    context = {"run": found, "done": found.status == ImportStatus.DONE}
    return desk_page(request, "desk/import_run.html", context, here="import")


@staff_page(IMPORT_PEOPLE)
def template(request: ActingRequest) -> HttpResponse:
    """The empty sheet with the headings, the lists and the explanations."""
    require(request.actor, IMPORT_PEOPLE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        content = path.read_bytes()
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%AE%B6%E5%92%8C-%E4%BA%BA%E5%8F%A3%E8%A1%A8.xlsx"
    return response
