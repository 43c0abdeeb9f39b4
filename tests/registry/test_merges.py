"""Two records of one person or household: merged without re-pointing anything, and taken apart again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.registry import actions, finding, queries
from jiahe.registry.actions import Refused
from jiahe.registry.enrolment import enrol
from jiahe.registry.measures import BIRTHS, HOUSEHOLDS, PEOPLE
from jiahe.registry.models import Household, Person
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY, YUNLIN
from tests.registry.test_moves import everything, place

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
LATER = TODAY + timedelta(days=9)
WHEN = {"at": NOW, "on": LATER}
TWICE = replace(
    WIFE, line=2, household_number="002", relation="head", id_number="", phone="13900000077", education="senior",
    marital_status="", married_on=None, ethnicity="",
)  # fmt: skip


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def pair(yunlin, by_operator) -> tuple[Person, Person]:
    rows = [replace(HEAD, phone=""), replace(WIFE, phone="", id_number=""), CHILD]
    enrol(rows, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    enrol([replace(TWICE, id_number=WIFE.id_number)], by=by_operator, territory=yunlin, **WHEN)
    one, other = Person.objects.filter(name="陈秀英").select_related("household").order_by("pk")
    return one, other


def counts(on: date) -> tuple[int, ...]:
    fold_pending()
    region = place(YUNLIN)
    sums = totals([HOUSEHOLDS, PEOPLE, BIRTHS], [region], on=on, since=date(1992, 1, 1))
    return tuple(sums[m.code, region.pk] for m in (HOUSEHOLDS, PEOPLE, BIRTHS))


def test_the_earlier_record_stays_and_takes_over_what_only_the_other_one_knew(pair, lin) -> None:
    one, other = pair
    assert counts(LATER) == (2, 4, 3)
    merge = actions.merge_people(one=other, other=one, by=lin, **WHEN)
    kept = Person.objects.get(pk=one.pk)
    assert merge.kept == kept
    assert sorted(merge.filled) == ["education", "id_number", "phone"]
    assert (kept.id_number, kept.phone, kept.education) == (WIFE.id_number, "13900000077", "senior")
    assert counts(LATER) == (1, 3, 2), "in the second household nobody ever was"
    assert verify(on=LATER).ok


def test_every_reader_finds_the_person_behind_the_alias(pair, lin, by_operator, yunlin) -> None:
    one, other = pair
    actions.merge_people(one=one, other=other, by=lin, **WHEN)
    assert queries.person(other.pk, by=lin).pk == one.pk
    assert [p.pk for p in finding.find(WIFE.id_number, by=lin).people] == [one.pk]
    assert [p.pk for p in finding.find("陈秀英", by=lin).people] == [one.pk]
    outcome = enrol([replace(WIFE, id_number=WIFE.id_number, phone="")], by=by_operator, territory=yunlin, **WHEN)
    assert (outcome.created, outcome.refused) == (0, 0)


def test_a_merge_that_is_undone_is_as_if_it_had_never_been(pair, lin) -> None:
    one, other = pair
    before = everything(), list(Person.objects.order_by("pk").values("id_number_index", "phone_index", "education"))
    merge = actions.merge_people(one=one, other=other, by=lin, **WHEN)
    actions.undo_person_merge(merge=merge, by=lin, **WHEN)
    actions.undo_person_merge(merge=merge, by=lin, **WHEN)
    after = everything(), list(Person.objects.order_by("pk").values("id_number_index", "phone_index", "education"))
    assert after == before
    assert verify(on=LATER).ok


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sex": "M"}, "性别不同"),
        ({"death_date": date(2026, 1, 1)}, "去世"),
        ({"id_number_index": b"another number, so another man"}, "号码不同"),
    ],
)
def test_two_people_are_not_merged(pair, lin, change, words) -> None:
    one, other = pair
    if "id_number_index" in change:
        Person.objects.filter(pk=one.pk).update(id_number_index=b"one number")
    Person.objects.filter(pk=other.pk).update(**change)
    with pytest.raises(Refused, match=words):
        actions.merge_people(one=one, other=other, by=lin, **WHEN)


def test_a_merged_record_is_not_merged_again(pair, lin) -> None:
    one, other = pair
    actions.merge_people(one=one, other=other, by=lin, **WHEN)
    with pytest.raises(Refused, match="已经合并过"):
        actions.merge_people(one=one, other=other, by=lin, **WHEN)


def test_two_records_of_one_household_become_one_and_two_again(yunlin, lin, by_operator) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    uncle = replace(HEAD, household_number="9-1", relation="sibling", name="林建军", id_number="", phone="")
    enrol([uncle], by=by_operator, territory=yunlin, **WHEN)
    one, other = Household.objects.order_by("pk")
    before = everything()
    merge = actions.merge_households(one=other, other=one, by=lin, **WHEN)
    assert counts(LATER) == (1, 4, 2)
    found = queries.household(other.pk, by=lin)
    assert (found.pk, [p.name for p in found.people]) == (one.pk, ["林建国", "陈秀英", "林小满", "林建军"])
    assert [len(h.people) for h in queries.households(by=lin, region=yunlin, on=LATER).rows] == [4]
    again = enrol([replace(uncle, occupation="木工")], by=by_operator, territory=yunlin, **WHEN)
    assert (again.created, again.updated, again.refused) == (0, 1, 0)
    assert verify(on=LATER).ok
    actions.undo_household_merge(merge=merge, by=lin, **WHEN)
    actions.undo_household_merge(merge=merge, by=lin, **WHEN)
    assert everything() == before
    assert verify(on=LATER).ok


def test_two_households_with_a_head_each_are_not_one(yunlin, lin, by_operator) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    actions.add_household(
        village=yunlin, head=replace(HEAD, name="王大海", id_number="", phone=""), address="", by=lin, at=NOW, on=TODAY
    )
    one, other = Household.objects.order_by("pk")
    with pytest.raises(Refused, match="各有一位户主"):
        actions.merge_households(one=one, other=other, by=lin, **WHEN)
