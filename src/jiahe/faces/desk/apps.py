"""The Django app of the face 'desk'."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The face 'desk': where staff work."""

    name = "jiahe.faces.desk"
    label = "desk"
