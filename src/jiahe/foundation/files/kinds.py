"""What a file is, found by its content and never by its name. What is not on the list is not kept."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from django.db import models


class Kind(models.TextChoices):
    """The kinds of file that can be kept."""

    XLSX = "xlsx", "Excel 表格（.xlsx）"
    CSV = "csv", "CSV 表格（.csv）"
    PDF = "pdf", "PDF 文件"
    JPEG = "jpeg", "JPEG 图片"
    PNG = "png", "PNG 图片"
    TEXT = "text", "纯文本"

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return MEDIA_TYPES[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """How the name of such a file may end; the first is given to one that ends otherwise."""
        return ENDINGS[self]


MEDIA_TYPES = {
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.TEXT: "text/plain; charset=utf-8",
}
ENDINGS = {
    Kind.XLSX: (".xlsx",),
    Kind.CSV: (".csv", ".txt", ".tsv"),
    Kind.PDF: (".pdf",),
    Kind.JPEG: (".jpg", ".jpeg"),
    Kind.PNG: (".png",),
    Kind.TEXT: (".txt",),
}
MAGIC = ((b"%PDF-", Kind.PDF), (b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG))
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
BLOCK = 1 << 20
LINES_READ = 10  # within which a table has a line with more than one cell
MOST_LISTED = 1 << 20  # bytes of a package's list of contents: a workbook has some twenty entries


class FileRefused(ValueError):
    """A file that is not kept: too large, empty, or not what it should be. In a sentence for who brought it."""


def agreed_kind(content: BinaryIO, allowed: Iterable[Kind]) -> Kind:
    """What a file is, where that is among the kinds that are asked for. A table of text is a plain text, too.

    Raises:
        FileRefused: it is nothing that can be kept, or something else than what is asked for.
    """
    wanted = tuple(allowed)
    in_words = "、".join(kind.label for kind in wanted)
    kind = kind_of(content)
    if kind is None:
        raise FileRefused(f"看不出这是什么文件。这里可以用的是：{in_words}。")
    if kind is Kind.CSV and Kind.CSV not in wanted and Kind.TEXT in wanted:
        return Kind.TEXT
    if kind not in wanted:
        raise FileRefused(f"从内容看，这是{kind.label}，和这里要的不一样。这里可以用的是：{in_words}。")
    return kind


def kind_of(content: BinaryIO) -> Kind | None:
    """What a file is; None when it is nothing on the list. The stream is read from its start and left anywhere.

    Raises:
        FileRefused: it is empty, damaged, or of a kind that has a better one to be saved as.
    """
    content.seek(0)
    start = content.read(16)
    if not start:
        raise FileRefused("这个文件是空的，请检查后再选。")
    if start.startswith(OLD_OFFICE):
        raise FileRefused("这是旧版的 .xls（或 .doc），或者加了密码的文件。请去掉密码，另存为 .xlsx 后再上传。")
    if start.startswith(b"PK"):
        return _package(content)
    found = next((kind for magic, kind in MAGIC if start.startswith(magic)), None)
    return found or _text(content)


def _package(content: BinaryIO) -> Kind:
    """A workbook, told by the list of what is packed in it; nothing is unpacked."""
    broken = FileRefused("这个 Excel 文件打不开，可能没有保存完整。请用 Excel 打开，另存为 .xlsx 后再上传。")
    _refuse_long_list(content, broken)
    try:
        with zipfile.ZipFile(content) as packed:
            names = {name.lower().lstrip("/") for name in packed.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, struct.error):
        raise broken from None
    if "xl/workbook.xml" not in names:
        raise FileRefused("这不是 .xlsx 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused("这份表格带有宏。请用 Excel 打开，另存为不带宏的 .xlsx 后再上传。")
    return Kind.XLSX


def _refuse_long_list(content: BinaryIO, broken: FileRefused) -> None:
    """Refuse a package whose list of contents alone would fill the memory that reads it."""
    size = content.seek(0, 2)
    content.seek(max(size - 66_000, 0))  # the end of a package: 22 bytes and a remark of at most 65,535
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22 or int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_LISTED:
        raise broken
    content.seek(0)


def _text(content: BinaryIO) -> Kind | None:
    """A text in an encoding that sheets are saved in; a table when one of its first lines has several cells."""
    content.seek(0)
    wide = content.read(2) in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        start = _start_of_text(content, encoding)
        if start is not None:
            lines = start.lstrip().splitlines()[:LINES_READ]
            return Kind.CSV if any(re.search(r"[,\t;]", line) for line in lines) else Kind.TEXT
    return None


def _start_of_text(content: BinaryIO, encoding: str) -> str | None:
    """The first 10,000 characters, when all of the content is text in an encoding."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    start = ""
    try:
        while True:
            block = content.read(BLOCK)
            text = decoder.decode(block, final=not block)
            if "\0" in text:
                return None
            if len(start) < 10_000:
                start += text[:10_000]
            if not block:
                return start
    except UnicodeDecodeError:
        return None
