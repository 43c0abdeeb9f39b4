"""The Django app of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue."""

    name = "jiahe.delivery.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Put what the floors below and the settings have to do on the agenda; declare what people are told."""
        from jiahe.delivery.catalogue import agenda_below, notices  # need the models, which exist only now

        agenda_below.declare_all()
        notices.declare_all()
