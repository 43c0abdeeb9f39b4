"""The Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "jiahe.delivery.cases"
    label = "cases"

    def ready(self) -> None:
        """Declare what is counted, what people are told, and the nightly look at the clocks."""
        from jiahe.delivery.cases import agenda, clock, measures, notices  # need the models, which exist only now

        agenda.declare_all()
        measures.declare_all()
        notices.declare_all()
        clock.declare_all()
