"""The forms of the desk, through HTTP: what they do not ask must stay as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry import actions
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.people import CHILD, HEAD, WIFE
from tests.places import NOW, TODAY, XIAXI

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast, yunlin: Region, by_operator):
    """Lin at her desk; the wife of the family lives in the next village."""
    rows = [HEAD, replace(WIFE, residence_code=XIAXI), CHILD]
    enrol(rows, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    return cast.client("lin")


def person(name: str) -> Person:
    return Person.objects.select_related("household").get(name=name)


def shown(client, who: Person) -> dict[str, str]:
    """What the form of a person holds when it is opened, as a browser would send it back."""
    form = client.get(reverse("desk:edit-person", args=[who.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_saving_the_form_of_somebody_who_died_leaves_him_dead(client, by_operator) -> None:
    actions.record_death(person=person("林建国"), died_on=TODAY, by=by_operator, at=NOW, on=TODAY)
    data = {**shown(client, person("林建国")), "note": "家属告知"}
    assert client.post(reverse("desk:edit-person", args=[person("林建国").pk]), data).status_code == 302
    assert (person("林建国").death_date, person("林建国").note) == (TODAY, "家属告知")
    assert verify(on=TODAY).ok


def test_saving_the_form_of_a_member_who_lives_elsewhere_leaves_her_there(client) -> None:
    data = {**shown(client, person("陈秀英")), "occupation": "教师"}
    client.post(reverse("desk:edit-person", args=[person("陈秀英").pk]), data)
    wife = person("陈秀英")
    assert (wife.occupation, wife.residence_code, wife.away) == ("教师", XIAXI, True)


def test_a_form_names_the_field_and_keeps_what_was_typed(client) -> None:
    data = {**shown(client, person("陈秀英")), "hukou_code": "350583103999", "occupation": "教师"}
    response = client.post(reverse("desk:edit-person", args=[person("陈秀英").pk]), data)
    assert response.status_code == 422
    assert "不是现有的村居" in response.context["form"].errors["hukou_code"][0]
    assert "教师" in response.content.decode()
    assert person("陈秀英").occupation == ""


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_makes_no_sense_is_simply_not_found(client, method: str) -> None:
    for path in ("/desk/regions/county/1/", "/desk/regions/moon/1/", "/desk/people/0/", "/desk/imports/0/"):
        assert getattr(client, method)(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=-1", "?before=99999999999999999999", "?on=1999-99-99", "?on=3000-01-01"]
)
def test_a_page_with_a_spoilt_address_begins_at_the_beginning(client, query: str) -> None:
    response = client.get(reverse("desk:rows", args=["village", 350583103201, "people"]) + query)
    assert response.status_code == 200
    assert "共 3 人" in response.content.decode()
