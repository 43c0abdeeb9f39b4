"""Writing a large file at a place of somebody's choice, the whole of it or nothing."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path


class PlaceTaken(Exception):
    """Another process writes the same file at this moment."""


def write_whole(place: Path, pieces: Iterable[bytes]) -> str:
    """Write a file that its owner alone reads; returns its SHA-256.

    It is written beside its place and gets its name when all of it is on the disk. A stop leaves at most one draft,
    which the next writing takes over.

    Raises:
        PlaceTaken: another process writes it.
    """
    digest = hashlib.sha256()
    draft = place.with_name(f".{place.name}.part")
    with _held(draft) as handle, os.fdopen(handle, "wb") as stream:
        try:
            stream.truncate(0)
            for piece in pieces:
                stream.write(piece)
                digest.update(piece)
            stream.flush()
            os.fsync(stream.fileno())
            draft.replace(place)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)
    return digest.hexdigest()


@contextlib.contextmanager
def _held(draft: Path) -> Iterator[int]:
    """The draft, locked: nobody else writes it, and its name has not gone to somebody's finished file meanwhile."""
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino != draft.stat().st_ino:
            raise FileNotFoundError
    except (BlockingIOError, FileNotFoundError):
        os.close(handle)
        raise PlaceTaken(f"另一个备份正在往 {place_of(draft)} 写，请等它做完。") from None
    yield handle


def place_of(draft: Path) -> str:
    """The name a draft will get."""
    return draft.name.removeprefix(".").removesuffix(".part")
