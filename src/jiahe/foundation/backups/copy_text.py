"""Rows as lines of text, in the text format of PostgreSQL's COPY: what SQLite needs to write it and to read it.

Tabs between the columns, ``\\N`` for nothing, a backslash before what would be mistaken for either. Moments carry their
offset, bytes are hexadecimal, true and false one letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

NOTHING = b"\\N"
_TO_ESCAPE = re.compile(r"[\\\t\n\r\b\f\v]")
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_FRACTION = 6  # digits: SQLite compares moments as text, so all must be written alike


def written(rows: Iterable[Sequence[Any]], types: Sequence[str]) -> Iterator[bytes]:
    """The line of each row that SQLite gave, for columns of these declared types."""
    kinds = [_kind(declared) for declared in types]
    for row in rows:
        yield ("\t".join(map(_text_of, row, kinds)) + "\n").encode()


def read(lines: Iterable[bytes], types: Sequence[str]) -> Iterator[list[Any]]:
    """The values of each line as SQLite takes them, for columns of these declared types."""
    readers = [_READERS.get(_kind(declared), str) for declared in types]
    for line in lines:
        fields = line.rstrip(b"\n").split(b"\t")
        yield [
            None if field == NOTHING else reader(_plain(field))
            for field, reader in zip(fields, readers, strict=True)
        ]  # fmt: skip


def _kind(declared: str) -> str:
    word = declared.lower().partition("(")[0].split()[0] if declared else ""
    return "integer" if word in {"integer", "bigint", "smallint"} else word


def _text_of(value: Any, kind: str) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if kind == "bool":
        return "t" if value else "f"
    text = _TO_ESCAPE.sub(lambda found: _ESCAPED[found[0]], str(value))
    return f"{text}+00" if kind == "datetime" else text


def _plain(field: bytes) -> str:
    text = field.decode()
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]), text) if "\\" in text else text


def _moment(text: str) -> str:
    """A moment as Django keeps it in SQLite: in UTC without saying so, whole seconds or six digits behind the point."""
    moment = text.removesuffix("+00")
    whole, point, fraction = moment.partition(".")
    return f"{whole}.{fraction.ljust(_FRACTION, '0')}" if point else moment


_READERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "bool": lambda text: int(text == "t"),
    "datetime": _moment,
    "blob": lambda text: bytes.fromhex(text.removeprefix("\\x")),
}
