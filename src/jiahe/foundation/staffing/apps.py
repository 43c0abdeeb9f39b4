"""The Django app of accounts that come by a sheet."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Accounts that come by a sheet."""

    name = "jiahe.foundation.staffing"
    label = "staffing"

    def ready(self) -> None:
        """Declare what files are kept for."""
        from jiahe.foundation.files.purposes import declare_purpose
        from jiahe.foundation.staffing.files import ACCOUNT_RESULT, ACCOUNT_SHEET

        declare_purpose(ACCOUNT_SHEET)
        declare_purpose(ACCOUNT_RESULT)
