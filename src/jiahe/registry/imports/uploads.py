"""The sheet of an import: a file of the post that brought it, kept for a day at most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.files import store
from jiahe.foundation.files.actions import delete_file, keep_file, open_file
from jiahe.foundation.files.kinds import FileRefused, Kind
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.files.purposes import FilePurpose
from jiahe.foundation.files.queries import FileGone
from jiahe.foundation.regions.models import Region
from jiahe.registry.models import ImportRun
from jiahe.registry.sheets import MOST_BYTES, SheetError

IMPORT_SHEET = FilePurpose(
    code="import-sheet",
    title="导入的表格",
    kinds=(Kind.XLSX, Kind.CSV),
    largest=MOST_BYTES,
    kept_for=timedelta(days=1),
    holds_people=True,
    of_post=True,  # who comes to the post after him goes on with the import
)


class UploadGone(ValueError):
    """The sheet is no longer kept: a day has passed."""


def digest_of(content: bytes) -> str:
    """What tells one sheet from another."""
    return hashlib.sha256(content).hexdigest()


def keep_sheet(content: bytes, *, file_name: str, region: Region, by: Actor, at: datetime) -> StoredFile:
    """Keep a sheet.

    Raises:
        SheetError: it is too large, or by its content no sheet.
    """
    try:
        return keep_file(purpose=IMPORT_SHEET, name=file_name, content=content, by=by, at=at, region=region)
    except FileRefused as refused:
        raise SheetError(str(refused)) from None


@contextmanager
def opened(run: ImportRun, *, by: Actor, at: datetime) -> Iterator[Path]:
    """The sheet as a plain file, which exists only while it is read, in a folder of its own.

    Raises:
        UploadGone: it is no longer kept.
    """
    try:
        if run.sheet is None:
            raise FileGone
        content = open_file(file=run.sheet, by=by, at=at)
    except FileGone:
        raise UploadGone("这份表格放了超过一天，已经删掉了。请重新上传。") from None
    with store.workplace() as folder:
        path = folder / "sheet"
        with path.open("wb") as file:
            file.writelines(content)
        yield path


def drop_sheet(run: ImportRun, *, by: Actor, at: datetime) -> None:
    """Delete the sheet of a run before its time."""
    if run.sheet is not None:
        delete_file(file=run.sheet, by=by, at=at)
