"""A registered household over the API: what the page of the desk says, to the same people and nobody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from tests.people import CHILD, HEAD, WIFE, family
from tests.places import NOW, TODAY
from tests.residents import resident_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(yunlin: Region, by_operator) -> Household:
    enrol(family("001"), by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    return Household.objects.get()


def called(client: Client, pk: int) -> tuple[int, dict]:
    response = client.get(f"/api/v1/households/{pk}/benefits")
    assert response["Content-Type"].startswith("application/json")
    return response.status_code, json.loads(response.content)


def test_a_post_reads_what_the_page_of_the_household_says(home: Household, cast) -> None:
    status, said = called(cast.client("lin"), home.pk)
    assert (status, list(said)) == (200, ["household", "on", "entitlements", "not_entitled", "unknown"])
    page = cast.client("lin").get(f"/desk/households/{home.pk}/benefits/").content.decode()
    assert said["entitlements"]
    assert all(entry["title"] in page for entry in said["entitlements"])
    living = {str(pk) for pk in Person.objects.filter(household=home).values_list("pk", flat=True)}
    assert {e["beneficiary"] for part in ("entitlements", "unknown") for e in said[part]} <= living


def test_no_name_leaves_with_the_answer(home: Household, cast) -> None:
    content = cast.client("lin").get(f"/api/v1/households/{home.pk}/benefits").content.decode()
    assert not [name for name in Person.objects.values_list("name", flat=True) if name in content]


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("township", 200), ("president", 200), ("auditor", 403), ("administrator", 403), ("chen", 404)],
)
def test_who_reaches_the_place_and_has_the_right_gets_in(who: str, status: int, home: Household, cast) -> None:
    answered, said = called(cast.client(who), home.pk)
    assert answered == status
    if status != 200:
        assert list(said) == ["path", "message"]


def test_strangers_are_told_to_sign_in_and_residents_find_nothing(home: Household) -> None:
    assert called(Client(), home.pk) == (401, {"path": "", "message": "请先登录工作台，再来取。"})
    wife = Person.objects.select_related("household").get(relation="spouse")
    assert called(resident_client(wife), home.pk)[0] == 404


def test_a_household_that_is_not_there_looks_like_one_that_is_not_his(home: Household, cast) -> None:
    client = cast.client("chen")
    assert called(client, home.pk) == called(client, 987654321)


def test_who_may_not_know_of_a_loss_is_told_nothing_that_follows_from_one(yunlin: Region, by_operator, cast) -> None:
    lost = replace(
        CHILD, birth_date=date(2000, 5, 1), death_date=date(2020, 5, 1), id_number="", household_number="009"
    )
    parents = [
        replace(HEAD, birth_date=date(1965, 5, 1), id_number="", household_number="009"),
        replace(WIFE, birth_date=date(1966, 5, 1), id_number="", household_number="009"),
    ]
    enrol([*parents, lost], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    grieving = Household.objects.get()
    _, told = called(cast.client("lin"), grieving.pk)
    _, kept = called(cast.client("president"), grieving.pk)
    due = {entry["benefit"] for entry in told["entitlements"]}
    assert "special_assistance" in due
    assert "special_assistance" not in json.dumps(kept)
    assert "two_contacts" not in json.dumps(kept)
