"""The Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "jiahe.delivery.cases"
    label = "cases"

    def ready(self) -> None:
        """Declare what is counted, what people are told, which files are kept, and the daily looks at the clocks."""
        from jiahe.delivery.cases import (  # need the models, which exist only now
            agenda,
            claims,
            clock,
            measures,
            notices,
            running,
        )
        from jiahe.delivery.cases.papers import CASE_PAPER
        from jiahe.foundation.files.purposes import declare_purpose

        agenda.declare_all()
        running.declare_all()
        measures.declare_all()
        declare_purpose(CASE_PAPER)
        notices.declare_all()
        clock.declare_all()
        claims.declare_all()
