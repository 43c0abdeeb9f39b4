"""Putting a batch together, and the second person's answer to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from jiahe.delivery.payments import queries
from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.models import (
    PAYABLE,
    Batch,
    BatchStatus,
    Line,
    LineState,
    Payment,
    PaymentState,
)  # fmt: skip
from jiahe.delivery.payments.notices import tell_answered, tell_waiting
from jiahe.delivery.payments.rights import CHECK_PAYMENTS, MAKE_PAYMENTS
from jiahe.foundation.accounts.actor import Actor, system
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import insert_many
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.actions.common import refuse

AT_ONCE = 2_000  # payments: bounds the length of one transaction
AHEAD = timedelta(days=31)  # money is given to the bank this long before its day at most
LONGEST = 300
Progress = Callable[[int, int], None]


def make_batch(*, region: Region, purpose: str, until: date, by: Actor, at: datetime, on: date) -> Batch:
    """Begin a batch of what is due for a purpose up to a day; ``build_batch`` puts the payments into it.

    Asked for twice while it waits, it is the same batch.

    Raises:
        OutOfReach, RightMissing: the county is not the actor's, or he may not make payments.
        Refused: the day is too far ahead, or nothing is due whose person has an account.
    """
    if by.id is None or by.post_id is None or region.level > Level.COUNTY or not by.reaches_all(ranges_of(region)):
        raise OutOfReach("没有找到这个县。")
    require(by, MAKE_PAYMENTS)
    if until > on + AHEAD:
        raise refuse("until", "最多提前一个月交给银行，请选近一些的日子。")
    with transaction.atomic():
        alone()
        unanswered = (BatchStatus.BUILDING, BatchStatus.WAITING)
        standing = Batch.objects.filter(region=region, purpose=purpose, until=until, status__in=unanswered).first()
        if standing is not None:
            return standing
        waiting = queries.payable(region, purpose, until).filter(queries.HAS_ACCOUNT)
        first = waiting.order_by("pk").first()
        if first is None:
            raise refuse("until", "到这一天为止没有可以付的：不是没有到期的，就是还没有登记收款账户。")
        batch = Batch.objects.create(
            region=region, purpose=purpose, title=first.title, until=until, made_by_id=by.id, post_id=by.post_id,
            made_at=at, total=waiting.count(),
        )  # fmt: skip
        note("payments.make_batch", batch, by, at, {"purpose": purpose, "until": until.isoformat()})
    return batch


def build_batch(batch: Batch, *, at: datetime, progress: Progress) -> None:
    """Put what is due into a batch, chunk by chunk; killed anywhere and run again, nothing is in it twice or left out."""
    while True:
        with transaction.atomic():
            alone()
            held = Batch.objects.select_related("region").get(pk=batch.pk)
            if held.status != BatchStatus.BUILDING:
                return
            over = _put_in_some(held, at)
        progress(min(held.done, held.total), held.total)
        if over:
            return


def _put_in_some(held: Batch, at: datetime) -> bool:
    """Put the next chunk in; returns whether it was the last."""
    waiting = queries.payable(held.region, held.purpose, held.until).filter(pk__gt=held.after)
    payments = list(waiting.select_related("person").order_by("pk")[:AT_ONCE])
    accounts = queries.usable_accounts({p.paid_as for p in payments})
    taken = [p for p in payments if p.paid_as in accounts]
    _move([p.pk for p in taken], PAYABLE, PaymentState.BATCHED)
    lines = [
        Line(
            batch_id=held.pk, payment_id=p.pk, fen=p.fen,
            account_id=accounts[p.paid_as],
        )
        for p in taken
    ]  # fmt: skip
    insert_many(Line, lines)
    held.count += len(taken)
    held.fen += sum(p.fen for p in taken)
    held.done, held.total = held.count, max(held.total, held.count)
    held.after = payments[-1].pk if payments else held.after
    over = len(payments) < AT_ONCE
    if over:
        held.status = BatchStatus.WAITING if held.count else BatchStatus.WITHDRAWN
        held.answer = "" if held.count else "等汇总的时候，这些钱已经进了别的批次，或者账户不能用了。"
    held.save()
    if taken:
        said: dict[str, object] = {"payments": len(taken), "fen": sum(p.fen for p in taken)}
        note("payments.build_batch", held, system(), at, said)
    if over and held.count:
        tell_waiting(held, at=at)
    return over


def _move(payments: list[int], before: tuple[PaymentState, ...], after: PaymentState) -> None:
    """Move payments on; none of them may stand elsewhere, or the whole transaction is undone."""
    moved = Payment.objects.filter(id__any_of=payments, state__in=before).update(state=after)
    if moved != len(payments):
        raise RuntimeError(f"{len(payments) - moved} payments are not where they were")


def answer_batch(*, batch: Batch, approve: bool, reason: str, by: Actor, at: datetime) -> Batch:
    """Approve a batch, so that the bank's file is made, or send it back with a reason.

    Raises:
        OutOfReach, RightMissing: the county is not the actor's, or he may not check payments.
        Refused: he made it himself, it was answered before, it is sent back without a reason, an account in it was
            changed since, or its lines do not add up.
    """
    if not by.reaches_all(ranges_of(batch.region)):
        raise OutOfReach("没有找到这个批次。")
    require(by, CHECK_PAYMENTS)
    if by.id is None or by.id == batch.made_by_id:
        raise refuse("", "自己汇总的批次不能自己复核，请另一位同事来看。")
    said = reason.strip()
    if not approve and not said:
        raise refuse("reason", "请写明哪里不对，汇总的同事要看。")
    if len(said) > LONGEST:
        raise refuse("reason", f"写得太长了，最多 {LONGEST} 个字。")
    status = BatchStatus.MAKING if approve else BatchStatus.REFUSED
    with transaction.atomic():
        alone()
        if approve:
            _require_sound(batch)
        _decide(batch, status, by, at, said)
        if not approve:
            _let_go(batch)
        note("payments.approve_batch" if approve else "payments.refuse_batch", batch, by, at, {"reason": said})
        tell_answered(batch, approve=approve, at=at)
    return batch


def withdraw_batch(*, batch: Batch, by: Actor, at: datetime) -> Batch:
    """Take one's own batch back before it was answered.

    Raises:
        OutOfReach, RightMissing: it is not the actor's, or he may not make payments.
        Refused: it was answered before.
    """
    if not by.reaches_all(ranges_of(batch.region)) or by.id != batch.made_by_id:
        raise OutOfReach("没有找到这个批次。")
    require(by, MAKE_PAYMENTS)
    with transaction.atomic():
        alone()
        _decide(batch, BatchStatus.WITHDRAWN, by, at, "")
        _let_go(batch)
        note("payments.withdraw_batch", batch, by, at, {})
    return batch


def _decide(batch: Batch, status: BatchStatus, by: Actor, at: datetime, said: str) -> None:
    waiting = Batch.objects.filter(pk=batch.pk, status=BatchStatus.WAITING)
    if not waiting.update(status=status, answered_by=by.id, answered_at=at, answer=said, done=0):
        raise refuse("", "这个批次已经处理过了，或者还在汇总。请刷新页面再看。")
    batch.refresh_from_db()


def _require_sound(batch: Batch) -> None:
    changed = queries.changed_accounts(batch)
    if changed:
        raise refuse("", f"汇总以后，有 {changed} 人的收款账户改过。请退回这一批，重新汇总。")
    if not queries.totals(batch).adds_up:
        raise refuse("", "这一批的合计和明细对不上，不能批准。请退回重做，并告诉管理员。")


def _let_go(batch: Batch) -> None:
    """Put the payments of a batch back to where they were before it: due, or returned by the bank."""
    lines = Line.objects.filter(batch=batch, state=LineState.OUT)
    held: QuerySet[Payment] = Payment.objects.filter(pk__in=lines.values("payment"), state=PaymentState.BATCHED)
    bounced = Exists(Line.objects.filter(payment=OuterRef("pk"), state=LineState.RETURNED))
    back = held.filter(bounced).update(state=PaymentState.RETURNED)
    back += held.exclude(bounced).update(state=PaymentState.DUE)
    if back != lines.update(state=LineState.DROPPED):
        raise RuntimeError("the payments of a batch are not where its lines say")


def note(action: str, batch: Batch, by: Actor, at: datetime, details: dict[str, object]) -> None:
    """One entry about a batch."""
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="payment-batch",
        subject_id=batch.pk,
        region_code=batch.region.code,
        details={"payments": batch.count, "fen": batch.fen, **details},
    )
