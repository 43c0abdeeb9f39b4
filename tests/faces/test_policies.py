"""The policy pages: what every benefit is, for everybody; what would wound is for officials."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.benefits.benefit import Benefit
from jiahe.benefits.guide import THEMES, benefits_with, gentle_title, numbers_of, versions_in_time
from jiahe.benefits.law import every_law
from jiahe.benefits.numbers import area_name, in_words, layers_of, long_unchecked
from jiahe.benefits.rules import BENEFITS, BY_CODE
from jiahe.faces.portal.policies.examples import cases_of

pytestmark = pytest.mark.django_db
WOUNDS = re.compile("失独|去世|死亡|不在了|伤残|流产|死产")
LIST = reverse("policies")


def page(benefit: str, client: Client | None = None) -> str:
    response = (client or Client()).get(reverse("policy", args=[benefit]))
    assert response.status_code == 200
    return response.content.decode()


def listed(wanted: str = "") -> str:
    return Client().get(LIST, {"q": wanted}).content.decode()


def test_every_benefit_stands_under_one_theme_and_the_quiet_under_one_of_their_own() -> None:
    assert sorted(code for theme in THEMES for code in theme.codes) == sorted(BY_CODE)
    assert {b.code for b in THEMES[-1].benefits} == {b.code for b in BENEFITS if b.quiet}


def test_every_number_of_the_law_is_used_by_some_benefit() -> None:
    assert {number.code for benefit in BENEFITS for number in numbers_of(benefit)} == set(every_law())
    assert [b.code for b in benefits_with("leave_paternity")] == ["paternity_leave"]


def test_the_list_names_every_benefit_and_leads_to_its_page() -> None:
    found = listed()
    for benefit in BENEFITS:
        assert gentle_title(benefit) in found
        assert reverse("policy", args=[benefit.code]) in found


def test_an_amount_on_the_list_names_its_document_and_is_marked_where_that_is_not_confirmed() -> None:
    line = re.split(r"<li\b", listed("生育津贴"))[-1]
    for words in ("128 天", "《福建省省本级生育津贴支付天数（办事指南）》", "D 级", "待核实"):
        assert words in line


def test_the_rural_reward_is_told_in_the_words_of_those_it_is_for() -> None:
    found = page("rural_reward")
    for words in ("本人健在", "爱人也是农村户口", "满60周岁", "人在一年就领一年", "哪一级的数高就按哪一级给"):
        assert words in found
    for words in ("已出生", "配偶", "界定为", "去世", "低于它的"):
        assert words not in found.partition("写在哪里")[0]


def test_a_search_finds_by_title_condition_and_way_to_claim() -> None:
    for wanted, title in (("育儿", "育儿补贴"), ("女方产假", "男方照顾假"), ("民政通", "养老服务消费补贴")):
        found = listed(wanted)
        assert title in found
        assert "百岁老人重阳节慰问金" not in found
    assert "每月扶助金" in listed("特别扶助")
    assert "换个短一点的词" in listed("飞船")
    assert "飞船&lt;" in listed("飞船<")


@pytest.mark.parametrize("benefit", BENEFITS, ids=lambda b: b.code)
def test_every_page_says_how_to_claim_and_nothing_that_wounds(benefit: Benefit) -> None:
    found = page(benefit.code)
    assert benefit.versions[-1].claim.how in found
    unfolded = re.sub(r"<details>.*?</details>", "", found, flags=re.DOTALL)
    said = [term.text for version in benefit.versions for term in version.terms]
    if benefit.quiet:
        assert not WOUNDS.search(found)
        assert benefit.title not in found or benefit.title == gentle_title(benefit)
        assert not any(text in found for text in said if text != "本人已出生、健在")
    else:
        said.append(benefit.versions[-1].claim.how)
        assert {word for text in said for word in WOUNDS.findall(text)} >= set(WOUNDS.findall(unfolded))
        assert benefit.versions[-1].basis[0].document.title in found


def test_a_page_keeps_the_day_of_the_document_apart_from_the_day_it_acts_from() -> None:
    found = page("childcare_subsidy")
    assert "2025 年 1 月 1 日起" in found
    assert "文件日期 2025 年 7 月 28 日" in found
    assert "报道或转述（B 级），2026 年 11 月 23 日核对" in found
    assert 'href="https://www.gov.cn/zhengce/202507/content_7034531.htm"' in found


def test_a_page_shows_every_layer_and_what_was_before() -> None:
    found = page("rural_reward")
    for words in ("全国", "960 元/年", "福建省", "1,200 元/年", "三明市沙县区", "2,040 元/年", "以前的"):
        assert words in found


def test_what_is_not_confirmed_says_so_and_what_that_means() -> None:
    assert "“待核实”是什么意思" in page("only_child_certificate_award")
    assert "待核实" not in page("childcare_subsidy")
    assert "不问您，按一般情况当作符合" in page("childcare_subsidy")


def test_old_versions_stay_on_the_page() -> None:
    found = page("only_child_certificate_award")
    assert "以前的规定：2016 年 2 月 19 日起施行，2022 年 3 月 30 日起不再适用" in found
    assert [s for _, s in versions_in_time(BY_CODE["care_voucher"], date(2025, 1, 1))] == ["coming"]
    assert [s for _, s in versions_in_time(BY_CODE["care_voucher"], date(2027, 1, 1))] == ["over"]


def test_an_example_shows_the_family_the_answer_and_the_clause() -> None:
    found = page("childcare_subsidy")
    assert "依据：“每孩每年3600元，至其年满3周岁”" in found
    assert "孩子：女，2024年7月15日出生，母亲是妈妈，户口在泉州市南安市" in found
    assert "2026 年 3 月 1 日，孩子：<strong>有</strong>（3,600 元/年" in found


@pytest.mark.parametrize("benefit", BENEFITS, ids=lambda b: b.code)
def test_every_benefit_has_five_answers_in_words(benefit: Benefit) -> None:
    answers = [answer for case in cases_of(benefit) for answer in case.answers]
    assert len(answers) >= 5
    assert all(stands for _, stands, _ in answers)
    latin = re.compile(r"[a-z]{3,}|None|True|False")
    said = [
        text for case in cases_of(benefit) for text in (*case.members, case.whom, *(rest for *_, rest in case.answers))
    ]
    assert [text for text in said if latin.search(text)] == []


def test_an_official_reads_the_whole_text_of_a_quiet_benefit(cast) -> None:
    found = page("special_assistance", cast.client("lin"))
    for words in ("计划生育家庭特别扶助", "孩子已经不在了", "590 元/月", "全文只给登录的工作人员看", "照着算一遍"):
        assert words in found


def test_what_is_for_who_lost_an_unborn_child_is_folded_and_for_nobody_else(cast) -> None:
    fold = "没有等到宝宝的，也有假和津贴"
    assert fold in page("maternity_leave")
    assert "怀孕晚期流产的假" in page("maternity_leave").split(fold)[1]
    assert fold not in page("special_assistance", cast.client("lin"))


def test_a_benefit_nobody_knows_is_not_found() -> None:
    assert Client().get(reverse("policy", args=["free_lunch"])).status_code == 404


def test_the_list_costs_as_many_queries_whole_as_narrowed() -> None:
    client = Client()
    client.get(LIST)
    counts = []
    for wanted in ("", "产假"):
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, {"q": wanted})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_numbers_are_read_as_people_say_them() -> None:
    assert in_words(360_000, "元/年") == "3,600 元/年"
    assert in_words(49, "周岁") == "49 周岁"
    assert in_words(8_000, "比例") == "80%"
    assert in_words(None, "次") == "不再有"
    assert [area_name(area) for area in (0, 35, 3502, 350405)] == ["全国", "福建省", "厦门市", "三明市沙县区"]


def test_a_source_is_long_unchecked_after_a_year_and_not_before() -> None:
    source = layers_of(every_law()["childcare_subsidy"])[0].steps[0].source
    assert not long_unchecked(source, date(2027, 11, 23))
    assert long_unchecked(source, date(2027, 11, 24))
