"""Filling empty tables from a backup: all of them in one transaction, so that a stop leaves them empty."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from jiahe.foundation.backups import copy_text
from jiahe.foundation.backups.container import DAMAGED, BackupDamaged
from jiahe.foundation.backups.snapshots import MARKER, quoted

END_OF_TABLE = b"\\.\n"
LONGEST_ROW = 1 << 30  # bytes
Migration = tuple[str, str]


def unknown_migrations(wanted: Iterable[Migration]) -> list[Migration]:
    """The migrations that this version does not have: the backup was made by a newer one."""
    loader = MigrationLoader(None)  # of the code alone: nothing is asked of a database
    known = set(loader.graph.nodes) | set(loader.replacements)
    return [migration for migration in wanted if migration not in known]


def has_later_migrations(made_with: Iterable[Migration]) -> bool:
    """Whether this version has migrations that were not there when the backup was made."""
    return not set(MigrationLoader(None).graph.nodes) <= set(made_with)


def holds_rows(tables: Iterable[str]) -> bool:
    """Whether one of these tables is there and not empty."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in present.intersection(tables):
            cursor.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1")  # noqa: S608  # a name from a model
            if cursor.fetchone():
                return True
    return False


def loaded_backup() -> str:
    """The id of the backup whose rows stand here while its restore is not done; empty when none is under way."""
    if MARKER not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {MARKER}")  # noqa: S608  # a constant
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def is_under_way() -> bool:
    """Whether a restore began here and is not done."""
    return MARKER in connection.introspection.table_names()


def begin() -> None:
    """Note that a restore is under way."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARKER} (id varchar(40) NOT NULL)")


def done() -> None:
    """Note that the restore is done."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MARKER}")


def clear() -> None:
    """Remove every table of Jiahe, of whichever version: an installation that holds no people is nothing to keep."""
    labels = tuple(f"{config.label}_" for config in apps.get_app_configs())
    django_own = {"django_migrations", "django_session", "django_content_type"}
    names = connection.introspection.table_names()
    ours = [name for name in names if (name.startswith(labels) or name in django_own) and name != MARKER]
    with _without_checks(), transaction.atomic(), connection.cursor() as cursor:
        cascade = "" if connection.vendor == "sqlite" else " CASCADE"
        for table in ours:
            cursor.execute(f"DROP TABLE {quoted(table)}{cascade}")


def make_tables(migrations: Sequence[Migration]) -> None:
    """Make the tables as they were when the backup was made."""
    executor = MigrationExecutor(connection)
    wanted, nodes = set(migrations), executor.loader.graph.node_map
    followed = {
        before.key
        for key in wanted & nodes.keys()
        for before in nodes[key].parents
        if before.key[0] == key[0]
    }  # fmt: skip
    executor.migrate([key for key in migrations if key in nodes and key not in followed])


@contextlib.contextmanager
def filling(backup: str) -> Iterator[Loader]:
    """One transaction in which the tables are filled; it leaves the mark of the backup, whose restore goes on from there."""
    with _without_checks(), transaction.atomic(), connection.cursor() as cursor:
        kept = _put_aside(cursor)
        yield Loader(cursor)
        for statement in kept:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            connection.check_constraints()
        cursor.execute(f"DELETE FROM {MARKER}")  # noqa: S608  # a constant
        cursor.execute(f"INSERT INTO {MARKER} (id) VALUES (%s)", [backup])  # noqa: S608  # a constant


@contextlib.contextmanager
def _without_checks() -> Iterator[None]:
    """Let SQLite not look for the other end of each row's links meanwhile; PostgreSQL's checks are put aside."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.constraint_checks_disabled():
        yield


def _put_aside(cursor: Any) -> list[str]:
    """Drop the indexes and the checks between tables; gives the statements that make them again.

    Built over the rows that stand, they cost a fraction of what they cost row by row.
    """
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {quoted(name)}")
        return [made for _, made in found]
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    checks = cursor.fetchall()
    for table, name, _ in checks:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisunique "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [
        *(made for _, made in indexes),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}" for table, name, made in checks),
    ]


class Loader:
    """Fills tables inside the transaction of ``filling``."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        for table in connection.introspection.table_names(cursor):
            if table not in {MARKER, "django_migrations"}:
                cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608  # a name the database gave

    def fill(self, table: str, columns: Sequence[str], body: BinaryIO) -> None:
        """Fill a table with the lines up to the end of the table.

        Raises:
            BackupDamaged: the table is not one of those the backup's migrations make.
        """
        lines = _until_the_end(body)
        if connection.vendor == "postgresql":
            names = ", ".join(map(quoted, columns))
            start = f"COPY {quoted(table)} ({names}) FROM STDIN"
            with connection.wrap_database_errors, self._cursor.copy(start) as copy:
                for line in lines:
                    copy.write(line)
            return
        self._cursor.execute(f"PRAGMA table_info({quoted(table)})")
        declared = {row[1]: row[2] for row in self._cursor.fetchall()}
        if not set(columns) <= declared.keys():
            raise BackupDamaged(DAMAGED)
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, columns))}) VALUES ({places})"  # noqa: S608  # as above
        # The driver itself takes the rows one by one; Django's cursor would hold them all.
        connection.connection.executemany(statement, copy_text.read(lines, [declared[name] for name in columns]))

    def set_highest_ids(self, highest: dict[str, int]) -> None:
        """Go on counting ids where the backup's database stood."""
        for table, last in highest.items():
            if connection.vendor == "sqlite":
                self._cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                self._cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            elif last:
                self._cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [quoted(table), last])


def _until_the_end(body: BinaryIO) -> Iterator[bytes]:
    while (line := body.readline(LONGEST_ROW)) != END_OF_TABLE:
        if not line:
            raise BackupDamaged(DAMAGED)
        yield line
