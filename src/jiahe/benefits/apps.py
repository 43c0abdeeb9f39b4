"""The Django app of the benefits."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    """Benefits."""

    name = "jiahe.benefits"
    label = "benefits"

    def ready(self) -> None:
        """Declare the counting of who changes, and what proposers and publishers are told."""
        from jiahe.benefits.publishing import notices, preview  # need the models, which exist only now

        preview.declare_job()
        notices.declare_all()
