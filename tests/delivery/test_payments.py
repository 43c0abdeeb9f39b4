"""Money goes to the right people, once, to the fen; two people agree to it, and what the bank says is taken in whole."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.delivery.payments import batches, entering, queries, taking
from jiahe.delivery.payments.entering import cancel_payment, enter_payment, enter_payments
from jiahe.delivery.payments.measures import FEN, MADE
from jiahe.delivery.payments.models import Account, BankResult, Batch, Line, Payment
from jiahe.delivery.payments.payees import passes_luhn
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import Refused
from jiahe.registry.models import Person
from tests.delivery.answers import sheet
from tests.delivery.paying import (
    GRANT,
    approved,
    bring,
    entitlement,
    give_account,
    made,
    numbers,
    owed,
    people_of,
    saved,
    states,
)  # fmt: skip
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


@pytest.fixture
def county(cast) -> Client:
    return cast.client("county")


@pytest.fixture
def city(cast) -> Client:
    return cast.client("city")


def account_page(person: Person) -> str:
    return reverse("desk:payee", args=[person.pk])


# Where somebody is paid


def test_a_village_enters_an_account_and_no_page_or_table_shows_its_number(yunlin, cast, journal) -> None:
    person = people_of([1])[0]
    lin, number = cast.client("lin"), synthetic_number(7)
    said = {"holder": person.name, "bank": "福建农信", "number": f"{number[:4]} {number[4:8]} {number[8:]}"}
    assert lin.post(account_page(person), said).status_code == 302
    page = lin.get(account_page(person)).content.decode()
    assert f"•••• {number[-4:]}" in page
    assert number not in page
    account = Account.objects.get()
    assert account.number == number
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert number not in repr(cursor.fetchall()), table
    assert number not in " ".join(journal.taken())
    assert Entry.objects.filter(action="payments.set_account", subject_id=person.pk).count() == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("12345678901", "12 到 19 位"),
        ("1234567890123456789012", "12 到 19 位"),
        ("62220000000000001x", "12 到 19 位"),
        (synthetic_number(7)[:-1] + str((int(synthetic_number(7)[-1]) + 1) % 10), "有一位对不上"),
        ("", "请填写账号"),
    ],
)
def test_a_number_that_cannot_be_is_refused_at_its_field(number: str, sentence: str, yunlin, cast) -> None:
    person = people_of([1])[0]
    answer = cast.client("lin").post(account_page(person), {"holder": "甲", "bank": "乙", "number": number})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Account.objects.exists()


def test_numbers_of_the_sample_fit_the_rule_of_the_banks() -> None:
    assert all(passes_luhn(synthetic_number(seed)) and len(synthetic_number(seed)) == 19 for seed in range(200))
    assert passes_luhn("4532015112830366")
    assert not passes_luhn("4532015112830367")


def test_another_account_ends_the_one_before_and_the_same_again_changes_nothing(yunlin) -> None:
    person = people_of([1])[0]
    for seed in (1, 1, 2):
        give_account(person, seed)
    assert Account.objects.count() == 2
    assert Account.objects.get(ended_at=None).tail == synthetic_number(2)[-4:]
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(ended_at=None)


def test_a_neighbour_does_not_find_the_account_and_a_president_may_not_change_it(yunlin, cast) -> None:
    person = people_of([1])[0]
    assert cast.client("chen").get(account_page(person)).status_code == 404
    assert cast.client("president").get(account_page(person)).status_code == 403


# What is due


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


# The batch and its second person


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


# What the bank says


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


# Lists


@pytest.mark.parametrize("name", ["payments", "payees-lacking", "batches", "batch", "batch-lines"])
def test_a_list_of_twenty_costs_as_many_queries_as_one_of_ten(name: str, yunlin, county, by_operator) -> None:
    counts = []
    for first, last in ((1, 6), (6, 11)):
        people = [p for p in people_of(range(first, last)) if int(p.household.number) >= first]
        for place, person in enumerate(people):
            changes = {"purpose": f"grant-{person.pk}", "source": f"own:{person.pk}"}
            if place % 2:
                give_account(person)
            due = [entitlement(person), entitlement(person, **changes)]
            enter_payments(entitlements=due, by=by_operator, at=NOW)
        batch = made(county)
        for place, person in enumerate(people):
            if place % 2:
                made(county, f"grant-{person.pk}")
        arguments = [batch.pk] if name in {"batch", "batch-lines"} else []
        with CaptureQueriesContext(connection) as captured:
            assert county.get(reverse(f"desk:{name}", args=arguments)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_empty_desk_of_payments_says_what_will_stand_there(yunlin, county) -> None:
    for name in ("payments", "payees-lacking", "batches"):
        page = county.get(reverse(f"desk:{name}")).content.decode()
        assert re.search(r"会(按用途)?列在这里|就会列在这里", page)
