"""The outbox: written with the deed, delivered after it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from jiahe.foundation.events.bus import Event, Subscription, subscriptions
from jiahe.foundation.events.models import Delivery, OutboxEvent

logger = logging.getLogger(__name__)
AT_ONCE = 500  # events read in one go
_left_to_caller: ContextVar[bool] = ContextVar("delivery_left_to_caller", default=False)
TRIES_AFTER_COMMIT = 5  # then an event waits for the next command, so that a broken subscriber does not slow every page


@contextmanager
def delivery_deferred() -> Iterator[None]:
    """Deliver nothing after the commits inside: whoever opens this calls ``deliver_pending`` when it suits him."""
    token = _left_to_caller.set(True)
    try:
        yield
    finally:
        _left_to_caller.reset(token)


def emit(event: Event, *, at: datetime) -> None:
    """Write an event in the transaction of the deed; it is delivered after that commits.

    Raises:
        RuntimeError: no transaction is open, so the event could be told of a deed that never was.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("emit needs the transaction of the deed it tells of")
    OutboxEvent.objects.create(name=event.name, payload=event.payload(), at=at)
    if not any(call[1] is _after_commit for call in connection.run_on_commit):
        transaction.on_commit(_after_commit)


def _after_commit() -> None:
    """A deed that is done stays done: what cannot be told now is told with the next event."""
    if _left_to_caller.get():
        return
    try:
        deliver_pending(tries=TRIES_AFTER_COMMIT)
    except Exception as error:
        # The class name alone: a database's message may quote the row.
        logger.error("events could not be delivered: %s", type(error).__name__)


def deliver_pending(*, tries: int | None = None) -> int:
    """Deliver what waits; returns how many deliveries were made. Safe to run twice or side by side.

    With ``tries``, an event that already failed so often at a subscriber is left for a call without.
    """
    waiting = OutboxEvent.objects.filter(settled=False)
    if tries is not None:
        given_up = Delivery.objects.filter(event=OuterRef("pk"), delivered=False, attempts__gte=tries)
        waiting = waiting.filter(~Exists(given_up))
    delivered, last = 0, 0
    with delivery_deferred():  # what subscribers emit stands at the end of the same row
        while rows := list(waiting.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            delivered += sum(_settle(row) for row in rows)
            last = rows[-1].pk
    return delivered


def _settle(row: OutboxEvent) -> int:
    """Deliver one event to everybody who has not got it; it is settled when all have."""
    outcomes = [_deliver(row, subscription) for subscription in subscriptions(row.name)]
    if all(outcome is not None for outcome in outcomes):
        OutboxEvent.objects.filter(pk=row.pk).update(settled=True)
    return sum(outcome is True for outcome in outcomes)


def _deliver(row: OutboxEvent, subscription: Subscription) -> bool | None:
    """True when it was delivered now, False when it was before, None when the subscriber failed and is tried again."""
    try:
        with transaction.atomic():
            mark, _ = Delivery.objects.get_or_create(event=row, subscriber=subscription.key)
            mark = Delivery.objects.select_for_update().get(pk=mark.pk)
            if mark.delivered:
                return False
            subscription.handler(subscription.event.rebuilt(row.payload), row.at)
            Delivery.objects.filter(pk=mark.pk).update(delivered=True, attempts=F("attempts") + 1, fault="")
            return True
    except Exception as error:
        # One subscriber's fault must not keep the news from the others; the class name alone holds no personal data.
        logger.warning("event %s could not be delivered to %s: %s", row.pk, subscription.key, type(error).__name__)
        mark, _ = Delivery.objects.get_or_create(event=row, subscriber=subscription.key)
        Delivery.objects.filter(pk=mark.pk).update(attempts=F("attempts") + 1, fault=type(error).__name__)
        return None


def pending_count(event: type[Event] | None = None) -> int:
    """How many events, of all kinds or of one, wait for somebody."""
    waiting = OutboxEvent.objects.filter(settled=False)
    return (waiting if event is None else waiting.filter(name=event.name)).count()


def forget_settled(*, before: datetime) -> int:
    """Delete the events that everybody has and that happened before a moment; returns how many."""
    old = OutboxEvent.objects.filter(settled=True, at__lt=before)
    count = old.count()
    old.delete()
    return count
