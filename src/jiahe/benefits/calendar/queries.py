"""Reading addresses: one's own, and whose calendar a secret opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiahe.benefits.calendar.actions import digest_of
from jiahe.benefits.calendar.models import CalendarAddress
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.residents.consents import must_be_asked
from jiahe.registry.subjects import phone_mark, resident_actor


def own_address(*, by: Actor) -> CalendarAddress | None:
    """The address of the resident's own calendar that stands; None where there is none, or it opens nothing any more."""
    if by.kind != "resident" or by.own is None:
        return None
    found = CalendarAddress.objects.filter(user=by.id).select_related("user").first()
    return found if found is not None and found.phone_mark == phone_mark(found.user) else None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who reads by an address, and which it is."""

    address: CalendarAddress
    actor: Actor


def subscriber_of(secret: str, *, on: date) -> Subscriber | None:
    """Whose calendar a secret opens; None where it is wrong, ended, or its owner would not get in by himself.

    That is: he is no more, agreed to nothing, or has another phone by now.
    """
    found = CalendarAddress.objects.filter(digest=digest_of(secret)).select_related("user").first()
    if found is None or found.phone_mark != phone_mark(found.user):
        return None
    actor = resident_actor(found.user, on=on)
    if actor.own is None or must_be_asked(actor.own):
        return None
    return Subscriber(found, actor)
