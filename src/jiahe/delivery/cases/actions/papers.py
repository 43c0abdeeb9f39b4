"""Bringing a paper, and opening one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import F

from jiahe.delivery.cases.actions.moving import enter, mine, require_own
from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.models import LIVE, Case, CasePaper, Deed
from jiahe.delivery.cases.papers import CASE_PAPER
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.files.actions import keep_file, open_file
from jiahe.foundation.files.kinds import FileRefused, agreed_kind
from jiahe.registry.actions.common import refuse


def add_paper(
    *, case: Case, paper: str, name: str, content: bytes | BinaryIO, by: Actor, at: datetime, on: date
) -> CasePaper:
    """Put a paper to a case, as the applicant or as the post that has it; it replaces the one that stood there.

    The same file again is the same paper. It counts as a move, so that nobody decides on a page that was read before.

    Raises:
        OutOfReach, RightMissing: the case is neither the resident's nor the post's.
        Refused: no such paper is asked for, the file cannot be taken, or the case is closed.
    """
    if by.kind == "resident":
        require_own(case, by)
    else:
        mine(case, by)
    asked = next((one for one in kind_of(case.kind).every_paper if one.code == paper), None)
    if asked is None:
        raise refuse("paper", "请选交的是哪一份材料。")
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    if stream.seek(0, 2) > CASE_PAPER.largest:
        raise refuse("file", f"文件超过 {CASE_PAPER.largest // 1024**2} MB，放不进来。请把照片拍小一点，或者分成几份。")
    try:
        agreed_kind(stream, asked.kinds)
    except FileRefused as refused:
        raise refuse("file", str(refused)) from None
    stream.seek(0)
    digest = hashlib.sha256(stream.read()).hexdigest()
    with transaction.atomic():
        held = Case.objects.select_for_update().filter(pk=case.pk, state__in=LIVE)
        if not held.exists():
            raise refuse("", "这件事项已经办结了，不能再交材料。还没办好的，可以请我们接着办。")
        standing = case.papers.select_related("file").filter(code=paper, replaced_at=None).first()
        if standing is not None and standing.file.digest == digest:
            return standing  # pressed twice
        held.update(moves=F("moves") + 1)
        try:
            file = keep_file(purpose=CASE_PAPER, name=name, content=stream, by=by, at=at)
        except FileRefused as refused:
            raise refuse("file", str(refused)) from None
        if standing is not None:
            CasePaper.objects.filter(pk=standing.pk).update(replaced_at=at)
        kept = CasePaper.objects.create(case=case, code=paper, file=file, user_id=by.id, post_id=by.post_id, at=at)
        enter(case, Deed.PAPER, by, at, on, text=f"{asked.title}{'（换一份）' if standing else ''}")
    case.refresh_from_db(fields=["moves"])
    return kept


def open_paper(*, paper: CasePaper, by: Actor, at: datetime) -> Iterator[bytes]:
    """The content of a paper of a case that was read through the gate; that it was opened stands in the audit.

    Raises:
        OutOfReach, RightMissing: it is not the actor's to read.
        FileGone: its time is over.
    """
    content = open_file(file=paper.file, by=by, at=at)
    with transaction.atomic():
        write_entry(
            actor=by, action="cases.open_paper", at=at, subject_type="case", subject_id=paper.case_id,
            region_code=paper.case.village_code, details={"paper": paper.code},
        )  # fmt: skip
    return content
