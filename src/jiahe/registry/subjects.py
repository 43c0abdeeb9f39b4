"""Which resident is which person: sign-in with the phone number the village registered, and who acts for whom."""

from __future__ import annotations

import hmac
import re
from datetime import date, datetime

from django.db.models import Q

from jiahe.foundation.accounts.actions import OF_RESIDENTS, resident_account
from jiahe.foundation.accounts.actor import Actor, as_resident
from jiahe.foundation.accounts.codes import CodeRefused, count_try, send_code, use_code
from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.id_number import normalise
from jiahe.registry.models import Person
from jiahe.registry.residents.ages import MINOR_UNTIL
from jiahe.registry.residents.guardians import HELPED, wards_of

YOUNGEST = MINOR_UNTIL  # younger children are signed in for by their parents (个人信息保护法 art. 31)
TAIL = 4  # of the ID number: tells apart those who share a phone
_MOBILE = re.compile(r"1[3-9]\d{9}")


class SharedPhone(CodeRefused):
    """The number is registered for several grown people: who it is must be said by the end of the ID number."""


def require_mobile(phone: str) -> None:
    """Refuse what is no mobile number.

    Raises:
        CodeRefused: in a sentence for the person who typed it.
    """
    if not _MOBILE.fullmatch(phone):
        raise CodeRefused("请输入 11 位手机号码。")


def send_sign_in_code(*, phone: str, on: date, at: datetime, address: str = "") -> None:
    """Send a code to a phone, if a person here has it; what the page says is the same either way.

    ``address`` is the network address that asks.

    Raises:
        CodeRefused: not a mobile number, a code was sent less than a minute ago, or too many were asked for.
    """
    require_mobile(phone)
    send_code(phone=phone, at=at, deliver=bool(people_with(phone, on)), address=address)


def sign_in(*, phone: str, code: str, on: date, at: datetime) -> User:
    """The account of the person whose phone and code these are.

    Raises:
        SharedPhone: the code fits and the number is registered for several grown people.
        CodeRefused: the code does not fit.
    """
    use_code(phone=phone, code=code, at=at)
    people = people_with(phone, on)
    if not people:
        raise CodeRefused("这个号码还没有登记。请联系村里的工作人员，登记后就能登录。")
    if len(people) > 1:
        raise SharedPhone("这个号码登记在几个人名下。请输入您证件号的后四位。")
    return resident_account(person_id=people[0].pk)


def sign_in_shared(*, phone: str, tail: str, on: date, at: datetime) -> User:
    """The account of one of those who share a phone whose code was just used, told apart by the end of the ID number.

    No name is shown before: a number that changed hands must not tell whose it was.

    Raises:
        CodeRefused: no code was used lately, none of them has it, two have, or it was tried too often.
    """
    count_try(phone=phone, at=at)
    said = normalise(tail)
    fitting = [p for p in people_with(phone, on) if p.id_number and hmac.compare_digest(p.id_number[-TAIL:], said)]
    if len(fitting) != 1:
        raise CodeRefused("没有对上。请看一看身份证再输一次；还是不行，请联系村里的工作人员。")
    return resident_account(person_id=fitting[0].pk)


def people_with(phone: str, on: date) -> list[Person]:
    """The living people with a phone who are old enough to sign in themselves."""
    index = blind_index(phone, field_class="contact")
    people = Person.objects.filter(phone_index=index, death_date=None, merged_into=None).order_by("pk")
    return [person for person in people if person.age(on) >= YOUNGEST]


def resident_actor(user: User, *, on: date) -> Actor:
    """The resident acting for himself and those he may act for; for nobody when he is no longer among the living."""
    own = _living(user)
    if own is None:
        return as_resident(user, frozenset(), own=None)
    wards = wards_of(own.pk, on=on)
    helped = frozenset(ward.person.pk for ward in wards if ward.why == HELPED)
    return as_resident(user, frozenset({own.pk, *(ward.person.pk for ward in wards)}), own=own.pk, helped=helped)


def phone_mark(user: User) -> str:
    """A keyed mark of the phone an account is bound to now; a session opened with another number is over."""
    own = _living(user)
    return bytes(own.phone_index).hex() if own is not None and own.phone_index else ""


def _living(user: User) -> Person | None:
    person_id = int(user.username.removeprefix(OF_RESIDENTS))
    rows = Person.objects.filter(Q(pk=person_id) | Q(aliases=person_id), death_date=None, merged_into=None)
    return rows.order_by("pk").first()


def own_person_id(actor: Actor) -> int | None:
    """The id of the person a resident himself is."""
    return actor.own
