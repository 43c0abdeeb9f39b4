"""The Django app of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit."""

    name = "jiahe.faces.kit"
    label = "kit"

    def ready(self) -> None:
        """Let every sign-in keep its row."""
        from jiahe.faces.kit.signing import connect

        connect()
