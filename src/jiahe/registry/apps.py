"""The Django app of the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry."""

    name = "jiahe.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare what the registry counts, and hear of villages that became another."""
        from jiahe.registry import following, measures  # need the models, which exist only now

        measures.declare_all()
        following.subscribe_all()
