"""Installations of their own for the tests of the commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.contracts.machines import ON_SQLITE, Machine


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Callable[..., Machine]]:
    """Makes machines with databases of the kind this run tests, or on SQLite when it is asked for."""
    made: list[str] = []
    chosen = settings.DATABASES["default"]
    server = f"host={chosen['HOST']} port={chosen['PORT']} user={chosen['USER']} dbname=postgres"

    def make(name: str, *, sqlite: bool = False) -> Machine:
        (tmp_path / name).mkdir()
        home = tmp_path / name / "home"
        home.mkdir()
        if ON_SQLITE or sqlite:
            return Machine(home)
        database = f"machine_{os.getpid()}_{len(made)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        made.append(database)
        return Machine(home, f"postgresql://{chosen['USER']}@{chosen['HOST']}:{chosen['PORT']}/{database}")

    yield make
    for database in made:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
