"""The Django app of the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "jiahe.foundation.vault"
    label = "vault"
