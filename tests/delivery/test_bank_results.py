"""What the bank says is taken in whole, once, to the fen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from jiahe.delivery.payments import batches, queries, taking
from jiahe.delivery.payments.measures import FEN, MADE
from jiahe.delivery.payments.models import BankResult, Batch, Line, Payment
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.facts.verification import verify
from tests.delivery.answers import sheet
from tests.delivery.paying import (
    GRANT,
    account_page,
    approved,
    bring,
    give_account,
    made,
    numbers,
    owed,
    states,
)  # fmt: skip
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


def at_the_bank(county: Client, city: Client, households: int = 2) -> Batch:
    owed(households)
    return approved(made(county), city)


def said(batch: Batch) -> list[tuple[str, str, str]]:
    return [(number, "成功", "") for number in numbers(batch)]


def test_a_result_without_faults_is_taken_at_once_and_adds_up_to_the_fen(yunlin, county, city) -> None:
    batch = at_the_bank(county, city)
    rows = said(batch)
    rows[1] = (rows[1][0], "失败", "账号户名不符")
    result = bring(batch, county, sheet(rows))
    assert (result.status, result.paid, result.returned) == ("taken", 3, 1)
    assert states() == ["paid", "returned", "paid", "paid"]
    batch.refresh_from_db()
    totals = queries.totals(batch)
    assert batch.status == "settled"
    assert totals.adds_up
    assert (totals.paid_fen, totals.returned_fen, totals.out_fen) == (10_001 + 10_003 + 10_004, 10_002, 0)
    page = county.get(reverse("desk:batch", args=[batch.pk])).content.decode()
    assert "一分不差" in page
    assert "300.08" in page


def test_every_row_that_cannot_be_taken_is_named_and_nothing_is_written_until_somebody_says_so(
    yunlin, county, city
) -> None:
    batch = at_the_bank(county, city)
    one, two, three, four = numbers(batch)
    rows = [
        (one, "成功", ""), ("JH9999999999", "成功", ""), (one, "成功", ""), (two, "成功", "", 1.5), (three, "成功", ""),
        (three, "失败", "户名不符"), ("", "成功", ""), (four, "不知道", ""),
    ]  # fmt: skip
    result = bring(batch, county, sheet(rows))
    assert (result.status, result.good) == ("checked", 1)
    assert states() == ["sent"] * 4
    assert [row for row, _ in result.faults] == [3, 4, 5, 6, 7, 8, 9]
    page = county.get(reverse("desk:payment-result", args=[result.pk])).content.decode()
    for words in ("不在这一批里", "和第 2 行重复", "应该是 100.02 元", "说的不一样", "没有写付款编号", "看不懂结果"):
        assert words in page
    for _ in range(2):
        assert county.post(reverse("desk:take-result", args=[result.pk])).status_code == 302
    assert states() == ["paid", "sent", "sent", "sent"]
    again = bring(batch, county, sheet([(one, "失败", "x"), (two, "成功", "")]))
    assert again.faults == [[2, "这一笔已经有结果了（已付），不再改。"]]
    county.post(reverse("desk:leave-result", args=[again.pk]))
    assert states() == ["paid", "sent", "sent", "sent"]
    assert queries.totals(batch).adds_up


def test_the_same_file_twice_changes_nothing(yunlin, county, city) -> None:
    batch = at_the_bank(county, city)
    content = sheet(said(batch)[:2])
    first = bring(batch, county, content)
    facts = list(Fact.objects.values_list("pk", flat=True))
    assert bring(batch, county, content) == first
    assert BankResult.objects.count() == 1
    assert list(Fact.objects.values_list("pk", flat=True)) == facts


def test_a_text_in_the_encoding_of_the_bank_is_read_too(yunlin, county, city) -> None:
    batch = at_the_bank(county, city)
    text = "付款编号,结果,原因,金额（元）\n" + "".join(f"{n},成功,,\n" for n in numbers(batch))
    assert bring(batch, county, text.encode("gb18030"), "结果.csv").status == "taken"
    assert states() == ["paid"] * 4


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", "甲,乙\n1,2\n".encode(), b"PK\x03\x04"])
def test_a_file_that_is_no_result_is_refused_in_a_sentence(content: bytes, yunlin, county, city) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    batch = at_the_bank(county, city)
    address = reverse("desk:bring-result", args=[batch.pk])
    answer = county.post(address, {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert states() == ["sent"] * 4
    assert not BankResult.objects.exists()


def test_what_came_back_is_paid_again_once_the_account_was_looked_at(yunlin, county, city, cast) -> None:
    batch = at_the_bank(county, city)
    rows = said(batch)
    rows[0] = (rows[0][0], "失败", "账户已销户")
    bring(batch, county, sheet(rows))
    assert county.post(reverse("desk:make-batch", args=[GRANT]), {"until": "2026-11-23"}).status_code == 422
    person = Payment.objects.get(state="returned").person
    lin = cast.client("lin")
    assert "账户已销户" in lin.get(reverse("desk:payees-lacking")).content.decode()
    assert "退回来了" in lin.get(account_page(person)).content.decode()
    number = synthetic_number(person.pk)  # the same one again: looked at, and right after all
    lin.post(account_page(person), {"holder": person.name, "bank": "福建农信样例社", "number": number})
    later = approved(made(county), city)
    assert later.count == 1
    late = bring(batch, county, sheet([(numbers(batch)[0], "成功", "")]))  # a late word about the first attempt
    assert late.status == "checked"
    assert states()[0] == "sent"
    bring(later, county, sheet([(numbers(later)[0], "成功", "")]))
    assert states() == ["paid"] * 4
    assert verify(on=TODAY.replace(year=2030)).differences == []


def test_a_batch_sent_back_leaves_what_had_come_back_as_it_was(yunlin, county, city) -> None:
    batch = at_the_bank(county, city, 1)
    bring(batch, county, sheet([(n, "失败", "销户") for n in numbers(batch)]))
    for payment in Payment.objects.select_related("person__household"):
        give_account(payment.person, payment.pk + 500)
    city.post(reverse("desk:answer-batch", args=[made(county).pk]), {"answer": "no", "reason": "再核对"})
    assert states() == ["returned", "returned"]


def test_killed_between_chunks_a_result_is_taken_in_once(yunlin, county, city, monkeypatch) -> None:
    batch = at_the_bank(county, city, 3)
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    monkeypatch.setattr("jiahe.faces.desk.views.payment_results.carry_on", lambda found, request: None)
    result = bring(batch, county, sheet(said(batch)))
    assert states() == ["sent"] * 6
    by = replace(batches.system(), kind="operator")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for taken in (2, 4):
        with pytest.raises(KeyboardInterrupt):
            taking.take_result(result, by=by, at=NOW, on=TODAY, progress=stop)
        assert states().count("paid") == taken
    taking.take_result(result, by=by, at=NOW, on=TODAY, progress=lambda done, total: None)
    result.refresh_from_db()
    taking.take_result(result, by=by, at=NOW, on=TODAY, progress=lambda done, total: None)
    assert (result.status, result.paid) == ("taken", 6)
    assert Fact.objects.filter(measure=MADE).aggregate(n=Sum("amount"))["n"] == 6
    assert verify(on=TODAY).differences == []


def test_the_sums_of_the_screen_equal_the_recount(yunlin, county, city) -> None:
    bring(batch := at_the_bank(county, city), county, sheet(said(batch)[:3]))
    outcome = verify(on=TODAY.replace(year=2030))
    assert outcome.differences == []
    sums = dict(Fact.objects.filter(measure__in=(MADE, FEN)).values_list("measure").annotate(n=Sum("amount")))
    assert sums == {MADE: 3, FEN: 10_001 + 10_002 + 10_003}


def test_money_that_was_changed_behind_the_batch_is_seen_on_its_page(yunlin, county, city) -> None:
    owed(1)
    batch = made(county)
    Payment.objects.filter(pk=Line.objects.order_by("pk").first().payment_id).update(fen=1)
    assert "合计和明细对不上" in city.get(reverse("desk:batch", args=[batch.pk])).content.decode()
    answer = city.post(reverse("desk:answer-batch", args=[batch.pk]), {"answer": "yes"})
    assert answer.status_code == 422
    assert states() == ["batched", "batched"]
