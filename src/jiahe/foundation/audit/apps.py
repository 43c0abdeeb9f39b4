"""The Django app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit."""

    name = "jiahe.foundation.audit"
    label = "audit"
