"""What the two databases do differently, behind one name each."""

from __future__ import annotations

import hashlib

from django.db import connection, models


def _require_transaction(what: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{what} needs an open transaction")


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve primary keys for rows that are inserted later in the same transaction.

    A sealed value is bound to its row's id, so the id must be known before the row stands. The ids ascend; on
    PostgreSQL others may lie between them.

    Raises:
        RuntimeError: no transaction is open.
    """
    _require_transaction("allocate_ids")
    if count == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            return list(range(1, count + 1))
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        return list(range(row[0] + 1, row[0] + count + 1))


def advisory_lock(name: str) -> None:
    """Let one transaction at a time go on from here, until it ends. SQLite's writers queue anyway.

    Raises:
        RuntimeError: no transaction is open.
    """
    _require_transaction("advisory_lock")
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
