"""Events: told once to everybody who listens, whatever fails in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import pytest
from django.db import transaction

from jiahe.foundation.events.bus import Event, subscribe, unsubscribe
from jiahe.foundation.events.delivery import deliver_pending, emit, pending_count
from jiahe.foundation.vault.models import KeyFingerprint
from tests.foundation.threads import at_once
from tests.places import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.differs]


@dataclass(frozen=True)
class Bell(Event):
    """An event of these tests."""

    name: ClassVar[str] = "test.bell"
    number: int
    on: date


class Listener:
    """Writes down what it hears, in the database, so that a failure takes it back."""

    def __init__(self, key: str, fails: int = 0) -> None:
        self.key, self.fails = key, fails
        self.heard: list[tuple[Bell, datetime]] = []

    def __call__(self, event: Bell, at: datetime) -> None:
        self.heard.append((event, at))
        KeyFingerprint.objects.create(field_class=self.key, version=event.number, fingerprint="", recorded_at=at)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("not now")

    @property
    def written(self) -> int:
        return KeyFingerprint.objects.filter(field_class=self.key).count()


@pytest.fixture
def listen() -> Iterator[object]:
    keys = []

    def add(key: str, fails: int = 0) -> Listener:
        listener = Listener(key, fails)
        keys.append(key)
        subscribe(Bell, listener, key=key)
        return listener

    yield add
    for key in keys:
        unsubscribe(Bell, key=key)


def ring(number: int = 1) -> None:
    emit(Bell(number=number, on=date(2026, 2, 28)), at=NOW)


def test_everybody_hears_an_event_once_with_its_types_kept(listen) -> None:
    one, other = listen("one"), listen("other")
    ring()
    assert deliver_pending() == 2
    assert deliver_pending() == 0
    assert one.heard == other.heard == [(Bell(1, date(2026, 2, 28)), NOW)]
    assert pending_count() == 0


def test_a_listener_that_fails_is_told_again_and_writes_once(listen) -> None:
    one = listen("one", fails=2)
    ring()
    for _ in range(3):
        deliver_pending()
    assert len(one.heard) == 3
    assert one.written == 1
    assert pending_count() == 0


def test_a_listener_that_fails_does_not_keep_the_news_from_the_others(listen) -> None:
    listen("failing", fails=9)
    other = listen("other")
    ring()
    ring(2)
    assert deliver_pending() == 2
    assert other.written == 2
    assert pending_count() == 2


def test_an_event_of_a_deed_that_was_undone_is_never_told(listen) -> None:
    one = listen("one")
    with pytest.raises(RuntimeError), transaction.atomic():
        ring()
        raise RuntimeError
    deliver_pending()
    assert one.heard == []


def test_an_event_is_delivered_when_its_deed_is_committed(listen, django_capture_on_commit_callbacks) -> None:
    one = listen("one")
    with django_capture_on_commit_callbacks(execute=True):
        ring()
        ring(2)
    assert one.written == 2


@pytest.mark.django_db(transaction=True)
def test_a_broken_listener_is_not_tried_again_at_every_commit_for_ever(listen) -> None:
    broken = listen("broken", fails=999)
    for number in range(12):
        with transaction.atomic():
            ring(number)
    assert sum(event.number == 0 for event, _ in broken.heard) == 5
    broken.fails = 0
    assert deliver_pending() == 12
    assert pending_count() == 0


@pytest.mark.django_db(transaction=True)
def test_deliverers_side_by_side_tell_each_listener_once(listen) -> None:
    one = listen("one")

    def work(thread: int) -> None:
        for number in range(10):
            with transaction.atomic():
                ring(thread * 100 + number)

    at_once(4, work)
    deliver_pending()
    assert one.written == 40
    assert pending_count() == 0
