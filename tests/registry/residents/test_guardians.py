"""Who acts for whom: until the day a child turns eighteen, while a guardianship lasts, until an elder takes it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.registry import actions, queries
from jiahe.registry.models import AgreedHelper, Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.residents.consents import give_consents, has_consent, withdraw_consent
from jiahe.registry.residents.guardians import agree_helper, end_helper
from jiahe.registry.rows import Refused
from tests.places import NOW, TODAY
from tests.residents import agree, resident, resident_client

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "eighteen"),
    [
        (date(2008, 11, 24), date(2026, 11, 24)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2008, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_child_is_its_parents_until_the_day_it_turns_eighteen(
    wife: Person, child: Person, born: date, eighteen: date
) -> None:
    Person.objects.filter(pk=child.pk).update(birth_date=born)
    acts = [child.pk in resident(wife, eighteen + n * DAY).persons for n in (-1, 0, 1)]
    assert acts == [True, False, False]


def test_on_the_day_a_child_turns_eighteen_its_page_closes_to_its_mother(wife: Person, child: Person) -> None:
    client = resident_client(wife)
    address = reverse("portal:record", args=[child.pk])
    assert client.get(address).status_code == 200
    Person.objects.filter(pk=child.pk).update(birth_date=date(1990, 1, 1))
    assert client.get(address).status_code == 404


def test_both_parents_act_for_a_child_and_nobody_else_does(
    wife: Person, husband: Person, child: Person, neighbour: Person
) -> None:
    assert resident(wife).persons == {wife.pk, child.pk}
    assert resident(husband).persons == {husband.pk, child.pk}
    assert child.pk not in resident(neighbour).persons


def test_a_guardian_acts_while_the_guardianship_lasts(wife: Person, neighbour: Person, by_operator) -> None:
    when = {"by": by_operator, "at": NOW, "on": TODAY}
    event = actions.record_event(
        person=wife, kind=EventKind.GUARDIANSHIP, happened_on=TODAY - 10 * DAY, other=neighbour, **when
    )
    assert [wife.pk in resident(neighbour, TODAY + n * DAY).persons for n in (-11, -10, 0)] == [False, True, True]
    actions.end_event(event=event, until=TODAY, **when)
    assert [wife.pk in resident(neighbour, TODAY + n * DAY).persons for n in (-1, 0)] == [True, False]


def test_a_guardian_whose_ward_turns_eighteen_is_its_guardian_no_more(
    child: Person, neighbour: Person, by_operator
) -> None:
    actions.record_event(
        person=child, kind=EventKind.GUARDIANSHIP, happened_on=TODAY, other=neighbour, by=by_operator, at=NOW, on=TODAY
    )
    eighteen = date(2044, 5, 21)
    assert [child.pk in resident(neighbour, eighteen + n * DAY).persons for n in (-1, 0, 1)] == [True, False, False]


def test_a_guardian_of_a_ward_elsewhere_reads_the_ward_and_not_the_family_it_lives_with(
    child: Person, wife: Person, neighbour: Person, by_operator
) -> None:
    actions.record_event(
        person=child, kind=EventKind.GUARDIANSHIP, happened_on=TODAY, other=neighbour, by=by_operator, at=NOW, on=TODAY
    )
    by = resident(neighbour)
    assert {person.pk for person in queries.own_people(by=by)} >= {child.pk}
    with pytest.raises(OutOfReach):
        queries.household(child.household_id, by=by)
    with pytest.raises(OutOfReach):
        queries.own_person(wife.pk, by=by)


def elder(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(birth_date=date(1950, 3, 5))
    return Person.objects.select_related("household").get(pk=person.pk)


def test_an_elder_names_a_helper_with_the_worker_and_takes_it_back_himself(husband: Person, wife: Person, cast) -> None:
    old, lin = elder(husband), cast.actor("lin")
    for _ in range(2):
        agreed = agree_helper(person=old, helper=wife, by=lin, at=NOW, on=TODAY)
    assert AgreedHelper.objects.count() == 1
    assert old.pk in resident(wife).persons
    assert old.pk not in resident(wife, TODAY - DAY).persons
    client = resident_client(old)
    assert "替我办的家人" in client.get(reverse("portal:mine")).content.decode()
    client.post(reverse("portal:stop-helper", args=[agreed.pk]))
    agreed.refresh_from_db()
    assert agreed.ended_on is not None
    assert old.pk not in resident(wife, agreed.ended_on).persons


def test_only_an_elder_names_a_helper_and_only_of_his_family(
    husband: Person, wife: Person, neighbour: Person, cast
) -> None:
    lin = cast.actor("lin")
    with pytest.raises(Refused, match="60 岁"):
        agree_helper(person=husband, helper=wife, by=lin, at=NOW, on=TODAY)
    with pytest.raises(Refused, match="成年"):
        agree_helper(person=elder(husband), helper=neighbour, by=lin, at=NOW, on=TODAY)
    agreed = agree_helper(person=elder(husband), helper=wife, by=lin, at=NOW, on=TODAY)
    with pytest.raises(OutOfReach):
        end_helper(agreed=agreed, by=agree(neighbour), at=NOW, on=TODAY)
    with pytest.raises(OutOfReach):
        end_helper(agreed=agreed, by=cast.actor("chen"), at=NOW, on=TODAY)


def test_a_helper_takes_along_what_is_registered_and_not_what_happened_to_the_elder(
    husband: Person, wife: Person, cast, by_operator
) -> None:
    actions.record_event(
        person=husband, kind=EventKind.HOSPITAL_STAY, happened_on=TODAY, by=by_operator, at=NOW, on=TODAY
    )
    agree_helper(person=elder(husband), helper=wife, by=cast.actor("lin"), at=NOW, on=TODAY)
    assert "住院" not in resident_client(wife).get(reverse("portal:my-data")).content.decode()
    assert "住院" in resident_client(husband).get(reverse("portal:my-data")).content.decode()


def test_a_helper_says_nothing_for_the_elder_but_to_the_basic_service(husband: Person, wife: Person, cast) -> None:
    old = elder(husband)
    agree_helper(person=old, helper=wife, by=cast.actor("lin"), at=NOW, on=TODAY)
    give_consents(person=old, purposes=[Purpose.BASIC], by=resident(wife), at=NOW, on=TODAY)
    with pytest.raises(Refused, match="本人自己说"):
        give_consents(person=old, purposes=[Purpose.HEALTH], by=resident(wife), at=NOW, on=TODAY)
    give_consents(person=old, purposes=[Purpose.HEALTH], by=resident(old), at=NOW, on=TODAY)
    with pytest.raises(Refused, match="本人自己说"):
        withdraw_consent(person=old, purpose=Purpose.HEALTH, by=resident(wife), at=NOW, on=TODAY)
    client = resident_client(wife)
    client.post(reverse("portal:answer-consent", args=[old.pk, "health"]), {"answer": "withdraw"})
    assert has_consent(old, Purpose.HEALTH, TODAY)
