"""Every code of the contract answers on every face, and no page shows an amount without its document and grade."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.benefits.guide import gentle_title
from jiahe.benefits.households import answer_for_household
from jiahe.benefits.rules import BENEFITS
from jiahe.foundation.regions.models import Region
from jiahe.registry import queries
from jiahe.registry.enrolment import enrol
from jiahe.registry.id_number import make
from jiahe.registry.models import Household, Person
from tests.benefits.families import CONTRACT
from tests.people import CHILD, FAMILY, HEAD
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
LISTS = ("entitlements", "not_entitled", "unknown")
AMOUNT = re.compile(r"\d 元")
GRADED = re.compile(r"[ABCD]'? 级|[ABCD]&#x27; 级")


@pytest.fixture
def home(yunlin: Region, by_operator) -> Household:
    """Three generations: every benefit concerns one of them."""
    elder = replace(
        HEAD, line=5, relation="mother", name="吴秀兰", sex="F", birth_date=date(1950, 2, 3), phone="",
        id_number=make("999999", date(1950, 2, 3), 32), marital_status="widowed", married_on=None,
    )  # fmt: skip
    girl = replace(
        CHILD, line=6, name="林小雨", birth_date=date(2013, 1, 8), id_number=make("999999", date(2013, 1, 8), 42)
    )
    enrol([*FAMILY, elder, girl], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    return Household.objects.get()


def test_every_code_answers_on_the_desk(home: Household, cast, by_operator) -> None:
    answer = answer_for_household(queries.household(home.pk, by=by_operator), by=by_operator, on=TODAY).answer
    assert answer is not None
    assert {entry["benefit"] for name in LISTS for entry in answer[name]} == {benefit.code for benefit in BENEFITS}
    page = cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    assert [benefit.code for benefit in BENEFITS if benefit.title not in page] == []


def test_the_desk_counts_no_check_before_marriage_among_what_is_left_to_do(home: Household, cast) -> None:
    page = cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    due, _, choices = page.partition('id="due-choices"')
    assert "免费婚前医学检查" not in due
    assert f"该有的 {due.count('<article')} 项" in due
    assert "再次登记结婚以前" in choices
    asked = {"benefit": "premarital_check", "person": str(Person.objects.get(name="吴秀兰").pk)}
    cast.client("lin").post(reverse("desk:claim-benefit", args=[home.pk]), asked)
    page = cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    assert 'id="due-choices"' not in page
    assert "免费婚前医学检查" in page.partition('id="due-now"')[2].partition("</section>")[0], "it waits to be seen to"


def test_every_code_answers_in_the_portal(home: Household) -> None:
    read = "".join(
        resident_client(person).get(reverse("portal:benefits")).content.decode()
        for person in Person.objects.exclude(relation="daughter")
    )
    assert [benefit.code for benefit in BENEFITS if not benefit.quiet and benefit.title not in read] == []
    for benefit in BENEFITS:
        policy = Client().get(reverse("policy", args=[benefit.code])).content.decode()
        assert gentle_title(benefit) in policy or benefit.title in policy


def test_every_code_answers_through_the_api(client: Client) -> None:
    for benefit in BENEFITS:
        address = f"{reverse('api:check-benefits')}?benefits={benefit.code}"
        answer = client.post(address, json.dumps(CONTRACT), content_type="application/json")
        assert answer.status_code == 200
        assert {entry["benefit"] for name in LISTS for entry in answer.json()[name]} <= {benefit.code}


@pytest.mark.parametrize("name", ["policies", "portal:benefits", "portal:calendar", "desk:benefits"])
def test_no_page_shows_an_amount_without_a_document_and_a_grade(home: Household, cast, name: str) -> None:
    wife = Person.objects.get(relation="spouse")
    client = cast.client("lin") if name.startswith("desk") else resident_client(wife)
    arguments = [home.pk] if name == "desk:benefits" else []
    page = client.get(reverse(name, args=arguments)).content.decode()
    main = page[page.index("<main") :]
    assert AMOUNT.search(main)
    for part in re.split(r"<li\b|<article\b", main)[1:]:
        if AMOUNT.search(part) and "due-sum" not in part:
            after = main[main.index(part) :]
            assert "《" in after[:6000], part[:300]
            assert GRADED.search(after[:6000]), part[:300]


def test_the_day_a_document_was_made_known_is_kept_apart_from_its_own_day(cast) -> None:
    page = cast.client("county").get(reverse("desk:law-number", args=["special_assistance_died"])).content.decode()
    assert "文件日期 2022 年 4 月 20 日，2022 年 5 月 10 日公布" in page
    assert "2022-07-01 起" in page
