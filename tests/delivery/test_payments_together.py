"""Two people at the same moment: nobody is paid twice, whatever they press."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from jiahe.delivery.payments import batches, queries, results, taking
from jiahe.delivery.payments.bank_file import make_bank_file
from jiahe.delivery.payments.entering import enter_payments
from jiahe.delivery.payments.models import BankResult, Batch, Line, Payment
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.regions.queries import find_region
from tests.delivery.answers import sheet
from tests.delivery.paying import GRANT, entitlement, numbers, owed, states
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.differs]


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


def at_once(deed) -> list[BaseException]:
    """Do something in two threads at the same moment; returns what they raised."""
    together, raised = Barrier(2), []

    def one() -> None:
        try:
            together.wait(10)
            deed()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.fixture
def maker(cast) -> Actor:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's writers queue: there is no same moment")
    return cast.actor("county")


def test_two_of_everything_at_the_same_moment_pays_everybody_once(maker, cast, monkeypatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    people = owed(4)
    more = [entitlement(p, 77, source=f"more:{p.pk}") for p in people]
    assert at_once(lambda: enter_payments(entitlements=more, by=maker, at=NOW)) == []
    assert Payment.objects.count() == 16
    region = find_region(350583000000)
    assert region is not None
    when = {"by": maker, "at": NOW}
    make = {"region": region, "purpose": GRANT, "until": TODAY, "on": TODAY}
    assert at_once(lambda: batches.make_batch(**make, **when)) == []
    batch = Batch.objects.select_related("region", "made_by").get()
    assert at_once(lambda: batches.build_batch(batch, at=NOW, progress=quiet)) == []
    batch.refresh_from_db()
    assert (batch.count, Line.objects.count()) == (16, 16)
    city = cast.actor("city")
    answer = {"approve": True, "reason": "", "by": city, "at": NOW}
    refused = at_once(lambda: batches.answer_batch(batch=Batch.objects.get(pk=batch.pk), **answer))
    assert len(refused) == 1
    fresh = Batch.objects.select_related("region", "made_by").get()
    assert at_once(lambda: make_bank_file(fresh, at=NOW, progress=quiet)) == []
    content = sheet([(number, "成功", "") for number in numbers(batch)])
    batch.refresh_from_db()
    assert at_once(lambda: results.bring_result(batch=batch, name="x.xlsx", content=content, **when)) == []
    result = BankResult.objects.get()
    assert at_once(lambda: taking.take_result(result, **when, on=TODAY, progress=quiet)) == []
    assert states() == ["paid"] * 16
    assert sum(Fact.objects.filter(measure="payments_made").values_list("amount", flat=True)) == 16
    assert queries.totals(Batch.objects.get()).adds_up
