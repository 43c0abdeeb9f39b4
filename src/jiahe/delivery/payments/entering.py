"""Taking up what is due: entered once by its source, however often it is said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.models import PAYABLE, Payment, PaymentState
from jiahe.delivery.payments.rights import MAKE_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require, require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import insert_many
from jiahe.registry.actions.common import refuse

AT_ONCE = 2_000  # payments: bounds the length of one transaction
MOST = 10**9  # fen: ten million yuan is no payment to one family
SAME = ("person_id", "village_code", "purpose", "title", "fen", "instalment", "instalments", "due_on")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One amount that is due: to whom, where he lives, for what, how much, when, and from what it comes."""

    person_id: int
    village_code: int
    purpose: str
    title: str
    fen: int
    due_on: date
    source: str
    instalment: int = 1
    instalments: int = 1


def enter_payment(*, entitlement: Entitlement, by: Actor, at: datetime) -> Payment:
    """Take up one amount that is due; entered before, the payment that stands is returned. Raises as the bulk form."""
    enter_payments(entitlements=[entitlement], by=by, at=at)
    return Payment.objects.get(source=entitlement.source)


def enter_payments(*, entitlements: Iterable[Entitlement], by: Actor, at: datetime) -> int:
    """Take up amounts that are due, chunk by chunk, each in a transaction of its own; returns how many were new.

    Stopped anywhere and run again, it goes on: what was entered before is left alone.

    Raises:
        OutOfReach, RightMissing: a village is not the actor's, or he may not make payments.
        Refused: an amount cannot be, or its source was entered before as something else.
    """
    require(by, MAKE_PAYMENTS)
    entered = 0
    for chunk in _chunks(entitlements):
        entered += _enter_chunk(chunk, by, at)
    return entered


def _chunks(entitlements: Iterable[Entitlement]) -> Iterator[list[Entitlement]]:
    waiting = iter(entitlements)
    while chunk := list(islice(waiting, AT_ONCE)):
        yield chunk


def _enter_chunk(chunk: Sequence[Entitlement], by: Actor, at: datetime) -> int:
    for one in chunk:
        _check(one, by)
    by_source = {one.source: one for one in chunk}
    if any(by_source[one.source] != one for one in chunk):
        raise refuse("source", "同一个来源在这里出现了两次，写的不一样。")
    with transaction.atomic():
        alone()
        known = {p.source: p for p in Payment.objects.filter(source__in=by_source)}
        for source, payment in known.items():
            if any(getattr(payment, name) != getattr(by_source[source], name) for name in SAME):
                raise refuse("source", "这笔钱登记过了，和这次写的不一样。要改的话，先把原来那一笔取消。")
        new = [one for source, one in by_source.items() if source not in known]
        insert_many(Payment, [_payment(one, at) for one in new])
        if new:
            _note(new, by, at)
    return len(new)


def _payment(one: Entitlement, at: datetime) -> Payment:
    return Payment(**{name: getattr(one, name) for name in SAME}, source=one.source, entered_at=at)


def _check(one: Entitlement, by: Actor) -> None:
    if not by.reaches(one.village_code):
        raise OutOfReach("没有找到这个村。")
    if isinstance(one.fen, bool) or not isinstance(one.fen, int) or not 0 < one.fen <= MOST:
        raise refuse("fen", "金额要大于零，最多一千万元。")
    if not 1 <= one.instalment <= one.instalments:
        raise refuse("instalment", "期数不对，请核对是第几期、一共几期。")
    if not one.source or not one.purpose or not one.title:
        raise refuse("source", "请写明是什么钱、从哪件事来。")


def _note(new: Sequence[Entitlement], by: Actor, at: datetime) -> None:
    """One entry for a chunk: how many, how much, and a digest of which."""
    digest = hashlib.sha256("\n".join(sorted(f"{one.source} {one.fen}" for one in new)).encode()).hexdigest()
    write_entry(
        actor=by,
        action="payments.enter",
        at=at,
        region_code=new[0].village_code if len({one.village_code for one in new}) == 1 else None,
        details={"payments": len(new), "fen": sum(one.fen for one in new), "digest": digest},
    )


def cancel_payment(*, payment: Payment, reason: str, by: Actor, at: datetime) -> None:
    """Pay it no more, because the entitlement behind it fell away. What is in a batch or paid stays.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not make payments.
        Refused: no reason is given, or it is on its way or paid.
    """
    require_at(by, MAKE_PAYMENTS, payment.village_code)
    said = reason.strip()[:200]
    if not said:
        raise refuse("reason", "请写明为什么不付了。")
    with transaction.atomic():
        alone()
        waiting = Payment.objects.filter(pk=payment.pk, state__in=PAYABLE)
        if not waiting.update(state=PaymentState.CANCELLED, problem=said):
            raise refuse("", "这笔钱已经进了批次或者付过了，现在不能取消。")
        write_entry(
            actor=by, action="payments.cancel", at=at, subject_type="payment", subject_id=payment.pk,
            region_code=payment.village_code, details={"reason": said},
        )  # fmt: skip
    payment.refresh_from_db()
