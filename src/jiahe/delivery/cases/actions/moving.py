"""What every deed does: see that the case is still where it was read, write it, enter it, count it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jiahe.delivery.cases import owners
from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.cases.kinds import kind_for
from jiahe.delivery.cases.measures import RECOVERED, counts_of
from jiahe.delivery.cases.models import LIVE, Case, CaseEntry, CaseState, Deed, PublicNotice
from jiahe.delivery.cases.pins import DECIDES, pinned
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing, require
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import allocate_ids
from jiahe.foundation.facts.actions import append_facts
from jiahe.foundation.holidays.workdays import working_days_after
from jiahe.registry.actions.common import refuse
from jiahe.registry.models.resident_request import RequestStatus
from jiahe.registry.residents.answering import settle_claim

LONGEST = 1000
CLAIM_ENDS = {
    CaseState.ANSWERED: RequestStatus.ACCEPTED,
    CaseState.REJECTED: RequestStatus.REFUSED,
    CaseState.WITHDRAWN: RequestStatus.WITHDRAWN,
}
GONE = "别的同事刚刚处理过这件事项。请刷新页面，看过以后再办。"


def mine(case: Case, by: Actor) -> tuple[CaseKind, Step]:
    """The kind and the step of a case that lies with the actor's post.

    Raises:
        RightMissing: it lies with another.
        Refused: it is closed.
    """
    require(by, HANDLE_CASES)
    if case.owner_id != by.post_id:
        raise RightMissing("这件事项现在不在您的岗位上办理。")
    if not case.is_live:
        raise refuse("", "这件事项已经办结了。")
    declared = kind_for(case)
    return declared, declared.step(case.step)


def require_own(case: Case, by: Actor) -> None:
    """Raise OutOfReach unless the case is the resident's or of those he acts for."""
    if by.kind != "resident" or case.person_id not in by.persons:
        raise OutOfReach("没有找到这件事项。")


def require_words(field: str, text: str, sentence: str) -> None:
    """Refuse words that are missing or too long, at their field."""
    if not text.strip():
        raise refuse(field, sentence)
    if len(text) > LONGEST:
        raise refuse(field, f"写得太长了，最多 {LONGEST} 个字。")


def owner_at(step: Step, case: Case) -> Post | None:
    """The post that does a step, where its declaration names a level and somebody is there."""
    return None if step.by is None else owners.nearest(case.village_code, from_level=step.by)


def refuse_while_public(case: Case) -> None:
    """Refuse a deed that cannot be done while the public notice of a case stands."""
    if case.public_notices.filter(ended_on=None).exists():
        raise refuse("", "正在公示，期满会自动进到下一步。有人提异议的，记在“记一条异议”里；不能给的，选“不予受理”。")


def at_step(step: Step, owner: Post, on: date) -> dict[str, Any]:
    """What a case is when it comes to a step and a post: its clock starts."""
    return {
        "step": step.code,
        "owner": owner,
        "due_on": working_days_after(on, step.within),
        "late_told": 0,
        "received": True,
    }


def move(case: Case, seen: int, changes: dict[str, Any], *, live: bool = True) -> None:
    """Write a case that nobody moved since it was read; refuse otherwise."""
    rows = Case.objects.filter(pk=case.pk, moves=seen)
    rows = rows.filter(state__in=LIVE) if live else rows.exclude(state__in=LIVE)
    if not rows.update(**changes, moves=seen + 1):
        raise refuse("", GONE)
    for name, value in {**changes, "moves": seen + 1}.items():
        setattr(case, name, value)


def close(
    case: Case, state: CaseState, deed: Deed, changes: dict[str, Any], seen: int, by: Actor, at: datetime, on: date, *,
    text: str = "", fen: int = 0,
) -> None:  # fmt: skip
    """Close a case; what is answered is counted, on time or not, with the money that was got back."""
    on_time = int(case.state == CaseState.WAITING or on <= case.due_on)
    move(case, seen, changes | {"state": state, "closed_on": on, "left": None})
    counted = (1, on_time, fen) if state == CaseState.ANSWERED else (0, 0, 0)
    enter(case, deed, by, at, on, text=text, counts=counted)
    PublicNotice.objects.filter(case=case, ended_on=None).update(ended_on=on)
    if case.claim is not None:
        settle_claim(request=case.claim, status=CLAIM_ENDS[state], answer=text, by=by, at=at)


def enter(
    case: Case, deed: Deed, by: Actor, at: datetime, on: date, *, text: str = "", to: Post | None = None,
    step: str = "", to_applicant: bool = True, counts: tuple[int, int, int] = (0, 0, 0),
) -> None:  # fmt: skip
    """Enter a deed into the history, the audit and the sums."""
    (pk,) = allocate_ids(CaseEntry, 1)
    closed, on_time, fen = counts
    entry = CaseEntry(
        pk=pk, case=case, deed=deed, at=at, on=on, user_id=by.id, post_id=by.post_id, step=step or case.step,
        to_post=to if to is not None else (case.owner if deed == Deed.OPENED else None),
        to_applicant=to_applicant, closed=closed, on_time=on_time, fen=fen,
    )  # fmt: skip
    entry.seal_text(text.strip())
    if deed in DECIDES:
        entry.seal_pinned(pinned(case, by, on))
    entry.save(force_insert=True)
    counted = counts_of(case.kind)
    amounts = ((counted.closed, closed), (counted.on_time, on_time), (RECOVERED, fen))
    append_facts({(measure.code, case.village_code, on): n for measure, n in amounts if n})
    write_entry(
        actor=by,
        action=f"cases.{deed}",
        at=at,
        subject_type="case",
        subject_id=case.pk,
        region_code=case.village_code,
        details={"kind": case.kind, "step": entry.step},
    )
