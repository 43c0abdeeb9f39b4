"""What payments put on the agenda: the batches that wait for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from jiahe.delivery.catalogue.agenda import Source, Told, declare
from jiahe.delivery.catalogue.money import yuan
from jiahe.delivery.payments.models import Batch, BatchStatus
from jiahe.delivery.payments.rights import CHECK_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached_whole


def declare_all() -> None:
    """Put them on the agenda."""
    declare(
        Source(
            "batches", "付款批次", rows=_to_check, told=_told, mine=lambda by: ~Q(made_by=by.id), place="region__code",
            weight=2,
        )
    )  # fmt: skip


def _to_check(by: Actor, on: date) -> QuerySet[Batch] | None:
    if not by.may(CHECK_PAYMENTS):
        return None
    return Batch.objects.filter(reached_whole(by, "region"), status=BatchStatus.WAITING).select_related("region")


def _told(rows: Sequence[Batch], on: date) -> list[Told]:
    return [
        Told(
            f"复核付款：{batch.title}（{batch.count:,} 笔，{yuan(batch.fen)} 元）", "复核过钱才能送银行，领钱的人在等",
            f"/desk/payments/batches/{batch.pk}/", batch.region.code,
        )
        for batch in rows
    ]  # fmt: skip
