"""The same rules for one family and for many as columns: they agree on every standing and every amount."""

from __future__ import annotations

import copy
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jiahe.benefits.answering import decisions_of
from jiahe.benefits.columns import ENTITLED, NOT_ENTITLED, UNKNOWN, columns_of, standings_of
from jiahe.benefits.deciding import Decision, Standing
from jiahe.benefits.family import family_from_values
from jiahe.benefits.family.members import Family
from jiahe.benefits.rules import BENEFITS
from tests.benefits.families import TODAY
from tests.benefits.strategies import UNSAID, families

SAID = {Standing.ENTITLED: ENTITLED, Standing.UNKNOWN: UNKNOWN, Standing.NOT_ENTITLED: NOT_ENTITLED}
DAYS = (date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1))


def some_families(number: int, on: date) -> list[Family]:
    """Random families that can be, with facts left out of them at random."""
    found: list[Family] = []
    chance = random.Random(number)

    @given(families(), st.integers(0, 2))
    @settings(
        max_examples=number, deadline=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    def draw(values: dict[str, Any], silent: int) -> None:
        less = copy.deepcopy(values)
        for member in less["members"]:
            for name in chance.sample(UNSAID, silent * 3):
                member.pop(name, None)
        if silent == 2:
            less["complete"] = False
        found.append(family_from_values(less, on=on, today=TODAY))

    draw()
    assert len(found) >= number * 9 // 10
    return found


def of_one(decision: Decision) -> tuple[int, int | None, int | None]:
    return SAID[decision.standing], *decision.bounds


def differences(found: list[Family], on: date) -> list[tuple[Any, ...]]:
    """Where the two readings say different things."""
    rows = standings_of(columns_of(found, on=on)).to_native().to_dicts()
    wrong: list[tuple[Any, ...]] = []
    place = 0
    for family in found:
        ids = [member.id for member in family.members]
        alone = {(d.benefit.code, id): of_one(d) for id, d in decisions_of(family)}
        for offset, id in enumerate(ids):
            row = rows[place + offset]
            for benefit in BENEFITS:
                code = benefit.code
                many = None if row[code] is None else (row[code], row[f"{code}_low"], row[f"{code}_high"])
                if benefit.unit is None and many is not None:
                    many = many[0], None, None
                if many != alone.get((code, id)):
                    wrong.append((code, id, many, alone.get((code, id))))
        place += len(ids)
    return wrong


@pytest.mark.parametrize("on", DAYS)
def test_columns_and_one_family_agree_on_a_hundred_families(on: date) -> None:
    assert differences(some_families(100, on), on) == []


@pytest.mark.slow
@pytest.mark.parametrize("on", DAYS)
def test_columns_and_one_family_agree_on_two_thousand_families(on: date) -> None:
    assert differences(some_families(2000, on), on) == []


def test_an_empty_place_has_nobody() -> None:
    assert len(standings_of(columns_of([], on=TODAY))) == 0
