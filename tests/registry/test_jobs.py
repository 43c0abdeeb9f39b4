"""The registry's long work as jobs: what a crash, a cancelled job and a change of posts leave behind."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from jiahe.foundation.accounts.models import Holding
from jiahe.foundation.jobs import actions as jobs
from jiahe.foundation.jobs.models import Job
from jiahe.foundation.jobs.running import SILENT_FOR, run_due
from jiahe.foundation.regions.models import Region
from jiahe.registry import imports
from jiahe.registry.jobs import go_on_with_import
from jiahe.registry.models import ImportRun, Person
from tests.contracts.test_commands import write_csv
from tests.people import family
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
ROWS = [row for number in ("001", "002", "003") for row in family(number)]


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def confirmed(tmp_path: Path, yunlin: Region, lin, monkeypatch) -> ImportRun:
    """A sheet of three families that is to be imported, a family at a time."""
    monkeypatch.setattr(import_module("jiahe.registry.enrolment.enrol"), "CHUNK", 3)
    content = write_csv(tmp_path / "people.csv", ROWS).read_bytes()
    run, _ = imports.check_upload(content, file_name="people.csv", region=yunlin, by=lin, at=NOW, on=TODAY)
    assert imports.confirm_import(run, by=lin, at=NOW)
    run.refresh_from_db()
    return run


def test_an_import_whose_server_died_is_finished_by_the_next_one_without_anybody_looking(
    confirmed: ImportRun, lin, monkeypatch
) -> None:
    writing = import_module("jiahe.registry.imports.runs")
    note = writing.ImportChunk.objects.create
    chunks: list[object] = []

    def dies(*words: object, **said: object) -> object:
        chunks.append(said)
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return note(*words, **said)

    with monkeypatch.context() as broken:
        broken.setattr(writing.ImportChunk.objects, "create", dies)
        go_on_with_import(confirmed, by=lin, at=NOW)
        with pytest.raises(KeyboardInterrupt):
            run_due(lambda: NOW)
    assert Person.objects.count() == 3
    run_due(lambda: NOW + 2 * SILENT_FOR)
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.created, Person.objects.count()) == ("done", 9, 9)


def test_an_import_that_is_cancelled_says_so_and_can_be_gone_on_with_by_the_same_sheet(
    confirmed: ImportRun, lin, by_operator, tmp_path: Path, yunlin: Region
) -> None:
    go_on_with_import(confirmed, by=lin, at=NOW)
    assert jobs.cancel(job=Job.objects.get(), by=by_operator, at=NOW)
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.problem) == ("failed", "这项工作被取消了。")
    again = imports.import_people(tmp_path / "people.csv", region=yunlin, by=lin, at=NOW, on=TODAY)
    assert again.created == 9


def test_an_import_of_somebody_who_left_his_post_is_not_carried_out(confirmed: ImportRun, lin) -> None:
    go_on_with_import(confirmed, by=lin, at=NOW)
    Holding.objects.update(until=TODAY - timedelta(days=1))
    run_due(lambda: NOW)
    confirmed.refresh_from_db()
    assert confirmed.status == "failed"
    assert "不在这个岗位上" in confirmed.problem
    assert not Person.objects.exists()


def test_a_page_that_is_looked_at_again_and_again_asks_for_one_job(confirmed: ImportRun, lin) -> None:
    for _ in range(3):
        go_on_with_import(confirmed, by=lin, at=NOW)
    assert Job.objects.count() == 1
