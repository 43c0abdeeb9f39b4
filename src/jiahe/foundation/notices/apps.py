"""The Django app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "jiahe.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the job that sends what waits, name the channels, and hear of forgotten passwords."""
        from django.conf import settings

        from jiahe.foundation.accounts.channels import send_codes_by
        from jiahe.foundation.notices import forgotten, sending  # these need the models, which exist only now
        from jiahe.foundation.notices.channels import send_code, use_named_channels

        sending.declare_job()
        forgotten.subscribe_all()
        send_codes_by(send_code)
        use_named_channels(settings.JIAHE_CHANNELS)
