"""Two people agree to a batch; it holds everybody once, and only its maker has the file."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jiahe.delivery.payments import batches, queries
from jiahe.delivery.payments.models import Line
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.regions.queries import find_region
from tests.delivery.paying import (
    GRANT,
    approved,
    give_account,
    made,
    numbers,
    owed,
    saved,
    states,
)  # fmt: skip
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


def test_one_person_makes_a_batch_another_approves_it_and_the_maker_saves_the_file(yunlin, county, city) -> None:
    people = owed(2)
    batch = made(county)
    assert (batch.status, batch.count, batch.fen) == ("waiting", 4, sum(10_001 + n for n in range(4)))
    assert county.get(reverse("desk:bank-file", args=[batch.pk])).status_code == 404
    approved(batch, city)
    assert batch.status == "sent"
    assert states() == ["sent"] * 4
    rows = saved(batch, county)
    assert [row[2] for row in rows] == [synthetic_number(p.pk) for p in people]
    assert [row[4] for row in rows] == ["100.01", "100.02", "100.03", "100.04"]
    assert [row[6] for row in rows] == numbers(batch)
    deeds = Entry.objects.filter(subject_type="payment-batch").order_by("pk").values_list("action", flat=True)
    assert [deed.removeprefix("payments.") for deed in deeds] == [
        "make_batch", "build_batch", "approve_batch", "make_file", "save_file",
    ]  # fmt: skip


def test_nobody_checks_what_he_made_himself(yunlin, county) -> None:
    owed(1)
    batch = made(county)
    answer = county.post(reverse("desk:answer-batch", args=[batch.pk]), {"answer": "yes"})
    assert answer.status_code == 422
    assert "不能自己复核" in answer.content.decode()
    assert "请您复核" not in county.get(reverse("desk:batch", args=[batch.pk])).content.decode()
    batch.refresh_from_db()
    assert batch.status == "waiting"


def test_the_file_is_its_makers_alone(yunlin, county, city, cast) -> None:
    owed(1)
    batch = approved(made(county), city)
    address = reverse("desk:bank-file", args=[batch.pk])
    assert city.get(address).status_code == 403
    assert cast.client("pingtan").get(address).status_code == 404
    assert cast.client("lin").get(address).status_code == 404
    assert county.get(reverse("desk:file", args=[batch.file_id])).status_code == 404


def test_a_batch_sent_back_with_a_reason_gives_its_payments_back(yunlin, county, city) -> None:
    owed(1)
    batch = made(county)
    address = reverse("desk:answer-batch", args=[batch.pk])
    assert city.post(address, {"answer": "no"}).status_code == 422
    assert city.post(address, {"answer": "no", "reason": "金额要再核对"}).status_code == 302
    assert states() == ["due", "due"]
    assert "金额要再核对" in county.get(reverse("desk:batch", args=[batch.pk])).content.decode()
    again = made(county)
    assert (again.pk != batch.pk, again.count) == (True, 2)


def test_a_maker_takes_her_batch_back_until_it_is_answered(yunlin, county, city) -> None:
    owed(1)
    batch = made(county)
    county.post(reverse("desk:withdraw-batch", args=[batch.pk]))
    assert states() == ["due", "due"]
    other = approved(made(county), city)
    page = county.post(reverse("desk:withdraw-batch", args=[other.pk]), follow=True).content.decode()
    assert "已经处理过" in page
    assert states() == ["sent", "sent"]


def test_a_button_pressed_twice_is_one_deed(yunlin, county, city) -> None:
    owed(1)
    first, second = made(county), made(county)
    assert first == second
    for _ in range(2):
        approved(first, city)
    assert Line.objects.count() == 2
    assert Entry.objects.filter(action="payments.approve_batch").count() == 1


def test_an_account_changed_while_a_batch_waits_keeps_it_from_the_bank(yunlin, county, city) -> None:
    people = owed(1)
    batch = made(county)
    give_account(people[0], 999)
    assert "收款账户改过" in city.get(reverse("desk:batch", args=[batch.pk])).content.decode()
    answer = city.post(reverse("desk:answer-batch", args=[batch.pk]), {"answer": "yes"})
    assert answer.status_code == 422
    assert states() == ["batched", "batched"]


def test_killed_between_chunks_a_batch_holds_everybody_once(yunlin, cast, monkeypatch) -> None:
    owed(3)
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    by, region = cast.actor("county"), find_region(350583000000)
    assert region is not None
    batch = batches.make_batch(region=region, purpose=GRANT, until=TODAY, by=by, at=NOW, on=TODAY)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            batches.build_batch(batch, at=NOW, progress=stop)
    batches.build_batch(batch, at=NOW, progress=lambda done, total: None)
    batches.build_batch(batch, at=NOW, progress=lambda done, total: None)
    batch.refresh_from_db()
    assert (batch.status, batch.count, Line.objects.count()) == ("waiting", 6, 6)
    assert queries.totals(batch).adds_up


def test_the_database_lets_a_payment_be_in_one_live_batch_only(yunlin, county) -> None:
    owed(1)
    batch = made(county)
    line = Line.objects.first()
    assert line is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(batch=batch, payment=line.payment, account=line.account, fen=line.fen)
