"""Bringing a sheet of accounts: kept and checked, confirmed, carried out part by part, its passwords fetched once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actions import give_post, open_post
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.administration import fresh_password, new_account, set_phone
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.files.actions import delete_file, keep_file, open_file
from jiahe.foundation.files.queries import FileGone
from jiahe.foundation.files.store import workplace
from jiahe.foundation.staffing.files import ACCOUNT_RESULT, ACCOUNT_SHEET
from jiahe.foundation.staffing.models import AccountSheet, AccountSheetPart, SheetStatus
from jiahe.foundation.staffing.plan import Plan, Wanted, plan_rows
from jiahe.foundation.staffing.rows import AccountRow, read_rows
from jiahe.foundation.staffing.workbooks import DEEDS, write_result
from jiahe.foundation.vault.crypto import open_sealed, seal

Progress = Callable[[int, int], None]
Table = Callable[[Path], Iterable[Sequence[Any]]]  # reads a workbook; what is no workbook it refuses itself
AT_ONCE = 100  # lines of one transaction
FAULTS_KEPT = 500


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def account_sheet(pk: int, *, by: Actor) -> AccountSheet:
    """A sheet of the actor's post.

    Raises:
        RightMissing: the actor manages no accounts.
        OutOfReach: there is none, or it is another post's.
    """
    require(by, MANAGE_ACCOUNTS)
    found = AccountSheet.objects.filter(pk=pk, post_id=by.post_id).select_related("sheet", "result").first()
    if found is None:
        raise OutOfReach("没有找到这份表格。")
    return found


def account_sheets(*, by: Actor, limit: int = 20) -> list[AccountSheet]:
    """The latest sheets of the actor's post."""
    require(by, MANAGE_ACCOUNTS)
    return list(AccountSheet.objects.filter(post_id=by.post_id).select_related("result").order_by("-pk")[:limit])


def check_sheet(content: bytes, *, name: str, table: Table, by: Actor, at: datetime, on: date) -> AccountSheet:
    """Keep a sheet and say what it would do; nothing is opened.

    Raises:
        RightMissing: the actor manages no accounts.
        FileRefused, AccountSheetError, and what ``table`` raises: it is no sheet of accounts; then nothing is kept.
    """
    require(by, MANAGE_ACCOUNTS)
    with workplace() as folder:
        path = folder / "sheet"
        path.write_bytes(content)
        plan = plan_rows(read_rows(table(path)), by=by, on=on)
    with transaction.atomic():
        kept = keep_file(purpose=ACCOUNT_SHEET, name=name, content=content, by=by, at=at)
        said = {"file_name": kept.name, "digest": kept.digest, "sheet": kept, "status": SheetStatus.CHECKED}
        found = AccountSheet(post_id=by.post_id, started_at=at, **said)
        _fill(found, plan)
        found.save()
    return found


def _fill(found: AccountSheet, plan: Plan) -> None:
    for name, count in plan.counts().items():
        setattr(found, name, count)
    found.refused, found.total = plan.refused, len(plan.wanted)
    found.faults = [[f.line, f.heading, f.message, f.severity] for f in plan.faults[:FAULTS_KEPT]]


def confirm_sheet(found: AccountSheet, *, by: Actor) -> bool:
    """Say that a checked sheet is to be carried out; False when somebody said so before."""
    require(by, MANAGE_ACCOUNTS)
    waiting = AccountSheet.objects.filter(pk=found.pk, status=SheetStatus.CHECKED)
    return waiting.update(status=SheetStatus.CARRYING, done=0) == 1


def carry_out_sheet(
    found: AccountSheet, *, table: Table, by: Actor, at: datetime, on: date, progress: Progress = _quiet
) -> None:
    """Open what a confirmed sheet asks for, or go on with it: what was opened before stays as it is."""
    require(by, MANAGE_ACCOUNTS)
    if found.status != SheetStatus.CARRYING or found.sheet is None:
        return
    try:
        pieces = open_file(file=found.sheet, by=by, at=at)
    except FileGone:
        _stop(found, "这份表格放了超过一天，已经删掉了。请重新上传。")
        return
    with workplace() as folder:
        path = folder / "sheet"
        with path.open("wb") as file:
            file.writelines(pieces)
        rows = read_rows(table(path))
    carry_out_rows(found, rows, by=by, at=at, on=on, progress=progress)


