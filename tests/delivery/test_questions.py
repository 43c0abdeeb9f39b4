"""Questions of an offer: what is typed becomes an answer, or a sentence at its field."""

from __future__ import annotations

from datetime import date

import pytest

from jiahe.delivery.catalogue.programme import Programme, System, Task, Twice, declare, withdraw
from jiahe.delivery.catalogue.questions import Choice, Day, Money, Text, read_answers, told_answers

ON = date(2026, 3, 1)
TOPIC = Choice("topic", "哪方面", options={"leave": "休假", "pay": "工资"})
EMPLOYER = Text("employer", "单位", shown_if=("topic", frozenset({"leave"})), longest=10)
SUM = Money("sum", "多少钱", required=False)
SINCE = Day("since", "哪天起", required=False)
QUESTIONS = [TOPIC, EMPLOYER, SUM, SINCE]


def test_what_was_typed_is_kept_as_numbers_days_and_codes() -> None:
    typed = {"topic": "leave", "employer": " 茶厂 ", "sum": "1,234.5", "since": "2026-02-28"}
    answers, faults = read_answers(QUESTIONS, typed, on=ON)
    assert faults == {}
    assert answers == {"topic": "leave", "employer": "茶厂", "sum": 123450, "since": "2026-02-28"}
    told = told_answers(QUESTIONS, answers)
    assert told == [("哪方面", "休假"), ("单位", "茶厂"), ("多少钱", "1,234.50 元"), ("哪天起", "2026年2月28日")]


def test_a_question_that_is_not_asked_is_neither_missed_nor_kept() -> None:
    answers, faults = read_answers(QUESTIONS, {"topic": "pay", "employer": "茶厂"}, on=ON)
    assert (answers, faults) == ({"topic": "pay"}, {})


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("topic", "别的"),
        ("employer", "一家名字特别特别长的单位"),
        ("sum", "很多"),
        ("sum", "-1"),
        ("sum", "1.234"),
        ("sum", "NaN"),
        ("sum", "1e999999"),
        ("since", "2026-02-30"),
        ("since", "2026-03-02"),
        ("topic", ""),
    ],
)
def test_what_cannot_be_is_said_at_its_field(field: str, typed: str) -> None:
    _, faults = read_answers(QUESTIONS, {"topic": "leave", "employer": "茶厂", field: typed}, on=ON)
    assert set(faults) == {field} or (field == "topic" and "topic" in faults)


def test_a_code_stands_for_one_programme_only() -> None:
    one = Programme("twice", "一", System.LIVELIHOOD, Task.FAMILY_SUPPORT, "", [], "")
    declare(one)
    try:
        with pytest.raises(Twice):
            declare(one)
    finally:
        withdraw("twice")
