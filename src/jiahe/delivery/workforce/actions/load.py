"""What somebody looks after, counted against what he can."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.delivery.workforce.actions.common import audit, locked
from jiahe.delivery.workforce.models import Assignment, ServiceWorker
from jiahe.delivery.workforce.queries import load_of, require_may_serve
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Household


def assign(
    *,
    worker: ServiceWorker,
    what: str,
    household: Household | None = None,
    subject: str = "",
    by: Actor,
    at: datetime,
    on: date,
) -> Assignment:
    """Let somebody look after a household, or a place or a matter named in ``what``; looked after already, it stays so.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
        Refused: his credential is not valid, he does not serve now, he has as much as he can, or nothing was named.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    what = what.strip()
    if not what:
        raise refuse("what", "请写安排他做什么，比如“亲子小屋周三下午值班”。")
    key = subject or (f"household:{household.pk}" if household else f"what:{what[:54]}")
    with transaction.atomic():
        row = locked(worker)
        require_may_serve(row.kind, row, on=on, field="what")
        there = row.assignments.filter(subject=key, until=None).first()
        if there is not None:
            return there
        if load_of(row) >= row.capacity:
            raise refuse("what", f"他最多同时服务 {row.capacity} 户（处），已经满了。请安排别人，或者先结束一项。")
        made = Assignment.objects.create(
            worker=row, household=household, what=what[:80], subject=key, since=on, assigned_by_id=by.id
        )
        audit("workforce.assign", row, by, at, {"assignment": made.pk})
    return made


def end_assignment(*, assignment: Assignment, by: Actor, at: datetime, on: date) -> Assignment:
    """End what somebody looks after; ended already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
    """
    require_at(by, NOMINATE_WORKFORCE, assignment.worker.village_code)
    with transaction.atomic():
        row = locked(assignment.worker)
        found = Assignment.objects.get(pk=assignment.pk)
        if found.until is None:
            found.until = on
            found.save(update_fields=["until"])
            audit("workforce.end_assignment", row, by, at, {"assignment": found.pk})
    return found


def hand_over(giver: ServiceWorker, taker: ServiceWorker | None, *, by: Actor, at: datetime, on: date) -> int:
    """Give all that somebody looks after to another, in the caller's transaction; returns how much that was.

    Raises:
        Refused: he looks after something and nobody is named, or the one named cannot take it.
    """
    mine = list(giver.assignments.filter(until=None).order_by("pk"))
    if not mine:
        return 0
    if taker is None:
        raise refuse("handed_to", f"他手上还有 {len(mine)} 项，请选由谁接手。")
    if taker.pk == giver.pk or taker.kind != giver.kind:
        raise refuse("handed_to", "接手的人要是同一种、不是他自己，请另选一位。")
    require_at(by, NOMINATE_WORKFORCE, taker.village_code)
    require_may_serve(taker.kind, taker, on=on, field="handed_to")
    has = set(taker.assignments.filter(until=None).values_list("subject", flat=True))
    new = [each for each in mine if each.subject not in has]
    if load_of(taker) + len(new) > taker.capacity:
        raise refuse("handed_to", f"这一位最多同时服务 {taker.capacity} 户（处），接不下 {len(new)} 项，请另选一位。")
    Assignment.objects.filter(pk__in=[each.pk for each in mine]).update(until=on)
    Assignment.objects.bulk_create(
        Assignment(
            worker=taker, household_id=each.household_id, what=each.what, subject=each.subject, since=on,
            assigned_by_id=by.id,
        )
        for each in new
    )  # fmt: skip
    audit("workforce.hand_over", giver, by, at, {"to": taker.pk, "assignments": len(mine)})
    return len(mine)
