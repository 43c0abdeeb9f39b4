"""Backup and restore as a stranger does them: two folders, the keys carried by hand, no server, no terminal."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jiahe.foundation.backups.container import opened, read_header
from tests.contracts.machines import ON_SQLITE, Machine
from tests.contracts.test_commands import YUNLIN, write_csv
from tests.people import CHILD, FAMILY, HEAD
from tests.served import jiahe

# Each test sets up installations of its own, so most wait for `make test-slow`.
pytestmark = pytest.mark.differs
TOWN = "350583103"


@pytest.fixture
def full(machine: Callable[..., Machine]) -> Machine:
    """A machine with families."""
    found = machine("full")
    found.done("setup")
    found.done("synth", "--region", TOWN, "--households", "40", "--seed", "3")
    found.done("people", "import", write_csv(found.home.parent / "people.csv", FAMILY), "--region", YUNLIN)
    return found


def fingerprints(backup: Path) -> list[str]:
    """The fingerprints of the keys that a backup says it needs."""
    with backup.open("rb") as file:
        return [key.fingerprint for key in read_header(file).keys]


def tables_of(backup: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[Any]]]:
    """The rows of each table of a backup, in order, by the names of their columns."""
    monkeypatch.setattr(settings, "HOME", home)
    found: dict[str, list[list[Any]]] = {}
    with backup.open("rb") as file:
        body = opened(file, read_header(file))
        while "table" in (said := json.loads(body.readline())):
            rows = []
            while (line := body.readline()) != b"\\.\n":
                values = dict(zip(said["columns"], line.decode().rstrip("\n").split("\t"), strict=True))
                rows.append(sorted((name, _meant(value)) for name, value in values.items()))
            found[said["table"]] = sorted(rows)
    return found


def _meant(value: str) -> str:
    """JSON by its meaning, moments by their digits: the databases write both in their own way."""
    if value[:1] in {"{", "["}:
        return json.dumps(json.loads(value.replace("\\\\", "\\")), sort_keys=True)
    if value.endswith("+00") and "." in value:
        return value.removesuffix("+00").rstrip("0").rstrip(".") + "+00"
    return value


@pytest.mark.slow
def test_a_restore_drill(full: Machine, machine: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    """Backed up, restored elsewhere with the keys: every row is there, every check is clean, work goes on."""
    backup = full.home.parent / "夜里.jiahe"
    said = full.done("backup", backup)
    assert "丢了密钥" in said
    assert all(key in said for key in fingerprints(backup))
    other = machine("other")
    other.take_keys_of(full)
    assert "密钥能打开它" in other.done("restore", "--check", backup)
    assert not (other.home / "jiahe.sqlite3").exists()
    other.done("restore", backup)
    other.is_well()
    assert other.counts() == full.counts()
    again = other.home.parent / "again.jiahe"
    other.done("backup", again)
    before, after = tables_of(backup, full.home, monkeypatch), tables_of(again, other.home, monkeypatch)
    assert before.keys() == after.keys()
    for table in before.keys() - {"audit_entry", "audit_head"}:
        assert after[table] == before[table], table
    for table in ("audit_entry", "audit_head"):
        assert [row for row in before[table] if row not in after[table]] == []
    assert "不变 3 人" in other.done("people", "import", full.home.parent / "people.csv", "--region", YUNLIN)
    other.done("synth", "--region", TOWN, "--households", "20", "--seed", "9")
    other.is_well()


@pytest.mark.slow
def test_a_backup_holds_neither_keys_nor_anything_that_can_be_read_without_them(full: Machine) -> None:
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    content = backup.read_bytes()
    for key in (full.home / "keys").iterdir():
        assert key.read_bytes().strip() not in content
    for known in (HEAD.name.encode(), HEAD.id_number.encode(), HEAD.phone.encode(), b"registry_person"):
        assert known not in content
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_file_that_was_changed_or_cut_anywhere_is_refused_and_nothing_is_written(
    full: Machine, machine: Callable[..., Machine]
) -> None:
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    other = machine("other")
    other.take_keys_of(full)
    content = backup.read_bytes()
    second_line = content.index(b"\n") + 1
    version = content.index(b'"version": "') + len(b'"version": "')
    wrong = {
        "nothing": b"",
        "something else": b"PK\x03\x04" + content,
        "first byte": b"X" + content[1:],
        "header": content[:version] + b"9" + content[version + 1 :],
        "header broken": content[:second_line] + b"[" + content[second_line + 1 :],
        "middle": content[: len(content) // 2]
        + bytes([content[len(content) // 2] ^ 1])
        + content[len(content) // 2 + 1 :],
        "last byte": content[:-1] + bytes([content[-1] ^ 1]),
        "cut by one": content[:-1],
        "cut in half": content[: len(content) // 2],
        "cut behind the header": content[: content.index(b"\n", second_line) + 1],
        "longer": content + b"\0",
    }
    for name, changed in wrong.items():
        place = other.home.parent / "wrong.jiahe"
        place.write_bytes(changed)
        assert "备份" in other.refused("restore", place), name
    assert sorted(path.name for path in other.home.iterdir()) == ["keys"]
    other.done("restore", backup)
    other.is_well()


@pytest.mark.slow
def test_without_the_right_keys_a_restore_says_which_are_missing_and_writes_nothing(
    full: Machine, machine: Callable[..., Machine]
) -> None:
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    other = machine("other")
    assert "keys/" in other.refused("restore", backup)
    assert list(other.home.iterdir()) == []
    other.done("setup")
    said = other.refused("restore", backup)
    assert all(key in said for key in fingerprints(backup))
    assert "证件号" in said
    other.take_keys_of(full)
    ring = json.loads((other.home / "keys" / "keyring.json").read_text())
    del ring["health"]
    (other.home / "keys" / "keyring.json").write_text(json.dumps(ring))
    said = other.refused("restore", backup)
    assert "健康和工资" in said
    assert "证件号" not in said
    other.take_keys_of(full)
    other.done("restore", backup)  # over the empty installation that setup had made with other keys
    other.is_well()
    assert other.counts() == full.counts()


@pytest.mark.slow
def test_a_database_that_holds_people_is_not_restored_into(full: Machine) -> None:
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    before = full.counts()
    assert "已经有人" in full.refused("restore", backup)
    assert full.counts() == before
    full.is_well()


@pytest.mark.slow
def test_a_backup_takes_the_place_of_an_older_one_and_of_nothing_else(full: Machine) -> None:
    folder = full.home.parent
    backup = folder / "b.jiahe"
    full.done("backup", backup)
    first = backup.read_bytes()
    full.done("backup", backup)
    assert backup.read_bytes() != first
    letter = folder / "letter.txt"
    letter.write_text("dear aunt")
    assert "不是家和的备份" in full.refused("backup", letter)
    assert letter.read_text() == "dear aunt"
    assert "文件夹" in full.refused("backup", folder)
    assert "没有文件夹" in full.refused("backup", folder / "no" / "b.jiahe")
    assert "keys/" in full.refused("backup", full.home / "keys" / "b.jiahe")
    assert sorted(path.name for path in folder.iterdir()) == ["b.jiahe", "home", "letter.txt", "people.csv"]
    for words in (("backup",), ("restore",), ("restore", "no.jiahe")):
        assert full.run(*words).returncode == 2


def test_a_backup_before_setup_says_what_to_do(machine: Callable[..., Machine]) -> None:
    other = machine("other")
    assert "jiahe setup" in other.refused("backup", other.home.parent / "b.jiahe")
    assert not (other.home.parent / "b.jiahe").exists()


@pytest.mark.slow
def test_a_backup_made_while_others_write_is_of_one_moment(full: Machine, machine: Callable[..., Machine]) -> None:
    writing = subprocess.Popen(
        [jiahe(), "synth", "--region", "350583", "--households", "1500", "--seed", "11"],
        env=full.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    made = []
    while not made or (writing.poll() is None and len(made) < 4):
        made.append(full.home.parent / f"{len(made)}.jiahe")
        full.done("backup", made[-1])
    assert writing.wait(240) == 0
    for place in made[:2]:
        other = machine(place.stem)
        other.take_keys_of(full)
        other.done("restore", place)
        other.is_well()


@pytest.mark.slow
@pytest.mark.skipif(ON_SQLITE, reason="needs both databases")
def test_a_backup_moves_from_one_database_to_the_other_and_back(
    full: Machine, machine: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    small = machine("small", sqlite=True)
    small.take_keys_of(full)
    small.done("restore", backup)
    small.is_well()
    carried = small.home.parent / "carried.jiahe"
    small.done("backup", carried)
    large = machine("large")
    large.take_keys_of(full)
    large.done("restore", carried)
    large.is_well()
    assert large.counts() == small.counts() == full.counts()
    at_last = large.home.parent / "b.jiahe"
    large.done("backup", at_last)
    before, after = tables_of(backup, full.home, monkeypatch), tables_of(at_last, large.home, monkeypatch)
    for table in before.keys() - {"audit_entry", "audit_head"}:
        assert after[table] == before[table], table
    large.done("people", "import", write_csv(large.home.parent / "p.csv", [CHILD]), "--region", YUNLIN)
    large.is_well()


def _killed(running: subprocess.Popen[bytes], after: float) -> bool:
    """Kill it after some time; whether it had not ended before."""
    time.sleep(after)
    lives = running.poll() is None
    running.send_signal(signal.SIGKILL)
    running.wait(30)
    return lives


@pytest.mark.slow
def test_a_restore_killed_again_and_again_ends_well_when_it_is_run_once_more(
    full: Machine, machine: Callable[..., Machine]
) -> None:
    full.done("synth", "--region", "350583", "--households", "3000", "--seed", "4")
    backup = full.home.parent / "b.jiahe"
    full.done("backup", backup)
    other = machine("other")
    other.take_keys_of(full)
    killed = 0
    for tenths in range(4, 60, 4):
        running = subprocess.Popen(
            [jiahe(), "restore", str(backup)], env=other.environment(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if not _killed(running, tenths / 10):
            break
        killed += 1
    assert killed > 3
    if other.run("doctor").returncode:
        other.done("restore", backup)
    other.is_well()
    assert other.counts() == full.counts()


@pytest.mark.slow
def test_a_backup_killed_in_the_middle_leaves_no_half_file_and_the_older_one_whole(full: Machine) -> None:
    full.done("synth", "--region", "350583", "--households", "3000", "--seed", "4")
    folder = full.home.parent
    backup = folder / "b.jiahe"
    killed = 0
    for tenths in range(2, 30, 2):
        running = subprocess.Popen(
            [jiahe(), "backup", str(backup)],
            env=full.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ended = not _killed(running, tenths / 10)
        if backup.exists():  # in place only when it was whole, even where the command had not yet come to its end
            full.done("restore", "--check", backup)
        if ended or backup.exists():
            break
        killed += 1
    assert killed > 3
    full.done("backup", backup)
    assert sorted(path.name for path in folder.iterdir()) == ["b.jiahe", "home", "people.csv"]
    whole = backup.read_bytes()
    running = subprocess.Popen(
        [jiahe(), "backup", str(backup)], env=full.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert _killed(running, 0.4)
    assert backup.read_bytes() == whole
    full.done("restore", "--check", backup)
