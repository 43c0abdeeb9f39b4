"""What a case grants in money, entered among the payments that are due: once, however often the step is done."""

from __future__ import annotations

from datetime import date, datetime

from jiahe.delivery.cases.kind import CaseKind, Payment
from jiahe.delivery.cases.models import Case
from jiahe.delivery.payments.entering import Entitlement, enter_payments
from jiahe.delivery.payments.rights import MAKE_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.actions.common import refuse


def enter_awards(case: Case, kind: CaseKind, step: Payment, *, by: Actor, at: datetime, on: date) -> int:
    """Enter the instalments of what a case grants; returns how many were new.

    Raises:
        Refused: nobody registered is to be paid, nothing was granted, or the post makes no payments.
    """
    if case.person is None:
        raise refuse("", "来访的人还没有登记，付不了款。请先在村里登记这一家。")
    if not by.may(MAKE_PAYMENTS):
        raise refuse("", "付款由县一级登记。请退回或者转给县计生协办这一步。")
    done = case.content.get("steps", {})
    fen = next((int(done[s.code][step.amount]) for s in reversed(kind.steps) if step.amount in done.get(s.code, {})), 0)
    if not fen:
        raise refuse("", "前面没有写给多少钱，登记不了付款。请退回决定的岗位补上。")
    each, rest = divmod(fen, step.instalments)
    return enter_payments(
        entitlements=[
            Entitlement(
                person_id=case.person.pk, village_code=case.village_code, purpose=case.programme or kind.code,
                title=kind.title, fen=each + (rest if number == 1 else 0), due_on=_years_on(on, number - 1),
                source=f"case:{case.pk}:{number}", instalment=number, instalments=step.instalments,
            )
            for number in range(1, step.instalments + 1)
        ],
        by=by, at=at,
    )  # fmt: skip


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
