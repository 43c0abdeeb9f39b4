"""The file of a backup: two plain lines that say what it is and which keys it needs, then everything else, sealed.

What is sealed is compressed, and cut into pieces of which none can be changed, moved, left out or cut off
(``vault.streams``). The second line stands once more inside, so that it, too, cannot be changed.
"""

from __future__ import annotations

import io
import json
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from jiahe.foundation.vault.keys import VaultError
from jiahe.foundation.vault.streams import open_stream, seal_stream

MAGIC = b"JIAHE-BACKUP 1\n"
LONGEST_LINE = 1 << 20  # bytes: what is longer is no line of ours
GATHERED = 1 << 18  # bytes given to the compressor at once
LEVEL = 1  # of zlib: twice as quick as the usual level, a tenth larger
WHERE = {"table": "backup", "column": "content", "field_class": "identity"}
DAMAGED = "这份备份不完整，或者被改动过，不能用它恢复。请换一份备份。"


class BackupDamaged(Exception):
    """A file is no backup, or not a whole one; in a sentence."""


@dataclass(frozen=True, slots=True)
class KeyMark:
    """A key that opens values in the backup: its class, its version and its fingerprint."""

    field_class: str
    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself in plain text: nothing about anybody."""

    id: str
    made_at: str
    version: str
    database: str
    keys: tuple[KeyMark, ...]
    migrations: tuple[tuple[str, str], ...]

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def line(self) -> bytes:
        """The header as it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


def new_id() -> str:
    """A name for a backup that no other has."""
    return f"{secrets.randbits(62):016x}"


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a stream; ``left`` holds what did not fit."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give what there is, as much as fits."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _stream(pieces: Iterator[bytes]) -> io.BufferedReader:
    return io.BufferedReader(_Pieces(pieces), GATHERED)


def packed(header: Header, body: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of the file, in order.

    Raises:
        VaultError: the keys are missing or damaged.
    """
    yield MAGIC
    yield header.line()
    whole = _stream(_compressed(header, body))
    yield from seal_stream(whole, row=int(header.id, 16), **WHERE)


def _compressed(header: Header, body: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(LEVEL)
    waiting, size = [header.line()], 0
    for part in body:
        waiting.append(part)
        size += len(part)
        if size >= GATHERED:
            yield squeeze.compress(b"".join(waiting))
            waiting, size = [], 0
    yield squeeze.compress(b"".join(waiting))
    yield squeeze.flush()


def read_header(file: BinaryIO) -> Header:
    """The header of a backup; the file stands behind it afterwards.

    Raises:
        BackupDamaged: it is no backup.
    """
    if file.readline(len(MAGIC) + 1) != MAGIC:
        raise BackupDamaged("这个文件不是家和的备份。请用 jiahe backup 做出来的那一份。")
    try:
        said = json.loads(file.readline(LONGEST_LINE))
        keys = tuple(KeyMark(**key) for key in said.pop("keys"))
        migrations = tuple((app, name) for app, name in said.pop("migrations"))
        header = Header(**said, keys=keys, migrations=migrations)
        int(header.id, 16)
        header.moment  # noqa: B018  # a moment that is none is found here
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupDamaged(DAMAGED) from None
    return header


def opened(file: BinaryIO, header: Header) -> io.BufferedReader:
    """What is sealed behind the header, as a stream; nothing of it is given before it was checked.

    Reading raises BackupDamaged where the file was changed or cut.
    """
    body = _stream(_unpacked(file, header))
    if body.readline(LONGEST_LINE) != header.line():
        raise BackupDamaged(DAMAGED)
    return body


def _unpacked(file: BinaryIO, header: Header) -> Iterator[bytes]:
    expand = zlib.decompressobj()
    try:
        for piece in open_stream(file, row=int(header.id, 16), **WHERE):
            yield expand.decompress(piece)
    except (VaultError, zlib.error):
        raise BackupDamaged(DAMAGED) from None
    if not expand.eof:
        raise BackupDamaged(DAMAGED)


def check_whole(file: BinaryIO, header: Header, *, tell: Callable[[int], None]) -> None:
    """Read all of it and keep nothing; ``tell`` hears how far in the file that is.

    Raises:
        BackupDamaged: it was changed or cut.
    """
    body = opened(file, header)
    while body.read(GATHERED):
        tell(file.tell())


def same_start(path: Path) -> bool:
    """Whether a file begins as a backup does."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
