"""The expression language: three values, dated facts, numbers of the law, and the spells in which a rule holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe.foundation.rules.calendar import birthday
from jiahe.foundation.rules.closures import compiled
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Condition, number, parameter, truth
from jiahe.foundation.rules.expressions import day as day_of
from jiahe.foundation.rules.parameters import ParameterError, read_parameters
from jiahe.foundation.rules.spells import spells_of

TRUTHS = (True, False, None)
DAY = date(2026, 11, 23)


def value(condition: Condition, day: date = DAY, **facts: object) -> object:
    return compiled(condition)({k: v if isinstance(v, Dated) else Dated(v) for k, v in facts.items()}, day)[0]


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("other", TRUTHS)
def test_and_or_not_follow_kleene(one: bool | None, other: bool | None) -> None:
    both, either = truth("one") & truth("other"), truth("one") | truth("other")
    known = [x for x in (one, other) if x is not None]
    assert value(both, one=one, other=other) is (False if False in known else None if None in (one, other) else True)
    assert value(either, one=one, other=other) is (True if True in known else None if None in (one, other) else False)
    assert value(~truth("one"), one=one) is (None if one is None else not one)


def test_a_fact_that_nobody_gave_is_unknown_and_spoils_only_what_hangs_on_it() -> None:
    assert value(truth("rural") & (number("children") >= 2), children=1) is False
    assert value(truth("rural") & (number("children") >= 2), children=2) is None


def test_a_condition_cannot_be_taken_for_true_by_accident() -> None:
    with pytest.raises(TypeError):
        bool(truth("one"))


@pytest.mark.parametrize(
    ("day", "under_three"),
    [(date(2026, 5, 20), True), (date(2026, 5, 21), False), (date(2026, 5, 22), False)],
)
def test_an_age_is_reached_on_the_birthday(day: date, under_three: bool) -> None:
    assert value(day_of("born").age < 3, day, born=date(2023, 5, 21)) is under_three


def test_a_child_of_29_february_is_a_year_older_on_1_march() -> None:
    assert birthday(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert birthday(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert value(day_of("born").age >= 1, date(2025, 2, 28), born=date(2024, 2, 29)) is False
    assert value(day_of("born").age >= 1, date(2025, 3, 1), born=date(2024, 2, 29)) is True


def test_a_number_of_the_law_acts_from_its_day_and_grants_nothing_before() -> None:
    limit = parameter(Dated.since([(date(2020, 1, 1), 3), (date(2025, 1, 1), 4)]))
    under, over = day_of("born").age < limit, day_of("born").age >= limit
    born = date(2017, 6, 1)
    assert [value(under, date(y, 1, 1), born=born) for y in (2019, 2020, 2021)] == [False, True, False]
    assert value(over, date(2019, 1, 1), born=born) is False
    assert value(under, date(2025, 1, 1), born=date(2021, 6, 1)) is True


def test_the_spells_of_a_rule_begin_and_end_on_the_days_its_facts_change() -> None:
    rule = compiled((day_of("born").age < 3) & ~truth("away"))
    away = Dated.since([(date(2024, 1, 1), True), (date(2024, 3, 1), False)], before=False)
    facts = {"born": Dated(date(2023, 5, 21)), "away": away}
    assert spells_of(rule, facts, since=date(2023, 6, 1)) == [
        (date(2023, 6, 1), date(2024, 1, 1)),
        (date(2024, 3, 1), date(2026, 5, 21)),
    ]
    assert spells_of(rule, facts, since=date(2024, 4, 1), until=date(2025, 1, 1)) == [
        (date(2024, 4, 1), date(2025, 1, 1))
    ]
    assert spells_of(rule, {"away": away}, since=date(2023, 6, 1)) == []


days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
dated_truths = st.lists(st.tuples(days, st.sampled_from(TRUTHS)), max_size=4).map(Dated.since)
dated_numbers = st.lists(st.tuples(days, st.integers(0, 4)), max_size=4).map(Dated.since)


@given(one=dated_truths, two=dated_truths, count=dated_numbers, born=days, limit=dated_numbers, start=days)
def test_walking_from_change_to_change_sees_what_walking_day_by_day_sees(one, two, count, born, limit, start) -> None:
    facts = {"one": one, "two": two, "count": count, "born": Dated(born)}
    rule = compiled(
        ((truth("one") | ~truth("two")) & (day_of("born").age < parameter(limit)))
        | number("count").is_(2) & truth("two")
    )
    end = start + timedelta(days=900)
    spells = spells_of(rule, facts, since=start, until=end)
    for offset in range(900):
        day = start + timedelta(days=offset)
        inside = any(a <= day and (b is None or day < b) for a, b in spells)
        assert inside is (rule(facts, day)[0] is True), day


def test_a_parameter_file_says_the_document_the_day_and_how_sure_we_are(tmp_path) -> None:
    file = tmp_path / "ages.yaml"
    entry = "{since: 2020-01-01, value: 3, document: 某办法, number: 1号, grade: C, checked: 2026-11-23}"
    file.write_text(f"parameters:\n  limit:\n    title: 上限\n    unit: 周岁\n    values:\n      - {entry}\n", "utf-8")
    limit = read_parameters(file)["limit"]
    source = limit.source_on(date(2021, 1, 1))
    assert source is not None
    assert (source.document, source.confirmed, limit.source_on(date(2019, 1, 1))) == ("某办法", False, None)
    file.write_text(file.read_text("utf-8").replace("grade: C, ", ""), "utf-8")
    with pytest.raises(ParameterError, match=r"ages.yaml: limit lacks grade"):
        read_parameters(file)
