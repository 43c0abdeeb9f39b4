"""The Django app of the face 'screen'."""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    """The face 'screen': the map and the numbers."""

    name = "jiahe.faces.screen"
    label = "screen"
