"""One deed about several cases: each by itself, each with its own result; what fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiahe.delivery.cases.actions.handling import hand_on, receive, reject
from jiahe.delivery.cases.actions.moving import require_words
from jiahe.delivery.cases.models import BulkDeed, Case, CaseBulk
from jiahe.delivery.cases.queries import WITH, case_at_desk
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing, require
from jiahe.foundation.audit.actions import write_entry
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Refused

MOST = 50  # a page of the list
DONE = {
    BulkDeed.RECEIVE: "签收了",
    BulkDeed.HAND_ON: "已请上级办理",
    BulkDeed.REJECT: "已答复不受理",
}
WORDS = {BulkDeed.HAND_ON: "请写清楚为什么要请上级办。", BulkDeed.REJECT: "请写清楚为什么不能受理，可以去哪里办。"}


def do_many(
    *, cases: Mapping[int, int], deed: str, reason: str, key: str, by: Actor, at: datetime, on: date
) -> CaseBulk:
    """Do one deed about cases, given with the moves their reader had seen. Sent again under its key, it is not done again.

    Broken off and sent again, it goes on with the cases that have no result yet.

    Raises:
        RightMissing: the actor handles no cases.
        Refused: none or too many are chosen, no such deed, or no reason.
    """
    require(by, HANDLE_CASES)
    if deed not in BulkDeed.values:
        raise refuse("deed", "请选要办什么。")
    if not cases:
        raise refuse("", "请先在左边选事项。")
    if len(cases) > MOST:
        raise refuse("", f"一次最多 {MOST} 件，请分几次办。")
    if deed in WORDS:
        require_words("reason", reason, WORDS[BulkDeed(deed)])
    run = _run(deed, len(cases), key, by, at)
    told = {pk for pk, _, _ in run.results}
    for pk, seen in cases.items():
        if pk not in told:
            _one(run, pk, seen, reason, by, at, on)
    return run


def _run(deed: str, count: int, key: str, by: Actor, at: datetime) -> CaseBulk:
    known = CaseBulk.objects.filter(key=key, post=by.post_id).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            run = CaseBulk.objects.create(key=key, post_id=by.post_id or 0, user_id=by.id or 0, deed=deed, at=at)
            write_entry(
                actor=by, action="cases.bulk", at=at, subject_type="case_bulk", subject_id=run.pk,
                details={"deed": deed, "cases": count},
            )  # fmt: skip
    except IntegrityError:  # pressed twice at the same moment
        return CaseBulk.objects.get(key=key, post=by.post_id)
    return run


def _one(run: CaseBulk, pk: int, seen: int, reason: str, by: Actor, at: datetime, on: date) -> None:
    """The deed and its result stand or fall together, so that what is sent again knows what was done."""
    try:
        with transaction.atomic():
            case = Case.objects.select_related(*WITH).get(pk=case_at_desk(pk, by=by).pk)
            _deed(run.deed)(case, reason, {"seen": seen, "by": by, "at": at, "on": on})
            _note(run, pk, True, DONE[BulkDeed(run.deed)])
    except (Refused, OutOfReach, RightMissing) as fault:
        with transaction.atomic():
            _note(run, pk, False, str(fault))


def _deed(deed: str) -> Callable[[Case, str, dict[str, Any]], object]:
    return {
        BulkDeed.RECEIVE: lambda case, reason, when: receive(case=case, **when),
        BulkDeed.HAND_ON: lambda case, reason, when: hand_on(case=case, reason=reason, **when),
        BulkDeed.REJECT: lambda case, reason, when: reject(case=case, reason=reason, **when),
    }[BulkDeed(deed)]


def _note(run: CaseBulk, pk: int, done: bool, sentence: str) -> None:
    held = CaseBulk.objects.select_for_update().get(pk=run.pk)
    held.results = [*[one for one in held.results if one[0] != pk], [pk, done, sentence]]
    held.save(update_fields=["results"])
    run.results = held.results
