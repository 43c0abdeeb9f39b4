"""Which resident is which person: sign-in with the phone number the village registered, and who acts for whom."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db.models import Q

from jiahe.foundation.accounts.actions import resident_account
from jiahe.foundation.accounts.actor import Actor, as_resident
from jiahe.foundation.accounts.codes import CodeRefused, send_code, use_code
from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.models import Person

YOUNGEST = 14  # younger children are signed in for by their parents (个人信息保护法 art. 31)
PREFIX = "resident-"
_MOBILE = re.compile(r"1[3-9]\d{9}")


def send_sign_in_code(*, phone: str, on: date, at: datetime, address: str = "") -> None:
    """Send a code to a phone, if a person here has it; what the page says is the same either way.

    ``address`` is the network address that asks.

    Raises:
        CodeRefused: not a mobile number, a code was sent less than a minute ago, or too many were asked for.
    """
    if not _MOBILE.fullmatch(phone):
        raise CodeRefused("请输入 11 位手机号码。")
    send_code(phone=phone, at=at, deliver=bool(_people_with(phone, on)), address=address)


def sign_in(*, phone: str, code: str, on: date, at: datetime) -> User:
    """The account of the person whose phone and code these are.

    Raises:
        CodeRefused: the code does not fit, or the number is registered for several grown people.
    """
    use_code(phone=phone, code=code, at=at)
    people = _people_with(phone, on)
    if not people:
        raise CodeRefused("这个号码还没有登记。请联系村里的工作人员，登记后就能登录。")
    if len(people) > 1:
        raise CodeRefused("这个号码登记在几个人名下。请联系村里的工作人员，改成您自己的号码。")
    return resident_account(person_id=people[0].pk)


def _people_with(phone: str, on: date) -> list[Person]:
    index = blind_index(phone, field_class="contact")
    people = Person.objects.filter(phone_index=index, death_date=None, merged_into=None).order_by("pk")
    return [person for person in people if person.age(on) >= YOUNGEST]


def resident_actor(user: User) -> Actor:
    """The resident acting for himself; for nobody when he is no longer among the living of the registry."""
    person_id = int(user.username.removeprefix(PREFIX))
    living = Person.objects.filter(Q(pk=person_id) | Q(aliases=person_id), death_date=None, merged_into=None)
    return as_resident(user, frozenset(living.values_list("pk", flat=True)))


def own_person_id(actor: Actor) -> int | None:
    """The id of the person a resident himself is."""
    return next(iter(sorted(actor.persons)), None)
