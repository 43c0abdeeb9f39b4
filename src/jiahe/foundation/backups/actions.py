"""Making a backup and restoring one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction

from jiahe import __version__
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.backups import loading
from jiahe.foundation.backups.container import (
    DAMAGED,
    LONGEST_LINE,
    BackupDamaged,
    Header,
    KeyMark,
    check_whole,
    new_id,
    opened,
    packed,
    read_header,
    same_start,
)
from jiahe.foundation.backups.drafts import PlaceTaken, write_whole
from jiahe.foundation.backups.snapshots import Snapshot, snapshot
from jiahe.foundation.files import store
from jiahe.foundation.jobs.rights import require_jobs
from jiahe.foundation.notices.sending import doubt_what_waits
from jiahe.foundation.vault.keys import VaultError, fingerprints

MADE, RESTORED, SUBJECT = "backup.make", "backup.restore", "backup"
BLOCK = 1 << 20
Tell = Callable[[int, int], None]
CLASS_TITLES = {
    "identity": "证件号",
    "contact": "联系方式",
    "health": "健康和工资",
    "access": "登录的第二步",
    "bank": "收款账户",
    "audit": "审计签名",
}


class BackupRefused(Exception):
    """A backup cannot be made or restored here, in a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or restored."""

    header: Header
    digest: str
    size: int
    rows: int

    @property
    def is_older(self) -> bool:
        """Whether an earlier version made it, with tables that are brought to this version after a restore."""
        return loading.has_later_migrations(self.header.migrations)

    @property
    def fingerprints(self) -> str:
        """The keys it needs, as one reads them out to somebody."""
        return "、".join(f"{title_of(key)} {key.fingerprint}" for key in self.header.keys)


def title_of(key: KeyMark) -> str:
    """A key in the words of the operator."""
    return f"{CLASS_TITLES.get(key.field_class, key.field_class)}第 {key.version} 版"


def make_backup(*, place: Path, by: Actor, at: datetime, tell: Tell) -> Backup:
    """Write everything but the keys into one sealed file, as it stands at one moment; others may go on writing.

    Raises:
        OutOfReach, RightMissing: the actor does not look after the installation.
        BackupRefused: there is no place for it, or something else stands there.
    """
    require_jobs(by)
    _require_place(place)
    with snapshot() as tables:
        header = _header_of(tables, at)
        counts = {name: tables.count(name) for name in tables.tables()}
        body = _body(tables, counts, tell)
        try:
            digest = write_whole(place, packed(header, body))
        except PlaceTaken as taken:
            raise BackupRefused(str(taken)) from None
    made = Backup(header, digest, place.stat().st_size, sum(counts.values()))
    with transaction.atomic():
        details = {"id": header.id, "digest": digest, "bytes": made.size, "rows": made.rows}
        write_entry(actor=by, action=MADE, at=at, subject_type=SUBJECT, details=details)
    return made


def _require_place(place: Path) -> None:
    if not place.parent.is_dir():
        raise BackupRefused(f"没有文件夹 {place.parent}，请先建好它，再备份。")
    if place.is_dir():
        raise BackupRefused(f"{place} 是一个文件夹，请在后面写上备份的文件名。")
    if place.exists() and (not place.is_file() or not same_start(place)):
        raise BackupRefused(f"{place} 已经有了，而且不是家和的备份。请换一个文件名。")


def _header_of(tables: Snapshot, at: datetime) -> Header:
    keys = tables.select("SELECT field_class, version, fingerprint FROM vault_keyfingerprint ORDER BY 1, 2")
    ran = tables.select("SELECT app, name FROM django_migrations ORDER BY id")
    return Header(
        id=new_id(),
        made_at=at.isoformat(),
        version=__version__,
        database=connection.vendor,
        keys=tuple(KeyMark(*key) for key in keys),
        migrations=tuple((app, name) for app, name in ran),
    )


def _line(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _body(tables: Snapshot, counts: dict[str, int], tell: Tell) -> Iterator[bytes]:
    total, before = sum(counts.values()), 0
    for name, count in counts.items():
        yield _line({"table": name, "columns": tables.columns(name)})
        written = 0
        for block in tables.lines(name):
            written += block.count(b"\n")
            yield block
            if written % 1000 == 0:
                tell(before + written, total)
        yield loading.END_OF_TABLE
        if written != count:
            raise RuntimeError(f"{name}: {written} rows were read, {count} were counted")
        before += written
        tell(before, total)
    kept = yield from _files()
    yield _line({"end": True, "rows": counts, "files": kept, "highest_ids": tables.highest_ids(list(counts))})


def _files() -> Generator[bytes, None, int]:
    """The sealed files, as they stand on the disk; one that is deleted meanwhile is left out."""
    kept = 0
    for pk, path in sorted(store.rows_with_content().items()):
        try:
            content = path.open("rb")
        except FileNotFoundError:
            continue
        with content:
            left = path.stat().st_size if path.exists() else 0
            if not left:
                continue
            yield _line({"file": pk, "size": left})
            while left and (block := content.read(min(BLOCK, left))):
                left -= len(block)
                yield block
        if left:
            raise RuntimeError(f"file {pk} became shorter while it was read")
        kept += 1
    return kept  # what `yield from` hands to the body


def check_backup(*, place: Path, tell: Tell) -> Backup:
    """Read a whole backup with the keys that stand here; nothing is written.

    Raises:
        BackupDamaged: it is no backup, or not a whole one.
        BackupRefused: a key it needs is not here, or this version is older than the one that made it.
    """
    size = place.stat().st_size
    with place.open("rb") as file:
        header = read_header(file)
        _require_keys(header)
        newer = loading.unknown_migrations(header.migrations)
        if newer:
            raise BackupRefused(
                f"这份备份是用更新的版本（{header.version}）做的，现在装的是 {__version__}。请先把程序升级，再恢复。"
            )
        check_whole(file, header, tell=lambda done: tell(done, size))
        tell(size, size)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Backup(header, digest, size, 0)


def _require_keys(header: Header) -> None:
    """Raise BackupRefused unless every key of the backup stands in ``keys/``."""
    try:
        here = fingerprints()
    except VaultError:
        raise BackupRefused(
            "keys/ 里没有能用的密钥。请把做这份备份时的 keys/ 文件夹放进 JIAHE_HOME，再恢复；没有那些密钥，备份打不开。"
        ) from None
    missing = [key for key in header.keys if here.get((key.field_class, key.version)) != key.fingerprint]
    if missing:
        named = "、".join(f"{title_of(key)}（指纹 {key.fingerprint}）" for key in missing)
        raise BackupRefused(
            f"keys/ 里缺少打开这份备份的密钥：{named}。请放进做备份时的那一套 keys/；没有它们，备份打不开。"
        )


def restore_backup(*, place: Path, checked: Backup, guarded: tuple[str, ...], tell: Tell) -> bool:
    """Make the tables and fill them from a backup that was checked. Stopped, it is done by running it again.

    What remains is the caller's: to bring the tables to this version, then ``finish_restore``. False when the rows
    stand already, because an earlier run was stopped behind them.

    Raises:
        BackupRefused: the database holds people (a row in one of the ``guarded`` tables).
        BackupDamaged: the file was changed since it was checked.
    """
    if loading.loaded_backup() == checked.header.id:
        return False
    if loading.holds_rows(guarded):
        raise BackupRefused("这个数据库里已经有人，不能恢复到这里。请换一个空的数据库，或者新的 JIAHE_HOME。")
    loading.begin()
    loading.clear()
    loading.make_tables(checked.header.migrations)
    with place.open("rb") as file, loading.filling(checked.header.id) as loader:
        header = read_header(file)
        if header != checked.header:
            raise BackupDamaged(DAMAGED)
        _fill(opened(file, header), loader, lambda: tell(file.tell(), checked.size))
    tell(checked.size, checked.size)
    return True


def _fill(body: BinaryIO, loader: loading.Loader, tell: Callable[[], None]) -> None:
    while line := body.readline(LONGEST_LINE):
        said = json.loads(line)
        if "table" in said:
            loader.fill(said["table"], said["columns"], body)
        elif "file" in said:
            store.write_whole(store.place_of(said["file"]), _content(body, said["size"]))
        else:
            loader.set_highest_ids(said["highest_ids"])
            return
        tell()
    raise BackupDamaged(DAMAGED)


def _content(body: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        block = body.read(min(BLOCK, size))
        if not block:
            raise BackupDamaged(DAMAGED)
        size -= len(block)
        yield block


def finish_restore(*, checked: Backup, by: Actor, at: datetime) -> None:
    """Note in the audit which backup stands here now; from here on the database is like any other."""
    with transaction.atomic():
        details = {"id": checked.header.id, "digest": checked.digest, "made_at": checked.header.made_at}
        write_entry(actor=by, action=RESTORED, at=at, subject_type=SUBJECT, details=details)
        doubt_what_waits(at)
        loading.done()
