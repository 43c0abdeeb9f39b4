"""Files: what they are by content, who may open them, sealed on disk, deleted in time, whole after a crash."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.files import purposes
from jiahe.foundation.files.actions import delete_expired, delete_file, keep_file, open_file
from jiahe.foundation.files.kinds import FileRefused, Kind, kind_of
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.files.names import safe_name
from jiahe.foundation.files.purposes import FilePurpose
from jiahe.foundation.files.queries import FileGone, stored_file
from jiahe.foundation.regions.models import Region
from jiahe.foundation.vault.crypto import VaultError
from jiahe.foundation.vault.streams import PIECE, SEALED_PIECE, open_stream, seal_stream
from jiahe.registry.imports.uploads import IMPORT_SHEET
from jiahe.registry.rights import IMPORT_PEOPLE
from tests.places import NOW

pytestmark = pytest.mark.django_db

PAPERS = FilePurpose(
    code="test-papers",
    title="测试材料",
    kinds=(Kind.PDF, Kind.PNG, Kind.TEXT),
    largest=3 * PIECE,
    kept_for=timedelta(days=3),
    holds_people=True,
    right=IMPORT_PEOPLE,
)
PDF = b"%PDF-1.7\n" + b"\x00\xff" * 40
WHERE = {"table": "t", "column": "c", "row": 1, "field_class": "identity"}


@pytest.fixture(autouse=True)
def _papers() -> None:
    purposes.declare_purpose(PAPERS)
    for path in folder():
        path.unlink()


def folder() -> list[Path]:
    return list((Path(settings.HOME) / "files").glob("*"))


@pytest.fixture
def lin(cast) -> Actor:
    return cast.actor("lin")


def keep(by: Actor, region: Region | None = None, content: bytes = PDF, name: str = "病历.pdf", at=NOW) -> StoredFile:
    return keep_file(purpose=PAPERS, name=name, content=content, by=by, at=at, region=region)


def content_of(file: StoredFile, by: Actor, at=NOW) -> bytes:
    return b"".join(open_file(file=file, by=by, at=at))


def workbook(**parts: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "户编号")
    if not parts:
        return out.getvalue()
    with zipfile.ZipFile(out, "a") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


# What a file is


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, Kind.PDF),
        (b"\xff\xd8\xff\xe0 photo", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n picture", Kind.PNG),
        ("户编号,姓名\n1,林".encode(), Kind.CSV),
        ("户编号\t姓名\n1\t林".encode("gb18030"), Kind.CSV),
        ("户编号,姓名".encode("utf-16"), Kind.CSV),
        ("芸林村的一封信。".encode(), Kind.TEXT),
        (b"\x00\x01 nothing", None),
        (b"MZ\x90\x00\x03\x00\x00\x00", None),
        ("字".encode() * 700_000 + b"\x00", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: Kind | None) -> None:
    assert kind_of(io.BytesIO(content)) == kind


def test_a_workbook_is_told_by_what_is_packed_in_it() -> None:
    assert kind_of(io.BytesIO(workbook())) is Kind.XLSX


def empty_zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版的 .xls"),
        (b"PK\x03\x04 cut off", "打不开"),
        (workbook()[:-30], "打不开"),
        (empty_zip("word/document.xml"), "不是 .xlsx"),
        (workbook(**{"xl/vbaProject.bin": "x"}), "带有宏"),
        (workbook()[:-10] + (1 << 30).to_bytes(4, "little") + workbook()[-6:], "打不开"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_sentence(content: bytes, word: str) -> None:
    with pytest.raises(FileRefused, match=word):
        kind_of(io.BytesIO(content))


def test_what_is_not_asked_for_is_refused_whatever_its_name_says(lin: Actor, yunlin: Region) -> None:
    with pytest.raises(FileRefused, match=r"从内容看，这是Excel 表格.*PDF 文件、PNG 图片、纯文本"):
        keep(lin, content=workbook(), name="材料.pdf")
    with pytest.raises(FileRefused, match="看不出这是什么文件"):
        keep(lin, content=b"\x00\x00", name="材料.pdf")
    with pytest.raises(FileRefused, match="超过 3 MB"):
        keep(lin, content=b"%PDF-" + b"0" * PAPERS.largest)
    with pytest.raises(FileRefused, match="JPEG 图片"):
        keep_file(purpose=IMPORT_SHEET, name="a.xlsx", content=b"\xff\xd8\xff", by=lin, at=NOW, region=yunlin)
    assert keep(lin, content="一、二，三,四".encode(), name="a.txt").kind == Kind.TEXT
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\病历\\林 家.pdf", "林 家.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("一\n二\x00.PDF", "一二.pdf"),
        ("...", "文件.pdf"),
        ("林" * 300 + ".pdf", "林" * 120 + ".pdf"),
        ("\udcff.pdf", "文件.pdf"),
    ],
)
def test_a_name_is_made_safe_and_says_what_the_file_is(given: str, safe: str) -> None:
    assert safe_name(given, Kind.PDF) == safe


# Sealed on disk


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_stream_of_any_length_opens_again(size: int) -> None:
    plain = os.urandom(size)
    sealed = b"".join(seal_stream(io.BytesIO(plain), **WHERE))
    assert b"".join(open_stream(io.BytesIO(sealed), **WHERE)) == plain


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[: 1 + SEALED_PIECE],  # the end cut off at a seam
        lambda s: s[:-1],
        lambda s: b"",
        lambda s: (
            s[:1] + s[1 + SEALED_PIECE : 1 + 2 * SEALED_PIECE] + s[1 : 1 + SEALED_PIECE] + s[1 + 2 * SEALED_PIECE :]
        ),
        lambda s: s + b"\0",
        lambda s: bytes([0x41]) + s[1:],
        lambda s: s[:5000] + bytes([s[5000] ^ 1]) + s[5001:],
    ],
)
def test_a_stream_that_was_cut_turned_or_changed_does_not_open(spoil) -> None:
    sealed = b"".join(seal_stream(io.BytesIO(b"x" * (2 * PIECE + 9)), **WHERE))
    with pytest.raises(VaultError):
        list(open_stream(io.BytesIO(spoil(sealed)), **WHERE))
    with pytest.raises(VaultError):
        list(open_stream(io.BytesIO(sealed), **{**WHERE, "row": 2}))


def test_a_kept_file_is_sealed_readable_by_its_owner_alone_and_opens_as_it_was(lin: Actor, yunlin: Region) -> None:
    file = keep(lin, yunlin)
    [path] = folder()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"PDF" not in path.read_bytes()
    assert content_of(file, lin) == PDF
    deeds = Entry.objects.filter(subject_type="file", subject_id=file.pk).order_by("pk")
    assert [d.action for d in deeds] == ["files.keep", "files.open"]
    assert "病历" not in str([d.details for d in deeds])
    assert deeds[0].region_code == yunlin.code


def test_the_content_of_one_file_does_not_open_as_that_of_another(lin: Actor) -> None:
    one, other = keep(lin), keep(lin, content=b"%PDF-other")
    paths = {int(p.stem): p for p in folder()}
    paths[other.pk].write_bytes(paths[one.pk].read_bytes())
    with pytest.raises(VaultError):
        content_of(other, lin)


# Who may open it


def test_a_file_is_private_to_who_put_it_there_but_for_whom_its_purpose_names(lin: Actor, yunlin: Region, cast) -> None:
    file = keep(lin, yunlin)
    assert stored_file(file.pk, by=lin) == file
    assert stored_file(file.pk, by=cast.actor("township")) == file
    for stranger in ("chen", "pingtan"):
        with pytest.raises(OutOfReach):
            stored_file(file.pk, by=cast.actor(stranger))
    for insider in ("president", "auditor"):
        with pytest.raises(RightMissing):
            stored_file(file.pk, by=cast.actor(insider))
    with pytest.raises(OutOfReach):
        stored_file(file.pk + 1, by=lin)
    nowhere = keep(lin)
    with pytest.raises(OutOfReach):
        open_file(file=nowhere, by=cast.actor("township"), at=NOW)


def test_a_sheet_of_an_import_belongs_to_the_post_and_to_nobody_else(lin: Actor, yunlin: Region, cast) -> None:
    sheet = keep_file(purpose=IMPORT_SHEET, name="a.csv", content=b"a,b", by=lin, at=NOW, region=yunlin)
    colleague = Actor("user", 999, "sun", lin.post_id, lin.scope, lin.rights)
    assert stored_file(sheet.pk, by=colleague) == sheet
    with pytest.raises(OutOfReach):
        stored_file(sheet.pk, by=cast.actor("township"))
    mine = keep(lin)
    with pytest.raises(OutOfReach):
        stored_file(mine.pk, by=colleague)


def test_what_holds_people_must_say_for_how_long_it_is_kept() -> None:
    with pytest.raises(ValueError, match="how long"):
        FilePurpose("x", "x", (Kind.PDF,), 1, None, holds_people=True)


# Deleted in time, whole after a crash


def test_a_file_goes_when_its_time_is_over(lin: Actor, yunlin: Region, django_capture_on_commit_callbacks) -> None:
    file = keep(lin, yunlin)
    late = NOW + timedelta(days=3)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(FileGone, match="只留到 2026-11-26"),
    ):
        content_of(file, lin, at=late)
    assert folder() == []
    file.refresh_from_db()
    assert file.deleted_at == late
    last = Entry.objects.filter(subject_type="file").order_by("-pk")[0]
    assert (last.action, last.actor_name) == ("files.delete", "file expiry")
    assert delete_expired(at=late) == 0


def test_keeping_a_file_deletes_what_is_due(lin: Actor, django_capture_on_commit_callbacks) -> None:
    keep(lin)
    with django_capture_on_commit_callbacks(execute=True):
        second = keep(lin, at=NOW + timedelta(days=4))
    assert [int(p.stem) for p in folder()] == [second.pk]


def test_a_deleted_file_is_gone_once_the_deed_is_sure(lin: Actor, django_capture_on_commit_callbacks) -> None:
    file = keep(lin)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        delete_file(file=file, by=lin, at=NOW)
        raise ZeroDivisionError
    assert content_of(file, lin) == PDF
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_file(file=file, by=lin, at=NOW)
    assert not delete_file(file=file, by=lin, at=NOW)
    assert folder() == []
    with pytest.raises(FileGone, match="已经删掉"):
        content_of(file, lin)


@pytest.mark.differs
def test_what_a_crash_leaves_on_disk_is_swept(lin: Actor) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep(lin)
        raise ZeroDivisionError
    [orphan] = folder()
    draft = orphan.with_name(".7.abcd")
    draft.write_bytes(b"half")
    (working := orphan.with_name(".making-x")).mkdir()
    (working / "half.xlsx").write_bytes(b"half")
    everything = (orphan, draft, working / "half.xlsx", working)
    for path in everything:
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    delete_expired(at=NOW)
    deep = NOW.timestamp() - 2 * 3600
    for path in everything:
        assert path.exists(), "its row may not be written yet"
        os.utime(path, (deep, deep))
    kept = keep(lin, content=b"%PDF-kept")
    # On SQLite the id of the row that was rolled back is given again: then the orphan was replaced.
    assert [p.name for p in folder()] == [f"{kept.pk}.sealed"]
    assert content_of(kept, lin) == b"%PDF-kept"
    StoredFile.objects.filter(pk=kept.pk).update(deleted_at=NOW)  # killed between the commit and the removal
    delete_expired(at=NOW)
    assert folder() == []


def test_a_file_whose_content_is_lost_says_so(lin: Actor) -> None:
    file = keep(lin)
    folder()[0].unlink()
    with pytest.raises(FileGone):
        content_of(file, lin)


# Served


def test_a_file_is_served_to_its_owner_as_a_download_and_not_to_others(lin: Actor, yunlin: Region, cast) -> None:
    content = PDF + os.urandom(PIECE)
    address = reverse("desk:file", args=[keep(lin, yunlin, content=content, at=NOW + timedelta(days=300)).pk])
    answer = cast.client("lin").get(address)
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E7%97%85%E5%8E%86.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(content))
    assert cast.client("chen").get(address).status_code == 404
    assert cast.client("auditor").get(address).status_code == 403
    assert cast.client("lin").post(address).status_code == 405


def test_a_file_that_is_gone_says_so_on_a_page(lin: Actor, cast) -> None:
    file = keep(lin, at=NOW - timedelta(days=30))
    answer = cast.client("lin").get(reverse("desk:file", args=[file.pk]))
    assert answer.status_code == 410
    assert "已经按期删掉了" in answer.content.decode()
