"""What posts and residents are told of a case: that it came, moved, is late, was answered; never what it says."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.cases.models import Case, CaseState
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

CAME, LATE, MOVED, OBJECTED = "cases.came", "cases.late", "cases.moved", "cases.objected"


def declare_all() -> None:
    """Make them known."""
    declare(NoticeKind(CAME, "有一件事项等您办理", "{what} {number}，{due}前要有结果。"))
    declare(NoticeKind(LATE, "有一件事项超期了", "{what} {number}，应在 {due} 前办好，现在由{owner}办理。"))
    declare(NoticeKind(OBJECTED, "公示收到一条异议", "{what} {number}。核实以前，公示不会结束。"))
    declare(NoticeKind(MOVED, "您的事项有了进展", "{what}：{state}。", channels=("sms",)))


def tell_owner(case: Case, what: str, *, at: datetime) -> None:
    """Tell the post that has it now."""
    words = {"what": what, "number": case.number, "due": _day(case)}
    notify(CAME, at=at, post=case.owner, path=_desk(case), words=words)


def tell_late(case: Case, what: str, posts: list[Post], *, at: datetime) -> None:
    """Tell some posts that it is late."""
    words = {"what": what, "number": case.number, "due": _day(case), "owner": str(case.owner)}
    for post in posts:
        notify(LATE, at=at, post=post, path=_desk(case), words=words)


def tell_objection(case: Case, what: str, *, at: datetime) -> None:
    """Tell the post that has it that somebody objects to its public notice."""
    notify(OBJECTED, at=at, post=case.owner, path=_desk(case), words={"what": what, "number": case.number})


def tell_applicant(case: Case, what: str, *, at: datetime) -> None:
    """Tell whom it is for; a visitor who is not registered is told by who receives him."""
    if case.person_id is not None:
        words = {"what": what, "state": CaseState(case.state).label}
        notify(MOVED, at=at, person=case.person_id, path=f"/my/cases/{case.pk}/", words=words)


def _day(case: Case) -> str:
    return f"{case.due_on.month} 月 {case.due_on.day} 日"


def _desk(case: Case) -> str:
    return f"/desk/cases/{case.pk}/"
