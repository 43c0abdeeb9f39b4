"""The Django app of the life calendar."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The life calendar."""

    name = "jiahe.benefits.calendar"
    label = "calendar"
