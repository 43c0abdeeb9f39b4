"""`jiahe benefits check`, called as a stranger would: installed, in an empty folder, no database, no setup."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.benefits.families import CONTRACT, contract_family, entry
from tests.served import clean_environment, jiahe


def run(folder: Path, values: Any, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "family.json").write_text(json.dumps(values), "utf-8")
    return subprocess.run(
        [jiahe(), "benefits", "check", "family.json", *words],
        env=clean_environment(folder / "home"),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_one_family_is_answered_without_a_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run(tmp_path, CONTRACT, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["on", "entitlements", "not_entitled", "unknown"]
    where, subsidy = entry(answer, "childcare_subsidy", "child1")
    assert (where, subsidy["amount"], subsidy["unit"]) == ("entitlements", "3600.00", "CNY/year")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["family.json"]


def test_the_day_on_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    done = run(tmp_path, CONTRACT, "--on", "2027-07-15", "--json")
    answer = json.loads(done.stdout)
    assert answer["on"] == "2027-07-15"
    assert entry(answer, "childcare_subsidy", "child1")[0] == "not_entitled"


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (contract_family(child1={"birth_date": None}), "members[2].birth_date"),
        (contract_family(child1={"colour": "red"}), "members[2].colour"),
        (contract_family(mother={"birth_date": "2020-10-01"}), "members[2].mother"),
    ],
)
def test_a_family_that_cannot_be_is_refused_with_the_path_and_one_sentence(
    tmp_path: Path, values: Any, path: str
) -> None:
    done = run(tmp_path, values, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert path in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("--on", "2026-02-30"), ("--on", "tomorrow"), ("--on",)])
def test_a_wrong_day_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, CONTRACT, *words, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [jiahe(), "benefits", "check", "none.json", "--json"],
        env=clean_environment(tmp_path), cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.json" in done.stderr
