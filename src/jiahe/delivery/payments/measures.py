"""What the payments count, each with a recount from the payments themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from jiahe.delivery.payments.models import Payment, PaymentState
from jiahe.foundation.facts.actions import FactKey, append_facts
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare

MADE, FEN = "payments_made", "payments_fen"


def record_paid(payments: Iterable[Payment], *, on: date) -> None:
    """Append the facts of payments that were made on a day."""
    amounts: Counter[FactKey] = Counter()
    for payment in payments:
        amounts[MADE, payment.village_code, on] += 1
        amounts[FEN, payment.village_code, on] += payment.fen
    append_facts(amounts)


def _recount(on: date, what: Count | Sum) -> Iterator[Counted]:
    paid = Payment.objects.filter(state=PaymentState.PAID, paid_on__lte=on).order_by()
    for code, month, amount in paid.values_list("village_code", TruncMonth("paid_on")).annotate(n=what).iterator():
        yield Counted(code, month, amount)


def declare_all() -> None:
    """Make the measures known."""
    declare(Measure(MADE, "付款笔数", "笔", Kind.FLOW, lambda on: _recount(on, Count("pk"))))
    declare(Measure(FEN, "付款金额", "分", Kind.FLOW, lambda on: _recount(on, Sum("fen"))))
