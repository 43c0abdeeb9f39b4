"""Imports: a sheet is checked, kept sealed for a day at most, and done once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.imports import UploadGone, check_upload, confirm_upload, forget_old_uploads
from jiahe.registry.models import Person
from jiahe.registry.sheets import SheetError
from tests.contracts.test_commands import write_csv
from tests.people import FAMILY, WIFE
from tests.places import NOW, TODAY, XIAXI

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path: Path) -> bytes:
    return write_csv(tmp_path / "people.csv", FAMILY).read_bytes()


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


def kept() -> list[Path]:
    return list((Path(settings.HOME) / "uploads").glob("*.sealed"))


@pytest.fixture(autouse=True)
def _no_uploads() -> None:
    for file in kept():
        file.unlink()


def check(sheet: bytes, region: Region, by, at=NOW):
    return check_upload(sheet, file_name="people.csv", region=region, by=by, at=at, on=TODAY)


def test_a_checked_sheet_waits_sealed_and_is_gone_once_it_is_done(sheet: bytes, yunlin: Region, lin) -> None:
    run, outcome = check(sheet, yunlin, lin)
    assert outcome.created == 3
    assert not Person.objects.exists()
    [file] = kept()
    assert WIFE.id_number.encode() not in file.read_bytes()
    assert confirm_upload(run, by=lin, at=NOW, on=TODAY).created == 3
    assert kept() == []
    with pytest.raises(UploadGone):
        confirm_upload(run, by=lin, at=NOW, on=TODAY)
    assert Person.objects.count() == 3


def test_a_sheet_nobody_confirmed_within_a_day_is_gone(sheet: bytes, yunlin: Region, lin) -> None:
    run, _ = check(sheet, yunlin, lin)
    with pytest.raises(UploadGone):
        confirm_upload(run, by=lin, at=NOW + timedelta(days=1, seconds=1), on=TODAY)
    assert kept() == []
    check(sheet, yunlin, lin)
    assert forget_old_uploads(at=NOW + timedelta(days=2)) == 1
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
