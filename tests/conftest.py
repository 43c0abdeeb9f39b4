"""What every test stands on: keys, the real province, a fixed cast of people and posts."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import Actor, in_post, operator
from jiahe.foundation.accounts.models import Role, User
from jiahe.foundation.holidays.loading import load_holidays
from jiahe.foundation.regions.loading import load_crosswalk, load_regions
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.foundation.vault.keys import create_keys, record_fingerprints
from tests import logs
from tests.places import NOW, XIAXI, YUNLIN

# Who is who in every test: Lin works in 芸林村; Chen in the village next door must see nothing of it.
CAST = {
    "president": (Role.PRESIDENT, 350000000000, None),
    "city": (Role.CITY_SECRETARY, 350500000000, None),
    "county": (Role.COUNTY_SECRETARY, 350583000000, None),
    "township": (Role.TOWNSHIP_SECRETARY, 350583103000, None),
    "lin": (Role.VILLAGE_WORKER, YUNLIN, None),
    "chen": (Role.VILLAGE_WORKER, XIAXI, None),
    "pingtan": (Role.CITY_SECRETARY, 350128000000, 2),
    "fuzhou": (Role.CITY_SECRETARY, 350100000000, None),
    "leader": (Role.GROUP_LEADER, YUNLIN, None),
    "expert": (Role.EXPERT, 350583000000, None),
    "guide": (Role.GUIDE, YUNLIN, None),
    "volunteer": (Role.VOLUNTEER, YUNLIN, None),
    "provider": (Role.PROVIDER, 350583103000, None),
    "partner": (Role.PARTNER, 350000000000, None),
    "auditor": (Role.AUDITOR, 350583000000, 2),
    "administrator": (Role.ADMINISTRATOR, 350000000000, None),
}


JOURNAL = pytest.StashKey[logs.Journal]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What serves a sample province, calls the command as a stranger, or asks the rules uses no database of this run."""
    for item in items:
        if {"journeys", "contracts", "benefits"} & set(item.path.parts) and item.get_closest_marker("differs") is None:
            item.add_marker(pytest.mark.embedded)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Read the log of the whole suite along."""
    session.config.stash[JOURNAL] = logs.begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Nobody of the tests stands in the log of what a test was given."""
    return (yield from _without_anybody_in_the_log(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Nobody of the tests stands in the log of a test."""
    return (yield from _without_anybody_in_the_log(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Nobody of the tests stands in the log of what a test leaves."""
    return (yield from _without_anybody_in_the_log(item))


def _without_anybody_in_the_log(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    named = logs.named_in(item.config.stash[JOURNAL].taken())
    assert not named, f"somebody stands in the log: {named}"
    return result


@pytest.fixture
def journal(request: pytest.FixtureRequest) -> logs.Journal:
    """What the product writes to its log, as it writes it."""
    return request.config.stash[JOURNAL]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The real regions and keys, once for each test process."""
    with django_db_blocker.unblock():
        furnish()


def furnish() -> None:
    """Put keys and the real province into an empty database."""
    home = Path(settings.HOME)
    create_keys(home) if not (home / "keys" / "master.key").exists() else None
    record_fingerprints(at=NOW)
    load_regions()
    load_crosswalk()
    load_holidays()


@pytest.fixture(autouse=True)
def _furnished_after_a_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test empties the tables when it ends: put the province back for the next one."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            if not Region.objects.exists():
                furnish()


@pytest.fixture
def by_operator() -> Actor:
    """The person at the machine."""
    return operator()


@pytest.fixture
def yunlin(db: None) -> Region:
    """芸林村."""
    found = find_region(YUNLIN)
    assert found is not None
    return found


class Cast:
    """The people of the tests, made when they are asked for."""

    def user(self, name: str) -> User:
        """The account of somebody of the cast, with his post."""
        role, code, level = CAST[name]
        if not Region.objects.exists():  # a transactional test before this one emptied the tables
            furnish()
        by = operator()
        user, _ = open_account(username=name, name=name, password="warm-tea-and-rain", by=by, at=NOW)
        region = find_region(code, level)
        assert region is not None
        give_post(
            user=user, post=open_post(role=role, region=region, by=by, at=NOW), since=date(2026, 1, 1), by=by, at=NOW
        )
        return user

    def actor(self, name: str) -> Actor:
        """Somebody of the cast, acting in his post."""
        user = self.user(name)
        return in_post(user, user.holdings.get().post)

    def client(self, name: str) -> Client:
        """A browser in which somebody of the cast is signed in."""
        client = Client()
        client.force_login(self.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast."""
    return Cast()
