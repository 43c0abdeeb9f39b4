"""Taking the list along, and seeing a phone: reads that leave their mark in the audit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.delivery.workforce.actions.common import audit, reason_given
from jiahe.delivery.workforce.models import ServiceWorker
from jiahe.delivery.workforce.queries import Wanted, all_workers
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE, VIEW_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require, require_at
from jiahe.foundation.audit.actions import write_entry

MOST = 5000  # rows of one list


def take_list(*, wanted: Wanted, by: Actor, at: datetime, on: date) -> list[ServiceWorker]:
    """The list as it is narrowed, to take along: phones masked, at most ``MOST`` rows.

    Raises:
        RightMissing: the actor may not look at them.
    """
    require(by, VIEW_WORKFORCE)
    rows = all_workers(wanted, by=by, on=on, most=MOST)
    with transaction.atomic():
        write_entry(actor=by, action="workforce.take_list", at=at, details={"rows": len(rows)})
    return rows


def reveal_phone(*, worker: ServiceWorker, reason: str, by: Actor, at: datetime) -> str:
    """Show a phone in full to who arranges things there. The reason goes into the audit.

    Raises:
        OutOfReach, RightMissing: the actor may not arrange things there.
        Refused: no reason is given.
    """
    require_at(by, NOMINATE_WORKFORCE, worker.village_code)
    why = reason_given(reason)
    with transaction.atomic():
        audit("workforce.reveal_phone", worker, by, at, {"reason": why[:200]})
    return worker.phone
