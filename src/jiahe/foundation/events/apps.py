"""The Django app of events."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events."""

    name = "jiahe.foundation.events"
    label = "events"
