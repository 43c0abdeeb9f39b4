"""The Django app of the payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "jiahe.delivery.payments"
    label = "payments"

    def ready(self) -> None:
        """Declare what is counted, which files are kept, which jobs there are and who is told."""
        from jiahe.delivery.payments import (  # these need the models, which exist only now
            agenda,
            jobs,
            measures,
            notices,
        )
        from jiahe.delivery.payments.bank_file import BANK_FILE
        from jiahe.delivery.payments.results import RESULT_FILE
        from jiahe.foundation.files.purposes import declare_purpose

        agenda.declare_all()
        measures.declare_all()
        declare_purpose(BANK_FILE)
        declare_purpose(RESULT_FILE)
        jobs.declare_all()
        notices.declare_all()
