"""The Django app of facts."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Facts."""

    name = "jiahe.foundation.facts"
    label = "facts"
