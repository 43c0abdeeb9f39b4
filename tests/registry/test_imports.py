"""Imports: a sheet is checked, kept sealed for a day at most, done once, gone on with, and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.files.actions import delete_expired
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import actions, imports
from jiahe.registry.enrolment import enrol
from jiahe.registry.imports import UploadGone, check_upload, confirm_upload
from jiahe.registry.models import Household, ImportChunk, ImportRun, LifeEvent, Person, Standing
from jiahe.registry.sheets import SheetError
from tests.contracts.test_commands import write_csv
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import NOW, TODAY, XIAXI
from tests.registry.test_moves import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path: Path) -> bytes:
    return write_csv(tmp_path / "people.csv", FAMILY).read_bytes()


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


def kept() -> list[Path]:
    return list((Path(settings.HOME) / "files").glob("*"))


@pytest.fixture(autouse=True)
def _no_uploads() -> None:
    for file in kept():
        file.unlink()


def check(sheet: bytes, region: Region, by, at=NOW):
    return check_upload(sheet, file_name="people.csv", region=region, by=by, at=at, on=TODAY)


def test_a_checked_sheet_waits_sealed_and_is_imported_once(sheet: bytes, yunlin: Region, lin) -> None:
    run, outcome = check(sheet, yunlin, lin)
    assert outcome.created == 3
    assert not Person.objects.exists()
    [file] = kept()
    assert WIFE.id_number.encode() not in file.read_bytes()
    assert confirm_upload(run, by=lin, at=NOW, on=TODAY).created == 3
    assert confirm_upload(run, by=lin, at=NOW, on=TODAY).created == 0
    assert Person.objects.count() == 3
    run.refresh_from_db()
    assert (run.status, run.created, run.chunks.count()) == ("done", 3, 1)


def test_a_sheet_nobody_confirmed_within_a_day_is_gone(sheet: bytes, yunlin: Region, lin) -> None:
    run, _ = check(sheet, yunlin, lin)
    with pytest.raises(UploadGone):
        confirm_upload(run, by=lin, at=NOW + timedelta(days=1, seconds=1), on=TODAY)
    assert kept() == []
    check(sheet, yunlin, lin)
    assert delete_expired(at=NOW + timedelta(days=2)) == 1
    assert kept() == []


def test_a_sheet_for_the_village_next_door_is_not_taken(sheet: bytes, lin) -> None:
    neighbour = find_region(XIAXI)
    assert neighbour is not None
    with pytest.raises(OutOfReach):
        check(sheet, neighbour, lin)
    assert kept() == []


def test_who_may_not_import_is_told_so(sheet: bytes, yunlin: Region, cast) -> None:
    with pytest.raises(RightMissing):
        check(sheet, yunlin, cast.actor("president"))


def test_a_file_that_is_no_sheet_leaves_nothing_behind(yunlin: Region, lin) -> None:
    with pytest.raises(SheetError):
        check(b"\x00\x01 nothing", yunlin, lin)
    assert kept() == []


LATER = NOW + timedelta(hours=2)


def undo(run: ImportRun, by, at=LATER) -> ImportRun:
    assert imports.ask_undo(run, by=by, at=at)
    return imports.undo_import(run, by=by, at=at, on=TODAY)


@pytest.fixture
def done(sheet: bytes, yunlin: Region, lin) -> ImportRun:
    run, _ = check(sheet, yunlin, lin)
    confirm_upload(run, by=lin, at=NOW, on=TODAY)
    run.refresh_from_db()
    return run


@pytest.mark.differs
def test_an_undone_import_is_as_if_it_had_never_been(tmp_path: Path, yunlin: Region, lin, by_operator) -> None:
    known = [HEAD, replace(WIFE, id_number="", phone="", occupation="")]
    enrol(known, by=by_operator, territory=yunlin, at=NOW - timedelta(days=1), on=TODAY)
    before = everything(), list(Person.objects.order_by("pk").values("name", "occupation", "id_number_index", "spouse"))
    changed = [replace(HEAD, occupation="茶农", address="9组9号"), WIFE, CHILD, *family("007")]
    sheet = write_csv(tmp_path / "people.csv", changed).read_bytes()
    run, _ = check(sheet, yunlin, lin)
    confirm_upload(run, by=lin, at=NOW, on=TODAY)
    assert Person.objects.count() == 6
    run.refresh_from_db()
    assert (run.created, run.updated) == (4, 2)
    undone = undo(run, lin)
    assert (undone.status, undone.kept, ImportChunk.objects.count()) == ("undone", 0, 0)
    after = everything(), list(Person.objects.order_by("pk").values("name", "occupation", "id_number_index", "spouse"))
    assert after == before
    assert Household.objects.get().address == "3组12号"
    assert verify(on=TODAY).ok
    assert not imports.ask_undo(undone, by=lin, at=LATER)


def test_whom_somebody_changed_since_an_undo_leaves_alone(done: ImportRun, lin) -> None:
    wife = Person.objects.select_related("household").get(name="陈秀英")
    row = replace(actions.row_of(wife), occupation="茶农")
    actions.edit_person(person=wife, row=row, by=lin, at=LATER, on=TODAY)
    assert undo(done, lin).kept == 1
    assert [p.name for p in Person.objects.all()] == ["陈秀英"]
    assert Household.objects.get().until is None
    assert not LifeEvent.objects.exclude(person=wife).exists()
    assert not Standing.objects.exclude(person=wife).exists()
    assert verify(on=TODAY).ok


def test_an_import_of_last_week_is_not_undone(done: ImportRun, lin) -> None:
    assert not imports.ask_undo(done, by=lin, at=NOW + timedelta(days=8))


def test_an_interrupted_import_is_gone_on_with_and_counts_what_both_rounds_wrote(
    tmp_path: Path, yunlin: Region, lin, monkeypatch
) -> None:
    monkeypatch.setattr(import_module("jiahe.registry.enrolment.enrol"), "CHUNK", 3)
    rows = [row for number in ("001", "002", "003") for row in family(number)]
    run, _ = check(write_csv(tmp_path / "people.csv", rows).read_bytes(), yunlin, lin)
    assert imports.confirm_import(run, by=lin, at=NOW)
    run.refresh_from_db()

    def broken(done: int, total: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.carry_out(run, by=lin, at=NOW, on=TODAY, progress=broken)
    assert (Person.objects.count(), run.chunks.count()) == (6, 2)
    told: list[tuple[int, int]] = []
    imports.carry_out(run, by=lin, at=LATER, on=TODAY, progress=lambda done, total: told.append((done, total)))
    run.refresh_from_db()
    assert (run.status, run.created, run.unchanged, run.chunks.count()) == ("done", 9, 0, 3)
    assert told[-1] == (9, 9)
    assert undo(run, lin).status == "undone"
    assert not Person.objects.exists()


def test_an_interrupted_undo_is_gone_on_with(tmp_path: Path, yunlin: Region, lin, monkeypatch) -> None:
    monkeypatch.setattr(import_module("jiahe.registry.enrolment.enrol"), "CHUNK", 3)
    rows = [row for number in ("001", "002", "003") for row in family(number)]
    run, _ = check(write_csv(tmp_path / "people.csv", rows).read_bytes(), yunlin, lin)
    confirm_upload(run, by=lin, at=NOW, on=TODAY)
    run.refresh_from_db()
    assert imports.ask_undo(run, by=lin, at=LATER)

    def broken(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.undo_import(run, by=lin, at=LATER, on=TODAY, progress=broken)
    assert Person.objects.count() == 6
    imports.undo_import(run, by=lin, at=LATER, on=TODAY)
    assert not Person.objects.exists()
    assert verify(on=TODAY).ok


def test_what_a_region_calls_its_columns_is_said_once_and_remembered_there_and_below(
    tmp_path: Path, yunlin: Region, lin, cast
) -> None:
    text = write_csv(tmp_path / "people.csv", FAMILY).read_text("utf-8-sig")
    theirs = text.replace("户编号", "门户代号", 1).replace("职业", "干啥的", 1).encode()
    run, outcome = check(theirs, yunlin, lin)
    assert outcome.created == 0
    assert "户编号" in run.problem
    assert {"门户代号", "干啥的"} <= set(run.unknown_headings)
    township = yunlin.reports_to
    assert township is not None
    said = {"门户代号": "household_number", "干啥的": "", "胡说": "no_field"}
    imports.remember_headings(township, said, by=cast.actor("township"), at=NOW)
    run, outcome = check(theirs, yunlin, lin)
    assert (outcome.created, run.problem, run.unknown_headings) == (3, "", [])


def test_a_report_has_the_problem_beside_each_bad_cell_and_comes_in_again_once_mended(
    tmp_path: Path, yunlin: Region, lin
) -> None:
    wrong = replace(HEAD, line=5, household_number="002", name="=cmd|calc", phone="123", id_number=HEAD.id_number[:-1])
    sheet = write_csv(tmp_path / "people.csv", [*FAMILY, wrong])
    run, _ = check(sheet.read_bytes(), yunlin, lin)
    out = tmp_path / "report.xlsx"
    imports.report_run(run, out, by=lin, at=NOW, on=TODAY)
    table = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert table[0][-1] == "问题和改法"
    assert [row[-1] == "" for row in table[1:]] == [True, True, True, False]
    assert "手机号码：手机号码应是11位数字" in str(table[4][-1])
    assert "=cmd|calc" in table[4], "a text, not a formula"
    with pytest.raises(UploadGone):
        imports.report_run(run, out, by=lin, at=NOW + timedelta(days=2), on=TODAY)
    again = check_upload(out.read_bytes(), file_name="report.xlsx", region=yunlin, by=lin, at=NOW, on=TODAY)
    assert (again[1].created, again[0].unknown_headings) == (3, [])


def test_a_large_sheet_is_reported_with_its_bad_rows_only(tmp_path: Path, yunlin: Region, lin, monkeypatch) -> None:
    monkeypatch.setattr("jiahe.registry.imports.report.ALL_ROWS_UP_TO", 2)
    sheet = write_csv(tmp_path / "people.csv", [*FAMILY, replace(HEAD, household_number="002", phone="123")])
    out = tmp_path / "report.xlsx"
    imports.report_sheet(sheet, out, region=yunlin, by=lin, at=NOW, on=TODAY)
    assert len(CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()) == 2


def test_chunks_keep_what_stood_before_sealed(done: ImportRun, lin, tmp_path: Path, yunlin: Region) -> None:
    sheet = write_csv(tmp_path / "people.csv", [replace(WIFE, occupation="茶农")]).read_bytes()
    run, _ = check(sheet, yunlin, lin)
    confirm_upload(run, by=lin, at=LATER, on=TODAY)
    sealed = bytes(run.chunks.get().before_sealed or b"")
    assert sealed
    assert "陈秀英".encode() not in sealed
