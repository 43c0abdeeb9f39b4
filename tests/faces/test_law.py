"""The browser of the numbers of the law, for who answers for them: found, filtered, through time, as a workbook."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiahe.benefits.law import every_law
from jiahe.benefits.numbers import layers_of
from jiahe.faces.desk.law_drawing import drawings_of
from jiahe.faces.kit.law import ShownNumber

pytestmark = pytest.mark.django_db
LAW, SAVE = reverse("desk:law"), reverse("desk:save-law")


def listed(client: Client, **said: str) -> str:
    response = client.get(LAW, said)
    assert response.status_code == 200
    return response.content.decode()


def table(client: Client, **said: str) -> list[list[object]]:
    content = client.get(SAVE, said).content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    ("who", "status"),
    [("president", 200), ("city", 200), ("county", 200), ("administrator", 200), ("township", 403), ("lin", 403)],
)
def test_posts_from_the_county_upwards_and_the_administrator_see_the_numbers(who: str, status: int, cast) -> None:
    client = cast.client(who)
    for address in (LAW, SAVE, reverse("desk:law-number", args=["rural_reward"])):
        assert client.get(address).status_code == status
    assert ("政策参数" in client.get(reverse("desk:home")).content.decode()) is (status == 200)


def test_every_number_stands_on_the_list_with_what_is_written_with_it(cast) -> None:
    found = listed(cast.client("county"))
    for number in every_law().values():
        assert reverse("desk:law-number", args=[number.code]) in found
    assert "80 个数" in found
    assert reverse("policy", args=["rural_reward"]) in found


def test_the_list_is_narrowed_by_words_theme_grade_and_check(cast) -> None:
    client = cast.client("county")
    assert "1 个数" in listed(client, q="财教〔2011〕623号 奖励扶助金")
    assert "高龄补贴" in listed(client, q="湖里")
    elders = listed(client, theme="elders")
    assert "养老服务消费补贴" in elders
    assert "育儿补贴标准" not in elders
    for_memory = listed(client, grade="C")
    assert "婚假" in for_memory
    assert "育儿补贴标准" not in for_memory
    assert "没有符合条件的" in listed(client, checked="long-ago")
    assert "80 个数" in listed(client, grade="Z", theme="nowhere", checked="maybe")
    assert "80 个数" in listed(client, q="补" * 41)


def test_a_number_shows_every_place_time_document_and_grade(cast) -> None:
    found = cast.client("county").get(reverse("desk:law-number", args=["rural_reward"])).content.decode()
    for words in (
        "600 元/年",
        "720 元/年",
        "2,040 元/年",
        "三明市沙县区",
        "财教〔2011〕623号",
        "金额见报道，起始年份凭记忆",
    ):
        assert words in found
    assert "<polyline" in found
    assert "2009-01-01 起" in found
    assert "2012-01-01 以前" in found
    assert "上一级的数是下限" in found
    assert 'href="https://www.fjsx.gov.cn' in found


def test_a_number_nobody_knows_is_not_found(cast) -> None:
    assert cast.client("county").get(reverse("desk:law-number", args=["free_lunch"])).status_code == 404


def test_the_workbook_has_a_line_for_each_value_and_follows_the_filters(cast) -> None:
    client = cast.client("county")
    whole = table(client)
    values = sum(len(layer.steps) for number in every_law().values() for layer in layers_of(number))
    assert len(whole) == values + 1
    lines = [dict(zip(whole[0], line, strict=True)) for line in whole[1:]]
    shaxian = next(line for line in lines if line["编码"] == "rural_reward" and line["地方"] == "三明市沙县区")
    assert (shaxian["数值"], shaxian["单位"], shaxian["可信程度"]) == (2040, "元/年", "A 官方原文")
    assert shaxian["从哪天起"] == "2013-01-01"
    assert shaxian["用在"] == "农村部分计划生育家庭奖励扶助"
    ended = next(line for line in lines if line["编码"] == "hpv_doses" and line["数值"] == "不再有")
    assert ended["地方"] == "福建省"
    assert {line[0] for line in table(client, q="rural_reward")[1:]} == {"rural_reward", "rural_reward_from_age"}


def test_what_nobody_looked_up_for_a_year_is_marked() -> None:
    number = every_law()["childcare_subsidy"]
    assert not ShownNumber(number, date(2027, 11, 23)).long_unchecked
    assert ShownNumber(number, date(2027, 11, 24)).long_unchecked


def test_a_line_is_drawn_only_where_a_number_changed() -> None:
    drawn = drawings_of(layers_of(every_law()["rural_reward"]), date(2026, 11, 27))
    assert [each.place for each in drawn] == ["全国", "福建省"]
    assert drawn[0].points.startswith("6.0,")
    assert drawn[0].points.split()[-1].startswith("294.0,")
    assert drawings_of(layers_of(every_law()["leave_paternity"]), date(2026, 11, 27)) == []


def test_a_list_of_all_numbers_costs_as_many_queries_as_one_of_a_few(cast) -> None:
    client = cast.client("county")
    client.get(LAW)
    counts = []
    for said in ({}, {"q": "育儿"}):
        with CaptureQueriesContext(connection) as captured:
            client.get(LAW, said)
        counts.append(len(captured))
    assert counts[0] == counts[1]
