"""Work that is killed in the middle and run again: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from jiahe.registry.rows import PersonRow
from jiahe.registry.synthetic import families, give_numbers
from tests.contracts.test_commands import Stranger, furnished, stranger, write_csv
from tests.people import HEAD
from tests.places import XIAXI, YUNLIN
from tests.served import clean_environment, jiahe

pytestmark = pytest.mark.slow
TOWN = "350583103000"
__all__ = ["furnished", "stranger"]
COUNT_CASES = "from jiahe.delivery.cases.models import Case; print(Case.objects.filter(state='rejected').count())"


@pytest.fixture(scope="module")
def rows() -> list[PersonRow]:
    """Some eighteen thousand people of two villages: three chunks."""
    made = families(villages=[YUNLIN, XIAXI], households=6000, seed=9, on=date(2026, 11, 23))
    plain = [replace(row, relation=row.relation) for family in made for row in family]
    return give_numbers(plain, lambda number: False)


def words(rows: list[PersonRow]) -> list[PersonRow]:
    """The rows with the words a sheet has in place of codes."""
    from jiahe.registry.choices import EDUCATIONS, HUKOU_TYPES, MARITAL_STATUSES, RELATIONS, SEXES

    yes_no = {True: "是", False: "否", None: None}
    return [
        replace(
            row,
            relation=RELATIONS.get(row.relation, ""),
            sex=SEXES[row.sex],
            marital_status=MARITAL_STATUSES.get(row.marital_status, ""),
            hukou_type=HUKOU_TYPES.get(row.hukou_type, ""),
            education=EDUCATIONS.get(row.education, ""),
            low_income=yes_no[row.low_income],
            only_child_certificate=yes_no[row.only_child_certificate],
        )
        for row in rows
    ]


def killed(stranger: Stranger, command: list[str], after: int) -> None:
    """Start something and kill it when it has spoken so many times."""
    running = subprocess.Popen(
        command, env=clean_environment(stranger.home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdout is not None
    for _ in range(after):
        running.stdout.readline()
    os.kill(running.pid, signal.SIGKILL)
    running.wait(20)
    running.stdout.close()


def deeds(stranger: Stranger, *words: str, killed_after: int = 0) -> str:
    """Do what the desk does, in a process of its own: to its end, or killed after some steps."""
    command = [sys.executable, "-m", "tests.deeds", *words]
    if killed_after:
        killed(stranger, command, killed_after)
        return ""
    done = subprocess.run(command, env=clean_environment(stranger.home), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_killed_twice_and_run_again_leaves_each_person_once(
    stranger: Stranger, rows: list[PersonRow]
) -> None:
    sheet = write_csv(stranger.folder / "people.csv", words(rows))
    for chunks in (1, 2):
        killed(stranger, [jiahe(), "people", "import", str(sheet), "--region", TOWN], chunks)
    partly = stranger.counts()
    assert 0 < partly[1] < len(rows)
    stranger.done("people", "import", sheet, "--region", TOWN)
    living = sum(row.death_date is None for row in rows)
    assert stranger.counts()[1] == living
    assert f"不变 {len(rows)} 人" in stranger.done("people", "import", sheet, "--region", TOWN)
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_two_imports_of_one_sheet_at_once_leave_each_person_once(stranger: Stranger, rows: list[PersonRow]) -> None:
    some = rows[: len(rows) // 10]
    random.Random(1).shuffle(some)
    sheet = write_csv(stranger.folder / "people.csv", words(some))
    command = [jiahe(), "people", "import", str(sheet), "--region", TOWN]
    environment = clean_environment(stranger.home)
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert "Traceback" not in said
    stranger.run("people", "import", sheet, "--region", TOWN)
    assert stranger.counts()[1] == sum(row.death_date is None for row in some)
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_a_synth_killed_in_the_middle_and_run_again_is_the_same_province(stranger: Stranger) -> None:
    command = [jiahe(), "synth", "--region", TOWN, "--households", "3000", "--seed", "5"]
    killed(stranger, command, 1)
    stranger.done(*command[1:])
    people = stranger.counts()
    stranger.done(*command[1:])
    assert stranger.counts() == people
    stranger.done("screen", "verify")


def test_an_export_killed_in_the_middle_and_run_again_is_whole(stranger: Stranger) -> None:
    stranger.done("synth", "--region", TOWN, "--households", "3000", "--seed", "5")
    out = stranger.folder / "a.xlsx"
    command = [jiahe(), "people", "export", "--region", TOWN, "--out", str(out)]
    killed(stranger, command, 1)
    assert [file.name for file in stranger.folder.iterdir()] == ["home"]
    stranger.done(*command[1:])
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("人员").to_python()
    assert len(rows) - 1 == stranger.counts()[1]
    stranger.done("audit", "verify")


def test_an_undo_killed_twice_and_run_again_leaves_nobody_of_the_import(
    stranger: Stranger, rows: list[PersonRow]
) -> None:
    stranger.done("synth", "--region", TOWN, "--households", "20", "--seed", "5")
    before = stranger.counts()
    sheet = write_csv(stranger.folder / "people.csv", words(rows))
    stranger.done("people", "import", sheet, "--region", TOWN)
    for _ in range(2):
        deeds(stranger, "undo", killed_after=1)
        stranger.done("screen", "verify")
    deeds(stranger, "undo")
    assert stranger.counts() == before
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_merges_killed_in_the_middle_and_done_again_merge_each_pair_once(stranger: Stranger) -> None:
    born = [date(1950 + n, 1 + n % 12, 1 + n % 28) for n in range(40)]
    known = [
        replace(HEAD, household_number=f"{n}", birth_date=day, id_number="", phone="", line=n)
        for n, day in enumerate(born)
    ]
    twice = [replace(row, household_number=f"又{row.household_number}") for row in known]
    sheet = write_csv(stranger.folder / "people.csv", words([*known, *twice]))
    stranger.done("people", "import", sheet, "--region", TOWN)
    assert stranger.counts()[1] == 80
    deeds(stranger, "merge", killed_after=9)
    stranger.done("screen", "verify")
    partly = 80 - stranger.counts()[1]
    assert 9 <= partly < 40
    assert len(deeds(stranger, "merge").split()) == 40 - partly
    assert stranger.counts()[1] == 40
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_a_sending_killed_again_and_again_sends_each_message_once(stranger: Stranger) -> None:
    stranger.done("synth", "--region", TOWN, "--households", "150", "--seed", "5")
    told = set(deeds(stranger, "notify").split())
    assert len(told) > 100
    for day in range(1, 4):
        deeds(stranger, "send", *["later"] * day, killed_after=20)
    deeds(stranger, "send", *["later"] * 5)
    journal = (stranger.home / "messages" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    keys = [json.loads(line)["key"] for line in journal if line.endswith("}")]
    assert len(keys) == len(set(keys)) == len(told)


def test_who_decides_is_killed_between_the_decision_and_the_message_and_each_family_is_told_once(
    stranger: Stranger,
) -> None:
    stranger.done("synth", "--region", TOWN, "--households", "60", "--seed", "5")
    for after in (8, 15):
        deeds(stranger, "decide", killed_after=after)
    deeds(stranger, "decide")
    assert deeds(stranger, "decide").split() == ["heard"], "nothing is left to decide"
    for day in range(1, 3):
        deeds(stranger, "send", *["later"] * day, killed_after=10)
    deeds(stranger, "send", *["later"] * 4)
    journal = (stranger.home / "messages" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    keys = [json.loads(line)["key"] for line in journal if line.endswith("}")]
    cases = int(stranger.done("django", "shell", "-c", COUNT_CASES).split()[-1])
    assert cases > 40
    assert len(keys) == len(set(keys)) == cases
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_work_killed_in_the_middle_of_a_job_is_finished_by_the_next_worker(
    stranger: Stranger, rows: list[PersonRow]
) -> None:
    stranger.done("synth", "--region", TOWN, "--households", "1", "--seed", "5")
    sheet = write_csv(stranger.folder / "people.csv", words(rows))
    living, before = stranger.counts()[1], stranger.people()
    deeds(stranger, "upload", str(sheet))
    working = subprocess.Popen([jiahe(), "work", "--once"], env=clean_environment(stranger.home))
    for _ in range(600):
        time.sleep(0.05)
        if stranger.people() > before:
            break
    os.kill(working.pid, signal.SIGKILL)
    working.wait(20)
    partly = stranger.people()
    assert before < partly < before + len(rows)
    deeds(stranger, "silence")  # the minute after which a worker is taken for dead
    stranger.done("work", "--once")
    assert stranger.counts()[1] == living + sum(row.death_date is None for row in rows)
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")
