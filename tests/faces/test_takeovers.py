"""Stories of somebody who wants what is not his: each was possible once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts import administration
from jiahe.foundation.accounts.account_rules import AccountRefused
from jiahe.foundation.accounts.actor import in_post
from jiahe.foundation.accounts.codes import CodeRefused
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import Passkey, Role, User
from jiahe.foundation.accounts.queries import posts_of
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.notices.queries import inbox
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import actions, queries, subjects
from jiahe.registry.actions import Refused
from jiahe.registry.enrolment import enrol
from jiahe.registry.id_number import make
from jiahe.registry.models import Move, Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.asking import ask_correction, ask_deletion, withdraw_request
from jiahe.registry.residents.consents import give_consents
from jiahe.registry.residents.guardians import agree_helper
from jiahe.registry.residents.phones import bind_phone, send_change_codes
from tests.people import FAMILY, family
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.residents import agree, resident, resident_client

pytestmark = pytest.mark.django_db
WHEN = {"at": NOW, "on": TODAY}
DOOR = reverse("desk:sign-in")
SHARED = "13900000012"


@pytest.fixture
def wife(yunlin: Region, by_operator) -> Person:
    enrol([*FAMILY, *family("002")], by=by_operator, territory=yunlin, **WHEN)
    return of("001", "spouse")


def of(number: str, relation: str) -> Person:
    return Person.objects.select_related("household").get(household__number=number, relation=relation)


def code_in(capsys) -> str:
    return capsys.readouterr().out.split("验证码是 ")[-1][:6]


def test_a_proof_of_ones_own_phone_opens_nothing_of_another_phone(wife: Person, cast, capsys) -> None:
    lin, victim = cast.actor("lin"), of("002", "spouse")
    bind_phone(person=of("001", "head"), phone=SHARED, by=lin, at=NOW)
    bind_phone(person=victim, phone="13811112222", by=lin, at=NOW)
    thief = Client()
    thief.post(reverse("portal:sign-in"), {"phone": SHARED})
    assert thief.post(reverse("portal:code"), {"code": code_in(capsys)}).url == reverse("portal:which")
    thief.post(reverse("portal:sign-in"), {"phone": "13811112222"})
    assert thief.post(reverse("portal:which"), {"tail": victim.id_number[-4:]}).url == reverse("portal:sign-in")
    assert "_auth_user_id" not in thief.session


def test_the_end_of_an_id_number_is_tried_ten_times_a_day_whatever_the_session(wife: Person, cast, capsys) -> None:
    bind_phone(person=of("001", "head"), phone=SHARED, by=cast.actor("lin"), at=NOW)
    tried = 0
    for hour in range(6):
        at = NOW + timedelta(hours=hour)
        subjects.send_sign_in_code(phone=SHARED, on=TODAY, at=at)
        with pytest.raises(subjects.SharedPhone):
            subjects.sign_in(phone=SHARED, code=code_in(capsys), on=TODAY, at=at)
        for _ in range(4):
            with pytest.raises(CodeRefused) as refused:
                subjects.sign_in_shared(phone=SHARED, tail="0000", on=TODAY, at=at)
            tried += "没有对上" in str(refused.value)
    assert tried == 10


def test_who_stands_in_for_the_county_is_not_managed_by_the_township_on_those_days(cast) -> None:
    county, lin = cast.user("county"), cast.user("lin")
    held, township = county.holdings.get(), cast.actor("township")
    administration.name_stand_in(
        holding=held, by_whom=lin, since=TODAY, until=TODAY + timedelta(days=5), by=in_post(county, held.post), **WHEN
    )
    with pytest.raises(OutOfReach):
        administration.reset_password(user=lin, by=township, **WHEN)
    administration.reset_password(user=lin, by=township, at=NOW, on=TODAY + timedelta(days=5))


def test_a_closed_account_leaves_nobody_in_its_place(cast) -> None:
    county, lin = cast.user("county"), cast.user("lin")
    held = county.holdings.get()
    administration.name_stand_in(
        holding=held, by_whom=lin, since=TODAY, until=TODAY + timedelta(days=90), by=in_post(county, held.post), **WHEN
    )
    assert len(posts_of(lin, on=TODAY)) == 2
    administration.set_active(user=county, active=False, by=cast.actor("city"), **WHEN)
    assert len(posts_of(lin, on=TODAY)) == 1


def test_no_account_of_staff_is_called_as_those_of_residents_are(wife: Person, cast) -> None:
    place = find_region(YUNLIN)
    assert place is not None
    with pytest.raises(AccountRefused):
        administration.open_account_in_post(
            username=f"Resident-{wife.pk}", name="叶", phone="", role=Role.VILLAGE_WORKER, region=place, since=TODAY,
            by=cast.actor("township"), **WHEN,
        )  # fmt: skip
    User.objects.create(username=f"resident-{wife.pk}", kind="staff")
    with pytest.raises(ValueError, match="staff"):
        subjects.resident_account(person_id=wife.pk)


def test_a_reset_password_takes_the_passkeys_with_it(cast) -> None:
    lin = cast.user("lin")
    Passkey.objects.create(
        user=lin, name="别人的手机", credential_id=b"1", credential_digest="1", public_key=b"1", added_at=NOW
    )
    administration.reset_password(user=lin, by=cast.actor("township"), **WHEN)
    assert not Passkey.objects.filter(user=lin).exists()


def test_guessing_one_name_from_many_addresses_and_many_names_from_one_comes_to_an_end(cast, settings) -> None:
    settings.JIAHE_PROXIES = ["1"]
    cast.user("lin")

    def guess(name: str, address: str, password: str = "wrong-guess") -> int:  # a guess
        said = {"username": name, "password": password}
        return Client().post(DOOR, said, headers={"x-forwarded-for": address}).status_code

    same_home = [guess("lin", f"2409:8a34:1:1::{n:x}") for n in range(1, 9)]
    assert same_home[5:] == [429, 429, 429]
    everywhere = [guess("lin", f"10.{n}.1.1") for n in range(30)]
    assert everywhere[-1] == 429
    assert guess("lin", "10.99.1.1", "warm-tea-and-rain") == 429  # the right one too, until the time is over
    names = [guess(f"name{n}", "172.16.0.1") for n in range(101)]
    assert (names[0], names[-1]) == (422, 429)


def test_a_change_of_phone_does_not_ring_a_strangers_phone_again_and_again(wife: Person, capsys) -> None:
    by = agree(wife)
    subjects.send_sign_in_code(phone=wife.phone, on=TODAY, at=NOW)
    capsys.readouterr()
    for second in range(0, 7200, 30):
        at = NOW + timedelta(seconds=second)
        try:
            send_change_codes(person=wife, phone="13800001234", by=by, on=TODAY, at=at, address="1.2.3.4")
        except CodeRefused:
            continue
    assert capsys.readouterr().out.count("138••••1234") <= 10  # five an hour


@pytest.fixture
def helped(wife: Person, cast, by_operator) -> Person:
    """The husband, an elder who asked his wife to help, and to whom things happened."""
    Person.objects.filter(pk=of("001", "head").pk).update(birth_date=date(1950, 3, 5))
    elder = of("001", "head")
    agree_helper(person=elder, helper=wife, by=cast.actor("lin"), **WHEN)
    actions.record_event(person=elder, kind=EventKind.HOSPITAL_STAY, happened_on=TODAY, by=by_operator, **WHEN)
    give_consents(
        person=elder, purposes=[Purpose.SPECIAL_FAMILY, Purpose.HEALTH], by=cast.actor("lin"), said_by="本人", **WHEN
    )
    return elder


def test_a_helper_does_not_read_what_happened_to_the_elder_or_what_he_agreed_to(wife: Person, helped: Person) -> None:
    client = resident_client(wife)
    looks, consents = (client.get(reverse(f"portal:{name}")).content.decode() for name in ("looks", "consents"))
    assert "住院" not in looks
    for word in (Purpose.SPECIAL_FAMILY.label, Purpose.HEALTH.label):
        assert word not in looks
    assert Purpose.SPECIAL_FAMILY.label not in consents
    for purpose in ("health", "special_family"):
        assert client.get(reverse("portal:consent-to", args=[helped.pk, purpose])).status_code == 404
    assert "住院" in resident_client(helped).get(reverse("portal:looks")).content.decode()


def test_a_helper_takes_back_what_he_asked_for_and_not_what_the_elder_did(wife: Person, helped: Person) -> None:
    asked = ask_deletion(person=helped, note="", by=agree(helped), at=NOW)
    with pytest.raises(OutOfReach):
        withdraw_request(request=asked, by=resident(wife), at=NOW)
    own = ask_correction(person=helped, field="occupation", value="退休", by=resident(wife), **WHEN)
    assert withdraw_request(request=own, by=resident(wife), at=NOW)
    assert not inbox(by=resident(wife)).filter(person=helped.pk).exists()


def test_a_deletion_takes_the_phone_of_who_asked_for_it_only(wife: Person, cast) -> None:
    lin, husband = cast.actor("lin"), of("001", "head")
    bind_phone(person=husband, phone=wife.phone, by=lin, at=NOW)
    asked = ask_deletion(person=wife, note="", by=agree(wife), at=NOW)
    answer_request(request=asked, accept=True, reason="", by=lin, **WHEN)
    assert of("001", "spouse").phone == ""
    assert of("001", "head").phone == SHARED


def test_a_wanted_id_number_is_shown_by_its_end_only(wife: Person) -> None:
    number = make("999999", wife.birth_date, 34)
    asked = ask_correction(person=wife, field="id_number", value=number, by=agree(wife), **WHEN)
    page = resident_client(wife).get(reverse("portal:request", args=[asked.pk])).content.decode()
    assert number not in page
    assert number[-6:] in page


def test_a_parent_elsewhere_reads_the_child_and_not_the_address_of_the_other_home(wife: Person, cast) -> None:
    child, father, lin = of("001", "daughter"), of("001", "head"), cast.actor("lin")
    place = find_region(YUNLIN)
    assert place is not None
    moved = {"people": [wife, child], "head": wife, "village": place, "moved_on": TODAY, "address": "避风里 9 号"}
    actions.move_people(**moved, by=lin, **WHEN)
    client = resident_client(father)
    page = client.get(reverse("portal:record", args=[child.pk])).content.decode()
    assert "避风里" not in page
    assert "住在另一户" in page
    assert "避风里" not in client.get(reverse("portal:my-data")).content.decode()
    assert "避风里" in resident_client(wife).get(reverse("portal:record", args=[child.pk])).content.decode()


def test_who_takes_somebody_in_and_undoes_it_reads_nothing_of_her_family_afterwards(
    wife: Person, cast, by_operator
) -> None:
    chen, place = cast.actor("chen"), find_region(XIAXI)
    rows = [replace(row, hukou_code=XIAXI, residence_code=XIAXI) for row in family("003")]
    enrol(rows, by=by_operator, territory=place, **WHEN)
    own = Person.objects.select_related("household").filter(village_code=XIAXI)[0].household
    taken = actions.take_in(
        household=own, id_number=wife.id_number, name=wife.name, relation="other", moved_on=TODAY, by=chen, **WHEN
    )
    here = queries.person_to_edit(wife.pk, by=chen)
    actions.edit_person(person=here, row=replace(actions.row_of(here), hukou_code=XIAXI), by=chen, **WHEN)
    actions.undo_move(move=taken, by=chen, **WHEN)
    assert of("001", "spouse").hukou_code == wife.hukou_code
    with pytest.raises(OutOfReach):
        queries.household(wife.household_id, by=chen)
    assert verify(on=TODAY).ok


def test_the_old_village_takes_a_family_back_for_a_month_and_then_asks_the_new_one(wife: Person, cast) -> None:
    lin, chen, place = cast.actor("lin"), cast.actor("chen"), find_region(XIAXI)
    assert place is not None
    people = list(Person.objects.filter(household=wife.household_id))
    moved = actions.move_people(people=people, village=place, head=of("001", "head"), moved_on=TODAY, by=lin, **WHEN)
    late = {"at": NOW + timedelta(days=31), "on": TODAY + timedelta(days=31)}
    with pytest.raises(Refused, match="30 天"):
        actions.undo_move(move=Move.objects.get(pk=moved.pk), by=lin, **late)
    actions.undo_move(move=Move.objects.get(pk=moved.pk), by=chen, **late)
    assert of("001", "spouse").village_code == YUNLIN
