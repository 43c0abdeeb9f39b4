"""What the applicant does: say what was asked for, take it back, ask again, say how content he is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from jiahe.delivery.cases.actions.moving import (
    GONE,
    LONGEST,
    at_step,
    close,
    enter,
    mine,
    move,
    owner_at,
    require_own,
    require_words,
)
from jiahe.delivery.cases.kinds import kind_for
from jiahe.delivery.cases.models import Case, CaseState, Deed
from jiahe.delivery.cases.notices import tell_owner
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.holidays.workdays import working_days_after
from jiahe.registry.actions.common import refuse
from jiahe.registry.models.resident_request import RequestStatus
from jiahe.registry.residents.answering import settle_claim

REOPENED_WITHIN = timedelta(days=30)


def reply(*, case: Case, text: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Say what was asked for, as the applicant, or as the post at his word; the clock goes on.

    Raises:
        OutOfReach, RightMissing: the case is neither the resident's nor the post's.
        Refused: nothing was asked, nothing is said, or the case has moved.
    """
    declared = kind_for(case)
    if by.kind == "resident":
        require_own(case, by)
    else:
        mine(case, by)
    if case.state != CaseState.WAITING:
        raise refuse("text", "现在没有要补充的。")
    require_words("text", text, "请写上要补充的。")
    with transaction.atomic():
        move(case, seen, {"state": CaseState.OPEN, "due_on": working_days_after(on, case.left or 0), "left": None})
        enter(case, Deed.REPLIED, by, at, on, text=text)
        tell_owner(case, declared.title, at=at)
    return case


def withdraw(*, case: Case, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Take back one's own case.

    Raises:
        OutOfReach: it is not the resident's.
        Refused: it has moved or is closed.
    """
    require_own(case, by)
    with transaction.atomic():
        close(case, CaseState.WITHDRAWN, Deed.WITHDRAWN, {}, seen, by, at, on)
    return case


def reopen(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Ask that a closed case be gone on with, within thirty days; it lies with the post that was asked first.

    Raises:
        OutOfReach, RightMissing: the case is neither the resident's nor of the post's place.
        Refused: it is not closed, it is too long ago, no reason, or it has moved.
    """
    declared = kind_for(case)
    if by.kind == "resident":
        require_own(case, by)
    else:
        require_at(by, HANDLE_CASES, case.village_code)
    require_words("reason", reason, "请写清楚哪里还没有办好。")
    if case.is_live or case.closed_on is None:
        raise refuse("reason", "这件事项还在办。")
    if on - case.closed_on > REOPENED_WITHIN:
        raise refuse("reason", "办结超过三十天了，请重新提一件。")
    first = case.entries.filter(deed=Deed.OPENED).first()
    owner = (first.to_post if first is not None else None) or case.owner
    closing = case.entries.filter(closed=1).last()
    counts = (-closing.closed, -closing.on_time, -closing.fen) if closing is not None else (0, 0, 0)
    # It goes on where it was closed: what was turned down before a decision is not decided by being opened again.
    step = declared.step(case.step)
    owner = (owner_at(step, case) or owner) if step is not declared.steps[-1] else owner
    with transaction.atomic():
        again = at_step(step, owner, on)
        move(case, seen, again | {"state": CaseState.OPEN, "closed_on": None, "rating": None}, live=False)
        enter(case, Deed.REOPENED, by, at, on, text=reason, to=owner, counts=counts)
        if case.claim is not None:
            settle_claim(request=case.claim, status=RequestStatus.WAITING, answer="", by=by, at=at)
        tell_owner(case, declared.title, at=at)
    return case


def rate(*, case: Case, stars: int, words: str, by: Actor, at: datetime, on: date) -> Case:
    """Say how content one is with the answer, from one to five; said again, the last word holds.

    Raises:
        OutOfReach: it is not the resident's.
        Refused: it is not answered, or there are no such stars.
    """
    require_own(case, by)
    if case.state != CaseState.ANSWERED:
        raise refuse("stars", "办结以后才能评价。")
    if not 1 <= stars <= 5:
        raise refuse("stars", "请选一到五星。")
    if len(words) > LONGEST:
        raise refuse("words", f"写得太长了，最多 {LONGEST} 个字。")
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, state=CaseState.ANSWERED).update(rating=stars):
            raise refuse("", GONE)
        case.rating = stars
        enter(case, Deed.RATED, by, at, on, text=f"{stars} 星{'：' if words.strip() else ''}{words.strip()}")
    return case
