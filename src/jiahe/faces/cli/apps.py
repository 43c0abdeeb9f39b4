"""The Django app of the face 'cli'."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The face 'cli': the commands."""

    name = "jiahe.faces.cli"
    label = "cli"
