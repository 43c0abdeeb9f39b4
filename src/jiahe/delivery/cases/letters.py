"""The letters 文书 of a case: that it was taken up, what was answered, and to which department it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models, transaction

from jiahe.delivery.cases.kinds import kind_for, kind_of
from jiahe.delivery.cases.models import Case, CaseEntry, CaseState, Deed
from jiahe.delivery.cases.queries import history_of
from jiahe.delivery.catalogue.letters import Letter, as_pdf
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import Department, Post
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, path_to
from jiahe.registry.actions.common import in_words

ASSOCIATION = "计划生育协会"


class LetterKind(models.TextChoices):
    """Which letters there are."""

    RECEIPT = "receipt", "受理通知书"
    DECISION = "decision", "办理结果告知书"
    REFERRAL = "referral", "转办函"


CLOSES = (Deed.ANSWERED, Deed.REJECTED)


def letters_of(case: Case, history: Sequence[CaseEntry], *, for_applicant: bool) -> list[LetterKind]:
    """The letters that can be made of a case now; that to a department is no matter of the applicant's."""
    found = [LetterKind.RECEIPT]
    if case.state in (CaseState.ANSWERED, CaseState.REJECTED):
        found.append(LetterKind.DECISION)
    if not for_applicant and any(entry.deed == Deed.REFERRED for entry in history):
        found.append(LetterKind.REFERRAL)
    return found


def make_letter(*, case: Case, kind: str, by: Actor, at: datetime, on: date) -> bytes:
    """A letter of a case that was read through the gate, as a PDF; that it was made stands in the audit.

    Raises:
        OutOfReach: there is no such letter of it now.
        NoChineseType: this machine cannot write it.
    """
    history = history_of(case)
    if kind not in letters_of(case, history, for_applicant=by.kind == "resident"):
        raise OutOfReach("没有这份文书。")
    letter = {
        LetterKind.RECEIPT: _receipt,
        LetterKind.DECISION: _decision,
        LetterKind.REFERRAL: _referral,
    }[LetterKind(kind)](case, history, on)
    made = as_pdf(letter, at=at)
    with transaction.atomic():
        write_entry(
            actor=by, action="cases.letter", at=at, subject_type="case", subject_id=case.pk,
            region_code=case.village_code, details={"letter": kind},
        )  # fmt: skip
    return made


def _what(case: Case) -> str:
    title = kind_of(case.kind).title
    return f"{title}（{case.claim.content.get('title', '')}）" if case.claim is not None else title


def _who(case: Case) -> str:
    return case.person.name if case.person is not None else str(case.content.get("name", ""))


def _receipt(case: Case, history: Sequence[CaseEntry], on: date) -> Letter:
    steps = kind_for(case).steps
    owner = history[0].to_post or case.owner
    return Letter(
        title=LetterKind.RECEIPT.label,
        number=f"编号 {case.number}",
        to=_who(case),
        paragraphs=[
            f"您提出的“{_what(case)}”，我们在{in_words(case.opened_on)}收到了，由{owner}首先办理，并负责到底。",
            "办到哪一步，登录“我的家”就看得到，也可以打电话或者到村里问。等您补充材料的日子，不算在办理的时间里。",
        ],
        facts=[(f"第 {number} 步", f"{step.title}，{step.takes}") for number, step in enumerate(steps, 1)],
        signed=_association(case.village_code, owner),
        day=in_words(case.opened_on),
    )


def _decision(case: Case, history: Sequence[CaseEntry], on: date) -> Letter:
    closing = next(entry for entry in reversed(history) if entry.deed in CLOSES)
    rejected = closing.deed == Deed.REJECTED
    result = "没有受理，原因是：" if rejected else "办结了，结果是："
    facts = [("办理的岗位", str(closing.post or case.owner)), ("收到的日期", in_words(case.opened_on))]
    if closing.pinned:
        edition = closing.pinned["edition"]
        facts.append(("所依据的标准", f"第 {edition} 次发布" if edition else "系统自带"))
    return Letter(
        title=LetterKind.DECISION.label,
        number=f"编号 {case.number}",
        to=_who(case),
        paragraphs=[
            f"您提出的“{_what(case)}”，{result}",
            *[line for line in closing.text.splitlines() if line.strip()],
            "觉得还没有办好的，从今天起三十天以内，可以在“我的家”里点“请接着办”，或者告诉村里的工作人员。",
        ],
        facts=facts,
        signed=_association(case.village_code, closing.post or case.owner),
        day=in_words(closing.on),
    )


def _referral(case: Case, history: Sequence[CaseEntry], on: date) -> Letter:
    entry = next(entry for entry in reversed(history) if entry.deed == Deed.REFERRED)
    department = Department(case.department).label if case.department else str(entry.to_post or "")
    received = next((e for e in history if e.deed == Deed.RECEIVED and e.pk > entry.pk), None)
    facts = [("申请的人", _who(case)), ("事项", _what(case)), ("转办的日期", in_words(entry.on))]
    if case.is_live:
        facts.append(("请在这天以前答复", in_words(case.due_on)))
    facts.append(("签收", in_words(received.on) if received is not None else "还没有签收"))
    return Letter(
        title=LetterKind.REFERRAL.label,
        number=f"编号 {case.number}",
        to=department,
        paragraphs=[
            "下面这件事项，请贵单位协助办理：",
            *[line for line in entry.text.splitlines() if line.strip()],
            "办理结果请在“家和”里答复，或者函告我会。",
        ],
        facts=facts,
        signed=_association(case.village_code, entry.post or case.owner),
        day=in_words(entry.on),
    )


def _association(village_code: int, post: Post) -> str:
    """The association of the county where it is dealt with, or of the city or province whose post it is."""
    if post.region.level < Level.COUNTY:
        return f"{post.region.title}{ASSOCIATION}"
    village = find_region(village_code, Level.VILLAGE)
    places = path_to(village) if village is not None else []
    county = next((place for place in places if place.level == Level.COUNTY), post.region)
    return f"{county.title}{ASSOCIATION}"
