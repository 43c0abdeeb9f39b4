"""The contracts of the command line, called as a stranger would: installed, in an empty folder, no terminal, no server."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jiahe.registry.id_number import make
from jiahe.registry.rows import HEADINGS, PersonRow
from tests.people import FAMILY, HEAD
from tests.served import clean_environment, free_port, jiahe

YUNLIN = "350583103201"
WORDS = {"head": "户主", "spouse": "配偶", "daughter": "女儿", "F": "女", "M": "男", "married": "已婚", "rural": "农业"}


class Stranger:
    """Somebody in an empty folder with the installed command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `jiahe` with these words."""
        return subprocess.run(
            [jiahe(), *map(str, words)],
            env=clean_environment(self.home),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def done(self, *words: str | Path) -> str:
        """Run `jiahe`; it must end well. Returns what it printed."""
        result = self.run(*words)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def doctor(self) -> dict[str, object]:
        """What `doctor --json` says."""
        answer: dict[str, object] = json.loads(self.run("doctor", "--json").stdout)
        return answer

    def counts(self) -> tuple[int, int]:
        """Households and people."""
        counts = self.doctor()["counts"]
        assert isinstance(counts, dict)
        return counts["households"], counts["people"]

    def people(self) -> int:
        """How many people the database holds at this moment, also while somebody writes."""
        with sqlite3.connect(self.home / "jiahe.sqlite3", timeout=20) as connection:
            found = connection.execute("SELECT count(*) FROM registry_person").fetchone()[0]
        connection.close()
        return int(found)

    @contextlib.contextmanager
    def tampered(self, text: str) -> Iterator[None]:
        """The database changed behind the back of the system, and after the block as it was before."""
        database = self.home / "jiahe.sqlite3"
        whole = database.read_bytes()
        self.sql(text)
        yield
        for rest in ("-wal", "-shm"):
            database.with_name(database.name + rest).unlink(missing_ok=True)
        database.write_bytes(whole)

    def sql(self, text: str) -> None:
        """Change the database with a shell of one's own."""
        with sqlite3.connect(self.home / "jiahe.sqlite3") as connection:
            connection.execute(text)
        connection.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `jiahe setup`."""
    stranger = Stranger(tmp_path_factory.mktemp("furnished"))
    stranger.done("setup")
    return stranger.home


@pytest.fixture
def stranger(furnished: Path, tmp_path: Path) -> Stranger:
    """A stranger whose system is set up."""
    found = Stranger(tmp_path)
    shutil.copytree(furnished, found.home)
    return found


def write_csv(path: Path, rows: list[PersonRow]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        for row in rows:
            values = [getattr(row, name) for name in HEADINGS]
            writer.writerow(["" if v is None else WORDS.get(str(v), str(v)) for v in values])
    return path


def test_setup_makes_everything_prints_a_password_once_and_changes_nothing_again(tmp_path: Path) -> None:
    stranger = Stranger(tmp_path)
    assert stranger.doctor()["ok"] is False
    assert not stranger.home.exists()
    assert "一次性密码" in stranger.done("setup")
    report = stranger.doctor()
    assert report["ok"] is True
    assert report["counts"] == {
        "regions": {"province": 1, "city": 9, "county": 84, "township": 1170, "village": 17498},
        "households": 0,
        "people": 0,
    }
    keys = {file.name: file.read_bytes() for file in (stranger.home / "keys").iterdir()}
    assert "一次性密码" not in stranger.done("setup")
    assert keys == {file.name: file.read_bytes() for file in (stranger.home / "keys").iterdir()}
    stranger.done("audit", "verify")
    stranger.done("screen", "verify")


@pytest.mark.slow
def test_the_process_that_sets_up_and_then_serves_signs_sessions_with_the_key_that_stays(tmp_path: Path) -> None:
    script = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'jiahe.settings'; import django; django.setup();"
        "from django.conf import settings; from jiahe.faces.cli.commands.setup import prepare; prepare();"
        "print(settings.SECRET_KEY)"
    )
    home = tmp_path / "home"
    python = Path(jiahe()).with_name("python")
    done = subprocess.run([python, "-c", script], env=clean_environment(home), capture_output=True, text=True)
    assert done.stdout.strip() == (home / "keys" / "session.key").read_text().strip(), done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("people", "import", "x.csv", "--region", YUNLIN),
        ("people", "export", "--region", YUNLIN, "--out", "x.xlsx"),
        ("screen", "verify"),
        ("audit", "verify"),
    ],
)
def test_before_setup_a_command_says_what_to_do_and_writes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = Stranger(tmp_path).run(*words)
    assert result.returncode == 1
    assert "jiahe setup" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("people",),
        ("people", "import"),
        ("synth", "--region", YUNLIN),
        ("screen", "verify", "--on", "2026-13-01"),
    ],
)
def test_wrong_words_end_with_two_and_one_plain_sentence(stranger: Stranger, words: tuple[str, ...]) -> None:
    result = stranger.run(*words)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_synth_fills_a_region_and_the_same_seed_changes_nothing(stranger: Stranger) -> None:
    words = ("synth", "--region", "350583103", "--households", "60", "--seed", "7")
    stranger.done(*words)
    first = stranger.counts()
    assert 0 < first[0] <= 60
    stranger.done(*words)
    assert stranger.counts() == first
    stranger.done("synth", "--region", "350583103", "--households", "60", "--seed", "8")
    assert stranger.counts()[0] > first[0]
    stranger.done("screen", "verify")
    stranger.done("screen", "verify", "--on", "2020-02-29")
    stranger.done("audit", "verify")


def test_the_template_has_the_headings_of_the_contract_and_nobody_in_it(stranger: Stranger) -> None:
    out = stranger.folder / "空表.xlsx"
    stranger.done("people", "template", out)
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert rows[0] == list(HEADINGS.values())
    result = stranger.run("people", "import", out, "--region", YUNLIN)
    assert result.returncode == 2
    assert "还没有人" in result.stderr


def test_an_import_brings_a_family_in_once(stranger: Stranger) -> None:
    sheet = write_csv(stranger.folder / "people.csv", FAMILY)
    assert "将新增 3 人" in stranger.done("people", "import", sheet, "--region", YUNLIN, "--dry-run")
    assert stranger.counts() == (0, 0)
    stranger.done("people", "import", sheet, "--region", YUNLIN)
    assert stranger.counts() == (1, 3)
    assert "新增 0 人，更新 0 人，不变 3 人" in stranger.done("people", "import", sheet, "--region", YUNLIN)
    assert stranger.counts() == (1, 3)
    stranger.done("screen", "verify")
    stranger.done("audit", "verify")


def test_impossible_rows_stay_out_by_line_and_column_and_the_others_come_in(stranger: Stranger) -> None:
    wrong = HEAD.id_number[:-1] + ("0" if HEAD.id_number[-1] != "0" else "1")
    rows = [
        *FAMILY,
        replace(HEAD, household_number="2", id_number=wrong, phone=""),
        replace(HEAD, household_number="3", id_number=make("999999", date(1980, 1, 1), 5), phone=""),
        replace(HEAD, household_number="4", id_number="", birth_date=date(2090, 1, 1), phone=""),
        replace(HEAD, household_number="5", id_number="", name="赵外村", residence_code=350583103202, phone=""),
        replace(FAMILY[1]),
    ]
    result = stranger.run("people", "import", write_csv(stranger.folder / "p.csv", rows), "--region", YUNLIN)
    assert result.returncode == 2
    assert stranger.counts() == (1, 3)
    for line in (
        "第 5 行 公民身份号码",
        "第 6 行 出生日期",
        "第 7 行 出生日期",
        "第 8 行 居住地编码",
        "第 9 行 公民身份号码",
    ):
        assert line in result.stderr
    assert wrong not in result.stderr
    stranger.done("screen", "verify")


@pytest.mark.slow
def test_a_report_stands_where_it_was_asked_for_and_comes_in_again(stranger: Stranger) -> None:
    rows = [*FAMILY, replace(HEAD, household_number="2", id_number="", name="赵一", phone="12")]
    sheet, report = write_csv(stranger.folder / "p.csv", rows), stranger.folder / "report.xlsx"
    for place, words in ((sheet, ".xlsx"), (stranger.folder / "no" / "report.xlsx", "没有文件夹")):
        refused = stranger.run("people", "import", sheet, "--region", YUNLIN, "--report", place)
        assert (refused.returncode, words in refused.stderr) == (2, True)
    assert stranger.counts() == (0, 0)
    result = stranger.run("people", "import", sheet, "--region", YUNLIN, "--report", report)
    assert result.returncode == 2
    assert stranger.counts() == (1, 3)
    table = CalamineWorkbook.from_path(str(report)).get_sheet_by_index(0).to_python()
    assert "手机号码" in str(table[4][-1])
    again = stranger.run("people", "import", report, "--region", YUNLIN)
    assert "不变 3 人" in again.stdout


def test_a_dated_state_is_rolled_to_the_day_that_is_asked_for(stranger: Stranger) -> None:
    stranger.done("people", "import", write_csv(stranger.folder / "p.csv", FAMILY), "--region", YUNLIN)
    for day in ("2029-05-20", "2029-05-21", "2060-01-01"):
        stranger.done("screen", "verify", "--on", day)
    stranger.done("screen", "verify")


def test_somebody_acting_for_a_village_cannot_import_elsewhere(stranger: Stranger) -> None:
    sheet = write_csv(stranger.folder / "people.csv", FAMILY)
    result = stranger.run("people", "import", sheet, "--region", YUNLIN, "--as", "nobody-of-that-name")
    assert result.returncode == 2
    assert "没有账号" in result.stderr
    result = stranger.run("people", "import", sheet, "--region", YUNLIN, "--as", "admin")
    assert result.returncode == 2
    assert stranger.counts() == (0, 0)


def test_a_file_that_is_not_there_and_a_region_that_is_not_there_are_said_plainly(stranger: Stranger) -> None:
    assert "找不到文件" in stranger.run("people", "import", "no.csv", "--region", YUNLIN).stderr
    sheet = write_csv(stranger.folder / "people.csv", FAMILY)
    for code in ("99", "35058310320", "3505831032011", "芸林"):
        assert "没有编码为" in stranger.run("people", "import", sheet, "--region", code).stderr


DEEDS_IN_THE_AUDIT = (
    "DELETE FROM audit_entry WHERE sequence = (SELECT max(sequence) FROM audit_entry)",
    "DELETE FROM audit_entry WHERE sequence = 1",
    "DELETE FROM audit_head WHERE number = (SELECT max(number) FROM audit_head)",
    "DELETE FROM audit_head",
    "UPDATE audit_entry SET action = 'nothing' WHERE sequence = 2",
)


def test_audit_verify_finds_what_was_done_behind_its_back(stranger: Stranger) -> None:
    stranger.done("audit", "verify")
    for deed in DEEDS_IN_THE_AUDIT:
        with stranger.tampered(deed):
            result = stranger.run("audit", "verify")
            assert result.returncode == 1, deed
            assert "审计" in result.stderr
    stranger.done("audit", "verify")


DEEDS_IN_THE_NUMBERS = (
    "UPDATE facts_rollup SET amount = amount + 1 WHERE id = (SELECT min(id) FROM facts_rollup)",
    "DELETE FROM facts_rollup WHERE measure = 'people'",
    "UPDATE registry_person SET village_code = 350583103202 WHERE id = 1",
    "UPDATE registry_lifeevent SET \"on\" = '2001-01-01' WHERE id = 1",
)


def test_screen_verify_names_every_number_that_is_not_true(stranger: Stranger) -> None:
    stranger.done("synth", "--region", YUNLIN, "--households", "10", "--seed", "1")
    stranger.done("screen", "verify")
    for deed in DEEDS_IN_THE_NUMBERS:
        with stranger.tampered(deed):
            result = stranger.run("screen", "verify")
            assert result.returncode == 1, deed
            assert "屏上" in result.stderr


@pytest.mark.slow
def test_without_its_keys_the_system_says_so_and_makes_no_new_ones(stranger: Stranger) -> None:
    stranger.done("synth", "--region", YUNLIN, "--households", "5", "--seed", "1")
    (stranger.home / "keys" / "master.key").rename(stranger.folder / "master.key")
    (stranger.home / "keys" / "keyring.json").rename(stranger.folder / "keyring.json")
    assert stranger.doctor()["ok"] is False
    for words in (("setup",), ("synth", "--region", YUNLIN, "--households", "5", "--seed", "2")):
        result = stranger.run(*words)
        assert result.returncode == 1
        assert "keys/" in result.stderr
    assert not (stranger.home / "keys" / "master.key").exists()
    for name in ("master.key", "keyring.json"):
        (stranger.folder / name).rename(stranger.home / "keys" / name)
    assert stranger.doctor()["ok"] is True


def test_an_unreadable_database_address_is_one_plain_sentence(stranger: Stranger) -> None:
    environment = {**clean_environment(stranger.home), "JIAHE_DATABASE_URL": "mysql://root@localhost/x"}
    result = subprocess.run([jiahe(), "doctor"], env=environment, capture_output=True, text=True)
    assert result.returncode == 2
    assert "JIAHE_DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_demo_serves_the_public_pages_and_says_when_its_port_is_taken(stranger: Stranger) -> None:
    port = free_port()
    command = [jiahe(), "demo", "--households", "20", "--port", str(port)]
    log = stranger.folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            env=clean_environment(stranger.home),
            cwd=stranger.folder,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", server, log)
        for path in ("/", "/design/"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                assert answer.status == 200
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        result = stranger.run("demo", "--port", str(port))
        assert result.returncode == 2
        assert "已被占用" in result.stderr
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
    assert "jiahe-demo" in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_demo_does_not_mix_sample_people_with_real_ones(stranger: Stranger) -> None:
    stranger.done("people", "import", write_csv(stranger.folder / "people.csv", FAMILY), "--region", YUNLIN)
    result = stranger.run("demo", "--port", str(free_port()))
    assert result.returncode == 2
    assert "真实的家庭" in result.stderr
    assert stranger.counts() == (1, 3)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8")
            subprocess.run(["sleep", "0.2"], check=True)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))
