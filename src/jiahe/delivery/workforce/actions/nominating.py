"""Nominating, signing up, reviewing, changing: how somebody comes to serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jiahe.delivery.workforce import counting, levels, notices
from jiahe.delivery.workforce.actions.common import locked, note, reason_given
from jiahe.delivery.workforce.counting import LOCK, recounted
from jiahe.delivery.workforce.details import FIELDS, PLAIN, WorkerDetails, details_of, require_possible
from jiahe.delivery.workforce.kinds import SIGN_UP
from jiahe.delivery.workforce.models import COUNTED, LIVE, ServiceWorker, WorkerDeed, WorkerState
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE, REVIEW_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.accounts.models import User, UserKind
from jiahe.foundation.database import advisory_lock, allocate_ids
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Person
from jiahe.registry.subjects import people_with

SPOKE = (WorkerDeed.NOMINATED, WorkerDeed.SIGNED_UP, WorkerDeed.PASSED)


def nominate(
    *,
    details: WorkerDetails,
    account: str = "",
    by: Actor,
    at: datetime,
    on: date,
    once: UUID | None = None,
) -> ServiceWorker:
    """Nominate somebody who agreed to it; a level above has the next word. ``account`` is his sign-in name, if he has one.

    Raises:
        OutOfReach, RightMissing: the actor may not nominate there.
        Refused: something that was said cannot be, or he is nominated or serving already.
    """
    require_at(by, NOMINATE_WORKFORCE, details.village_code)
    serves = require_possible(details)
    user = _account(account)
    if user is not None and user.pk == by.id:
        raise refuse("account", "不能推荐自己，请同事或上级来推荐。")
    with transaction.atomic():
        advisory_lock(LOCK)
        there = ServiceWorker.objects.filter(once=once).first() if once else None
        if there is not None:
            require_at(by, NOMINATE_WORKFORCE, there.village_code)
            return there
        return _enter(
            details, serves, WorkerDeed.NOMINATED, user=user, person=_who(details, on), by=by, at=at, on=on, once=once
        )


def sign_up(
    *, person: Person, details: WorkerDetails, by: Actor, at: datetime, on: date, once: UUID | None = None
) -> ServiceWorker:
    """Offer oneself; the village has the first word. Name, village and phone are those of the registry.

    Raises:
        OutOfReach: it is not his own record.
        Refused: his kind is nominated only, or he offered himself or serves already.
    """
    if by.kind != "resident" or by.own != person.pk:
        raise OutOfReach("没有找到这个人。")
    if details.kind not in SIGN_UP:
        raise refuse("kind", "这一种由村里或上级推荐，请选别的。")
    if not person.phone:
        raise refuse("kind", "您还没有登记手机号，村里联系不上您。请先请村里登记。")
    said = replace(details, name=person.name, village_code=person.village_code, phone=person.phone)
    serves = require_possible(said)
    with transaction.atomic():
        advisory_lock(LOCK)
        there = ServiceWorker.objects.filter(once=once, person=person).first() if once else None
        if there is not None:
            return there
        return _enter(said, serves, WorkerDeed.SIGNED_UP, user=None, person=person, by=by, at=at, on=on, once=once)


def _enter(
    said: WorkerDetails,
    serves: Region,
    deed: WorkerDeed,
    *,
    user: User | None,
    person: Person | None,
    by: Actor,
    at: datetime,
    on: date,
    once: UUID | None,
) -> ServiceWorker:
    index = blind_index(said.phone, field_class="contact")
    _require_new(said.kind, index)
    (pk,) = allocate_ids(ServiceWorker, 1)
    worker = ServiceWorker(
        pk=pk, kind=said.kind, serves=serves, skills=list(said.skills), phone_index=index, person=person, user=user,
        awaits=levels.above(levels.rank_of(by)), counted_to=on, once=once, nominated_by_id=by.id, nominated_on=on,
        changed_at=at, **{name: getattr(said, name) for name in PLAIN},
    )  # fmt: skip
    worker.seal_phone(said.phone)
    worker.save(force_insert=True)
    note(worker, deed, by, at)
    notices.tell_reviewers(worker, at=at)
    return worker


def review(
    *, worker: ServiceWorker, accept: bool, reason: str = "", by: Actor, at: datetime, on: date
) -> ServiceWorker:
    """Accept or refuse somebody who is nominated. Accepted by the level that has the last word, he serves.

    Raises:
        OutOfReach, RightMissing: the actor may not review there.
        Refused: it is not his turn, he nominated or accepted him before, another was quicker, or no reason is given.
    """
    require_at(by, REVIEW_WORKFORCE, worker.village_code)
    with transaction.atomic():
        row = locked(worker)
        if row.state != WorkerState.NOMINATED or row.awaits is None:
            raise refuse("reason", f"已经有人审核过了，现在是“{row.get_state_display()}”。请刷新看一看。")
        if not levels.is_turn_of(by, row.awaits, spoken=speakers(row)) or (row.user_id and row.user_id == by.id):
            raise refuse("reason", whose_turn(row, by))
        if not accept:
            row.state, row.awaits, row.state_reason = WorkerState.REFUSED, None, reason_given(reason)
            deed = WorkerDeed.REFUSED
        else:
            deed = WorkerDeed.PASSED
            rank, last = levels.rank_of(by), levels.last_word(row)
            if min(rank, row.awaits) > last:
                row.awaits = levels.above(min(rank, row.awaits))
            else:
                row.state, row.awaits = WorkerState.SERVING, None
        row.changed_at = at
        row.save(update_fields=["state", "awaits", "state_reason", "changed_at"])
        if row.state == WorkerState.SERVING:
            with recounted(row, on):
                counting.begin(row, on)
        note(row, deed, by, at, row.state_reason)
        if row.state == WorkerState.NOMINATED:
            notices.tell_reviewers(row, at=at)
        else:
            notices.tell_answer(row, at=at)
    return row


def speakers(worker: ServiceWorker) -> set[int | None]:
    """The users who nominated him or accepted him on a level."""
    return set(worker.entries.filter(deed__in=SPOKE).values_list("user", flat=True))


def whose_turn(worker: ServiceWorker, by: Actor) -> str:
    """Why somebody may not give the word now."""
    if by.id is not None and by.id in speakers(worker):
        return "推荐或者审核过的人不能再审核，请上级来审。"
    level = Level(worker.awaits if worker.awaits is not None else Level.PROVINCE).label
    return f"这一步由{level}一级审核，不在您的岗位。"


def change_worker(*, worker: ServiceWorker, details: WorkerDetails, by: Actor, at: datetime, on: date) -> ServiceWorker:
    """Change what is said of somebody; his kind stays. Serving a wider place than before, he is looked at anew from above.

    Raises:
        OutOfReach, RightMissing: the actor may not nominate there, or not in the village named.
        Refused: something that was said cannot be, or he is no longer among those who serve.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    require_at(by, NOMINATE_WORKFORCE, details.village_code)
    serves = require_possible(details)
    with transaction.atomic():
        row = locked(worker)
        if row.state not in LIVE:
            raise refuse("name", f"现在是“{row.get_state_display()}”，不用再改。要再请他，请重新推荐。")
        before = details_of(row)
        changed = sorted(n for n in FIELDS if n != "kind" and getattr(details, n) != getattr(before, n))
        if not changed:
            return row
        if (
            "reach" in changed
            and row.state in COUNTED
            and serves.level < min(levels.last_word(row), levels.rank_of(by))
        ):
            raise refuse("reach", "要服务更大的地方，请那一级来改，或者重新推荐。")
        index = blind_index(details.phone, field_class="contact")
        if "phone" in changed:
            _require_new(row.kind, index, but=row.pk)
            row.seal_phone(details.phone)
            row.phone_index = index
        for name in PLAIN:
            setattr(row, name, getattr(details, name))
        row.serves, row.skills, row.changed_at = serves, list(details.skills), at
        row.save()
        if "village_code" in changed and row.state in COUNTED:
            with recounted(row, on):
                counting.move(row, row.village_code, on)
        note(row, WorkerDeed.CHANGED, by, at, said={"changed": changed})
    return row


def _require_new(kind: str, index: bytes, *, but: int = 0) -> None:
    if ServiceWorker.objects.filter(kind=kind, phone_index=index, state__in=LIVE).exclude(pk=but).exists():
        raise refuse("phone", "这个号码已经有人以同一种身份推荐过或者在服务了，不用再推荐。")


def _account(username: str) -> User | None:
    if not username.strip():
        return None
    found = User.objects.filter(username=username.strip(), kind=UserKind.STAFF, is_active=True).first()
    if found is None:
        raise refuse("account", "没有这个账号，请核对；他没有账号的，空着就行。")
    return found


def _who(details: WorkerDetails, on: date) -> Person | None:
    """Who he is in the registry, where phone and name leave no doubt: he then reads his own page on his phone."""
    found = [person for person in people_with(details.phone, on) if person.name == details.name.strip()]
    return found[0] if len(found) == 1 else None
