"""Who is told of a batch: those who may check it, and the post that made it."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.payments.models import Batch
from jiahe.delivery.payments.queries import who_may_check
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

WAITING, ANSWERED = "payments.waiting", "payments.answered"


def declare_all() -> None:
    """Make the notices known."""
    declare(NoticeKind(WAITING, "有一批付款等您复核", "{what}。请核对人数、金额和账户以后再批准。"))
    declare(NoticeKind(ANSWERED, "您汇总的付款：{answer}", "{what}。"))


def tell_waiting(batch: Batch, *, at: datetime) -> None:
    """Tell those who may check it."""
    for post in who_may_check(batch):
        notify(WAITING, at=at, post=post, path=_path(batch), words={"what": _what(batch)})


def tell_answered(batch: Batch, *, approve: bool, at: datetime) -> None:
    """Tell the post that made it."""
    words = {"what": _what(batch), "answer": "批准了" if approve else "退回来了"}
    notify(ANSWERED, at=at, post=batch.post, path=_path(batch), words=words)


def _what(batch: Batch) -> str:
    return f"{batch.title}，{batch.count:,} 笔，{batch.fen / 100:,.2f} 元"


def _path(batch: Batch) -> str:
    return f"/desk/payments/batches/{batch.pk}/"
