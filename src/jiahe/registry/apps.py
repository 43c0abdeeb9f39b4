"""The Django app of the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry."""

    name = "jiahe.registry"
    label = "registry"

    def ready(self) -> None:
        """Declare what the registry counts."""
        from jiahe.registry import measures  # needs the models, which exist only now

        measures.declare_all()
