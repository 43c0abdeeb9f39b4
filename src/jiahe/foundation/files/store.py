"""The sealed contents on disk: one file for each row, written whole or not at all, readable by the service alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from jiahe.foundation.vault.streams import open_stream, seal_stream

ENDING = ".sealed"
DRAFT_STANDS = 3600  # seconds: what is older and belongs to no row was left by a crash
WHERE = {"table": "files_storedfile", "column": "content", "field_class": "identity"}


def folder() -> Path:
    """Where the contents stand."""
    found = Path(settings.HOME) / "files"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def place_of(pk: int) -> Path:
    """Where the content of a row stands."""
    return folder() / f"{pk}{ENDING}"


def put(pk: int, content: BinaryIO) -> None:
    """Write the content of a row, sealed."""
    content.seek(0)
    write_whole(place_of(pk), seal_stream(content, row=pk, **WHERE))


def write_whole(place: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that only its owner reads, the whole of it or nothing: a draft beside it first, then its name."""
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    held = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(held)  # the name, too, must survive a power cut
    finally:
        os.close(held)


def get(pk: int) -> Iterator[bytes]:
    """The content of a row, opened piece by piece.

    Raises:
        FileNotFoundError: there is none, at once; later VaultError: it cannot be opened.
    """
    pieces = _pieces(place_of(pk).open("rb"), pk)
    next(pieces)  # from here on the stream is closed with the pieces, whether or not somebody reads them
    return pieces


def _pieces(stream: BinaryIO, pk: int) -> Iterator[bytes]:
    with stream:
        yield b""
        yield from open_stream(stream, row=pk, **WHERE)


def remove(pk: int) -> None:
    """Remove the content of a row; nothing happens when it is gone already."""
    place_of(pk).unlink(missing_ok=True)


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A folder of one's own, in which a file is made before it is kept, and which goes with the block."""
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder()) as made:
        yield Path(made)


def rows_with_content() -> dict[int, Path]:
    """What stands on disk, by the id of its row."""
    found = (path for path in folder().iterdir() if path.suffix == ENDING and path.stem.isdecimal())
    return {int(path.stem): path for path in found}


def remove_old_drafts(*, at: datetime) -> None:
    """Remove drafts and workplaces that a crash left behind."""
    for path in folder().glob(".*"):
        if path.is_dir():
            if all(is_older(inside, DRAFT_STANDS, at) for inside in (path, *path.iterdir())):
                shutil.rmtree(path, ignore_errors=True)
        elif is_older(path, DRAFT_STANDS, at):
            path.unlink(missing_ok=True)


def is_older(path: Path, seconds: int, at: datetime) -> bool:
    """Whether something on disk was last touched so long before a moment; one that is gone is not."""
    try:
        return path.stat().st_mtime < at.timestamp() - seconds
    except FileNotFoundError:
        return False
