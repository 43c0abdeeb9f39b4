"""Checking a sheet and carrying it out, chunk by chunk: whatever interrupts it, it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached_within, require
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.interpreter import without_search_for_cycles
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry import beats
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.enrolment.writing import Written
from jiahe.registry.imports.headings import meanings_for
from jiahe.registry.imports.report import write_report
from jiahe.registry.imports.undo import seal_before
from jiahe.registry.imports.uploads import digest_of, drop_sheet, keep_sheet, opened
from jiahe.registry.models import ImportChunk, ImportRun
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.rights import IMPORT_PEOPLE
from jiahe.registry.sheets import HeadingsMissing, Sheet, SheetError, read_sheet

FAULTS_KEPT = 500
Progress = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


@without_search_for_cycles()
def import_people(
    path: Path, *, region: Region, by: Actor, at: datetime, on: date, dry_run: bool = False, progress: Progress = _quiet
) -> Outcome:
    """Import the people of a sheet into a region.

    Impossible rows stay out and are named in the outcome; the rest comes in. The same sheet again changes nothing, and
    a run that was interrupted is gone on with.

    Raises:
        OutOfReach: nothing of the region is in the actor's scope.
        RightMissing: the actor may not import.
        SheetError: the file is not a sheet of people.
    """
    require_import(region, by)
    sheet = read_sheet(path, on=on, meanings=meanings_for(region))
    if dry_run:
        return _enrol(sheet, region, by, at, on, dry_run=True, progress=progress)
    digest = digest_of(path.read_bytes())
    interrupted = ImportRun.objects.filter(
        region=region, digest=digest, post_id=by.post_id, status=ImportStatus.IMPORTING
    )
    run = interrupted.order_by("pk").last() or _new_run(path.name, digest, region, by, at, ImportStatus.IMPORTING)
    return _carry_out(run, sheet, by, at, on, progress)


def require_import(region: Region, by: Actor) -> None:
    """Raise OutOfReach unless the actor reaches part of the region, RightMissing unless he may import."""
    if not reached_within(by, ranges_of(region)):
        raise OutOfReach("没有找到这个地方。")
    require(by, IMPORT_PEOPLE)


# Step by step, as the pages do it


def start_upload(content: bytes, *, file_name: str, region: Region, by: Actor, at: datetime) -> ImportRun:
    """Keep an uploaded sheet, to be checked; raises as ``import_people`` does."""
    require_import(region, by)
    sheet = keep_sheet(content, file_name=file_name, region=region, by=by, at=at)
    return _new_run(file_name, sheet.digest, region, by, at, ImportStatus.CHECKING, sheet)


@without_search_for_cycles()
def check_run(run: ImportRun, *, by: Actor, at: datetime, on: date, progress: Progress = _quiet) -> Outcome:
    """Check a kept sheet without writing a person; the run then says what would happen.

    Raises:
        UploadGone: the sheet is no longer kept.
        SheetError: the file is not a sheet of people.
    """
    require_import(run.region, by)
    try:
        sheet = _read(run, by, at, on)
    except HeadingsMissing as missing:
        run.unknown_headings, run.problem, run.status = missing.unknown, str(missing), ImportStatus.CHECKED
        run.save()
        return Outcome()
    outcome = _enrol(sheet, run.region, by, at, on, dry_run=True, progress=progress)
    _fill(run, outcome)
    run.unknown_headings, run.problem, run.status = sheet.unknown_headings, "", ImportStatus.CHECKED
    run.total = run.done = len(sheet.rows)
    run.save()
    return outcome


def confirm_import(run: ImportRun, *, by: Actor, at: datetime) -> bool:
    """Say that a checked sheet is to be imported; False when somebody said so before."""
    require_import(run.region, by)
    waiting = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.CHECKED)
    return waiting.update(status=ImportStatus.IMPORTING, done=0, beat_at=None) == 1


@without_search_for_cycles()
def carry_out(run: ImportRun, *, by: Actor, at: datetime, on: date, progress: Progress = _quiet) -> Outcome:
    """Import a confirmed sheet, or go on with it; done already, it changes nothing.

    Raises:
        UploadGone: the sheet is no longer kept.
    """
    require_import(run.region, by)
    if run.status != ImportStatus.IMPORTING:
        return Outcome()
    return _carry_out(run, _read(run, by, at, on), by, at, on, progress)


def report_run(run: ImportRun, out: Path, *, by: Actor, at: datetime, on: date) -> None:
    """Write the report of a run whose sheet is still kept.

    Raises:
        UploadGone: it is not.
    """
    require_import(run.region, by)
    with opened(run, by=by, at=at) as path:
        report_sheet(path, out, region=run.region, by=by, at=at, on=on)


def report_sheet(
    path: Path, out: Path, *, region: Region, by: Actor, at: datetime, on: date, outcome: Outcome | None = None
) -> None:
    """Write a sheet with the problem beside each bad cell; without an ``outcome`` it is checked anew.

    Raises as ``import_people`` does.
    """
    require_import(region, by)
    meanings = meanings_for(region)
    sheet = read_sheet(path, on=on, meanings=meanings)
    found = outcome or _enrol(sheet, region, by, at, on, dry_run=True)
    write_report(path, out, found.faults, meanings=meanings, rows=len(sheet.rows))


def note_progress(run: ImportRun, done: int, total: int, *, at: datetime) -> None:
    """Say how far a run is."""
    beats.note(run, done, total, at=at)


def stop_run(run: ImportRun, problem: str) -> None:
    """Say in a sentence why a run cannot go on; what it wrote stays."""
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.FAILED, problem=problem[:300])


# At once, for a small sheet and for tests


def check_upload(
    content: bytes, *, file_name: str, region: Region, by: Actor, at: datetime, on: date
) -> tuple[ImportRun, Outcome]:
    """Keep and check a sheet at once; raises as ``start_upload`` and ``check_run`` do, and then keeps nothing."""
    run = start_upload(content, file_name=file_name, region=region, by=by, at=at)
    try:
        return run, check_run(run, by=by, at=at, on=on)
    except SheetError:
        drop_sheet(run, by=by, at=at)
        run.delete()
        raise


def confirm_upload(run: ImportRun, *, by: Actor, at: datetime, on: date) -> Outcome:
    """Import a checked sheet at once; confirmed twice, the second time changes nothing."""
    confirm_import(run, by=by, at=at)
    run.refresh_from_db()
    return carry_out(run, by=by, at=at, on=on)


def _read(run: ImportRun, by: Actor, at: datetime, on: date) -> Sheet:
    with opened(run, by=by, at=at) as path:
        return read_sheet(path, on=on, meanings=meanings_for(run.region))


def _enrol(
    sheet: Sheet,
    region: Region,
    by: Actor,
    at: datetime,
    on: date,
    *,
    dry_run: bool,
    progress: Progress = _quiet,
    record: Callable[[Written], None] = lambda written: None,
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
        record=record,
    )


def _carry_out(run: ImportRun, sheet: Sheet, by: Actor, at: datetime, on: date, progress: Progress) -> Outcome:
    def record(written: Written) -> None:
        if not (written.created or written.updated or written.opened or written.before):
            return
        chunk = ImportChunk.objects.create(
            run=run, people=written.created, households=written.opened, updated=len(written.updated), written_at=at
        )
        seal_before(chunk, written.before)

    outcome = _enrol(sheet, run.region, by, at, on, dry_run=False, progress=progress, record=record)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.status == ImportStatus.IMPORTING:  # carried out twice at once, the first says what came of it
            _fill(held, outcome)
            chunks = list(held.chunks.values_list("people", "updated"))
            created, updated = sum(len(people) for people, _ in chunks), sum(n for _, n in chunks)
            # What an earlier, interrupted round wrote stands unchanged in this one.
            held.unchanged = max(outcome.created + outcome.updated + outcome.unchanged - created - updated, 0)
            held.created, held.updated = created, updated
            held.total = held.done = len(sheet.rows)
            held.status, held.finished_at = ImportStatus.DONE, at
            held.save()
            _audit(held, by, at)
    run.refresh_from_db()
    return outcome


def _new_run(
    name: str,
    digest: str,
    region: Region,
    by: Actor,
    at: datetime,
    status: ImportStatus,
    sheet: StoredFile | None = None,
) -> ImportRun:
    name = name.encode("utf-8", "replace").decode("utf-8")  # a file's name may hold bytes that are no text
    said = {"file_name": name[:200], "digest": digest, "sheet": sheet, "status": status}
    return ImportRun.objects.create(region=region, post_id=by.post_id, started_at=at, **said)


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
