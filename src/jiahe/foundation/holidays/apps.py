"""The Django app of holidays."""

from django.apps import AppConfig


class HolidaysConfig(AppConfig):
    """Holidays."""

    name = "jiahe.foundation.holidays"
    label = "holidays"
