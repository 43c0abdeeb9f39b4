"""Residents for tests: signed in, and agreed to the basic service as everybody is asked to at the first sign-in."""

from __future__ import annotations

from datetime import date, datetime

from django.test import Client
from django.utils import timezone

from jiahe.foundation.accounts.actions import resident_account
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.models import Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents.consents import give_consents
from jiahe.registry.subjects import resident_actor
from tests.places import NOW, TODAY

BACKEND = "django.contrib.auth.backends.ModelBackend"


def resident(person: Person, on: date = TODAY) -> Actor:
    """A person acting as a resident on a day."""
    return resident_actor(resident_account(person_id=person.pk), on=on)


def agree(person: Person, at: datetime = NOW) -> Actor:
    """A resident who agreed to the basic service."""
    by = resident(person, timezone.localdate(at))
    give_consents(person=person, purposes=[Purpose.BASIC], by=by, at=at, on=timezone.localdate(at))
    return by


def resident_client(person: Person, *, agreed: bool = True) -> Client:
    """A phone on which a person is signed in."""
    if agreed:
        agree(person)
    client = Client()
    client.force_login(resident_account(person_id=person.pk), backend=BACKEND)
    return client
