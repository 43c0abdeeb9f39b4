"""The Django app of the region tree."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Regions."""

    name = "jiahe.foundation.regions"
    label = "regions"
