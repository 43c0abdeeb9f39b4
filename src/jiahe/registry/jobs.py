"""Long work of the registry as jobs: a sheet that is checked, imported or undone, and a list that is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.jobs.acting import asker
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.jobs.kinds import JobImpossible, JobKind, Run, declare
from jiahe.foundation.staffing import jobs as staffing_job
from jiahe.registry import beats, queries
from jiahe.registry.exports import make_export, reading
from jiahe.registry.exports.making import give_up
from jiahe.registry.imports import UploadGone, carry_out, check_run, note_progress, stop_run, undo_import
from jiahe.registry.models import ExportRequest, ImportRun
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.notices import tell_import_ended
from jiahe.registry.rows import Refused
from jiahe.registry.sheets import SheetError, first_table

IMPORT, EXPORT = "registry.import", "registry.export"
STEPS = {ImportStatus.CHECKING: check_run, ImportStatus.IMPORTING: carry_out, ImportStatus.UNDOING: undo_import}


def go_on_with_import(found: ImportRun, *, by: Actor, at: datetime) -> None:
    """Have the step an import stands at done, unless somebody is at it."""
    if found.is_working:
        about = {"run": found.pk, "user": by.id, "post": by.post_id}
        ask(IMPORT, about=about, key=f"{found.pk}:{found.status}", at=at, by=by)


def go_on_with_export(found: ExportRequest, *, at: datetime) -> None:
    """Have a list made that may be made, unless somebody is at it."""
    if found.is_working:
        ask(EXPORT, about={"request": found.pk}, key=str(found.pk), at=at)


def _import(run: Run) -> None:
    by = asker(run, gone="导入的同事已经不在这个岗位上了。请现在负责的同事重新导入这份表。")
    found = queries.import_run(run.about["run"], by=by)
    if not found.is_working:  # a crash came between the last row and the word of it
        _tell(run.about, at=run.at)
        return

    def progress(done: int, total: int) -> None:
        note_progress(found, done, total, at=run.at)
        run.progress(done, total)

    try:
        STEPS[ImportStatus(found.status)](found, by=by, at=run.at, on=run.on, progress=progress)
    except (SheetError, UploadGone, Refused) as problem:
        raise JobImpossible(str(problem)) from problem
    _tell(run.about, at=run.at)


def _tell(about: dict[str, Any], *, at: datetime) -> None:
    with transaction.atomic():
        tell_import_ended(ImportRun.objects.get(pk=about["run"]), user=about["user"], at=at)


def _import_given_up(about: dict[str, Any], sentence: str, at: datetime) -> None:
    found = ImportRun.objects.filter(pk=about["run"]).first()
    if found is not None and found.is_working:
        stop_run(found, sentence)
        _tell(about, at=at)


def _export(run: Run) -> None:
    found = ExportRequest.objects.filter(pk=run.about["request"]).first()
    if found is None or not found.is_working:
        return
    found = reading.to_make(found.pk)

    def progress(done: int, total: int) -> None:
        beats.note(found, done, total, at=run.at)
        run.progress(done, total)

    make_export(found, at=run.at, on=run.on, progress=progress)


def _export_given_up(about: dict[str, Any], sentence: str, at: datetime) -> None:
    found = ExportRequest.objects.filter(pk=about["request"]).first()
    if found is not None and found.is_working:
        give_up(found, sentence)


def declare_all() -> None:
    """Make the jobs of the registry known."""
    declare(JobKind(IMPORT, "检查、导入或撤销一份表格", _import, given_up=_import_given_up))
    staffing_job.declare_job(table=first_table, refused=SheetError)  # workbooks are read on this floor
    declare(JobKind(EXPORT, "生成导出的名单", _export, given_up=_export_given_up))
