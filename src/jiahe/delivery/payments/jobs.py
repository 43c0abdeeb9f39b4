"""Long work of the payments as jobs: putting a batch together, writing the bank's file, taking in a result."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.payments.bank_file import make_bank_file
from jiahe.delivery.payments.batches import build_batch
from jiahe.delivery.payments.models import BankResult, Batch, BatchStatus
from jiahe.delivery.payments.taking import take_result
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.jobs.kinds import JobKind, Run, declare

BATCH, RESULT = "payments.batch", "payments.result"


def go_on_with_batch(found: Batch, *, at: datetime) -> None:
    """Have the step a batch stands at done, unless somebody is at it."""
    if found.is_working:
        ask(BATCH, about={"batch": found.pk}, key=f"{found.pk}:{found.status}", at=at)


def go_on_with_result(found: BankResult, *, at: datetime) -> None:
    """Have a result taken in that may be, unless somebody is at it."""
    if found.is_working:
        ask(RESULT, about={"result": found.pk}, key=str(found.pk), at=at)


def _batch(run: Run) -> None:
    found = Batch.objects.select_related("region", "made_by").get(pk=run.about["batch"])

    def progress(done: int, total: int) -> None:
        Batch.objects.filter(pk=found.pk).update(done=done, total=total)
        run.progress(done, total)

    step = build_batch if found.status == BatchStatus.BUILDING else make_bank_file
    step(found, at=run.at, progress=progress)


def _result(run: Run) -> None:
    found = BankResult.objects.select_related("batch__region", "brought_by").get(pk=run.about["result"])
    by = Actor("user", found.brought_by_id, found.brought_by.username, found.post_id)  # who said that it be taken
    take_result(found, by=by, at=run.at, on=run.on, progress=run.progress)


def declare_all() -> None:
    """Make the jobs known."""
    declare(JobKind(BATCH, "汇总一批付款、生成银行文件", _batch))
    declare(JobKind(RESULT, "收下银行的付款结果", _result))
