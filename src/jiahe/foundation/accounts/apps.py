"""The Django app of accounts."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "jiahe.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Say at once when a setting names a role that does not exist: it would ask nothing of anybody."""
        from jiahe.foundation.accounts.models import Role

        unknown = settings.JIAHE_REQUIRE_SECOND_FACTOR - set(Role.values)
        if unknown:
            raise ImproperlyConfigured(
                f"JIAHE_REQUIRE_SECOND_FACTOR 里没有 {'、'.join(sorted(unknown))} 这个岗位；可以写：{'、'.join(Role.values)}。"
            )
