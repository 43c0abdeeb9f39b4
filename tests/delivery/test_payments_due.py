"""What is due is entered once, however often it is said, and falls away only with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse

from jiahe.delivery.payments import entering
from jiahe.delivery.payments.entering import cancel_payment, enter_payment, enter_payments
from jiahe.delivery.payments.models import Account, Line, Payment
from jiahe.foundation.audit.models import Entry
from jiahe.registry.actions import Refused
from jiahe.registry.models import Person
from tests.delivery.paying import (
    GRANT,
    account_page,
    entitlement,
    give_account,
    made,
    owed,
    people_of,
)  # fmt: skip
from tests.places import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


def test_what_is_due_is_entered_once_however_often_it_is_said(yunlin, by_operator, monkeypatch) -> None:
    monkeypatch.setattr(entering, "AT_ONCE", 2)
    due = [entitlement(person) for person in people_of([1, 2])]
    assert enter_payments(entitlements=due, by=by_operator, at=NOW) == 4
    assert enter_payments(entitlements=[*due, due[0]], by=by_operator, at=NOW) == 0
    assert enter_payment(entitlement=due[0], by=by_operator, at=NOW).source == due[0].source
    with pytest.raises(Refused, match="不一样"):
        enter_payments(entitlements=[replace(due[0], fen=1)], by=by_operator, at=NOW)
    assert Payment.objects.count() == 4
    assert Entry.objects.filter(action="payments.enter").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(source="one")


def test_the_bulk_form_leaves_what_the_single_one_leaves(yunlin, by_operator) -> None:
    one, other = people_of([1])
    enter_payment(entitlement=entitlement(one), by=by_operator, at=NOW)
    enter_payments(entitlements=[entitlement(other)], by=by_operator, at=NOW)
    first, second = Payment.objects.order_by("pk").values()
    assert {k: v for k, v in first.items() if k not in {"id", "person_id", "source"}} == {
        k: v for k, v in second.items() if k not in {"id", "person_id", "source"}
    }


@pytest.mark.parametrize("changes", [{"fen": 0}, {"fen": -5}, {"instalment": 3, "instalments": 2}, {"source": ""}])
def test_an_amount_that_cannot_be_is_refused(changes: dict[str, object], yunlin, by_operator) -> None:
    person = people_of([1])[0]
    with pytest.raises(Refused):
        enter_payments(entitlements=[entitlement(person, **changes)], by=by_operator, at=NOW)
    assert not Payment.objects.exists()


def test_killed_between_chunks_entering_goes_on_where_it_was(yunlin, by_operator, monkeypatch) -> None:
    monkeypatch.setattr(entering, "AT_ONCE", 2)
    due = [entitlement(person) for person in people_of([1, 2, 3])]

    def broken():
        yield from due[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enter_payments(entitlements=broken(), by=by_operator, at=NOW)
    assert Payment.objects.count() == 2
    enter_payments(entitlements=due, by=by_operator, at=NOW)
    assert Payment.objects.aggregate(sum=Sum("fen"))["sum"] == 6 * 500_000


def test_what_fell_away_is_cancelled_with_a_reason_unless_it_is_on_its_way(yunlin, by_operator, county) -> None:
    owed(1)
    first = Payment.objects.order_by("pk").first()
    assert first is not None
    with pytest.raises(Refused, match="为什么"):
        cancel_payment(payment=first, reason=" ", by=by_operator, at=NOW)
    cancel_payment(payment=first, reason="重复申请", by=by_operator, at=NOW)
    batch = made(county)
    assert batch.count == 1
    other = Payment.objects.get(state="batched")
    with pytest.raises(Refused, match="不能取消"):
        cancel_payment(payment=other, reason="重复申请", by=by_operator, at=NOW)


def test_who_lacks_an_account_is_listed_with_the_way_to_enter_it(yunlin, cast, county) -> None:
    person = owed(2, accounts=False)[0]
    lin = cast.client("lin")
    page = lin.get(reverse("desk:payees-lacking")).content.decode()
    assert account_page(person) in page
    assert county.post(reverse("desk:make-batch", args=[GRANT]), {"until": "2026-11-23"}).status_code == 422
    give_account(person)
    assert account_page(person) not in lin.get(reverse("desk:payees-lacking")).content.decode()
    assert made(county).count == 1
    assert cast.client("chen").get(reverse("desk:payees-lacking")).content.decode().count("收款账户</a>") == 0


def test_a_person_whose_record_was_merged_is_paid_once_to_the_account_that_stands(yunlin, by_operator, county) -> None:
    one, other = people_of([1, 2])[:3:2]
    enter_payment(entitlement=entitlement(other, 700), by=by_operator, at=NOW)
    give_account(one)
    Person.objects.filter(pk=other.pk).update(merged_into=one)
    assert made(county).count == 1
    assert Line.objects.get().account == Account.objects.get(person=one)
