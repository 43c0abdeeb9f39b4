"""The Django app of the workforce."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """Workforce."""

    name = "jiahe.delivery.workforce"
    label = "workforce"

    def ready(self) -> None:
        """Declare what is counted and told, the daily look at the credentials, and hear of villages that became another."""
        from jiahe.delivery.workforce import (
            clock,
            following,
            measures,
            notices,
        )  # need the models, which exist only now

        measures.declare_all()
        notices.declare_all()
        clock.declare_all()
        following.subscribe_all()
