"""The public notice 公示 of a case: put up, objected to, looked into, and over by itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiahe.delivery.cases.actions.moving import at_step, enter, mine, move, owner_at, require_words
from jiahe.delivery.cases.kind import CaseKind, Notice, Step
from jiahe.delivery.cases.kinds import kind_for
from jiahe.delivery.cases.models import Case, CaseState, Deed, PublicNotice
from jiahe.delivery.cases.notice_texts import made_text, require_harmless
from jiahe.delivery.cases.notices import tell_applicant, tell_objection, tell_owner
from jiahe.foundation.accounts.actor import Actor, system
from jiahe.foundation.holidays.workdays import working_days_after
from jiahe.registry.actions.common import refuse

AT_ONCE = 500


def put_up(*, case: Case, added: str, seen: int, by: Actor, at: datetime, on: date) -> PublicNotice:
    """Put up the notice of a case whose step is one: the made text, and a sentence more if it holds nothing private.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: at the added sentence; or no notice is due, it stands already, the case has moved or is closed.
    """
    declared, step = mine(case, by)
    if not isinstance(step, Notice) or case.state != CaseState.OPEN:
        raise refuse("", "这件事项现在不用公示。")
    require_harmless(added.strip(), case)
    made = made_text(case, declared, step)
    text = f"{made}。{added.strip()}" if added.strip() else f"{made}。"
    until = working_days_after(on, step.days)
    with transaction.atomic():
        if running(case) is not None:
            raise refuse("", "已经在公示了。")
        move(case, seen, {"due_on": until, "late_told": 0})
        notice = PublicNotice.objects.create(
            case=case, village_code=case.village_code, title=declared.title, text=text, from_on=on, until_on=until,
            post=case.owner,
        )  # fmt: skip
        enter(case, Deed.PUT_UP, by, at, on, text=text)
        tell_applicant(case, declared.title, at=at)
    return notice


def running(case: Case) -> PublicNotice | None:
    """The notice of a case that stands now."""
    return case.public_notices.filter(ended_on=None).first()


def object_to(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Write down that somebody objects: who and why is sealed, the applicant does not read it. Until it is looked into
    the notice is not over.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: no notice stands, nothing is said, the case has moved or is closed.
    """
    declared, _ = mine(case, by)
    require_words("reason", reason, "请写清楚谁提的、说了什么。")
    with transaction.atomic():
        if not PublicNotice.objects.filter(case=case, ended_on=None).update(objections=F("objections") + 1):
            raise refuse("", "现在没有在公示，不用记异议。")
        move(case, seen, {})
        enter(case, Deed.OBJECTED, by, at, on, text=reason, to_applicant=False)
        tell_objection(case, declared.title, at=at)
    return case


def settle_objections(*, case: Case, reason: str, seen: int, by: Actor, at: datetime, on: date) -> Case:
    """Say what came of looking into the objections, where they do not hold; where one holds, the case is rejected.

    Raises:
        OutOfReach, RightMissing: the post does not have the case.
        Refused: there is none, nothing is said, the case has moved or is closed.
    """
    mine(case, by)
    require_words("reason", reason, "请写清楚怎么核实的、结果是什么。")
    with transaction.atomic():
        open_ones = PublicNotice.objects.filter(case=case, ended_on=None, objections__gt=0)
        if not open_ones.update(objections=0):
            raise refuse("", "没有要核实的异议。")
        move(case, seen, {})
        enter(case, Deed.SETTLED, by, at, on, text=reason, to_applicant=False)
    return case


def end_notices(*, on: date, at: datetime) -> int:
    """Take down the notices whose days are over and to which nobody objects any more; each case goes to its next step.

    Returns how many. Run again on the day, it finds nothing.
    """
    ended = 0
    over = PublicNotice.objects.filter(ended_on=None, until_on__lt=on, objections=0).order_by("pk")
    last = 0
    while rows := list(over.filter(pk__gt=last).select_related("case__owner__region", "case__person")[:AT_ONCE]):
        ended += sum(_end(row, on, at) for row in rows)
        last = rows[-1].pk
    return ended


def _end(notice: PublicNotice, on: date, at: datetime) -> bool:
    case = notice.case
    declared = kind_for(case)
    step = declared.step(case.step)
    following = declared.after(case.step)
    with transaction.atomic():
        still = PublicNotice.objects.filter(pk=notice.pk, ended_on=None, objections=0)
        if not case.is_live or not still.update(ended_on=on):
            return False
        _go_on(case, declared, step, following, on, at)
    return True


def _go_on(case: Case, declared: CaseKind, step: Step, following: Step | None, on: date, at: datetime) -> None:
    if following is None:
        raise RuntimeError(f"{declared.code}: a notice is not the last step")  # the declaration is refused before
    owner = owner_at(following, case) or case.owner
    move(case, case.moves, at_step(following, owner, on))
    enter(case, Deed.TAKEN_DOWN, system(), at, on, to=owner, step=step.code)
    tell_owner(case, declared.title, at=at)
    tell_applicant(case, declared.title, at=at)
