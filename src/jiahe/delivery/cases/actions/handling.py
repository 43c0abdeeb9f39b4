"""What the post does that has a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiahe.delivery.cases import owners
from jiahe.delivery.cases.actions.moving import (
    at_step,
    close,
    enter,
    mine,
    move,
    owner_at,
    refuse_while_public,
    require_words,
)
from jiahe.delivery.cases.kind import Notice, Paper, Payment
from jiahe.delivery.cases.models import HANDED, Case, CaseState, Deed
from jiahe.delivery.cases.notices import tell_applicant, tell_owner
from jiahe.delivery.cases.papers import missing
from jiahe.delivery.cases.paying import enter_awards
from jiahe.delivery.catalogue.clocks import left
from jiahe.delivery.catalogue.questions import Text, read_answers
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Department
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused


def finish_step(*, case: Case, typed: Mapping[str, str], seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Do the step the case stands at; after the last it is answered.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: at each question whose answer cannot be; or the case has moved, or is closed.
    """
    declared, step = mine(case, by)
    if isinstance(step, Notice):
        refuse_while_public(case)
        raise refuse("", "这一步是公示：请先发布，期满会自动进到下一步。")
    answers, faults = read_answers(step.questions, typed, on=on)
    if faults:
        raise Refused([Fault(1, field, text) for field, text in faults.items()])
    lacking = missing(case, declared)
    if lacking:
        raise refuse("", _lacking(lacking))
    following = declared.after(step.code)
    content = case.content
    content.setdefault("steps", {})[step.code] = answers
    said = [q for q in step.questions if q.code in answers and not q.sensitive]
    words = "\n".join(
        answers[q.code] if isinstance(q, Text) else f"{q.title}：{q.shown(answers[q.code])}" for q in said
    )
    with transaction.atomic():
        if isinstance(step, Payment):
            enter_awards(case, declared, step, by=by, at=at, on=on)
        case.seal_content(content)
        changes: dict[str, Any] = {"content_sealed": case.content_sealed}
        if following is not None:
            owner = owner_at(following, case) or case.owner
            changes |= at_step(following, owner, on)
            move(case, seen, changes)
            enter(case, Deed.FINISHED, by, at, on, text=words, to=owner, step=step.code)
            tell_owner(case, declared.title, at=at)
        else:
            fen = int(answers.get(declared.recovers, 0) or 0)
            close(case, CaseState.ANSWERED, Deed.ANSWERED, changes, seen, by, at, on, text=words, fen=fen)
        tell_applicant(case, declared.title, at=at)
    return case


def hand_on(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Ask the level above to go on with it; its clock starts anew, and who handed it on stays in the history.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: no reason, nobody above, the case has moved or is closed.
    """
    declared, step = mine(case, by)
    refuse_while_public(case)
    require_words("reason", reason, "请写清楚为什么要请上级办。")
    owner = owners.above(case.owner, case.village_code)
    if owner is None:
        raise refuse("reason", "上面没有可以接着办的岗位，请自己办结，或者转给部门。")
    with transaction.atomic():
        move(case, seen, at_step(step, owner, on) | {"received": False, "department": ""})
        enter(case, Deed.HANDED_ON, by, at, on, text=reason, to=owner)
        tell_owner(case, declared.title, at=at)
    return case


def refer(*, case: Case, department: str, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Refer it to a partner department, which signs for it and answers within the time of the step.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: no such department for this kind, nobody there, no reason, the case has moved or is closed.
    """
    declared, step = mine(case, by)
    refuse_while_public(case)
    if department not in declared.departments or department not in Department.values:
        raise refuse("department", "请选一个部门。")
    require_words("reason", reason, "请写清楚请部门做什么。")
    owner = owners.partner(case.village_code, department)
    if owner is None:
        raise refuse("department", "这个部门在本县还没有账号，请先用电话或公函联系，把结果记在这里。")
    with transaction.atomic():
        move(case, seen, at_step(step, owner, on) | {"received": False, "department": department})
        enter(case, Deed.REFERRED, by, at, on, text=reason, to=owner)
        tell_owner(case, declared.title, at=at)
        tell_applicant(case, declared.title, at=at)
    return case


def receive(*, case: Case, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Sign for a case that was handed over.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: it is signed for, has moved or is closed.
    """
    mine(case, by)
    if case.received:
        raise refuse("", "已经签收过了。")
    with transaction.atomic():
        move(case, seen, {"received": True})
        enter(case, Deed.RECEIVED, by, at, on)
    return case


def send_back(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Give it back to the post that handed it over, with a reason.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: nobody handed it over, no reason, the case has moved or is closed.
    """
    declared, step = mine(case, by)
    refuse_while_public(case)
    require_words("reason", reason, "请写清楚为什么退回。")
    handed = case.entries.filter(deed__in=HANDED, to_post=by.post_id).exclude(post=by.post_id).last()
    if handed is None or handed.post is None:
        raise refuse("reason", "这件事项是您首先接到的，不能退回。办不了的，请上级办理或转给部门。")
    with transaction.atomic():
        earlier = declared.step(handed.step)
        move(case, seen, at_step(earlier, handed.post, on) | {"department": ""})
        enter(case, Deed.SENT_BACK, by, at, on, text=reason, to=handed.post, step=step.code, to_applicant=False)
        tell_owner(case, declared.title, at=at)
    return case


def ask_applicant(*, case: Case, question: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Ask the applicant for something; the clock stands still until he has said it.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: nothing is asked, it waits already, the case has moved or is closed.
    """
    declared, _ = mine(case, by)
    refuse_while_public(case)
    require_words("question", question, "请写清楚要补充什么。")
    if case.state == CaseState.WAITING:
        raise refuse("question", "已经在等补充了。")
    with transaction.atomic():
        move(case, seen, {"state": CaseState.WAITING, "left": max(left(case.due_on, on), 0)})
        enter(case, Deed.ASKED, by, at, on, text=question)
        tell_applicant(case, declared.title, at=at)
    return case


def reject(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Close it without doing it, with a reason the applicant reads.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: no reason, the case has moved or is closed.
    """
    declared, _ = mine(case, by)
    require_words("reason", reason, "请写清楚为什么不能受理，可以去哪里办。申请的人看得到。")
    with transaction.atomic():
        close(case, CaseState.REJECTED, Deed.REJECTED, {}, seen, by, at, on, text=reason)
        tell_applicant(case, declared.title, at=at)
    return case


def _lacking(papers: Sequence[Paper]) -> str:
    titles = "、".join(paper.title for paper in papers)
    return f"还缺材料：{titles}。请申请的人在手机上交，或者您替他收下，再办这一步。"
