"""The Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "jiahe.delivery.cases"
    label = "cases"

    def ready(self) -> None:
        """Declare what is counted, what people are told, and the nightly look at the clocks."""
        from jiahe.delivery.cases import (  # need the models, which exist only now
            agenda,
            claims,
            clock,
            measures,
            notices,
            running,
        )

        agenda.declare_all()
        running.declare_all()
        measures.declare_all()
        notices.declare_all()
        clock.declare_all()
        claims.declare_all()
