"""What the two databases do differently, behind one name each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models.lookups import In

_encoded = json.JSONEncoder(ensure_ascii=False).encode
REGISTRY_LOCK = "registry"  # held while a plan made on families or units as they stand is written
AT_ONCE = 10_000  # values in one statement: SQLite allows 32,766 parameters


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


def insert_many(model: type[models.Model], rows: Iterable[object]) -> None:
    """Insert rows as they stand, without signals or checks of the ORM: by COPY on PostgreSQL, as one statement on SQLite.

    A row is an object of the model or any other that has its columns as attributes, an ``id`` or none. A row without
    an id gets one from the database, which the object does not learn.

    Raises:
        RuntimeError: no transaction is open.
    """
    all_rows = list(rows)
    if not all_rows:
        return
    numbered = getattr(all_rows[0], "id", None) is not None
    names = [f.attname for f in model._meta.concrete_fields if numbered or not f.primary_key]
    insert_rows(model, names, map(attrgetter(*names), all_rows))


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that are nothing but the values of some columns; see ``insert_many``.

    Raises:
        RuntimeError: no transaction is open.
    """
    _require_transaction("insert_rows")
    by_name = {f.attname: f for f in model._meta.concrete_fields}
    with connection.cursor() as cursor:
        _fill(cursor, _quoted(model._meta.db_table), [by_name[name] for name in names], rows)


def update_many(model: type[models.Model], rows: Iterable[object], names: Sequence[str]) -> None:
    """Write some fields of rows that stand, by their ids, in as few statements for a thousand as for one.

    Raises:
        RuntimeError: no transaction is open.
    """
    _require_transaction("update_many")
    all_rows = list(rows)
    if not all_rows:
        return
    key: Any = model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table, near = _quoted(model._meta.db_table), _quoted(f"new_{model._meta.db_table}")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            held = [key, *fields]
            columns = ", ".join(_quoted(f.column) for f in held)
            cursor.execute(f"CREATE TEMP TABLE {near} AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608  # names from models
            _fill(cursor, near, held, _tuples(held, all_rows))
            changes = ", ".join(f"{_quoted(f.column)} = {near}.{_quoted(f.column)}" for f in fields)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {near} WHERE {table}.id = {near}.id")  # noqa: S608  # names from models
            cursor.execute(f"DROP TABLE {near}")
        else:
            changes = ", ".join(f"{_quoted(f.column)} = %s" for f in fields)
            values = _written([*fields, key], _tuples([*fields, key], all_rows))
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", list(values))  # noqa: S608  # names from models


def _fill(cursor: Any, table: str, fields: Sequence[Any], rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows into a table. The names in the statements come from the models; every value travels as a parameter."""
    columns = ", ".join(_quoted(f.column) for f in fields)
    if connection.vendor == "postgresql":
        # Binary, because reading dates and times from text is dear on both sides.
        start = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
        with connection.wrap_database_errors, cursor.copy(start) as copy:
            copy.set_types([_type_of(field) for field in fields])
            for values in _written(fields, rows):
                copy.write_row(values)
    else:
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(_written(fields, rows)))  # noqa: S608  # names from models


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _tuples(fields: Sequence[Any], rows: Iterable[object]) -> Iterator[tuple[Any, ...]]:
    names = [f.attname for f in fields]
    return map(attrgetter(*names), rows)


def _written(fields: Sequence[Any], rows: Iterable[tuple[Any, ...]]) -> Iterable[Sequence[Any]]:
    """The rows with their values as this database takes them; most are taken as they are."""
    converters = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))]
    if not converters:
        return rows
    return (_converted(list(row), converters) for row in rows)


def _converted(values: list[Any], converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    for place, convert in converters:
        values[place] = convert(values[place])
    return values


def _type_of(field: models.Field[Any, Any]) -> str:
    """The name of a column's type, as the driver knows it; of JSON that ``_binary_json`` has written, bytes."""
    if isinstance(field, models.JSONField):
        return "bytea"
    named = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(named).partition("(")[0]


def _binary_json(value: Any) -> bytes:
    """JSON as a binary COPY takes it: a byte for the version, and the text."""
    return b"\x01{}" if value == {} else b"\x01" + _encoded(value).encode()


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of a field is written, where it is not written as it is."""
    if connection.vendor == "postgresql":
        return _binary_json if isinstance(field, models.JSONField) else None
    if isinstance(field, models.JSONField):
        return _encoded
    if isinstance(field, models.DateTimeField):
        return lambda value: None if value is None else connection.ops.adapt_datetimefield_value(value)
    if isinstance(field, models.DateField):
        return lambda value: None if value is None else value.isoformat()
    return None


def where_known(field: str, name: str) -> models.Index:
    """An index of the rows in which a column says anything: those where it is empty are never looked for by it."""
    return models.Index(fields=[field], name=name, condition=models.Q((f"{field}__isnull", False)))


def array_of(values: Sequence[int | bytes | date | str | None]) -> str:
    """Values as the text of one PostgreSQL array: the driver takes ten times as long over every element of a list."""
    plain = {int, date}.issuperset(map(type, values))
    return "{" + ",".join(map(str if plain else _element, values)) + "}"


def _element(value: int | bytes | date | str | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


@models.BigIntegerField.register_lookup
@models.BigAutoField.register_lookup
@models.BinaryField.register_lookup
@models.ForeignKey.register_lookup
class AnyOf(In):
    """``column__any_of=[…]``: like ``in``, with the values as one parameter where the database can take them so.

    A statement with thousands of placeholders costs more to prepare than to run.
    """

    lookup_name = "any_of"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """``column = ANY(array)``."""
        left, parameters = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if values and all(type(value) in (int, bytes) for value in values):
            column = "bigint" if type(values[0]) is int else "bytea"
            return f"{left} = ANY(%s::{column}[])", [*parameters, array_of(values)]
        return f"{left} = ANY(%s)", [*parameters, values]
