"""One step of the way of the money, in a process of its own so that it can be killed: `python -m bench._payments_steps STEP`.

Each step goes on where it was stopped. It says `begun` when it starts to work.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiahe.foundation.regions.models import Region

FOLDER = Path(__file__).parent.parent / ".bench" / "payments"
PURPOSE, TITLE, DUE = "bench-grant", "测量用的奖励", date(2026, 1, 1)


def main() -> None:
    """Do one step."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
    import django

    django.setup()
    print("begun", flush=True)
    {"enter": enter, "build": build, "send": send, "take": take, "mend": mend, "dump": dump}[sys.argv[1]]()


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


def enter() -> None:
    """Enter the whole list of what is due."""
    from jiahe.delivery.payments.entering import Entitlement, enter_payments
    from jiahe.faces.cli.clock import now
    from jiahe.foundation.accounts.actor import operator

    due = (
        Entitlement(
            person_id=person, village_code=village, purpose=PURPOSE, title=TITLE, fen=fen, due_on=DUE, source=source
        )
        for person, village, _, fen, source in json.loads((FOLDER / "source.json").read_text())
    )
    enter_payments(entitlements=due, by=operator(), at=now())


def build() -> None:
    """Put a batch together, or go on with the one that is not answered yet."""
    from jiahe.delivery.payments.batches import build_batch, make_batch
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.queries import actor_named

    maker = actor_named("maker", on=today())
    assert maker is not None
    batch = make_batch(region=county(), purpose=PURPOSE, until=today(), by=maker, at=now(), on=today())
    build_batch(batch, at=now(), progress=quiet)


def send() -> None:
    """Approve the latest batch, make the bank's file and bring it to the bank."""
    from jiahe.delivery.payments.bank_file import make_bank_file, open_bank_file
    from jiahe.delivery.payments.batches import answer_batch
    from jiahe.delivery.payments.models import Batch, BatchStatus
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.queries import actor_named

    maker, checker = actor_named("maker", on=today()), actor_named("checker", on=today())
    assert maker is not None
    assert checker is not None
    batch = Batch.objects.select_related("region", "made_by").latest("pk")
    if batch.status == BatchStatus.WAITING:
        answer_batch(batch=batch, approve=True, reason="", by=checker, at=now())
    make_bank_file(batch, at=now(), progress=quiet)
    batch = Batch.objects.select_related("region", "file").get(pk=batch.pk)
    draft = FOLDER / "draft.xlsx"
    draft.write_bytes(b"".join(open_bank_file(batch=batch, by=maker, at=now())))
    draft.replace(FOLDER / "bank.xlsx")


def take() -> None:
    """Take in what the bank said of the latest batch."""
    from jiahe.delivery.payments.models import BankResult, Batch
    from jiahe.delivery.payments.results import bring_result
    from jiahe.delivery.payments.taking import take_result
    from jiahe.faces.cli.clock import now, today
    from jiahe.foundation.accounts.queries import actor_named

    maker = actor_named("maker", on=today())
    assert maker is not None
    batch = Batch.objects.select_related("region").latest("pk")
    content = (FOLDER / "result.csv").read_bytes()
    found = bring_result(batch=batch, name="result.csv", content=content, by=maker, at=now())
    result = BankResult.objects.select_related("batch__region").get(pk=found.pk)
    assert not result.faults, result.faults[:3]
    take_result(result, by=maker, at=now(), on=today(), progress=quiet)


def mend() -> None:
    """Look at the accounts from which money came back, and enter them again."""
    from jiahe.delivery.payments.models import Account
    from jiahe.delivery.payments.payees import set_account
    from jiahe.faces.cli.clock import now
    from jiahe.foundation.accounts.actor import operator

    numbers = {person: number for person, _, number, _, _ in json.loads((FOLDER / "source.json").read_text())}
    for account in Account.objects.filter(ended_at=None).exclude(bounced_at=None).select_related("person"):
        number = numbers[account.person_id]
        set_account(person=account.person, holder="甲", bank="样例社", number=number, by=operator(), at=now())


def dump() -> None:
    """Write down what the installation says of every payment, and how many it counted."""
    from django.db.models import Sum

    from jiahe.delivery.payments.models import Payment
    from jiahe.foundation.facts.models import Fact

    rows = list(Payment.objects.values_list("source", "state", "fen"))
    sums = dict(Fact.objects.filter(measure__startswith="payments_").values_list("measure").annotate(n=Sum("amount")))
    (FOLDER / "dump.json").write_text(json.dumps({"rows": rows, "sums": sums}))


def county() -> Region:
    """南安市."""
    from bench._imports import county as found

    return found()


if __name__ == "__main__":
    main()
