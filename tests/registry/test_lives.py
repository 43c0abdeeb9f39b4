"""Life events: what is recorded, what follows for the state of a day, what cannot have happened, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.events.models import OutboxEvent
from jiahe.foundation.facts.verification import verify
from jiahe.registry import actions
from jiahe.registry.actions import Refused
from jiahe.registry.enrolment import enrol
from jiahe.registry.lives import life
from jiahe.registry.models import LifeEvent, Person, Standing
from jiahe.registry.models.life_event import EventKind
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
WHEN = {"at": NOW, "on": TODAY}
MAY = date(2026, 5, 1)


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin, by_operator):
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)


def person(name: str) -> Person:
    return Person.objects.select_related("household", "spouse").get(name=name)


def lived(name: str):
    return life(LifeEvent.objects.filter(person__name=name, withdrawn_at=None).order_by("pk"))


def record(name: str, kind: EventKind, day: date, by, **more) -> LifeEvent:
    return actions.record_event(person=person(name), kind=kind, happened_on=day, by=by, **more, **WHEN)


def test_low_income_follows_on_every_day_from_its_begin_and_its_end(home, lin) -> None:
    record("陈秀英", EventKind.LOW_INCOME_BEGIN, date(2024, 3, 1), lin)
    record("陈秀英", EventKind.LOW_INCOME_END, date(2025, 9, 1), lin)
    state = lived("陈秀英").low_income()
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2025, 8, 31), date(2025, 9, 1), TODAY]
    assert [state.on(day) for day in days] == [False, True, True, False, False]
    assert person("陈秀英").low_income is False


def test_what_a_sheet_says_without_a_day_is_unknown_before_the_sheet(yunlin, by_operator) -> None:
    enrol([replace(HEAD, disability_grade=2, low_income=True), WIFE], by=by_operator, territory=yunlin, **WHEN)
    told = lived("林建国")
    assert [told.low_income().on(day) for day in (date(2020, 1, 1), TODAY)] == [None, True]
    assert [told.disability_grade().on(day) for day in (date(2020, 1, 1), TODAY)] == [None, 2]
    event = LifeEvent.objects.get(person__name="林建国", kind="disability")
    assert event.at_latest
    assert event.in_words == "残疾评定 2 级"


def test_a_slip_on_a_form_that_is_mended_the_same_day_leaves_no_event(home, lin) -> None:
    for value in (True, None, True, False):
        wife = person("陈秀英")
        actions.edit_person(person=wife, row=replace(actions.row_of(wife), low_income=value), by=lin, **WHEN)
    assert lived("陈秀英").low_income().on(TODAY) is False
    assert lived("陈秀英").of("low_income_begin") == []


def test_a_marriage_is_recorded_for_both_and_a_divorce_ends_it_for_both(home, lin, yunlin) -> None:
    record("陈秀英", EventKind.DIVORCE, date(2026, 6, 1), lin)
    for name in ("陈秀英", "林建国"):
        assert (person(name).marital_status, person(name).spouse) == ("divorced", None)
        assert [lived(name).marital_status().on(d) for d in (date(2016, 1, 1), MAY, TODAY)] == [
            "single",
            "married",
            "divorced",
        ]
    record("陈秀英", EventKind.MARRIAGE, date(2026, 8, 8), lin, other=person("林建国"))
    assert person("林建国").spouse == person("陈秀英")
    assert person("林建国").married_on == date(2026, 8, 8)
    with pytest.raises(Refused, match="已经是已婚"):
        record("林建国", EventKind.MARRIAGE, date(2026, 9, 9), lin)


def test_a_divorce_that_was_a_mistake_is_withdrawn_for_both(home, lin) -> None:
    event = record("陈秀英", EventKind.DIVORCE, date(2026, 6, 1), lin)
    assert person("林建国").marital_status == "divorced"
    actions.withdraw_event(event=LifeEvent.objects.get(pk=event.pk), by=lin, **WHEN)
    actions.withdraw_event(event=LifeEvent.objects.get(pk=event.pk), by=lin, **WHEN)
    assert (person("陈秀英").marital_status, person("林建国").marital_status) == ("married", "married")


def test_a_death_widows_the_spouse_and_its_withdrawal_undoes_that(home, lin) -> None:
    actions.record_death(person=person("林建国"), died_on=MAY, by=lin, **WHEN)
    assert person("陈秀英").marital_status == "widowed"
    assert lived("陈秀英").marital_status().on(MAY - timedelta(days=1)) == "married"
    actions.withdraw_death(person=person("林建国"), by=lin, **WHEN)
    assert person("陈秀英").marital_status == "married"
    assert lived("陈秀英").of("widowed") == []
    kinds = [(e.payload["kind"], e.payload["withdrawn"]) for e in OutboxEvent.objects.filter(name__contains="life")]
    assert kinds == [("death", False), ("death", True)]


def test_a_pregnancy_ends_with_the_birth_that_is_registered(home, lin) -> None:
    due = {"due": "2026-12-20"}
    record("陈秀英", EventKind.PREGNANCY, date(2026, 6, 1), lin, details=due)
    assert Standing.objects.get(category="pregnant", until=None).person.name == "陈秀英"
    later = TODAY + timedelta(days=9)
    baby = replace(CHILD, name="林小雪", id_number="", birth_date=later - timedelta(days=1))
    actions.add_person(household=person("陈秀英").household, row=baby, by=lin, newborn=True, at=NOW, on=later)
    assert Standing.objects.get(category="pregnant").until == later - timedelta(days=1)
    assert LifeEvent.objects.get(kind="pregnancy_end").details == {"outcome": "birth", "assumed": True}
    assert verify(on=later).ok


def test_how_a_child_came_is_said_with_its_birth_even_where_no_pregnancy_was_known(home, lin) -> None:
    baby = replace(CHILD, name="林小雪", id_number="", birth_date=TODAY)
    twin = replace(baby, name="林小霜")
    for row, told in ((baby, {"outcome": "difficult_birth", "weeks": 38}), (twin, {"outcome": "difficult_birth"})):
        household = person("陈秀英").household
        actions.add_person(household=household, row=row, by=lin, newborn=True, delivery=told, **WHEN)
    [event] = LifeEvent.objects.filter(kind="pregnancy_end")
    assert (event.person.name, event.details) == ("陈秀英", {"outcome": "difficult_birth", "weeks": 38})
    with pytest.raises(Refused, match="已经登记过了"):
        record("陈秀英", EventKind.PREGNANCY_END, TODAY, lin, details={"outcome": "birth"})
    actions.withdraw_event(event=event, by=lin, **WHEN)
    record("陈秀英", EventKind.PREGNANCY_END, TODAY, lin, details={"outcome": "birth", "weeks": 37})
    assert LifeEvent.objects.get(kind="pregnancy_end", withdrawn_at=None).in_words == "孕期结束：顺利生产"


def test_a_pregnancy_that_nobody_ended_is_over_two_weeks_past_the_due_date(home, lin) -> None:
    record("陈秀英", EventKind.PREGNANCY, date(2026, 1, 5), lin, details={"due": "2026-09-01"})
    pregnant = lived("陈秀英").pregnant()
    assert [pregnant.on(day) for day in (date(2026, 9, 14), date(2026, 9, 15))] == [True, False]
    assert not Standing.objects.filter(category="pregnant", until=None).exists()


def test_a_lost_child_ends_the_pregnancy_and_is_told_to_the_floors_above_at_once(home, lin) -> None:
    record("陈秀英", EventKind.PREGNANCY, date(2026, 9, 1), lin)
    record("陈秀英", EventKind.PREGNANCY_END, date(2026, 11, 1), lin, details={"outcome": "miscarriage"})
    assert lived("陈秀英").pregnant().on(TODAY) is False
    told = OutboxEvent.objects.filter(name="registry.life_event_recorded").last()
    assert told.payload["kind"] == "pregnancy_end"


def test_somebody_who_went_away_and_came_back_is_at_home_again(home, lin) -> None:
    record("林建国", EventKind.MOVE_OUT, date(2026, 2, 20), lin)
    assert person("林建国").away
    head = person("林建国")
    actions.edit_person(person=head, row=replace(actions.row_of(head), occupation="木工"), by=lin, **WHEN)
    assert person("林建国").away, "an edit of something else leaves it"
    record("林建国", EventKind.MOVE_IN, date(2026, 10, 1), lin)
    assert not person("林建国").away
    away = lived("林建国").away()
    assert [away.on(d) for d in (date(2026, 2, 19), MAY, TODAY)] == [False, True, False]


def test_a_stay_in_hospital_gets_its_end_later(home, lin) -> None:
    event = record("林建国", EventKind.HOSPITAL_STAY, date(2026, 11, 1), lin)
    assert lived("林建国").in_hospital().on(TODAY) is True
    ended = actions.end_event(event=event, until=date(2026, 11, 9), by=lin, **WHEN)
    assert lived("林建国").in_hospital().on(date(2026, 11, 9)) is False
    with pytest.raises(Refused, match="结束日期要在"):
        actions.end_event(event=ended, until=date(2026, 10, 9), by=lin, **WHEN)


def test_an_adopted_child_counts_for_its_parent_from_the_adoption(home, lin) -> None:
    record("林小满", EventKind.ADOPTION, date(2026, 7, 1), lin, other=person("陈秀英"))
    assert Person.objects.get(name="林小满").mother == person("陈秀英")
    record("林小满", EventKind.GUARDIANSHIP, date(2026, 7, 1), lin, other=person("林建国"))
    assert lived("林小满").guardian().on(TODAY) == person("林建国").pk


@pytest.mark.parametrize(
    ("name", "kind", "more"),
    [
        ("林建国", EventKind.HOSPITAL_STAY, {}),
        ("林建国", EventKind.DISABILITY, {"details": {"grade": 2}}),
        ("陈秀英", EventKind.PREGNANCY, {"details": {"due": "2026-12-20"}}),
        ("陈秀英", EventKind.MOVE_OUT, {}),
        ("陈秀英", EventKind.DIVORCE, {}),
    ],
)
def test_what_is_sent_twice_is_recorded_once(home, lin, name, kind, more) -> None:
    again = person(name)  # as the second of two clicks read him: before the first was done
    first = record(name, kind, date(2026, 6, 1), lin, **more)
    second = actions.record_event(person=again, kind=kind, happened_on=date(2026, 6, 1), by=lin, **more, **WHEN)
    assert second == first
    assert LifeEvent.objects.filter(person=again, kind=kind, withdrawn_at=None).count() == 1


@pytest.mark.parametrize(
    ("name", "kind", "day", "more", "field"),
    [
        ("陈秀英", EventKind.PREGNANCY, date(2027, 1, 1), {}, "happened_on"),
        ("陈秀英", EventKind.DIVORCE, date(1990, 1, 1), {}, "happened_on"),
        ("林建国", EventKind.PREGNANCY, MAY, {}, "kind"),
        ("陈秀英", EventKind.PREGNANCY, MAY, {"details": {"due": "2028-01-01"}}, "due"),
        ("陈秀英", EventKind.PREGNANCY_END, MAY, {"details": {"outcome": "birth"}}, "happened_on"),
        ("林小满", EventKind.DIVORCE, date(2026, 6, 1), {}, "happened_on"),
        ("陈秀英", EventKind.LOW_INCOME_END, MAY, {}, "happened_on"),
        ("陈秀英", EventKind.MOVE_IN, MAY, {}, "happened_on"),
        ("陈秀英", EventKind.DISABILITY, MAY, {"details": {"grade": 7}}, "grade"),
        ("陈秀英", EventKind.DISABILITY, MAY, {}, "grade"),
        ("林小满", EventKind.ADOPTION, date(2026, 6, 1), {}, "other"),
        ("林小满", EventKind.GUARDIANSHIP, date(2026, 6, 1), {}, "other"),
        ("陈秀英", EventKind.HOSPITAL_STAY, MAY, {"until": date(2026, 4, 1)}, "until"),
        ("陈秀英", EventKind.DEATH, MAY, {}, "kind"),
    ],
)
def test_what_cannot_have_happened_is_refused_at_its_field(home, lin, name, kind, day, more, field) -> None:
    before = LifeEvent.objects.count()
    with pytest.raises(Refused) as refused:
        record(name, kind, day, lin, **more)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert LifeEvent.objects.count() == before


def test_the_neighbours_worker_records_nothing_here(home, cast) -> None:
    with pytest.raises(OutOfReach):
        record("陈秀英", EventKind.MOVE_OUT, MAY, cast.actor("chen"))
