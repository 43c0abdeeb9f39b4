"""The helper: a relative whom an elder asked to do things in the portal for him."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.person import Person


class AgreedHelper(models.Model):
    """An elder agreed that somebody of his family acts for him. It holds until he takes it back."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="helpers")
    helper = models.ForeignKey(Person, models.PROTECT, related_name="helps")
    agreed_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "helper"], condition=models.Q(ended_at__isnull=True), name="helper_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.helper_id} helps person {self.person_id}"
