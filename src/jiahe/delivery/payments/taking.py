"""Taking in what the bank said, chunk by chunk; killed anywhere and run again, each row counts once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiahe.delivery.payments.batches import note
from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.measures import record_paid
from jiahe.delivery.payments.models import (
    Account,
    BankResult,
    Batch,
    BatchStatus,
    Line,
    LineState,
    Payment,
    PaymentState,
)
from jiahe.delivery.payments.results import Said, read_result, require_results
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.database import update_many
from jiahe.foundation.files import store
from jiahe.registry.actions.common import refuse

AT_ONCE = 2_000  # rows: bounds the length of one transaction
Progress = Callable[[int, int], None]


def take_good_rows(*, result: BankResult, by: Actor, at: datetime) -> None:
    """Say that the good rows of a file with faults are to be taken; said twice, it is said once.

    Raises:
        OutOfReach, RightMissing: the batch is not the actor's, or he may not make payments.
        Refused: there is no good row, or the file was left.
    """
    require_results(result.batch, by)
    if not result.good:
        raise refuse("", "这份文件里没有一行可以收。")
    _decide(result, BankResult.Status.TAKING, "payments.take_result", by, at)


def leave_result(*, result: BankResult, by: Actor, at: datetime) -> None:
    """Take nothing of a file with faults, so that a mended one can come. Raises as ``take_good_rows`` does."""
    require_results(result.batch, by)
    _decide(result, BankResult.Status.DROPPED, "payments.leave_result", by, at)


def _decide(result: BankResult, status: BankResult.Status, action: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        waiting = BankResult.objects.filter(pk=result.pk, status=BankResult.Status.CHECKED)
        if waiting.update(status=status):
            note(action, result.batch, by, at, {"result": result.pk, "good": result.good})
    result.refresh_from_db()
    if status == BankResult.Status.TAKING and result.status == BankResult.Status.DROPPED:
        raise refuse("", "这份文件刚才已经决定不收了，请重新上传。")
    if status == BankResult.Status.DROPPED and result.status != BankResult.Status.DROPPED:
        raise refuse("", "这份文件已经在收了，不能再放下。")


def take_result(result: BankResult, *, by: Actor, at: datetime, on: date, progress: Progress) -> None:
    """Take in the rows of a file that can be taken, as of a day."""
    if result.status != BankResult.Status.TAKING:
        return
    good, _ = read_result(b"".join(store.get(result.file_id)), result.batch, ours=result.pk)
    for start in range(0, len(good), AT_ONCE):
        done = _take_chunk(result, good[start : start + AT_ONCE], by, at, on)
        progress(done, result.total)
    with transaction.atomic():
        alone()
        BankResult.objects.filter(pk=result.pk).update(status=BankResult.Status.TAKEN)
        if not Line.objects.filter(batch=result.batch_id, state=LineState.OUT).exists():
            Batch.objects.filter(pk=result.batch_id, status=BatchStatus.SENT).update(status=BatchStatus.SETTLED)


def _take_chunk(result: BankResult, chunk: Sequence[Said], by: Actor, at: datetime, on: date) -> int:
    """Take some rows; what another file has settled meanwhile is left as it is. Returns how many were taken so far."""
    said = {one.line: one for one in chunk}
    with transaction.atomic():
        alone()
        lines = list(
            Line.objects.filter(id__any_of=list(said), batch=result.batch_id, state=LineState.OUT)
            .select_related("payment")
            .order_by("pk")
        )
        for line in lines:
            one = said[line.pk]
            line.state = LineState.PAID if one.paid else LineState.RETURNED
            line.reason, line.settled_on, line.result_id = one.reason, on, result.pk
            payment = line.payment
            payment.state = PaymentState.PAID if one.paid else PaymentState.RETURNED
            payment.problem, payment.paid_on = one.reason, on if one.paid else None
        paid = [line for line in lines if line.state == LineState.PAID]
        back = [line for line in lines if line.state == LineState.RETURNED]
        _require_sent(lines)
        update_many(Line, lines, ["state", "reason", "settled_on", "result"])
        update_many(Payment, [line.payment for line in lines], ["state", "problem", "paid_on"])
        bounced = Account.objects.filter(id__any_of=[line.account_id for line in back], ended_at=None)
        bounced.update(bounced_at=at)
        counted = {"done": F("done") + len(lines), "paid": F("paid") + len(paid), "returned": F("returned") + len(back)}
        BankResult.objects.filter(pk=result.pk).update(**counted)
        if lines:
            details: dict[str, object] = {"result": result.pk, "paid": len(paid), "returned": len(back),
                                          "fen_paid": sum(line.fen for line in paid)}  # fmt: skip
            note("payments.settle", result.batch, by, at, details)
        record_paid([line.payment for line in paid], on=on)
    result.refresh_from_db(fields=["done"])
    return result.done


def _require_sent(lines: Sequence[Line]) -> None:
    """Every line that is out has a payment that is at the bank, or the whole transaction is undone."""
    sent = Payment.objects.filter(id__any_of=[line.payment_id for line in lines], state=PaymentState.SENT).count()
    if sent != len(lines):
        raise RuntimeError(f"{len(lines) - sent} payments are not at the bank")
