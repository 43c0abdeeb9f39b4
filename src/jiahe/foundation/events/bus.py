"""Declaring events and subscribing to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True)
class Event:
    """Something that happened. A subclass is a frozen dataclass of int, str, bool, date and mappings of str to int, with a ``name``."""

    name: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        """The event as JSON can carry it."""
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}

    @classmethod
    def rebuilt(cls, payload: dict[str, Any]) -> Event:
        """The event that ``payload`` came from."""
        dates = {f.name for f in fields(cls) if f.type in (date, "date")}
        return cls(**{k: date.fromisoformat(v) if k in dates else v for k, v in payload.items()})


E = TypeVar("E", bound=Event)
Handler = Callable[[Any, datetime], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscriber of one kind of event."""

    event: type[Event]
    key: str
    handler: Handler


_subscriptions: dict[str, list[Subscription]] = {}


def subscribe(event: type[E], handler: Callable[[E, datetime], None], *, key: str) -> None:
    """Hear of an event; ``key`` names the subscriber and must stay the same from release to release."""
    mine = _subscriptions.setdefault(event.name, [])
    mine[:] = [s for s in mine if s.key != key] + [Subscription(event, key, handler)]


def unsubscribe(event: type[Event], *, key: str) -> None:
    """Hear of an event no more."""
    _subscriptions[event.name] = [s for s in _subscriptions.get(event.name, []) if s.key != key]


def subscriptions(name: str) -> list[Subscription]:
    """Who hears of the events with this name."""
    return list(_subscriptions.get(name, []))
