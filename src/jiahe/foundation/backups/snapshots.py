"""All tables as of one moment, while others go on writing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction

from jiahe.foundation.backups import copy_text

# What lives for hours and belongs to one running server; and what says which migrations ran, which the header tells.
LEFT_OUT = frozenset(
    {"django_session", "django_migrations", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog",
     "axes_accessattemptexpiration", "accounts_onetimecode", "jiahe_restoring"}
)  # fmt: skip
MARKER = "jiahe_restoring"


class Snapshot(Protocol):
    """The tables as they stood when it began."""

    def tables(self) -> list[str]:
        """Every table that belongs into a backup, by name."""

    def columns(self, table: str) -> list[str]:
        """Its columns, in order."""

    def count(self, table: str) -> int:
        """How many rows it has."""

    def lines(self, table: str) -> Iterator[bytes]:
        """Its rows as COPY text, one line or several at a time."""

    def highest_ids(self, tables: list[str]) -> dict[str, int]:
        """The last id that was given out in each table: an id that was used once is never given to another row."""

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a question."""


@contextlib.contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Read the database as of now until the block ends."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for setting in (
                "datestyle TO 'ISO'",
                "timezone TO 'UTC'",
                "bytea_output TO 'hex'",
                "statement_timeout TO 0",
            ):
                cursor.execute(f"SET LOCAL {setting}")
            yield _OfPostgresql(cursor)
        return
    # A connection of its own: in WAL mode its read transaction keeps its moment while others write.
    file = Path(settings.DATABASES["default"]["NAME"]).resolve()
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)) as own:
        own.execute("BEGIN")
        yield _OfSqlite(own)
        own.execute("ROLLBACK")


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return connection.ops.quote_name(name)


class _OfPostgresql:
    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        self._cursor.execute(statement)
        return list(self._cursor.fetchall())

    def tables(self) -> list[str]:
        """Every table but those left out."""
        found = connection.introspection.get_table_list(self._cursor)
        return sorted(table.name for table in found if table.type in {"t", "p"} and table.name not in LEFT_OUT)

    def columns(self, table: str) -> list[str]:
        """The columns that are stored."""
        self._cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' ORDER BY attnum",
            [quoted(table)],
        )
        return [row[0] for row in self._cursor.fetchall()]

    def count(self, table: str) -> int:
        """Count."""
        return int(self.select(f"SELECT count(*) FROM {quoted(table)}")[0][0])  # noqa: S608  # a name the database gave

    def lines(self, table: str) -> Iterator[bytes]:
        """Read the rows without holding them."""
        names = ", ".join(map(quoted, self.columns(table)))
        with connection.wrap_database_errors, self._cursor.copy(f"COPY {quoted(table)} ({names}) TO STDOUT") as copy:
            for block in copy:
                yield bytes(block)

    def highest_ids(self, tables: list[str]) -> dict[str, int]:
        """Read how far the counters are."""
        highest = {}
        for table in tables:
            if "id" not in self.columns(table):
                continue
            self._cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [quoted(table)])
            sequence = self._cursor.fetchone()[0]
            if sequence:
                last, called = self.select(f"SELECT last_value, is_called FROM {sequence}")[0]  # noqa: S608  # as above
                highest[table] = int(last) if called else 0
        return highest


class _OfSqlite:
    def __init__(self, own: sqlite3.Connection) -> None:
        self._own = own

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self._own.execute(statement).fetchall()

    def tables(self) -> list[str]:
        """Every table but those left out."""
        found = self.select(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return sorted(name for (name,) in found if name not in LEFT_OUT)

    def columns(self, table: str) -> list[str]:
        """The columns that are stored."""
        return [row[1] for row in self.select(f"PRAGMA table_info({quoted(table)})")]

    def count(self, table: str) -> int:
        """Count."""
        return int(self.select(f"SELECT count(*) FROM {quoted(table)}")[0][0])  # noqa: S608  # a name the database gave

    def lines(self, table: str) -> Iterator[bytes]:
        """Read the rows without holding them."""
        columns = self.select(f"PRAGMA table_info({quoted(table)})")
        names = ", ".join(quoted(column[1]) for column in columns)
        rows = self._own.execute(f"SELECT {names} FROM {quoted(table)}")  # noqa: S608  # as above
        return copy_text.written(rows, [column[2] for column in columns])

    def highest_ids(self, tables: list[str]) -> dict[str, int]:
        """Read how far the counters are."""
        return {
            name: int(last) for name, last in self.select("SELECT name, seq FROM sqlite_sequence") if name in tables
        }
