"""What cases put on the agenda: every open one, by the last day of its step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.cases.rights import HANDLE_CASES, VIEW_CASES
from jiahe.delivery.catalogue.agenda import Source, Told, declare
from jiahe.delivery.catalogue.questions import told_answers
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached


def declare_all() -> None:
    """Put them on the agenda."""
    declare(
        Source(
            "cases", "事项", rows=_open, told=_told, mine=lambda by: Q(owner=by.post_id), due="due_on",
            place="village_code", post="owner", weight=3,
        )
    )  # fmt: skip


def _open(by: Actor, on: date) -> QuerySet[Case] | None:
    """The open cases an actor may know of; one that waits for its applicant is not for the post to do."""
    rows = Case.objects.filter(state=CaseState.OPEN).select_related("person", "claim")
    if by.may(VIEW_CASES):
        return rows.filter(reached(by, "village_code"))
    return rows.filter(owner=by.post_id) if by.may(HANDLE_CASES) else None


def _told(rows: Sequence[Case], on: date) -> list[Told]:
    return [_one(case, on) for case in rows]


def _one(case: Case, on: date) -> Told:
    kind = _kind_of(case)
    content = case.content
    who = case.person.name if case.person is not None else str(content.get("name", ""))
    step = kind.step(case.step).title if kind else "办理"
    why = f"这一步：{step}"
    if case.due_on < on:
        why += "。有人在等，超期已经提醒上级" if case.late_told else "。有人在等"
    title = f"{who or '来访的人'}：{_topic(case, kind, content) or (kind.title if kind else '事项')}"
    return Told(title, why, f"/desk/cases/{case.pk}/", case.village_code, case.due_on)


def _kind_of(case: Case) -> CaseKind | None:
    try:
        return kind_of(case.kind)
    except OutOfReach:  # no programme declares it any more
        return None


def _topic(case: Case, kind: CaseKind | None, content: Mapping[str, Any]) -> str:
    if case.claim is not None:
        return str(case.claim.content.get("title", ""))
    asked = [q for q in kind.questions if q.code == kind.summary and not q.sensitive] if kind else []
    said = told_answers(asked, content.get("answers", {}))
    return said[0][1] if said else ""
