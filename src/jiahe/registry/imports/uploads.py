"""The sheet of an import, sealed in the data folder for a day at most."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry.models import ImportRun

KEPT_FOR = timedelta(days=1)


class UploadGone(ValueError):
    """The sheet is no longer kept: a day has passed."""


def digest_of(content: bytes) -> str:
    """What tells one sheet from another."""
    return hashlib.sha256(content).hexdigest()


def file_of(run: ImportRun) -> Path:
    """Where the sealed sheet of a run stands."""
    return Path(settings.HOME) / "uploads" / f"{run.pk}.sealed"


def keep(run: ImportRun, content: bytes) -> None:
    """Keep a sheet, sealed for its run."""
    text = base64.b64encode(content).decode("ascii")
    sealed = seal(text, table="registry_importrun", column="sheet", row=run.pk, field_class="contact")
    file = file_of(run)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_bytes(sealed)


@contextmanager
def opened(run: ImportRun, *, at: datetime) -> Iterator[Path]:
    """The sheet as a plain file, which exists only while it is read, in a folder of its own.

    Raises:
        UploadGone: it is no longer kept.
    """
    if run.started_at < at - KEPT_FOR:
        file_of(run).unlink(missing_ok=True)
    try:
        sealed = file_of(run).read_bytes()
    except FileNotFoundError:
        raise UploadGone("这份表格放了超过一天，已经删掉了。请重新上传。") from None
    text = open_sealed(sealed, table="registry_importrun", column="sheet", row=run.pk, field_class="contact")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{Path(run.file_name).suffix[:5]}"
        path.write_bytes(base64.b64decode(text))
        yield path


def is_kept(run: ImportRun) -> bool:
    """Whether the sheet is still there."""
    return file_of(run).exists()


def forget_old_uploads(*, at: datetime) -> int:
    """Delete the sheets that are older than a day; returns how many."""
    old = ImportRun.objects.filter(started_at__lt=at - KEPT_FOR)
    files = [file for file in map(file_of, old) if file.exists()]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
