"""The Django app of the kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The kit."""

    name = "jiahe.faces.kit"
    label = "kit"

    def ready(self) -> None:
        """Declare what comes again by itself."""
        from jiahe.faces.kit import housekeeping  # it needs the models, which exist only now

        housekeeping.declare_all()
