"""A family of 芸林村 that asks, and posts that answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.models import Case
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.people import FAMILY
from tests.places import NOW, TODAY
from tests.residents import agree

STORY = {"topic": "maternity_leave", "employer": "茶厂", "story": "产假只给了九十八天。"}


@pytest.fixture
def wife(yunlin: Region) -> Person:
    """陈秀英 of 芸林村, where posts are held on every level."""
    for who in ("lin", "township", "county", "partner"):
        Cast().user(who)
    enrol(FAMILY, by=operator(), at=NOW, on=TODAY, territory=yunlin)
    return Person.objects.select_related("household").get(household__number="001", relation="spouse")


@pytest.fixture
def herself(wife: Person) -> Actor:
    """She, as a resident."""
    return agree(wife)


@pytest.fixture
def heard(wife: Person, herself: Actor) -> Case:
    """What she asked on her phone."""
    return actions.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=TODAY)


@pytest.fixture
def deed() -> Callable[..., Case]:
    """Do a deed as somebody of the cast, on the case as it is now."""

    def do(name: str, case: Case, who: str | Actor, on: date = TODAY, **words: Any) -> Case:
        case.refresh_from_db()
        by = Cast().actor(who) if isinstance(who, str) else who
        done: Case = getattr(actions, name)(case=case, seen=case.moves, by=by, at=NOW, on=on, **words)
        done.refresh_from_db()
        return done

    return do


@pytest.fixture
def county(cast: Cast) -> Client:
    """The desk of the county, where batches are made."""
    return cast.client("county")


@pytest.fixture
def city(cast: Cast) -> Client:
    """The desk of the city, where they are checked."""
    return cast.client("city")
