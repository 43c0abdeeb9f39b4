"""Resting, coming back, ending: what becomes of somebody who serves, and of what he looked after."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.delivery.workforce import counting
from jiahe.delivery.workforce.actions.common import locked, note, reason_given
from jiahe.delivery.workforce.actions.load import hand_over
from jiahe.delivery.workforce.counting import recounted
from jiahe.delivery.workforce.models import COUNTED, LIVE, ServiceWorker, WorkerDeed, WorkerState
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.registry.actions.common import refuse

STATE = ("state", "state_reason", "handed_to", "changed_at")


def rest_worker(
    *,
    worker: ServiceWorker,
    reason: str,
    until: date | None,
    handed_to: ServiceWorker | None,
    by: Actor,
    at: datetime,
    on: date,
) -> ServiceWorker:
    """Let somebody rest from today; what he looks after goes to who is named. Resting already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
        Refused: he does not serve, no reason is given, the day is over, or nobody takes over what he has.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    why = reason_given(reason)
    if until is not None and until <= on:
        raise refuse("until", "休息到哪一天要在今天以后；说不准的空着。")
    with transaction.atomic():
        row = locked(worker)
        if row.state == WorkerState.RESTING:
            return row
        if row.state != WorkerState.SERVING:
            raise refuse("reason", f"现在是“{row.get_state_display()}”，不用安排休息。")
        _give_away(row, handed_to, by, at, on)
        row.state, row.state_reason, row.changed_at = WorkerState.RESTING, why, at
        row.rests_from, row.rests_until = on, until
        row.save(update_fields=[*STATE, "rests_from", "rests_until"])
        note(row, WorkerDeed.RESTED, by, at, why, {"until": str(until or "")})
    return row


def resume_worker(*, worker: ServiceWorker, by: Actor, at: datetime) -> ServiceWorker:
    """Somebody comes back; what he handed over stays where it is. Serving already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
        Refused: he does not rest.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    with transaction.atomic():
        row = locked(worker)
        if row.state == WorkerState.SERVING:
            return row
        if row.state != WorkerState.RESTING:
            raise refuse("reason", f"现在是“{row.get_state_display()}”，要再请他，请重新推荐。")
        row.state, row.state_reason, row.changed_at = WorkerState.SERVING, "", at
        row.rests_from, row.rests_until, row.handed_to = None, None, None
        row.save(update_fields=[*STATE, "rests_from", "rests_until"])
        note(row, WorkerDeed.RESUMED, by, at)
    return row


def end_worker(
    *, worker: ServiceWorker, reason: str, handed_to: ServiceWorker | None, by: Actor, at: datetime, on: date
) -> ServiceWorker:
    """Somebody serves no more from today; what he looks after goes to who is named. Ended already, nothing changes.

    A nomination that was a mistake ends so, too.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
        Refused: no reason is given, he was refused, or nobody takes over what he has.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    why = reason_given(reason)
    with transaction.atomic():
        row = locked(worker)
        if row.state == WorkerState.ENDED:
            return row
        if row.state not in LIVE:
            raise refuse("reason", f"现在是“{row.get_state_display()}”，不用再结束。")
        _give_away(row, handed_to, by, at, on)
        counted = row.state in COUNTED
        row.state, row.state_reason, row.awaits, row.changed_at = WorkerState.ENDED, why, None, at
        row.save(update_fields=[*STATE, "awaits"])
        if counted:
            with recounted(row, on):
                counting.end(row, on)
        note(row, WorkerDeed.ENDED, by, at, why)
    return row


def _give_away(row: ServiceWorker, handed_to: ServiceWorker | None, by: Actor, at: datetime, on: date) -> None:
    taker = locked(handed_to) if handed_to is not None else None
    given = hand_over(row, taker, by=by, at=at, on=on)
    if given and taker is not None:
        row.handed_to = taker
        note(taker, WorkerDeed.TAKEN_OVER, by, at, f"接手{row.name}的 {given} 项", {"from": row.pk})
