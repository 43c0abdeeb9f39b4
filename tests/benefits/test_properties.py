"""What holds of every family: knowing more flips nothing, raising an amount lowers nothing, each day agrees with the next."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiahe.benefits.answering import answer_for, concerned_by, reasons_for
from jiahe.benefits.deciding import Standing, decide
from jiahe.benefits.editions import AS_WRITTEN, Edition, NewValue
from jiahe.benefits.family import family_from_values
from jiahe.benefits.law import every_law
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import subjects_of
from jiahe.benefits.telling import DUE, OPEN, answer_of
from jiahe.foundation.rules.amounts import bounds
from jiahe.foundation.rules.closures import compiled
from jiahe.foundation.rules.parameters import Parameter
from jiahe.foundation.rules.ranges import range_of
from jiahe.foundation.rules.reasons import judge_of
from jiahe.foundation.rules.snapshots import Snapshot, snapshot_of
from jiahe.foundation.rules.values import value_of
from tests.benefits.families import TODAY
from tests.benefits.strategies import ON, UNSAID, families

LISTS = ("entitlements", "not_entitled", "unknown")
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def standings(
    values: dict[str, Any], on: date = ON, edition: Edition = AS_WRITTEN
) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    answer = answer_for(family_from_values(copy.deepcopy(values), on=on, today=TODAY), edition.benefits)
    return {(e["benefit"], e["beneficiary"]): (name, e) for name in LISTS for e in answer[name]}


def bounds_of(entry: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    low, high = entry.get("amount_min", entry.get("amount")), entry.get("amount_max", entry.get("amount"))
    return (None if low is None else Decimal(low)), (None if high is None else Decimal(high))


@given(families(), st.data())
@few
def test_a_fact_that_was_unknown_never_flips_a_certain_answer(family: dict[str, Any], data: st.DataObject) -> None:
    less = copy.deepcopy(family)
    for member in less["members"]:
        for name in data.draw(st.sets(st.sampled_from(UNSAID), max_size=6)):
            member.pop(name, None)
    known, with_less = standings(family), standings(less)
    for pair, (standing, entry) in with_less.items():
        if standing == "unknown" or pair not in known:
            continue
        now, whole = known[pair]
        assert now == standing, (pair, entry)
        if standing == "entitlements":
            (low, high), (a, b) = bounds_of(entry), bounds_of(whole)
            assert low is None or a is None or low <= a, pair
            assert high is None or b is None or b <= high, pair


@given(families(), st.data())
@few
def test_with_the_facts_that_were_named_as_missing_the_answer_is_known(
    family: dict[str, Any], data: st.DataObject
) -> None:
    less = copy.deepcopy(family)
    names = data.draw(st.sets(st.sampled_from(UNSAID), max_size=8))
    for member in less["members"]:
        for name in names:
            member.pop(name, None)
    for pair, (standing, entry) in standings(less).items():
        if standing != "unknown" or entry["missing_rule"] is not None:
            continue
        told = copy.deepcopy(less)
        places = [path.removeprefix("members[").split("].") for path in entry["missing"]]
        if any(name not in family["members"][int(place)] for place, name in places):
            continue  # even the whole family does not say it
        for place, name in places:
            told["members"][int(place)][name] = family["members"][int(place)][name]
        again, told_entry = standings(told).get(pair, ("not_concerned", {}))
        assert again != "unknown" or told_entry["missing_rule"], pair


@given(families(), st.sampled_from((date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 1), date(2026, 12, 31))))
@few
def test_all_readings_for_one_family_give_the_same_value_of_every_condition_and_amount(
    family: dict[str, Any], on: date
) -> None:
    for subject in subjects_of(family_from_values(family, on=on, today=TODAY)).values():
        snapshot = snapshot_of(subject, on)
        for benefit in BENEFITS:
            for condition in (benefit.concerns, *(term.test for version in benefit.versions for term in version.terms)):
                value = value_of(condition)(snapshot)
                assert value is compiled(condition)(subject, on)[0], benefit.code
                assert value is judge_of(condition)(snapshot, []), benefit.code
            for amount in (version.amount for version in benefit.versions if version.amount is not None):
                assert range_of(amount)(snapshot, []) == bounds(amount)(subject, on)[:2], benefit.code


@given(families(), st.sampled_from((date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 1), date(2020, 1, 1))))
@few
def test_what_is_told_of_a_benefit_is_what_is_decided_of_it(family: dict[str, Any], on: date) -> None:
    read = family_from_values(family, on=on, today=TODAY)
    for reading, concerned in concerned_by(subjects_of(read), on, BENEFITS):
        told: list[tuple[Snapshot, int]] = []
        answer_of(reading)(concerned, [], [], [], lambda said, snapshot, place: told.append((snapshot, place)))  # noqa: B023
        assert [snapshot for snapshot, _ in told] == [snapshot for _, snapshot in concerned]
        for snapshot, place in told:
            decision = decide(reading, snapshot)
            stands = Standing.ENTITLED if place == DUE else Standing.UNKNOWN if place == OPEN else Standing.NOT_ENTITLED
            assert stands is decision.standing, reading.benefit.code
            assert place < 0 or place == max(decision.failing, 0), reading.benefit.code


@given(families())
@few
def test_the_reasons_alone_are_those_of_the_whole_answer(family: dict[str, Any]) -> None:
    read = family_from_values(family, on=ON, today=TODAY)
    whole, alone = answer_for(read), reasons_for(read)
    for name in LISTS:
        assert len(whole[name]) == len(alone[name])
        for entry, reasons in zip(whole[name], alone[name], strict=True):
            assert reasons.items() <= entry.items()


MONEY = [code for code, law in every_law().items() if law.unit.startswith("元")]


def raised(law: Parameter, by: int) -> Edition:
    """The law with every value of one number so much higher."""
    return AS_WRITTEN.with_changes(
        NewValue(law.code, area, day, value + by, layer.sources[day])
        for area, layer in law.layers.items()
        for day, value in layer.values.changes
        if value is not None
    )


@given(families(), st.sampled_from(MONEY), st.integers(1, 50_000))
@few
def test_raising_an_amount_never_lowers_a_payment(family: dict[str, Any], code: str, by: int) -> None:
    before = standings(family)
    after = standings(family, edition=raised(every_law()[code], by))
    for pair, (standing, entry) in before.items():
        assert after[pair][0] == standing
        if standing != "entitlements":
            continue
        now = after[pair][1]
        assert len(now["payments"]) == len(entry["payments"])
        for one, other in zip(entry["payments"], now["payments"], strict=True):
            assert one["amount"] is None or Decimal(other["amount"]) >= Decimal(one["amount"]), pair
        (low, _), (a, _) = bounds_of(entry), bounds_of(now)
        assert low is None or (a is not None and a >= low)


@given(families())
@few
def test_the_days_an_answer_names_are_the_days_on_which_it_changes(family: dict[str, Any]) -> None:
    for pair, (standing, entry) in standings(family).items():
        if standing == "not_entitled" and entry["from_when"]:
            first = date.fromisoformat(entry["from_when"])
            assert standings(family, first)[pair][0] == "entitlements", pair
            assert standings(family, first - timedelta(days=1)).get(pair, ("", {}))[0] != "entitlements", pair
        if standing == "entitlements" and entry["until"]:
            last = date.fromisoformat(entry["until"])
            assert standings(family, last)[pair][0] == "entitlements", pair
            assert standings(family, last + timedelta(days=1)).get(pair, ("", {}))[0] != "entitlements", pair
