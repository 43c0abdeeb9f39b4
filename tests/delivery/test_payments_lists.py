"""The lists of payments cost what one page costs, and say what will stand there."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.delivery.payments.entering import enter_payments
from tests.delivery.paying import (
    entitlement,
    give_account,
    made,
    people_of,
)  # fmt: skip
from tests.places import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


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
