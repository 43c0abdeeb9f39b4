"""Enrolment: one person or a whole sheet, checked the same, counted the same, and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.models import OutboxEvent
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import edit_person
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.models import Household, LifeEvent, Person, Standing
from jiahe.registry.rows import PersonRow
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


@pytest.fixture
def run(yunlin: Region, by_operator: Actor):
    def _run(rows: Sequence[PersonRow], territory: Region | None = yunlin, by: Actor = by_operator, **kw) -> Outcome:
        return enrol(rows, by=by, at=NOW, on=TODAY, territory=territory, **kw)

    return _run


def messages(outcome: Outcome) -> str:
    return " ".join(f"{f.line} {f.field} {f.message}" for f in outcome.faults)


def test_a_family_comes_in_with_its_relations_events_facts_and_news(run) -> None:
    outcome = run(FAMILY)
    assert (outcome.created, outcome.households, outcome.refused) == (3, 1, 0)
    home = Household.objects.get()
    assert (home.village_code, home.number, home.address) == (YUNLIN, "001", "3组12号")
    head, wife, child = Person.objects.order_by("id")
    assert (head.spouse, wife.spouse) == (wife, head)
    assert (child.mother, child.father) == (wife, head)
    assert (head.id_number, head.phone) == (HEAD.id_number, HEAD.phone)
    assert LifeEvent.objects.filter(kind="birth").count() == 3
    assert verify(on=TODAY).ok
    assert OutboxEvent.objects.get().payload == {"people_by_village": {str(YUNLIN): 3}}
    assert Entry.objects.filter(action="registry.enrol").count() == 1


def test_nothing_personal_stands_in_the_clear_beside_name_sex_and_birth(run) -> None:
    run(FAMILY)
    for person in Person.objects.all():
        for sealed in (person.id_number_sealed, person.phone_sealed):
            assert sealed is None or HEAD.id_number.encode() not in bytes(sealed)
    assert HEAD.id_number not in str(Entry.objects.values_list("details"))
    assert HEAD.id_number not in str(OutboxEvent.objects.values_list("payload"))


def test_the_same_rows_again_change_nothing(run, by_operator) -> None:
    run(FAMILY)
    before = (Fact.objects.count(), Entry.objects.count(), Person.objects.values_list("changed_at", flat=True).first())
    outcome = enrol(FAMILY, by=by_operator, at=NOW + timedelta(days=1), on=TODAY, territory=find_region(YUNLIN))
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 3)
    after = (Fact.objects.count(), Entry.objects.count(), Person.objects.values_list("changed_at", flat=True).first())
    assert before == after


def test_a_changed_row_brings_the_person_up_to_date_and_blanks_leave_what_is_known(run) -> None:
    run(FAMILY)
    outcome = run([replace(WIFE, occupation="教师", phone="", marital_status="", ethnicity="畲族")])
    assert outcome.updated == 1
    wife = Person.objects.get(name="陈秀英")
    assert (wife.occupation, wife.phone, wife.marital_status, wife.ethnicity) == ("教师", WIFE.phone, "married", "畲族")


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(run) -> None:
    outcome = run(FAMILY, dry_run=True)
    assert outcome.created == 3
    assert not Household.objects.exists()
    assert not Entry.objects.exists()
    run(FAMILY)
    outcome = run([replace(HEAD, occupation="茶农"), WIFE, CHILD], dry_run=True)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 2)
    assert not Person.objects.filter(occupation="茶农").exists()


def test_the_same_person_twice_in_one_sheet_keeps_the_second_row_out(run) -> None:
    outcome = run([*FAMILY, replace(WIFE, line=9)])
    assert (outcome.created, outcome.refused) == (3, 1)
    assert "9 id_number 和第 3 行是同一个人" in messages(outcome)


def test_two_rows_without_number_about_one_person_are_one_person(run) -> None:
    nameless = replace(CHILD, id_number="")
    outcome = run([HEAD, nameless, replace(nameless, line=5)])
    assert (outcome.created, outcome.refused) == (2, 1)
    assert run([HEAD, nameless]).unchanged == 2


def test_a_person_first_known_without_number_is_found_when_the_number_comes(run) -> None:
    run([HEAD, replace(CHILD, id_number="")])
    outcome = run([HEAD, CHILD])
    assert (outcome.created, outcome.updated) == (0, 1)
    assert Person.objects.get(name="林小满").id_number == CHILD.id_number


def test_a_person_of_another_household_is_not_taken_over(run) -> None:
    run(FAMILY)
    outcome = run([replace(row, household_number="002") for row in FAMILY[:2]])
    assert (outcome.created, outcome.refused) == (0, 2)
    assert "另一户" in messages(outcome)
    assert Household.objects.count() == 1


def test_a_household_outside_the_region_of_the_import_stays_out_whole(run) -> None:
    elsewhere = [replace(row, residence_code=XIAXI) for row in FAMILY]
    outcome = run(elsewhere)
    assert (outcome.created, outcome.refused) == (0, 3)
    assert "霞溪村不在芸林村的范围里" in messages(outcome)
    assert not Household.objects.exists()


def test_a_worker_cannot_register_in_the_village_next_door(run, cast) -> None:
    town = find_region(350583103000)
    outcome = run([*FAMILY, *family("002", residence_code=XIAXI)], territory=town, by=cast.actor("lin"))
    assert (outcome.created, outcome.refused) == (3, 3)


def test_an_unknown_village_code_is_a_fault_of_its_field(run) -> None:
    outcome = run([replace(HEAD, residence_code=350583103999), *FAMILY[1:]], territory=None)
    assert "2 residence_code 编码 350583103999 不是现有的村居" in messages(outcome)


def test_jinmen_takes_nobody_in(run) -> None:
    outcome = run([replace(row, residence_code=350527000000) for row in FAMILY], territory=None)
    assert outcome.created == 0
    assert "没有可以登记的人口" in messages(outcome)


def test_the_residence_of_the_head_decides_and_others_are_marked_away(run) -> None:
    outcome = run([HEAD, replace(WIFE, residence_code=XIAXI), CHILD])
    assert outcome.created == 3
    wife = Person.objects.get(name="陈秀英")
    assert (wife.village_code, wife.away) == (YUNLIN, True)


def test_a_household_outside_the_province_stands_in_the_village_of_its_hukou(run) -> None:
    outcome = run([replace(row, residence_code=360102001001) for row in FAMILY], territory=None)
    assert outcome.created == 3
    home = Household.objects.get()
    assert (home.village_code, home.away) == (YUNLIN, True)


def test_two_villages_that_both_count_from_one_are_two_households(run) -> None:
    town = find_region(350583103000)
    outcome = run(
        [*FAMILY, *(replace(r, household_number="001") for r in family("002", residence_code=XIAXI))], territory=town
    )
    assert (outcome.created, outcome.households) == (6, 2)
    assert set(Household.objects.values_list("village_code", flat=True)) == {YUNLIN, XIAXI}


def test_a_row_without_household_number_is_a_fault_unless_the_person_is_known(run) -> None:
    outcome = run([replace(HEAD, household_number="")])
    assert "请填写户编号" in messages(outcome)
    run(FAMILY)
    outcome = run([replace(HEAD, household_number="", occupation="茶农")])
    assert outcome.updated == 1


def test_somebody_who_died_before_he_was_registered_is_never_counted(run) -> None:
    outcome = run([HEAD, replace(WIFE, death_date=date(2020, 1, 1))])
    assert outcome.created == 2
    assert verify(on=TODAY).ok
    assert Fact.objects.get(measure="deaths").day == date(2020, 1, 1)
    counted = Fact.objects.filter(measure="people").values_list("amount", flat=True)
    assert sum(counted) == 1


def test_a_household_ends_with_its_last_member_and_lives_again_with_a_new_one(run) -> None:
    run([HEAD])
    run([replace(HEAD, death_date=TODAY)])
    assert Household.objects.get().until == TODAY
    assert verify(on=TODAY).ok
    run([replace(WIFE, relation="spouse")])
    assert Household.objects.get().until is None
    assert verify(on=TODAY).ok


def test_a_corrected_birth_date_moves_the_birth_and_keeps_the_old_record(run, by_operator) -> None:
    run([HEAD, replace(CHILD, id_number="")])
    person = Person.objects.get(name="林小满")
    corrected = replace(CHILD, birth_date=date(2026, 5, 22), id_number="")
    edit_person(person=person, row=corrected, by=by_operator, at=NOW, on=TODAY)
    events = LifeEvent.objects.filter(person=person, kind="birth").order_by("id")
    assert [(e.on, e.withdrawn_at is None) for e in events] == [(date(2026, 5, 21), False), (date(2026, 5, 22), True)]
    assert verify(on=TODAY).ok


def test_an_interrupted_enrolment_run_again_doubles_nothing(run, monkeypatch) -> None:
    rows = [row for number in range(1, 9) for row in family(f"{number:03d}")]
    monkeypatch.setitem(enrol.__globals__, "CHUNK", 6)

    def stop(done: int, total: int) -> None:
        if done >= 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(rows, progress=stop)
    assert Person.objects.count() == 12
    outcome = run(rows)
    assert (outcome.created, outcome.unchanged) == (12, 12)
    assert Household.objects.count() == 8
    assert verify(on=TODAY).ok


def test_a_fault_while_writing_leaves_nothing_of_the_chunk(run, monkeypatch) -> None:
    monkeypatch.setattr("jiahe.registry.enrolment.writing.append_reckoned", lambda ready: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(FAMILY)
    assert not Person.objects.exists()
    assert not Household.objects.exists()
    assert not Entry.objects.exists()


def test_one_by_one_and_all_at_once_leave_equal_rows(run, monkeypatch) -> None:
    rows = [row for number in ("001", "002", "003") for row in family(number)]

    def everything() -> list[object]:
        people = Person.objects.order_by("household__number", "birth_date")
        fields = ("household__number", "name", "birth_date", "relation", "since", "hukou_code", "away", "village_code")
        kin = [(p.mother and p.mother.name, p.father and p.father.name, p.spouse and p.spouse.name) for p in people]
        facts = Fact.objects.values_list("measure", "village_code", "day", "amount")
        sums: dict[object, int] = {}
        for measure, village, day, amount in facts:
            sums[measure, village, day] = sums.get((measure, village, day), 0) + amount
        events = LifeEvent.objects.values_list("person__name", "person__household__number", "kind", "on")
        belong = Standing.objects.values_list("person__name", "person__household__number", "category", "since", "until")
        coming = list(people.values_list("changes_on", flat=True))
        return [list(people.values_list(*fields)), kin, sums, sorted(events), sorted(belong), coming]

    run(rows)
    at_once = everything()
    for model in (LifeEvent, Standing, Person, Household, Fact):
        model.objects.all().delete() if model is not Person else _remove_people()
    for row in rows:
        run([row])
    assert everything() == at_once


def _remove_people() -> None:
    Person.objects.update(mother=None, father=None, spouse=None)
    Person.objects.all().delete()
