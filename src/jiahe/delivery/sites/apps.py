"""The Django app of sites."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Sites."""

    name = "jiahe.delivery.sites"
    label = "sites"

    def ready(self) -> None:
        """Declare what is counted and what is due, and hear of villages that became another."""
        from jiahe.delivery.sites import agenda, following, measures  # these need the models, which exist only now

        agenda.declare_all()
        measures.declare_all()
        following.subscribe_all()
