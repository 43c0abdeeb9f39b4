"""Anybody reckons a leave: its last day and the day of return, in both ways, with the document."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.benefits.leave.asking import KINDS

pytestmark = pytest.mark.django_db


def ask(kind: str, status: int = 200, **said: str) -> str:
    answer = Client().post(f"{reverse('portal:leave')}?kind={kind}", said)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def rows(page: str) -> list[tuple[str, ...]]:
    """What the table says: how it is counted, the last day, the day back."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = []
    for row in body.split("</tr>")[:-1]:
        how = row.partition('<th scope="row">')[2].partition("</th>")[0]
        days = [part.partition("</strong>")[0] for part in row.split("<strong>")[1:]]
        found.append(("".join(how.split()), *days))
    return found


def test_the_kinds_stand_to_be_chosen_from() -> None:
    page = Client().get(reverse("portal:leave")).content.decode()
    assert all(f"?kind={code}" in page for code in KINDS)


def test_a_marriage_leave_over_spring_festival_and_the_weekends_worked_for_it() -> None:
    page = ask("marriage", first="2026-02-09", about="2026-01-20")
    assert rows(page) == [
        ("15天，连着算", "2026-02-23", "2026-02-24"),
        ("15天，只算工作日", "2026-03-05", "2026-03-06"),
    ]
    assert "待核实" in page
    assert "福建省人口与计划生育条例（2022年修订）" in page


def test_maternity_leave_is_a_range_that_the_employer_fixes() -> None:
    page = ask("maternity", first="2026-03-02", about="2026-03-02")
    assert "158 至 180 天" in page
    assert [row[:2] for row in rows(page)] == [
        ("158天，连着算", "2026-08-06"), ("158天，只算工作日", "2026-10-19"),
        ("180天，连着算", "2026-08-28"), ("180天，只算工作日", "2026-11-18"),
    ]  # fmt: skip
    assert [row[0] for row in rows(ask("maternity", first="2026-03-02", about="2026-03-02", days="170"))] == [
        "170天，连着算", "170天，只算工作日",
    ]  # fmt: skip


def test_maternity_leave_may_begin_fifteen_days_before_the_birth_and_no_sooner() -> None:
    assert "158 至 180 天" in ask("maternity", first="2026-03-02", about="2026-03-17")
    assert "这一天休不了产假" in ask("maternity", first="2026-03-02", about="2026-03-18")


@pytest.mark.parametrize(
    ("kind", "about", "last"),
    [("paternity", "2026-09-01", "2026-10-05"), ("parental", "2025-09-01", "2026-09-30"), ("carer", "1960-01-01", "2026-09-30")],
)  # fmt: skip
def test_the_other_leaves_go_by_their_days(kind: str, about: str, last: str) -> None:
    assert rows(ask(kind, first="2026-09-21", about=about))[0][1] == last


def test_part_of_what_one_has_in_a_year_is_taken() -> None:
    page = ask("parental", first="2026-09-28", about="2025-09-01", days="3")
    assert rows(page) == [
        ("3天，连着算", "2026-09-30", "2026-10-08"),
        ("3天，只算工作日", "2026-09-30", "2026-10-08"),
    ]


@pytest.mark.parametrize(
    ("kind", "about"),
    [("parental", "2023-09-21"), ("carer", "1966-09-22"), ("marriage", "2025-09-21"), ("paternity", "2026-10-01")],
)
def test_who_has_not_the_leave_on_that_day_reads_why(kind: str, about: str) -> None:
    assert "这一天休不了" in ask(kind, first="2026-09-21", about=about)


def test_a_leave_that_reaches_into_a_year_nobody_entered_says_so() -> None:
    assert "2027 年的放假安排还没有录入" in ask("marriage", first="2026-12-20", about="2026-12-01")
    assert "还没有录入" not in ask("marriage", first="2026-09-01", about="2026-08-01")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"first": "", "about": "2026-01-01"}, "请填写从哪天开始休。"),
        ({"first": "2026-13-01", "about": "2026-01-01"}, "日期写成"),
        ({"first": "2020-01-01", "about": "2020-01-01"}, "2022年3月30日"),
        ({"first": "2099-01-01", "about": "2026-01-01"}, "太远了"),
        ({"first": "2026-03-02", "about": "2026-03-02", "days": "157"}, "应当是 158 到 180 天"),
        ({"first": "2026-03-02", "about": "2026-03-02", "days": "几天"}, "请写一个整数"),
        ({"first": "2026-03-02", "about": "0001-01-01"}, "这两个日子对不上"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(said: dict[str, str], sentence: str) -> None:
    page = ask("maternity", 422, **said)
    assert sentence in page
    assert f'value="{said["about"]}"' in page


def test_a_kind_nobody_knows_lets_one_choose() -> None:
    assert "要休哪一种假" in Client().get(reverse("portal:leave"), {"kind": "x"}).content.decode()
