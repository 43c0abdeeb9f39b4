"""The Django app of sites."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Sites."""

    name = "jiahe.delivery.sites"
    label = "sites"

    def ready(self) -> None:
        """Declare what is counted, and hear of villages that became another."""
        from jiahe.delivery.sites import following, measures  # these need the models, which exist only now

        measures.declare_all()
        following.subscribe_all()
