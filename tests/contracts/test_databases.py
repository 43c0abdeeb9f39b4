"""JIAHE_DATABASE_URL selects the database: the same commands, in an empty folder, on the database of this test run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.contracts.test_commands import write_csv
from tests.people import FAMILY
from tests.served import clean_environment, jiahe

pytestmark = pytest.mark.differs
YUNLIN = "350583103201"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind this run tests."""
    chosen = settings.DATABASES["default"]
    if chosen["ENGINE"].endswith("sqlite3"):
        yield f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
        return
    server = f"host={chosen['HOST']} port={chosen['PORT']} user={chosen['USER']} dbname=postgres"
    name = f"stranger_{tmp_path.name.lower().replace('-', '_')[-30:]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"postgresql://{chosen['USER']}@{chosen['HOST']}:{chosen['PORT']}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.slow
def test_every_command_works_on_the_database_named(address: str, tmp_path: Path) -> None:
    environment = {**clean_environment(tmp_path / "home"), "JIAHE_DATABASE_URL": address}

    def run(*words: str) -> str:
        result = subprocess.run(
            [jiahe(), *words], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    before = subprocess.run([jiahe(), "screen", "verify"], env=environment, capture_output=True, text=True)
    assert (before.returncode, "jiahe setup" in before.stderr) == (1, True)
    run("setup")
    run("setup")
    run("synth", "--region", "350583103", "--households", "40", "--seed", "3")
    people = json.loads(run("doctor", "--json"))["counts"]["people"]
    sheet = write_csv(tmp_path / "people.csv", FAMILY)
    run("people", "import", str(sheet), "--region", YUNLIN)
    assert "不变 3 人" in run("people", "import", str(sheet), "--region", YUNLIN)
    assert json.loads(run("doctor", "--json"))["counts"]["people"] == people + 3
    run("screen", "verify")
    run("screen", "verify", "--on", "2026-01-31")
    run("audit", "verify")
    assert not (tmp_path / "home" / "jiahe.sqlite3").exists()
