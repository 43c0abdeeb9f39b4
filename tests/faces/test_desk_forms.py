"""The forms of the desk, through HTTP: what they do not ask must stay as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from jiahe.faces.kit.changes import shown as shown_before
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


def sent(client, page: str, form: str = "form") -> dict[str, str]:
    """What a browser sends back of a page that nobody has touched, with what the page showed."""
    shown_form = client.get(page).context[form]
    values = {bound.html_name: bound.value() for bound in shown_form}
    values |= {bound.html_initial_name: shown_before(bound) for bound in shown_form}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_a_page_opened_long_ago_changes_only_what_its_reader_changed(client) -> None:
    page = reverse("desk:edit-person", args=[person("林建国").pk])
    early = sent(client, page)
    client.post(page, {**sent(client, page), "occupation": "教师", "education": "bachelor"})
    assert client.post(page, {**early, "note": "住在村东头"}).status_code == 302
    head = person("林建国")
    assert (head.occupation, head.education, head.note) == ("教师", "bachelor", "住在村东头")


def test_who_changes_the_same_field_as_somebody_else_is_told_before_it_counts(client) -> None:
    page = reverse("desk:edit-person", args=[person("林建国").pk])
    early = sent(client, page)
    client.post(page, {**sent(client, page), "marital_status": "divorced"})
    told = client.post(page, {**early, "marital_status": "widowed", "note": "住在村东头"})
    assert told.status_code == 422
    assert "有同事把这一项改成了“离婚”" in told.context["form"].errors["marital_status"][0]
    assert person("林建国").marital_status == "divorced"
    again = {bound.html_name: bound.value() or "" for bound in told.context["form"]}
    again |= {bound.html_initial_name: shown_before(bound) for bound in told.context["form"]}
    assert (again["marital_status"], again["note"]) == ("widowed", "住在村东头")
    assert client.post(page, again).status_code == 302
    assert (person("林建国").marital_status, person("林建国").note) == ("widowed", "住在村东头")


def test_an_old_page_of_the_address_does_not_undo_a_newer_one(client) -> None:
    page = reverse("desk:edit-address", args=[person("林建国").household_id])
    early = sent(client, page)
    client.post(page, {**sent(client, page), "address": "3 组 12 号"})
    assert client.post(page, early).status_code == 302
    assert person("林建国").household.address == "3 组 12 号"
    told = client.post(page, {**early, "address": "5 组 1 号"})
    assert "改成了“3 组 12 号”" in told.content.decode()
    assert person("林建国").household.address == "3 组 12 号"


def test_a_mother_in_another_household_stays_the_mother_when_relatives_are_saved(client, yunlin, by_operator) -> None:
    row = replace(
        WIFE, line=9, household_number="777", relation="head", id_number="", name="陈阿月", birth_date=date(1960, 1, 1)
    )
    enrol([replace(row, residence_code=None, phone="")], by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    Person.objects.filter(name="陈秀英").update(mother=person("陈阿月"))
    page = reverse("desk:edit-person", args=[person("陈秀英").pk])
    data = sent(client, page, "relatives_form")
    assert "陈阿月（登记在另一户）" in client.get(page).content.decode()
    client.post(reverse("desk:relatives", args=[person("陈秀英").pk]), {**data, "spouse": ""})
    assert (person("陈秀英").mother, person("陈秀英").spouse) == (person("陈阿月"), None)


def test_a_death_recorded_twice_with_two_days_is_asked_about(client) -> None:
    page = reverse("desk:death", args=[person("林建国").pk])
    assert client.post(page, {"death_date": "2026-11-20"}).status_code == 302
    told = client.post(page, {"death_date": "2026-11-10"})
    assert told.status_code == 422
    assert "已经登记在2026年11月20日去世" in told.content.decode()
    assert client.post(page, {"death_date": "2026-11-20"}).status_code == 302
    assert person("林建国").death_date == date(2026, 11, 20)
