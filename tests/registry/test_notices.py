"""What the registry tells: who is to answer, what came of it; and how it falls silent after a loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiahe.foundation.notices import queries
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.notices.models import Message, Notice, Stillness
from jiahe.registry import actions, exports
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from jiahe.registry.models.life_event import EventKind, PregnancyOutcome
from jiahe.registry.notices import phone_of
from jiahe.registry.queries import Narrowing
from tests.people import CHILD, FAMILY, HEAD, family
from tests.places import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
WHEN = {"at": NOW, "on": TODAY}


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin, lin) -> Household:
    enrol([*FAMILY, *family("002")], by=lin, territory=yunlin, **WHEN)
    declare(NoticeKind("tests.stage", "宝宝该打疫苗了", channels=("sms",), stage=True))
    return Household.objects.get(number="001")


def person(name: str, number: str = "001") -> Person:
    return Person.objects.select_related("household").get(name=name, household__number=number)


def greeted() -> int:
    """How many of the two families still hear of the stages of life."""
    told = [notify("tests.stage", at=NOW, person=pk) for pk in Person.objects.values_list("pk", flat=True)]
    return sum(notice is not None for notice in told)


def test_a_long_list_is_told_to_who_may_answer_and_the_answer_to_who_asked(
    yunlin, lin, cast, by_operator, monkeypatch
) -> None:
    monkeypatch.setattr(exports.requests, "ALONE", 1)
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)
    township = cast.actor("township")
    asked = exports.ask_export(region=yunlin, narrowing=Narrowing(), reason="核对名册", by=lin, **WHEN)
    found, _ = queries.page_of(by=township)
    assert [(n.title, n.path) for n in found] == [("芸林村有一份名单等人审批", f"/desk/exports/{asked.pk}/")]
    exports.answer_export(request=asked, approve=False, reason="只要老年人的", by=township, at=NOW)
    told, _ = queries.page_of(by=lin)
    assert [n.title for n in told] == ["您申请的芸林村名单：没有批准"]


def test_a_death_silences_the_family_in_the_same_transaction_and_a_mistake_is_undone(home, lin) -> None:
    assert greeted() == 6
    actions.record_death(person=person("林小满"), died_on=TODAY, by=lin, **WHEN)
    assert set(Message.objects.filter(notice__person=person("陈秀英").pk).values_list("state", flat=True)) == {
        "stopped"
    }
    assert not Notice.objects.filter(person=person("陈秀英").pk, stopped_at=None).exists()
    assert greeted() == 3, "the other family hears as before"
    actions.withdraw_death(person=person("林小满"), by=lin, **WHEN)
    assert greeted() == 6


@pytest.mark.parametrize("outcome", [PregnancyOutcome.MISCARRIAGE, PregnancyOutcome.STILLBIRTH])
def test_a_lost_child_silences_the_family_until_new_life_is_expected(home, lin, outcome) -> None:
    mother = person("陈秀英")
    actions.record_event(person=mother, kind=EventKind.PREGNANCY, happened_on=date(2026, 9, 1), by=lin, **WHEN)
    lost = actions.record_event(
        person=mother,
        kind=EventKind.PREGNANCY_END,
        happened_on=TODAY,
        details={"outcome": outcome.value},
        by=lin,
        **WHEN,
    )
    assert greeted() == 3
    actions.withdraw_event(event=lost, by=lin, **WHEN)
    assert greeted() == 6


def test_a_death_that_a_sheet_brings_silences_the_family_too(home, lin, yunlin) -> None:
    enrol([replace(CHILD, death_date=TODAY)], by=lin, territory=yunlin, **WHEN)
    assert greeted() == 3


def test_a_forefather_who_died_long_ago_silences_nobody(home, lin, yunlin) -> None:
    old = replace(
        HEAD, line=9, relation="parent", name="林老太", sex="F", id_number="", phone="", birth_date=date(1930, 1, 1),
        death_date=date(1999, 1, 1), marital_status="", married_on=None,
    )  # fmt: skip
    assert enrol([old], by=lin, territory=yunlin, **WHEN).created == 1
    assert not Stillness.objects.exists()


def test_a_fault_after_the_death_leaves_neither_the_death_nor_the_silence(home, lin, monkeypatch) -> None:
    monkeypatch.setattr("jiahe.registry.actions.families.mark_widowed", lambda dead, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.record_death(person=person("林建国"), died_on=TODAY, by=lin, **WHEN)
    assert not Stillness.objects.exists()
    assert person("林建国").death_date is None


def test_a_message_goes_to_the_phone_that_is_registered_when_it_goes_out(home, lin) -> None:
    assert phone_of(person("林建国").pk) == HEAD.phone
    actions.record_death(person=person("林建国"), died_on=TODAY, by=lin, **WHEN)
    assert phone_of(person("林建国").pk) == ""
