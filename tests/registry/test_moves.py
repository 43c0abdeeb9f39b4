"""Moving, splitting, joining households, and undoing it: the numbers are right on either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions, finding, queries
from jiahe.registry.actions import Refused
from jiahe.registry.enrolment import enrol
from jiahe.registry.measures import HOUSEHOLDS, INFANTS, PEOPLE
from jiahe.registry.models import Household, Move, Person, Standing, Stay
from tests.people import CHILD, FAMILY, HEAD, WIFE
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
LATER = TODAY + timedelta(days=40)
WHEN = {"at": NOW, "on": LATER}
UNCLE = replace(HEAD, line=5, relation="sibling", name="林建军", birth_date=date(1993, 1, 1), id_number="", phone="")


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


@pytest.fixture
def home(yunlin, by_operator) -> Household:
    enrol([*FAMILY, UNCLE], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    return Household.objects.get()


def place(code: int) -> Region:
    return Region.objects.get(code=code, level=4)


def person(name: str) -> Person:
    return Person.objects.select_related("household", "mother", "father", "spouse").get(name=name)


def counts(code: int, on: date) -> tuple[int, ...]:
    fold_pending()
    region = place(code)
    sums = totals([HOUSEHOLDS, PEOPLE, INFANTS], [region], on=on, since=on)
    return tuple(sums[m.code, region.pk] for m in (HOUSEHOLDS, PEOPLE, INFANTS))


def everything() -> list[object]:
    fields = ("pk", "household", "village_code", "relation", "since", "residence_code", "away", "phone_tail_index")
    standings = Standing.objects.order_by("person", "category", "since")
    sums: dict[object, int] = {}
    for measure, village, day, amount in Fact.objects.values_list("measure", "village_code", "day", "amount"):
        sums[measure, village, day] = sums.get((measure, village, day), 0) + amount
    return [
        list(Person.objects.order_by("pk").values_list(*fields)),
        list(standings.values_list("person", "category", "village_code", "since", "until")),
        list(Household.objects.filter(until=None).order_by("pk").values_list("pk", flat=True)),
        {key: n for key, n in sums.items() if n},
    ]


def test_a_family_that_moves_is_counted_there_from_the_day_and_here_until_the_day_before(home, lin, cast) -> None:
    move = actions.move_people(
        people=home.people,
        village=place(XIAXI),
        head=person("林建国"),
        address="2组1号",
        moved_on=LATER,
        by=lin,
        **WHEN,
    )
    eve = LATER - timedelta(days=1)
    assert [counts(YUNLIN, eve), counts(XIAXI, eve)] == [(1, 4, 1), (0, 0, 0)]
    assert [counts(YUNLIN, LATER), counts(XIAXI, LATER)] == [(0, 0, 0), (1, 4, 1)]
    new = move.target
    assert (move.kind, new.address, [p.relation for p in new.people]) == (
        "household", "2组1号", ["head", "spouse", "daughter", "other"],
    )  # fmt: skip
    assert verify(on=LATER).ok
    assert verify(on=eve).ok
    with pytest.raises(OutOfReach):
        queries.household(person("林小满").household_id, by=replace(lin, scope=((XIAXI + 1, XIAXI + 1),)))
    behind = queries.people_behind(PEOPLE, by=lin, region=place(YUNLIN), on=eve, since=eve)
    assert len(behind.rows) == 4, "the number of that day still opens into those it counted"
    assert queries.people_behind(PEOPLE, by=lin, region=place(YUNLIN), on=LATER, since=LATER).rows == []
    assert [h.pk for h in queries.households(by=cast.actor("chen"), region=place(XIAXI), on=LATER).rows] == [new.pk]


def test_a_split_leaves_two_households_each_with_its_head(home, lin) -> None:
    leaving = [person(n) for n in ("林建国", "陈秀英", "林小满")]
    with pytest.raises(Refused, match="新户主"):
        actions.move_people(
            people=leaving, village=place(YUNLIN), head=person("陈秀英"), moved_on=LATER, by=lin, **WHEN
        )
    assert not Move.objects.exists()
    move = actions.move_people(
        people=leaving, village=place(YUNLIN), head=person("陈秀英"), successor=person("林建军"), moved_on=LATER,
        by=lin, **WHEN,
    )  # fmt: skip
    assert move.kind == "split"
    assert {p.name: p.relation for p in move.target.people} == {
        "林建国": "spouse", "陈秀英": "head", "林小满": "daughter",
    }  # fmt: skip
    assert person("林建军").relation == "head"
    assert counts(YUNLIN, LATER) == (2, 4, 1)
    assert verify(on=LATER).ok


def test_the_last_who_leave_for_another_household_end_their_own(home, lin) -> None:
    other = actions.add_household(
        village=place(YUNLIN), head=replace(HEAD, name="王大海", id_number="", phone=""), address="", by=lin, at=NOW,
        on=TODAY,
    )  # fmt: skip
    everybody = Person.objects.filter(household=home).select_related("household")
    move = actions.move_people(
        people=list(everybody), village=place(YUNLIN), target=other, moved_on=LATER, by=lin, **WHEN
    )
    assert move.kind == "join"
    assert counts(YUNLIN, LATER) == (1, 5, 1)
    assert Household.objects.get(pk=home.pk).until == LATER
    assert [m.relation for m in move.target.people].count("head") == 1


@pytest.mark.parametrize("elsewhere", [YUNLIN, XIAXI])
def test_an_undone_move_is_as_if_it_had_never_been(home, lin, elsewhere) -> None:
    before = everything()
    move = actions.move_people(
        people=[person("陈秀英"), person("林小满")], village=place(elsewhere), head=person("陈秀英"), moved_on=LATER,
        by=lin, **WHEN,
    )  # fmt: skip
    assert everything() != before
    actions.undo_move(move=move, by=lin, **WHEN)
    actions.undo_move(move=move, by=lin, **WHEN)
    assert everything() == before
    assert verify(on=LATER).ok


def test_a_move_is_not_undone_over_a_later_one(home, lin) -> None:
    first = actions.move_people(
        people=[person("林建军")], village=place(YUNLIN), head=person("林建军"), moved_on=TODAY, by=lin, **WHEN
    )
    second = actions.move_people(
        people=[person("林建军")], village=place(YUNLIN), target=home, moved_on=LATER, by=lin, **WHEN
    )
    with pytest.raises(Refused, match="先撤销后来的那一次"):
        actions.undo_move(move=first, by=lin, **WHEN)
    actions.undo_move(move=second, by=lin, **WHEN)
    actions.undo_move(move=first, by=lin, **WHEN)
    assert person("林建军").household == home
    assert not Stay.objects.exists()
    assert verify(on=LATER).ok


def test_who_shows_his_card_is_taken_in_from_another_village(home, cast) -> None:
    chen = cast.actor("chen")
    grandfather = replace(HEAD, name="陈阿公", birth_date=date(1960, 1, 1), id_number="", phone="")
    theirs = actions.add_household(village=place(XIAXI), head=grandfather, address="", by=chen, at=NOW, on=TODAY)
    taken = {"household": theirs, "relation": "daughter", "moved_on": LATER, "by": chen, **WHEN}
    for number, name in ((WIFE.id_number, "陈秀"), (CHILD.id_number, "陈秀英"), ("", "林建军")):
        with pytest.raises(Refused, match="没有找到号码和姓名都对得上的人"):
            actions.take_in(id_number=number, name=name, **taken)
    move = actions.take_in(id_number=WIFE.id_number, name="陈秀英", **taken)
    wife = person("陈秀英")
    assert (wife.village_code, wife.relation, wife.hukou_code) == (XIAXI, "daughter", YUNLIN)
    assert [counts(YUNLIN, LATER)[1], counts(XIAXI, LATER)[1]] == [3, 2]
    assert finding.find("0012", by=chen).people == [wife]
    actions.undo_move(move=move, by=cast.actor("lin"), **WHEN)
    assert person("陈秀英").village_code == YUNLIN
    assert verify(on=LATER).ok


def test_a_head_who_is_taken_in_leaves_his_wife_as_head(home, cast) -> None:
    chen = cast.actor("chen")
    theirs = actions.add_household(
        village=place(XIAXI), head=replace(HEAD, name="陈阿公", id_number="", phone=""), address="", by=chen, at=NOW,
        on=TODAY,
    )  # fmt: skip
    actions.take_in(
        household=theirs,
        id_number=HEAD.id_number,
        name="林建国",
        relation="son_in_law",
        moved_on=LATER,
        by=chen,
        **WHEN,
    )
    assert {p.name: p.relation for p in Household.objects.get(pk=home.pk).people} == {
        "陈秀英": "head", "林小满": "daughter", "林建军": "other",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": []}, "people"),
        ({"moved_on": LATER + timedelta(days=1)}, "moved_on"),
        ({"moved_on": TODAY - timedelta(days=1)}, "moved_on"),
        ({"head": None}, "head"),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field_and_leaves_nothing(home, lin, change, field) -> None:
    wanted = {
        "people": [person("林建军")], "village": place(XIAXI), "head": person("林建军"), "moved_on": LATER, **change,
    }  # fmt: skip
    before = everything()
    with pytest.raises(Refused) as refused:
        actions.move_people(**wanted, by=lin, **WHEN)
    assert refused.value.faults[0].field == field
    assert everything() == before


def test_the_dead_do_not_move_and_nobody_dies_before_his_last_move(home, lin) -> None:
    actions.record_death(person=person("林建军"), died_on=TODAY, by=lin, **WHEN)
    with pytest.raises(Refused, match="已经去世"):
        actions.move_people(
            people=[person("林建军")], village=place(XIAXI), head=person("林建军"), moved_on=LATER, by=lin, **WHEN
        )
    actions.move_people(
        people=[person("陈秀英")], village=place(XIAXI), head=person("陈秀英"), moved_on=LATER, by=lin, **WHEN
    )
    wife = person("陈秀英")
    with pytest.raises(Refused, match="先撤销迁移"):
        actions.record_death(person=wife, died_on=TODAY, by=replace(lin, scope=((0, 10**12),)), **WHEN)


def test_the_household_that_everybody_left_takes_in_again(home, lin, by_operator) -> None:
    actions.move_people(people=home.people, village=place(XIAXI), head=person("林建国"), moved_on=LATER, by=lin, **WHEN)
    baby = replace(CHILD, name="林小雪", id_number="")
    row = replace(baby, relation="head", line=2)
    enrol([row], by=by_operator, territory=place(YUNLIN), **WHEN)
    assert counts(YUNLIN, LATER) == (1, 1, 1)
    assert verify(on=LATER).ok
