"""The scene every route is opened in: built once for all inventory tests, which put back whatever they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.inventory.scene import EVERYBODY, Scene, build, signed_in


@pytest.fixture(scope="package")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The things of the scene and everybody signed in, in a transaction around the transaction of each test."""
    with django_db_blocker.unblock(), transaction.atomic():
        things = build()
        cookies = {who: signed_in(who).cookies for who in EVERYBODY}
        yield Scene(things, cookies)
        transaction.set_rollback(True)


@pytest.fixture
def scene(_built: Scene, db: None) -> Scene:
    """The scene as it was built, for one test."""
    return _built


@pytest.fixture
def things(scene: Scene) -> dict[str, int]:
    """The keys of the things of the scene by the name the permission table calls them."""
    return scene.things
