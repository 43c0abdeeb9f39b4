"""The payments' part of the sample province: some that are due, some without an account, a batch that was paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jiahe.delivery.payments.batches import build_batch, make_batch
from jiahe.delivery.payments.entering import Entitlement, enter_payments
from jiahe.delivery.payments.models import Account, Batch
from jiahe.delivery.payments.payees import set_account
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.registry.queries import Narrowing, people

GRANT, REWARD = ("golden-autumn", "金秋助学"), ("rural-reward", "农村计生家庭奖励扶助")
BANK = "福建农信样例信用社"


def synthetic_number(seed: int) -> str:
    """A number of 19 digits whose last one fits the others; the leading digits belong to no bank."""
    body = f"999999{seed:012d}"
    total = sum((d if place % 2 else d * 2 - 9 * (d > 4)) for place, d in enumerate(map(int, reversed(body))))
    return f"{body}{-total % 10}"


def sample_payments(*, village: Region, by: Actor, at: datetime, on: date) -> None:
    """Amounts due to people of a village; three of four of them have an account. Run again, it adds nothing."""
    grown = [p for p in people(Narrowing(), by=by, region=village, on=on, size=60).rows if p.age(on) >= 18]
    known = set(Account.objects.filter(person__in=[p.pk for p in grown]).values_list("person_id", flat=True))
    for place, person in enumerate(grown):
        if place % 4 and person.pk not in known:
            number = synthetic_number(person.pk)
            set_account(person=person, holder=person.name, bank=BANK, number=number, by=by, at=at)
    since = date(on.year - 1, 6, 1)  # all of it is due, on whatever day of the year the sample is made
    due = [
        Entitlement(
            person_id=p.pk, village_code=village.code, purpose=code, title=title, fen=fen,
            due_on=since + timedelta(days=place), source=f"sample:{code}:{p.pk}:{since.year}",
        )
        for place, p in enumerate(grown)
        for code, title, fen in ((*GRANT, 500_000) if place % 2 else (*REWARD, 96_000),)
    ]  # fmt: skip
    enter_payments(entitlements=due, by=by, at=at)


def sample_batch(*, county: Region, by: Actor, at: datetime, on: date) -> None:
    """A batch that waits for its second person; none where there is one already."""
    if by.id is not None and not Batch.objects.exists():
        batch = make_batch(region=county, purpose=GRANT[0], until=on, by=by, at=at, on=on)
        build_batch(batch, at=at, progress=lambda done, total: None)
