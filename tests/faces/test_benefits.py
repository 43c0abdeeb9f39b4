"""What a registered family is due, on the resident's phone and on the worker's desk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.benefits.households import answer_for_household
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions, queries
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person, ResidentRequest
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.retention import forget_what_is_over
from tests.people import CHILD, FAMILY, HEAD, WIFE, family
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(yunlin: Region, by_operator) -> Household:
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    return Household.objects.get()


def desk(cast, home: Household, who: str = "lin") -> str:
    return cast.client(who).get(reverse("desk:benefits", args=[home.pk])).content.decode()


def test_the_desk_names_what_is_due_why_and_where_a_missing_fact_is_recorded(home: Household, cast) -> None:
    page = desk(cast, home)
    wife = Person.objects.get(relation="spouse")
    for words in ("育儿补贴", "3,600 元/年", CHILD.name, "不满3周岁", "《育儿补贴制度实施方案》", "待核实"):
        assert words in page
    assert reverse("desk:record-circumstance", args=[wife.pk, "employment"]) in page


def test_the_way_back_to_the_household_stands_in_the_path(home: Household, cast) -> None:
    found = re.search(r'<nav class="crumbs".*?</nav>', desk(cast, home), re.DOTALL)
    assert found is not None
    assert f'href="{reverse("desk:household", args=[home.pk])}"' in found.group()
    assert "芸林村" in found.group()


def test_a_fact_that_was_recorded_moves_what_hung_on_it(home: Household, cast, by_operator) -> None:
    wife = Person.objects.get(relation="spouse")
    assert "育儿假" not in [e["title"] for e in _answer(home, by_operator)["entitlements"]]
    actions.record_circumstance(
        person=wife, kind=CircumstanceKind.EMPLOYMENT, value="employee", since=TODAY, by=by_operator, at=NOW, on=TODAY
    )
    due = [(e["title"], e["beneficiary"]) for e in _answer(home, by_operator)["entitlements"]]
    assert ("育儿假", str(wife.pk)) in due


def _answer(home: Household, by) -> dict:
    fresh = queries.household(home.pk, by=by)
    answer = answer_for_household(fresh, by=by, on=TODAY).answer
    assert answer is not None
    return dict(answer)


def test_a_resident_reads_her_own_and_her_childs_and_not_her_husbands(home: Household) -> None:
    page = resident_client(Person.objects.get(relation="spouse")).get(reverse("portal:benefits")).content.decode()
    assert "育儿补贴" in page
    assert CHILD.name in page
    assert HEAD.name not in page


def test_a_child_who_lives_elsewhere_counts_though_nobody_here_reads_him(home: Household, cast, by_operator) -> None:
    place = Region.objects.get(code=350583103202, level=4)
    child = Person.objects.get(relation="daughter")
    husband = Person.objects.get(relation="head")
    actions.move_people(
        people=[Person.objects.get(relation="spouse"), child], village=place,
        head=Person.objects.get(relation="spouse"), moved_on=TODAY, by=by_operator, at=NOW, on=TODAY,
    )  # fmt: skip
    actions.record_circumstance(
        person=husband, kind=CircumstanceKind.EMPLOYMENT, value="employee", since=TODAY, by=by_operator, at=NOW,
        on=TODAY,
    )  # fmt: skip
    due = [(e["title"], e["beneficiary"]) for e in _answer(home, cast.actor("lin"))["entitlements"]]
    assert ("育儿假", str(husband.pk)) in due
    assert WIFE.name not in desk(cast, home)


def test_a_register_that_contradicts_itself_says_whose_day_to_look_at(home: Household, cast) -> None:
    Person.objects.filter(relation="spouse").update(birth_date=date(2020, 1, 1))
    page = desk(cast, home)
    assert "登记里有一处对不上" in page
    fault = page.split("还不能算")[1][:300]
    assert any(one.name in fault for one in FAMILY)
    assert "members[" not in page


def test_it_costs_as_many_queries_for_a_family_of_eight_as_for_three(
    home: Household, cast, by_operator, yunlin
) -> None:
    client = cast.client("lin")

    def queries_now() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("desk:benefits", args=[home.pk])).status_code == 200
        return len(captured)

    queries_now()
    three = queries_now()
    more = [
        replace(CHILD, line=10 + n, name=f"林小{sign}", id_number="", birth_date=date(2015 + n, 5, 5))
        for n, sign in enumerate("一二三四五")
    ]
    enrol([*FAMILY, *more], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    assert queries_now() == three


def claim_for(client, person: Person, benefit: str = "childcare_subsidy"):
    return client.post(reverse("portal:claim-benefit"), {"benefit": benefit, "person": person.pk})


def test_one_button_asks_the_village_and_pins_the_facts_and_the_version_of_the_rule(home: Household, cast) -> None:
    client, child = resident_client(Person.objects.get(relation="spouse")), Person.objects.get(relation="daughter")
    asked = claim_for(client, child)
    assert claim_for(client, child).url == asked.url  # pressed twice it is one request
    request = ResidentRequest.objects.get()
    assert (request.kind, request.field, request.person) == ("benefit", "childcare_subsidy", child)
    assert request.content["rule_version"] == "childcare_subsidy@2025-01-01"
    assert request.content["family"]["members"][0]["birth_date"]
    assert "申请了，等村里办" in client.get(reverse("portal:benefits")).content.decode()
    page = cast.client("lin").get(reverse("desk:resident-request", args=[request.pk])).content.decode()
    for words in ("申请育儿补贴", "3,600 元/年", "childcare_subsidy@2025-01-01", "不满3周岁"):
        assert words in page
    cast.client("lin").post(reverse("desk:answer-resident", args=[request.pk]), {"answer": "yes", "reason": ""})
    assert "办好了" in client.get(reverse("portal:benefits")).content.decode()
    assert "办好了" in desk(cast, home)


def test_the_desk_says_how_much_of_what_is_due_was_seen_to_and_how_much_nobody_asked_for(home: Household, cast) -> None:
    found = re.search(r"该有的 (\d+) 项：办好 0 项，正在办 0 项，<strong>还没有办 (\d+) 项", desk(cast, home))
    assert found is not None
    assert found[1] == found[2] != "0"
    left = int(found[2]) - 1
    claim_for(resident_client(Person.objects.get(relation="spouse")), Person.objects.get(relation="daughter"))
    assert f"办好 0 项，正在办 1 项，<strong>还没有办 {left} 项" in desk(cast, home)
    request = ResidentRequest.objects.get()
    cast.client("lin").post(reverse("desk:answer-resident", args=[request.pk]), {"answer": "yes", "reason": ""})
    assert f"办好 1 项，正在办 0 项，<strong>还没有办 {left} 项" in desk(cast, home)


def test_what_is_not_due_and_whom_one_does_not_speak_for_cannot_be_claimed_for(
    home: Household, yunlin, by_operator
) -> None:
    client, child = resident_client(Person.objects.get(relation="spouse")), Person.objects.get(relation="daughter")
    assert claim_for(client, child, "centenarian_gift").url == reverse("portal:benefits")
    assert "现在不能申请" in client.get(reverse("portal:benefits")).content.decode()
    assert claim_for(client, Person.objects.get(relation="head"), "prepregnancy_check").status_code == 404
    enrol(family("002"), by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    neighbour = Person.objects.get(household__number="002", relation="daughter")
    assert claim_for(client, neighbour).url == reverse("portal:benefits")
    assert client.post(reverse("portal:claim-benefit"), {"person": "x"}).url == reverse("portal:benefits")
    assert not ResidentRequest.objects.exists()


def test_a_worker_writes_down_the_claim_of_a_family_without_a_phone(home: Household, cast) -> None:
    child = Person.objects.get(relation="daughter")
    address = reverse("desk:claim-benefit", args=[home.pk])
    done = cast.client("lin").post(address, {"benefit": "childcare_subsidy", "person": child.pk})
    request = ResidentRequest.objects.get()
    assert done.url == reverse("desk:resident-request", args=[request.pk])
    assert request.for_family
    assert cast.client("chen").post(address, {"benefit": "childcare_subsidy", "person": child.pk}).status_code == 404


def test_what_proves_a_claim_outlives_the_requests_that_are_forgotten(home: Household, cast) -> None:
    client, child = resident_client(Person.objects.get(relation="spouse")), Person.objects.get(relation="daughter")
    claim_for(client, child)
    request = ResidentRequest.objects.get()
    answer_request(request=request, accept=True, reason="", by=cast.actor("lin"), at=NOW, on=TODAY)
    forget_what_is_over(at=NOW + timedelta(days=365 * 3))
    assert ResidentRequest.objects.get().content["rule_version"]


def test_who_may_not_know_of_a_loss_does_not_read_it_from_what_follows_it(home: Household, cast) -> None:
    Person.objects.filter(relation__in=("head", "spouse")).update(birth_date=date(1965, 3, 4))
    Person.objects.filter(relation="daughter").update(birth_date=date(1995, 5, 5), death_date=date(2020, 6, 1))
    assert "特别扶助" in desk(cast, home)
    for who in ("president", "city"):
        page = desk(cast, home, who)
        assert "能领什么" in page
        for word in ("特别扶助", "双岗", "850 元/月", "关爱家庭"):
            assert word not in page


def test_a_picture_to_send_on_never_holds_what_follows_a_loss(yunlin: Region, by_operator) -> None:
    lost = replace(CHILD, birth_date=date(2000, 5, 1), death_date=date(2020, 5, 1), id_number="")
    parents = [
        replace(HEAD, birth_date=date(1965, 5, 1), id_number=""),
        replace(WIFE, birth_date=date(1966, 5, 1), id_number=""),
    ]
    enrol([*parents, lost], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    wife = Person.objects.select_related("household").get(relation="spouse")
    page = resident_client(wife).get(reverse("portal:benefits")).content.decode()
    assert "双岗联系" in page
    assert "两癌筛查" in page
    assert 'data-share-line="两癌筛查"' in page
    for quiet in ("计划生育家庭特别扶助", "双岗联系", "住院护理补贴保险"):
        assert f'data-share-line="{quiet}"' not in page
