"""Keeping a file, opening it and deleting it, each with its entry in the audit."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.utils.timezone import localdate

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.files import store
from jiahe.foundation.files.kinds import BLOCK, FileRefused, agreed_kind
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.files.names import safe_name
from jiahe.foundation.files.purposes import FilePurpose, purpose_of
from jiahe.foundation.files.queries import FileGone, require_reader
from jiahe.foundation.regions.models import Region

EXPIRY = Actor("operator", None, "file expiry")  # nobody in person: the time a purpose sets is over
AT_ONCE = 500


def keep_file(
    *, purpose: FilePurpose, name: str, content: bytes | BinaryIO, by: Actor, at: datetime, region: Region | None = None
) -> StoredFile:
    """Keep a file for a purpose; what is due is deleted meanwhile. The rights to the deed behind it are the caller's.

    Raises:
        FileRefused: it is too large, empty, or not of a kind that the purpose takes.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, 2)
    if size > purpose.largest:
        raise FileRefused(f"文件超过 {purpose.largest // 1024**2} MB，放不进来。请分成几份。")
    kind = agreed_kind(stream, purpose.kinds)
    digest = _digest(stream)
    delete_expired(at=at)
    with transaction.atomic():
        file = StoredFile.objects.create(
            purpose=purpose.code,
            name=safe_name(name, kind),
            kind=kind,
            size=size,
            digest=digest,
            owner_kind=by.kind,
            owner_id=by.id,
            post_id=by.post_id,
            region_code=region.code if region else None,
            region_level=region.level if region else None,
            kept_at=at,
            delete_at=at + purpose.kept_for if purpose.kept_for else None,
        )
        store.put(file.pk, stream)  # before the commit: a row that stands has its content
        _audit("files.keep", file, by, at, {"kind": kind.value, "size": size, "digest": digest})
    return file


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def open_file(*, file: StoredFile, by: Actor, at: datetime) -> Iterator[bytes]:
    """The content of a file, in pieces; the opening is in the audit before the first of them is given.

    Raises:
        OutOfReach, RightMissing: it is not the actor's to read.
        FileGone: it was deleted, by now at the latest.
    """
    require_reader(file, by)
    file.refresh_from_db()
    if not file.is_kept(at):
        delete_expired(at=at)
        raise FileGone(_why_gone(file))
    try:
        content = store.get(file.pk)
    except FileNotFoundError:
        raise FileGone(_why_gone(file)) from None
    with transaction.atomic():
        _audit("files.open", file, by, at, {})
    return content


def _why_gone(file: StoredFile) -> str:
    title = purpose_of(file.purpose).title
    due = file.delete_at
    if due is not None and (file.deleted_at is None or file.deleted_at >= due):
        return f"“{title}”只留到 {localdate(due):%Y-%m-%d}，这一份已经按期删掉了。"
    return f"“{title}”里的这一份已经删掉了。"


def delete_file(*, file: StoredFile, by: Actor, at: datetime) -> bool:
    """Delete the content of a file; its row stays. False when it was deleted before.

    Raises:
        OutOfReach, RightMissing: it is not the actor's.
    """
    require_reader(file, by)
    return _delete(file, by, at)


def _delete(file: StoredFile, by: Actor, at: datetime) -> bool:
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=file.pk, deleted_at=None).update(deleted_at=at):
            return False
        _audit("files.delete", file, by, at, {})
        # After the commit: undone, the deed must find the content again. A crash in between is mended by the sweep.
        transaction.on_commit(partial(store.remove, file.pk))
    file.deleted_at = at
    return True


def delete_expired(*, at: datetime) -> int:
    """Delete the files whose time is over, and what a crash left on disk; returns how many files there were."""
    deleted = 0
    while due := list(StoredFile.objects.filter(deleted_at=None, delete_at__lte=at).order_by("pk")[:AT_ONCE]):
        deleted += sum(_delete(file, EXPIRY, at) for file in due)
    _sweep(at)
    return deleted


def _sweep(at: datetime) -> None:
    """Remove contents without a row, or whose row says that they are deleted.

    One without a row is given an hour: the transaction that writes its row may not be over.
    """
    contents = store.rows_with_content()
    pks = sorted(contents)
    for start in range(0, len(pks), AT_ONCE):
        part = pks[start : start + AT_ONCE]
        deleted_at = dict(StoredFile.objects.filter(pk__in=part).values_list("pk", "deleted_at"))
        for pk in part:
            stands = pk in deleted_at and deleted_at[pk] is None
            if not stands and (pk in deleted_at or store.is_older(contents[pk], store.DRAFT_STANDS, at)):
                contents[pk].unlink(missing_ok=True)
    store.remove_old_drafts(at=at)


def _audit(action: str, file: StoredFile, by: Actor, at: datetime, details: dict[str, object]) -> None:
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="file",
        subject_id=file.pk,
        region_code=file.region_code,
        details={"purpose": file.purpose, **details},
    )
