"""Opening the accounts of a confirmed sheet, as a job."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.jobs.acting import asker
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.jobs.kinds import JobImpossible, JobKind, Run, declare
from jiahe.foundation.staffing.actions import Table, account_sheet, carry_out_sheet, note_progress, stop_sheet
from jiahe.foundation.staffing.models import AccountSheet
from jiahe.foundation.staffing.rows import AccountSheetError

CARRY_OUT = "staffing.carry_out"


def go_on_with_sheet(found: AccountSheet, *, by: Actor, at: datetime) -> None:
    """Have the accounts of a confirmed sheet opened, unless somebody is at it."""
    if found.is_working:
        ask(CARRY_OUT, about={"sheet": found.pk, "user": by.id, "post": by.post_id}, key=str(found.pk), at=at, by=by)


def declare_job(*, table: Table, refused: type[Exception]) -> None:
    """Make the job known. ``table`` reads a workbook and raises ``refused`` at what is none: it stands on a floor above."""
    declare(JobKind(CARRY_OUT, "按表格开账号", partial(_work, table=table, refused=refused), given_up=_given_up))


def _work(run: Run, *, table: Table, refused: type[Exception]) -> None:
    by = asker(run, gone="上传表格的同事已经不在这个岗位上了。请现在负责的同事重新上传。")
    found = account_sheet(run.about["sheet"], by=by)

    def progress(done: int, total: int) -> None:
        note_progress(found, done, total)
        run.progress(done, total)

    try:
        carry_out_sheet(found, table=table, by=by, at=run.at, on=run.on, progress=progress)
    except (AccountSheetError, refused) as problem:
        raise JobImpossible(str(problem)) from problem


def _given_up(about: dict[str, Any], sentence: str, at: datetime) -> None:
    found = AccountSheet.objects.filter(pk=about["sheet"]).first()
    if found is not None and found.is_working:
        stop_sheet(found, sentence)