def carry_out_rows(
    found: AccountSheet,
    rows: Sequence[AccountRow],
    *,
    by: Actor,
    at: datetime,
    on: date,
    progress: Progress = _quiet,
) -> None:
    """Open the accounts of some lines, part by part, and make the sheet of results."""
    total = len(rows)
    for start in range(0, total, AT_ONCE):
        part = rows[start : start + AT_ONCE]
        fresh = [fresh_password() for line in plan_rows(part, by=by, on=on).wanted if line.user is None]
        with transaction.atomic():
            advisory_lock("accounts")
            # Planned anew under the lock: what somebody opened meanwhile is found.
            lines = [_do(line, fresh, by, at, on) for line in plan_rows(part, by=by, on=on).wanted]
            done = [line for line in lines if line["password"] or line["deed"] != "unchanged"]
            if done:
                made = AccountSheetPart.objects.create(sheet=found, lines_sealed=b"")
                made.lines_sealed = seal(json.dumps(done), row=made.pk, **PLACE)
                made.save(update_fields=["lines_sealed"])
        progress(min(start + AT_ONCE, total), total)
    _finish(found, rows, by, at, on)


PLACE: dict[str, str] = {"table": "staffing_accountsheetpart", "column": "lines", "field_class": "identity"}


def _do(line: Wanted, fresh: list[tuple[str, str]], by: Actor, at: datetime, on: date) -> dict[str, str]:
    user, password, deed = line.user, "", line.deed
    if user is None:
        user = User.objects.filter(username=line.username).first()  # opened by a line before, with another post
        deed = "given" if user is not None else deed
    if user is None:
        hashed = fresh.pop() if fresh else fresh_password()
        user, password = new_account(
            username=line.username, name=line.name, phone=line.phone, by=by, at=at, hashed=hashed
        )
    elif line.phone:
        set_phone(user=user, phone=line.phone, by=by, at=at)
    if not line.holds:
        give_post(user=user, post=open_post(role=line.role, region=line.region, by=by, at=at), since=on, by=by, at=at)
    return {
        "code": str(line.region.code), "place": line.region.title, "role": line.role.label, "name": line.name,
        "username": line.username, "password": password, "deed": deed,
    }  # fmt: skip


def _finish(found: AccountSheet, rows: Sequence[AccountRow], by: Actor, at: datetime, on: date) -> None:
    plan = plan_rows(rows, by=by, on=on)
    with transaction.atomic():
        held = AccountSheet.objects.select_for_update().get(pk=found.pk)
        if held.status != SheetStatus.CARRYING:
            return
        lines = [line for part in held.parts.order_by("pk") for line in _opened(part)]
        _fill(held, plan)
        for deed in ("opened", "given", "changed"):
            setattr(held, deed, sum(line["deed"] == deed for line in lines))
        held.unchanged = len(plan.wanted) - len(lines)
        with workplace() as folder:
            path = folder / "result.xlsx"
            write_result(path, ({**line, "result": DEEDS[line["deed"]]} for line in lines))
            if lines:
                with path.open("rb") as content:
                    name = f"开账号的结果-{on:%Y-%m-%d}.xlsx"
                    held.result = keep_file(purpose=ACCOUNT_RESULT, name=name, content=content, by=by, at=at)
        held.status, held.done = SheetStatus.DONE, held.total
        held.parts.all().delete()
        held.save()
        details = {name: getattr(held, name) for name in ("digest", "opened", "given", "changed", "refused")}
        write_entry(
            actor=by,
            action="accounts.carry_out_sheet",
            at=at,
            subject_type="account_sheet",
            subject_id=held.pk,
            details=details,
        )
    found.refresh_from_db()


def _opened(part: AccountSheetPart) -> list[dict[str, str]]:
    lines: list[dict[str, str]] = json.loads(open_sealed(bytes(part.lines_sealed), row=part.pk, **PLACE))
    return lines


def fetch_result(found: AccountSheet, *, by: Actor, at: datetime) -> bytes:
    """The sheet of results, which is deleted as it is handed over: its passwords leave once.

    Raises:
        OutOfReach: it is not the actor's.
        FileGone: it was fetched before, or its day is over.
    """
    require(by, MANAGE_ACCOUNTS)
    if found.result is None:
        raise FileGone("这份表没有开新的账号，没有结果可以下载。")
    content = b"".join(open_file(file=found.result, by=by, at=at))
    if not delete_file(file=found.result, by=by, at=at):
        raise FileGone("结果已经下载过一次，不再保留。没有记下的密码，请在账号那一页重置。")
    return content


def note_progress(found: AccountSheet, done: int, total: int) -> None:
    """Say how far the opening is."""
    AccountSheet.objects.filter(pk=found.pk).update(done=done, total=total)


def stop_sheet(found: AccountSheet, problem: str) -> None:
    """Say in a sentence why a sheet is not carried out to its end; what was opened stays, its passwords go."""
    with transaction.atomic():
        if found.parts.all().delete()[0]:
            problem = f"{problem}已经开好的账号还在，密码请在账号那一页重置。"
        _stop(found, problem)


def _stop(found: AccountSheet, problem: str) -> None:
    AccountSheet.objects.filter(pk=found.pk).update(status=SheetStatus.FAILED, problem=problem[:300])
