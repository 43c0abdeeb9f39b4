"""The phone somebody signs in with: bound, changed, and let go when it became another's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.codes import CodeRefused, send_code, use_codes
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.actions.common import audit_person
from jiahe.registry.enrolment.writing import phone_tail_index, seal_number
from jiahe.registry.models import Person
from jiahe.registry.rights import ANSWER_RESIDENTS
from jiahe.registry.subjects import people_with, require_mobile


def bind_phone(*, person: Person, phone: str, by: Actor, at: datetime) -> None:
    """Register the phone somebody signs in with. Sessions opened with the one before end at their next request."""
    with transaction.atomic():
        sealed, index = seal_number(person.pk, "phone", phone)
        tail = phone_tail_index(phone, person.village_code)
        Person.objects.filter(pk=person.pk).update(
            phone_sealed=sealed, phone_index=index, phone_tail_index=tail, changed_at=at
        )
        audit_person("registry.bind_phone", person, by, at, {})


def send_change_codes(*, person: Person, phone: str, by: Actor, on: date, at: datetime, address: str = "") -> None:
    """Send a code to the phone somebody has and one to the phone he wants; both prove that they are his.

    Raises:
        OutOfReach: it is not his own record.
        CodeRefused: the new number is none, is the old one, is another's, or codes were sent a moment ago.
    """
    _require_own(person, by)
    require_mobile(phone)
    if phone == person.phone:
        raise CodeRefused("这就是您现在用的号码，不用换。")
    # Each by itself, his own first: where that is refused, nothing goes to the number of anybody else.
    if person.phone:
        send_code(phone=person.phone, at=at, deliver=True)
    # To a number that is another's nothing is sent; the page says the same.
    send_code(phone=phone, at=at, deliver=not people_with(phone, on), address=address)


def change_phone(
    *, person: Person, phone: str, old_code: str, new_code: str, by: Actor, at: datetime, on: date
) -> None:
    """Change the phone from within, proved by a code on each of the two.

    Raises:
        OutOfReach: it is not his own record.
        CodeRefused: one of the codes does not fit, or the number became another's meanwhile.
    """
    _require_own(person, by)
    use_codes([(person.phone, old_code), (phone, new_code)], at=at)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        if people_with(phone, on):
            raise CodeRefused("这个号码已经登记在别人名下。请联系村里的工作人员。")
        bind_phone(person=person, phone=phone, by=by, at=at)


def _require_own(person: Person, by: Actor) -> None:
    if by.kind != "resident" or by.own != person.pk:
        raise OutOfReach("没有找到这个人。")


def release_phone(*, person: Person, by: Actor, at: datetime) -> int:
    """Let a number go that belongs to somebody else now: from everybody it stood with. Returns how many that were.

    Said by who holds the number now, or by a worker of the place. Sessions opened with it end at their next request.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's.
    """
    if by.kind != "resident" or by.own != person.pk:
        require_at(by, ANSWER_RESIDENTS, person.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        index = Person.objects.filter(pk=person.pk).values_list("phone_index", flat=True).first()
        if index is None:
            return 0
        # A worker lets go what is of his own place; the holder of the number lets it go altogether.
        shared = Person.objects.filter(phone_index=index, merged_into=None)
        released = [one for one in shared if by.kind == "resident" or by.reaches(one.village_code)]
        for one in released:
            forget_phone(person=one, by=by, at=at)
    return len(released)


def forget_phone(*, person: Person, by: Actor, at: datetime) -> None:
    """Take the phone out of one record, in the transaction of whoever has the say; no old sheet brings it back."""
    index = Person.objects.filter(pk=person.pk).values_list("phone_index", flat=True).first()
    if index is None:
        return
    Person.objects.filter(pk=person.pk).update(
        phone_sealed=None, phone_index=None, phone_tail_index=None, released_phone_index=index, changed_at=at
    )
    audit_person("registry.release_phone", person, by, at, {})


def index_of(phone: str) -> bytes:
    """The keyed index of a phone."""
    return blind_index(phone, field_class="contact")
