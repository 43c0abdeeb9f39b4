"""Families that nobody has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.registry import id_number
from jiahe.registry.rows import PersonRow
from jiahe.registry.synthetic import families, give_numbers
from jiahe.registry.validation import age_on, check_household, check_row

ON = date(2026, 3, 1)
VILLAGES = [350583103201, 350583103202, 350102001001]


def some(households: int = 3000, seed: int = 1) -> list[list[PersonRow]]:
    return list(families(villages=VILLAGES, households=households, seed=seed, on=ON))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_every_family_passes_the_checks_before_and_after_numbers_are_given(seed: int, on: date) -> None:
    for family in families(villages=VILLAGES, households=40, seed=seed, on=on):
        for rows in (family, give_numbers(family, lambda _: False)):
            assert [fault for row in rows for fault in check_row(row, on=on)] == []
            assert check_household(rows, on=on) == []


def test_the_same_seed_gives_the_same_families_and_another_seed_gives_others() -> None:
    assert some(200) == some(200)
    assert some(200) != some(200, seed=2)


def test_households_are_numbered_from_one_in_each_village() -> None:
    numbers = [family[0].household_number for family in some(300)]
    assert len(set(numbers)) == 300
    for village in VILLAGES:
        here = [number for number in numbers if f"-{village}-" in number]
        assert here == [f"S1-{village}-{index:06d}" for index in range(1, len(here) + 1)]


def test_everyone_lives_in_the_village_of_his_household() -> None:
    for family in some(300):
        assert {str(row.residence_code) for row in family} == {family[0].household_number.split("-")[1]}


def test_weights_spread_the_households_unevenly() -> None:
    made = families(villages=VILLAGES, households=2000, seed=1, on=ON, weights=[8, 2, 0])
    counts = Counter(family[0].residence_code for family in made)
    assert counts[VILLAGES[2]] == 0
    assert counts[VILLAGES[0]] > 3 * counts[VILLAGES[1]]


def test_the_families_are_of_many_kinds() -> None:
    made = some()
    people = [row for family in made for row in family]
    assert {len(family) for family in made} >= {1, 2, 3, 4, 5, 6}
    assert {"head", "spouse", "son", "daughter", "father", "mother", "daughter_in_law", "grandchild"} <= {
        row.relation for row in people
    }
    assert {row.marital_status for row in people} == {"single", "married", "divorced", "widowed"}
    assert {row.hukou_type for row in people} == {"rural", "urban"}
    floating = sum(family[0].hukou_code != family[0].residence_code for family in made) / len(made)
    assert 0.05 < floating < 0.11
    assert any(str(row.hukou_code)[:2] != "35" for row in people)
    assert any(row.hukou_code in VILLAGES and row.hukou_code != row.residence_code for row in people)
    assert 0.01 < sum(row.disability_grade is not None for row in people) / len(people) < 0.03
    assert 0.01 < sum(bool(row.low_income) for row in people) / len(people) < 0.05


def test_some_were_born_and_some_died_this_year_and_some_elders_lost_their_only_child() -> None:
    people = [row for family in some() for row in family]
    assert any(row.birth_date and row.birth_date.year == ON.year for row in people)
    assert any(row.death_date and row.death_date.year == ON.year for row in people)
    bereaved = [
        family
        for family in some()
        if any(row.relation in ("son", "daughter") and row.death_date for row in family)
        and all(row.only_child_certificate for row in family if row.relation in ("head", "spouse"))
    ]
    assert bereaved
    assert all(row.birth_date and age_on(row.birth_date, ON) >= 45 for family in bereaved for row in family[:1])


def test_families_hold_no_number_and_given_numbers_are_synthetic_and_differ() -> None:
    rows = [row for family in some(500) for row in family]
    assert {row.id_number for row in rows} == {""}
    numbered = give_numbers(rows, lambda _: False)
    assert len({row.id_number for row in numbered}) == len(rows)
    for row, before in zip(numbered, rows, strict=True):
        assert row.id_number.startswith("999999")
        assert row == replace(before, id_number=row.id_number)
    assert numbered == give_numbers(rows, lambda _: False)


def test_many_born_on_one_day_get_numbers_that_all_differ() -> None:
    row = some(1)[0][0]
    numbered = give_numbers([row] * 600, lambda _: False)
    assert len({each.id_number for each in numbered}) == 600


def test_a_taken_number_is_passed_over() -> None:
    rows = some(1)[0]
    first = {row.id_number for row in give_numbers(rows, lambda _: False)}
    second = give_numbers(rows, first.__contains__)
    assert first.isdisjoint(row.id_number for row in second)
    assert [row.birth_date for row in second] == [row.birth_date for row in rows]


def test_when_a_day_is_full_the_person_is_born_the_day_before() -> None:
    row = some(1)[0][0]
    assert row.birth_date is not None
    full = f"999999{row.birth_date:%Y%m%d}"
    (numbered,) = give_numbers([row], lambda number: number.startswith(full))
    assert numbered.birth_date == row.birth_date - timedelta(days=1)
    assert id_number.birth_date_of(numbered.id_number) == numbered.birth_date


def test_a_whole_year_that_is_full_is_said_so() -> None:
    with pytest.raises(ValueError, match="taken"):
        give_numbers(some(1)[0][:1], lambda _: True)


def test_a_number_that_is_there_stays_and_is_not_given_again() -> None:
    row = some(1)[0][0]
    (numbered,) = give_numbers([row], lambda _: False)
    again = give_numbers([row, numbered], lambda _: False)
    assert again[1] == numbered
    assert again[0].id_number != numbered.id_number


def test_impossible_wishes_are_refused() -> None:
    with pytest.raises(ValueError, match="village"):
        next(families(villages=[], households=1, seed=1, on=ON))
    with pytest.raises(ValueError, match="weight"):
        next(families(villages=VILLAGES, households=1, seed=1, on=ON, weights=[1]))
