"""The Django app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "jiahe.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the job that sends what waits."""
        from jiahe.foundation.notices import sending  # it needs the models, which exist only now

        sending.declare_job()
