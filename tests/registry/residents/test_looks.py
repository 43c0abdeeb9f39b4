"""Who looked: a read is noted once a day, and a family reads of its own and of nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.foundation.audit.models import Entry
from jiahe.registry import actions, queries
from jiahe.registry.models import Person
from jiahe.registry.residents import looks
from jiahe.registry.residents.looks import looks_at, note_read
from tests.places import NOW, TODAY
from tests.residents import agree, resident_client

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[3] / "src" / "jiahe"


def seen(person: Person, **more: int) -> looks.Looks:
    by = agree(person)
    return looks_at(queries.own_people(by=by), by=by, **more)


def test_a_family_page_is_noted_once_for_each_post_household_and_day(wife: Person, cast) -> None:
    lin = cast.client("lin")
    for _ in range(3):
        lin.get(reverse("desk:household", args=[wife.household_id]))
    lin.get(reverse("desk:edit-person", args=[wife.pk]))
    assert Entry.objects.filter(action=looks.READ).count() == 1
    cast.client("county").get(reverse("desk:household", args=[wife.household_id]))
    assert Entry.objects.filter(action=looks.READ).count() == 2
    by = cast.actor("lin")
    tomorrow = {"at": NOW + timedelta(days=400), "on": TODAY + timedelta(days=400)}
    for _ in range(2):
        note_read(household=wife.household, by=by, **tomorrow)
    assert Entry.objects.filter(action=looks.READ).count() == 3


def test_a_resident_reads_the_post_the_deed_and_the_reason_and_no_private_name(wife: Person, cast) -> None:
    lin = cast.client("lin")
    lin.get(reverse("desk:household", args=[wife.household_id]))
    lin.post(reverse("desk:reveal", args=[wife.pk]), {"field": "phone", "reason": "核对育儿补贴"})
    page = resident_client(wife).get(reverse("portal:looks")).content.decode()
    for words in ("看了您家的登记", "看了完整的手机号码", "核对育儿补贴", "芸林村 · 村级工作者", "您自己"):
        assert words in page
    assert ">lin" not in page


def test_nobody_reads_of_a_grown_member_of_the_family_or_of_the_neighbours(
    wife: Person, husband: Person, neighbour: Person, by_operator
) -> None:
    actions.reveal(person=husband, field="phone", reason="只关他的事", by=by_operator, at=NOW)
    actions.reveal(person=neighbour, field="id_number", reason="邻居的事", by=by_operator, at=NOW)
    reasons = {line.reason for line in seen(wife).rows}
    assert not reasons & {"只关他的事", "邻居的事"}
    assert "只关他的事" in {line.reason for line in seen(husband).rows}


def test_a_mother_reads_who_looked_at_her_child(child: Person, wife: Person, by_operator) -> None:
    actions.reveal(person=child, field="id_number", reason="办接种证", by=by_operator, at=NOW)
    (line,) = [line for line in seen(wife).rows if line.reason == "办接种证"]
    assert (line.whom, line.who, line.deed) == ("林小满", "系统运维人员", "看了完整的公民身份号码")


def test_the_pages_go_on_where_the_last_one_ended(wife: Person, by_operator) -> None:
    for number in range(45):
        actions.reveal(person=wife, field="phone", reason=f"第{number:02d}次", by=by_operator, at=NOW)
    found, before = [], 0
    while True:
        page = seen(wife, before=before)
        found += [line.reason for line in page.rows if line.reason]
        if page.older is None:
            break
        before = page.older
    assert found == [f"第{number:02d}次" for number in reversed(range(45))]


def test_a_long_audit_costs_as_many_queries_as_a_short_one(wife: Person, by_operator) -> None:
    client = resident_client(wife)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("portal:looks")).status_code == 200
        return len(captured)

    for number in range(10):
        actions.reveal(person=wife, field="phone", reason=f"{number} 次", by=by_operator, at=NOW)
    ten = cost()
    for number in range(30):
        actions.reveal(person=wife, field="phone", reason=f"{number} 回", by=by_operator, at=NOW)
    assert cost() == ten


@pytest.mark.differs
def test_the_lines_of_a_subject_are_read_from_its_index(wife: Person) -> None:
    # A table of ten rows is read whole, or backwards, by a wise planner: it is asked about a long one.
    others = [
        Entry(
            at=NOW,
            actor_kind="operator",
            actor_name="",
            action=looks.READ,
            subject_type="person",
            subject_id=wife.pk + n,
        )
        for n in range(1, 4001)
    ]
    Entry.objects.bulk_create(others)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE audit_entry")
    rows = looks.entries_about("person", wife.pk).order_by("-pk")[:20]
    assert "audit_subject" in str(rows.explain())


def test_every_deed_that_is_told_is_one_that_the_product_does() -> None:
    written = set()
    for path in SOURCE.rglob("*.py"):
        if path.name != "looks.py":
            written |= set(re.findall(r'"((?:registry|calendar)\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    assert set(looks.DEEDS) - {looks.READ} <= written
