"""Making, replacing and ending the address of one's own calendar."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from jiahe.benefits.calendar.models import CalendarAddress
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.accounts.models import User
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.registry import queries
from jiahe.registry.models import Person
from jiahe.registry.subjects import phone_mark

SECRET_BYTES = 32  # 256 bits: nobody finds one by trying, so none has to be counted


def make_address(*, by: Actor, at: datetime) -> str:
    """Make a new address for the resident's own calendar and end the one before; returns its secret, this once.

    Raises:
        OutOfReach: the actor is no resident who is registered.
    """
    person, user = _resident(by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        advisory_lock("calendar addresses")  # two taps at once leave one address
        values = {"digest": digest_of(secret), "phone_mark": phone_mark(user), "made_at": at}
        _, is_first = CalendarAddress.objects.update_or_create(user=user, defaults=values)
        _audit("calendar.make_address", person, by, at, {"replaced": not is_first})
    return secret


def end_address(*, by: Actor, at: datetime) -> bool:
    """End the address of the resident's own calendar; false when there was none.

    Raises:
        OutOfReach: the actor is no resident who is registered.
    """
    person, user = _resident(by)
    with transaction.atomic():
        ended, _ = CalendarAddress.objects.filter(user=user).delete()
        if ended:
            _audit("calendar.end_address", person, by, at, {})
    return bool(ended)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long: a plain digest cannot be turned round."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _resident(by: Actor) -> tuple[Person, User]:
    if by.kind != "resident" or by.id is None or by.own is None:
        raise OutOfReach("没有找到您的登记。")
    return queries.own_person(by.own, by=by), User.objects.get(pk=by.id)


def _audit(action: str, person: Person, by: Actor, at: datetime, details: dict[str, object]) -> None:
    write_entry(
        actor=by, action=action, at=at, subject_type="person", subject_id=person.pk, region_code=person.village_code,
        details=details,
    )  # fmt: skip
