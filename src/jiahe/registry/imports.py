"""Importing a sheet: check it, show what would happen, then do it. The sheet itself is kept sealed, and not for long."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.models import ImportRun
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.rights import IMPORT_PEOPLE
from jiahe.registry.sheets import Sheet, read_sheet

KEPT_FOR = timedelta(days=1)
FAULTS_KEPT = 500


class UploadGone(ValueError):
    """The sheet is no longer kept: it was imported already, or nobody confirmed it within a day."""


def import_people(
    path: Path,
    *,
    region: Region,
    by: Actor,
    at: datetime,
    on: date,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Import the people of a sheet into a region.

    Impossible rows stay out and are named in the outcome; the rest comes in. The same sheet again changes nothing.

    Raises:
        OutOfReach: nothing of the region is in the actor's scope.
        RightMissing: the actor may not import.
        SheetError: the file is not a sheet of people.
    """
    require_import(region, by)
    sheet = read_sheet(path, on=on)
    outcome = _enrol(sheet, region, by, at, on, dry_run=dry_run, progress=progress)
    if not dry_run:
        _record(path.name, _digest(path.read_bytes()), region, by, at, outcome, ImportStatus.DONE)
    return outcome


def require_import(region: Region, by: Actor) -> None:
    """Raise OutOfReach unless the actor reaches part of the region, RightMissing unless he may import."""
    if not any(a <= high and low <= b for a, b in by.scope for low, high in ranges_of(region)):
        raise OutOfReach("没有找到这个地方。")
    require(by, IMPORT_PEOPLE)


def _enrol(
    sheet: Sheet,
    region: Region,
    by: Actor,
    at: datetime,
    on: date,
    *,
    dry_run: bool,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    return enrol(
        sheet.rows,
        by=by,
        at=at,
        on=on,
        territory=region,
        faults=sheet.faults,
        dry_run=dry_run,
        action="registry.import_people",
        progress=progress,
    )


def check_upload(
    content: bytes, *, file_name: str, region: Region, by: Actor, at: datetime, on: date
) -> tuple[ImportRun, Outcome]:
    """Check an uploaded sheet without writing a person, and keep it sealed until it is confirmed.

    Raises as ``import_people`` does.
    """
    require_import(region, by)
    forget_old_uploads(at=at)
    outcome = _enrol(_read(content, file_name, on), region, by, at, on, dry_run=True)
    run = _record(file_name, _digest(content), region, by, at, outcome, ImportStatus.CHECKED)
    _keep(run, content)
    return run, outcome


def confirm_upload(run: ImportRun, *, by: Actor, at: datetime, on: date) -> Outcome:
    """Import a sheet that was checked. Confirmed twice, the second time changes nothing.

    Raises:
        UploadGone: the sheet is no longer kept.
    """
    require_import(run.region, by)
    if run.started_at < at - KEPT_FOR:
        _file_of(run).unlink(missing_ok=True)
    content = _kept(run)
    outcome = _enrol(_read(content, run.file_name, on), run.region, by, at, on, dry_run=False)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.status != ImportStatus.DONE:  # confirmed twice at once, the first says what came of it
            _fill(run, outcome)
            run.status = ImportStatus.DONE
            run.save()
            _audit(run, by, at)
    _file_of(run).unlink(missing_ok=True)
    return outcome


def forget_old_uploads(*, at: datetime) -> int:
    """Delete the sheets nobody confirmed within a day; returns how many."""
    old = ImportRun.objects.filter(status=ImportStatus.CHECKED, started_at__lt=at - KEPT_FOR)
    files = [file for file in map(_file_of, old) if file.exists()]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _read(content: bytes, file_name: str, on: date) -> Sheet:
    """Read a sheet that is in memory; the plain file exists only while it is read, in a folder of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{Path(file_name).suffix[:5]}"
        path.write_bytes(content)
        return read_sheet(path, on=on)


def _record(
    name: str, digest: str, region: Region, by: Actor, at: datetime, outcome: Outcome, status: ImportStatus
) -> ImportRun:
    name = name.encode("utf-8", "replace").decode("utf-8")  # a file's name may hold bytes that are no text
    run = ImportRun(
        region=region, post_id=by.post_id, file_name=name[:200], digest=digest, status=status, started_at=at
    )
    _fill(run, outcome)
    with transaction.atomic():
        run.save()
        if status is ImportStatus.DONE:
            _audit(run, by, at)
    return run


def _fill(run: ImportRun, outcome: Outcome) -> None:
    run.created, run.updated, run.unchanged = outcome.created, outcome.updated, outcome.unchanged
    run.refused, run.warnings = outcome.refused, outcome.warnings
    run.faults = [[f.line, f.heading, f.message, f.severity] for f in outcome.faults[:FAULTS_KEPT]]


def _audit(run: ImportRun, by: Actor, at: datetime) -> None:
    details = {"digest": run.digest, "created": run.created, "updated": run.updated, "refused": run.refused}
    write_entry(
        actor=by,
        action="registry.import_sheet",
        at=at,
        subject_type="import",
        subject_id=run.pk,
        region_code=run.region.code,
        details=details,
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_of(run: ImportRun) -> Path:
    return Path(settings.HOME) / "uploads" / f"{run.pk}.sealed"


def _keep(run: ImportRun, content: bytes) -> None:
    text = base64.b64encode(content).decode("ascii")
    sealed = seal(text, table="registry_importrun", column="sheet", row=run.pk, field_class="contact")
    file = _file_of(run)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_bytes(sealed)


def _kept(run: ImportRun) -> bytes:
    try:
        sealed = _file_of(run).read_bytes()
    except FileNotFoundError:
        raise UploadGone("这份表格已经导入，或者放了超过一天。请重新上传。") from None
    text = open_sealed(sealed, table="registry_importrun", column="sheet", row=run.pk, field_class="contact")
    return base64.b64decode(text)
