"""The Django app of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue."""

    name = "jiahe.delivery.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Put what the floors below have to do on the agenda."""
        from jiahe.delivery.catalogue import agenda_below  # needs the models, which exist only now

        agenda_below.declare_all()
