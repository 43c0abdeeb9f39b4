"""Hours that somebody gave: recorded once for a day and purpose, counted once a level above has confirmed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from jiahe.delivery.workforce import levels
from jiahe.delivery.workforce.actions.common import audit, locked, reason_given
from jiahe.delivery.workforce.counting import LOCK
from jiahe.delivery.workforce.kinds import ServicePurpose
from jiahe.delivery.workforce.models import HoursState, ServiceHours, ServiceWorker
from jiahe.delivery.workforce.queries import require_may_serve
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE, REVIEW_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.facts.actions import FactKey, append_facts
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused

MINUTES_CODE = "service_minutes"
LEAST, MOST, STEP = 30, 960, 30  # minutes of a day
LATEST = timedelta(days=92)  # how long afterwards hours can still be recorded: nobody remembers further back


def record_hours(
    *,
    worker: ServiceWorker,
    served_on: date,
    minutes: int,
    purpose: str,
    place: str,
    by: Actor,
    at: datetime,
    on: date,
) -> ServiceHours:
    """Record hours of a day for a purpose; the same again changes nothing. A level above who records confirms them.

    Raises:
        OutOfReach, RightMissing: it is neither himself nor somebody who arranges things there.
        Refused: something that was said cannot be, his credential was not valid that day, or the day has that already.
    """
    require_own_or_at(worker, by)
    faults = list(_faults(served_on, minutes, purpose, place, on))
    if faults:
        raise Refused([Fault(0, field, message) for field, message in faults])
    with transaction.atomic():
        row = locked(worker)
        require_may_serve(row.kind, row, on=served_on, field="served_on")
        that_day = row.services.filter(served_on=served_on).exclude(state=HoursState.REFUSED)
        there = that_day.filter(purpose=purpose).first()
        if there is not None:
            if (there.minutes, there.place) == (minutes, place.strip()):
                return there
            said = there.get_purpose_display()
            raise refuse(
                "purpose", f"这一天的“{said}”已经记过 {there.length}，一天一种只记一次。写错了的，请确认的人退回再记。"
            )
        total = (that_day.aggregate(total=Sum("minutes"))["total"] or 0) + minutes
        if total > MOST:
            raise refuse("hours", f"加上这一笔，这一天有 {total / 60:g} 小时了，一天最多 {MOST // 60} 小时，请核对。")
        found = ServiceHours.objects.create(
            worker=row, village_code=row.village_code, served_on=served_on, minutes=minutes, purpose=purpose,
            place=place.strip(), awaits=levels.above(levels.rank_of(by)), recorded_at=at, recorded_by_id=by.id,
        )  # fmt: skip
        audit("workforce.record_hours", row, by, at, {"hours": found.pk, "minutes": minutes})
    return found


def answer_hours(
    *, hours: Sequence[ServiceHours], confirm: bool, reason: str = "", by: Actor, at: datetime, on: date
) -> int:
    """Confirm hours, or send them back with a reason; returns how many. What was answered meanwhile is left as it is.

    Raises:
        OutOfReach, RightMissing: the actor may not confirm there.
        Refused: it is not his turn for one of them, or no reason is given.
    """
    for each in hours:
        require_at(by, REVIEW_WORKFORCE, each.village_code)
    why = "" if confirm else reason_given(reason)
    with transaction.atomic():
        advisory_lock(LOCK)
        waiting = ServiceHours.objects.filter(pk__in=[each.pk for each in hours], state=HoursState.RECORDED)
        rows = list(waiting.select_related("worker").order_by("pk"))
        for row in rows:
            own = by.id is not None and by.id == row.worker.user_id
            if own or not levels.is_turn_of(by, row.awaits, spoken={row.recorded_by_id}):
                raise refuse("reason", f"{row.worker.name} {row.served_on:%m-%d} 的这一笔，要由记的人的上级来确认。")
        facts: Counter[FactKey] = Counter()
        for row in rows:
            row.state = HoursState.CONFIRMED if confirm else HoursState.REFUSED
            row.reason, row.answered_on, row.answered_by_id = why, on, by.id
            row.save(update_fields=["state", "reason", "answered_on", "answered_by"])
            if confirm:
                facts[MINUTES_CODE, row.village_code, row.served_on] += row.minutes
            _audit_answer(row, by, at)
        append_facts(facts)
    return len(rows)


def require_own_or_at(worker: ServiceWorker, by: Actor) -> None:
    """Raise OutOfReach or RightMissing unless it is himself, or somebody who arranges things in his village."""
    if by.kind == "resident":
        if worker.who is None or worker.who.pk != by.own:
            raise OutOfReach("没有找到。")
        return
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)


def _audit_answer(row: ServiceHours, by: Actor, at: datetime) -> None:
    write_entry(
        actor=by, action=f"workforce.hours_{row.state}", at=at, subject_type="service_worker",
        subject_id=row.worker_id, region_code=row.village_code, details={"hours": row.pk, "minutes": row.minutes},
    )  # fmt: skip


def _faults(served_on: date, minutes: int, purpose: str, place: str, on: date) -> list[tuple[str, str]]:
    faults = []
    if served_on > on:
        faults.append(("served_on", "这一天还没有到，请核对。"))
    elif served_on < on - LATEST:
        faults.append(("served_on", "三个月以前的就不补记了，请记最近的。"))
    if not LEAST <= minutes <= MOST or minutes % STEP:
        faults.append(("hours", f"时长按半小时记，0.5 到 {MOST // 60} 小时，比如 2.5。"))
    if purpose not in ServicePurpose.values:
        faults.append(("purpose", "请选做了什么。"))
    if not place.strip():
        faults.append(("place", "请写在哪里，比如“芸林村亲子小屋”。"))
    return faults
