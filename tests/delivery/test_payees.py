"""Where people are paid: entered once, sealed, shown by its last four digits."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from jiahe.delivery.payments.models import Account
from jiahe.delivery.payments.payees import passes_luhn
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.foundation.audit.models import Entry
from tests.delivery.paying import (
    account_page,
    give_account,
    people_of,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


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
