"""What differs between machines comes from the environment, and what is secret from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jiahe import environment
from tests.contracts.machines import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A data folder in which nothing stands."""
    return Machine(tmp_path / "home")


@pytest.mark.slow
def test_the_address_of_the_database_and_the_key_of_the_sessions_are_read_from_files(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "address").write_text(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}\n")
    machine.done("setup", JIAHE_DATABASE_URL_FILE=str(tmp_path / "address"))
    assert (tmp_path / "elsewhere.sqlite3").exists()
    assert not (machine.home / "jiahe.sqlite3").exists()
    (tmp_path / "key").write_text("a key of our own\n")
    monkeypatch.setenv("JIAHE_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.secret_key(machine.home) == "a key of our own"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["JIAHE_SECRET_KEY", "JIAHE_DATABASE_URL"])
def test_a_file_that_is_not_there_or_empty_or_named_twice_is_one_plain_sentence(
    machine: Machine, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "full").write_text("sqlite:///x")
    for given in (
        {f"{name}_FILE": str(tmp_path / "nowhere")},
        {f"{name}_FILE": str(tmp_path)},
        {f"{name}_FILE": str(tmp_path / "empty")},
        {f"{name}_FILE": str(tmp_path / "full"), name: "top-secret"},
    ):
        result = machine.run("doctor", **given)
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert f"{name}_FILE" in result.stderr
        assert "top-secret" not in result.stderr


def test_an_address_that_cannot_be_read_is_not_repeated_because_it_holds_a_password(machine: Machine) -> None:
    for address in ("postgresql://jiahe:hush@[::1/jiahe", "postgresql://jiahe:hush@127.0.0.1:port/jiahe", "hush"):
        result = machine.run("doctor", JIAHE_DATABASE_URL=address)
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert "hush" not in result.stderr


@pytest.mark.slow
def test_a_missing_backup_is_a_warning_until_the_operator_says_how_old_it_may_be(machine: Machine) -> None:
    machine.done("setup")

    def said(**more: str) -> tuple[bool, dict[str, object]]:
        report = json.loads(machine.run("doctor", "--json", **more).stdout)
        return report["ok"], next(check for check in report["checks"] if check["name"] == "backup")

    assert said()[1]["warning"] is False  # nobody is here yet
    assert said(JIAHE_BACKUP_DAYS="3")[0] is True
    machine.done("synth", "--region", "350583103201", "--households", "5", "--seed", "1")
    ok, check = said()
    assert (ok, check["ok"], check["warning"]) == (True, True, True)
    assert "注意  backup" in machine.done("doctor")
    assert said(JIAHE_BACKUP_DAYS="3")[0] is False
    machine.done("backup", machine.home.parent / "b.jiahe")
    ok, check = said(JIAHE_BACKUP_DAYS="3")
    assert (ok, check["warning"]) == (True, False)
    assert "上次备份" in str(check["detail"])
    assert machine.run("doctor", JIAHE_BACKUP_DAYS="-1").returncode == 2


@pytest.mark.parametrize(
    ("name", "good", "wrong"),
    [
        ("JIAHE_HOSTS", "jiahe.example.org,10.0.0.5,.example.org,[::1],*", "https://a.org|a.org:443|a.org/|a b|-"),
        (
            "JIAHE_ORIGINS",
            "https://a.org,http://127.0.0.1:8000,https://[::1]",
            "a.org|https://a.org/|ftp://a.org|https://",
        ),
    ],
)
def test_names_that_no_browser_could_ask_for_are_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, machine: Machine, name: str, good: str, wrong: str
) -> None:
    read = {"JIAHE_HOSTS": environment.hosts, "JIAHE_ORIGINS": environment.origins}[name]
    monkeypatch.setenv(name, good)
    assert read(name) == good.split(",")
    for each in wrong.split("|"):
        monkeypatch.setenv(name, f"{good},{each}")
        with pytest.raises(ImproperlyConfigured, match=name):
            read(name)
    result = machine.run("doctor", **{name: wrong.split("|")[0]})
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)


def test_whom_to_ask_is_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIAHE_CONTACT", "  王工\n0591-1234 5678 ")
    assert environment.line("JIAHE_CONTACT") == "王工 0591-1234 5678"
    monkeypatch.setenv("JIAHE_CONTACT", "x" * 121)
    with pytest.raises(ImproperlyConfigured, match="120"):
        environment.line("JIAHE_CONTACT")
