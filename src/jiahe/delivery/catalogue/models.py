"""What places set of a programme: never changed after it was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiahe.foundation.accounts.models import Post
from jiahe.foundation.regions.models import Region


class SettingState(models.TextChoices):
    """How far a setting is."""

    OPEN = "open", "等审核"
    APPROVED = "approved", "通过了"
    REFUSED = "refused", "退回了"
    WITHDRAWN = "withdrawn", "撤回了"


class ProgrammeSetting(models.Model):
    """What a place sets of a programme from a day on, as one person proposed it and another approved it.

    Only what changes stands in it: ``is_on`` (null: as it is), ``numbers`` and ``texts`` by their codes. What was
    approved holds until another of the same place says otherwise; that of a smaller place goes before that of a larger.
    """

    programme = models.CharField(max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    since = models.DateField()
    is_on = models.BooleanField(null=True)
    numbers = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)

    state = models.CharField(max_length=10, choices=SettingState.choices, default=SettingState.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["programme", "since"], name="setting_in_force", condition=Q(state=SettingState.APPROVED)
            ),
            models.Index(fields=["region", "-id"], name="setting_of_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SettingState.OPEN, decided_at=None)
                | ~Q(state=SettingState.OPEN) & Q(decided_at__isnull=False),
                name="setting_decided_has_moment",
            )
        ]

    def __str__(self) -> str:
        return f"setting {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a setting; one that was decided is never written again.

        Raises:
            TypeError: it was decided before.
        """
        if self.pk and ProgrammeSetting.objects.filter(pk=self.pk).exclude(state=SettingState.OPEN).exists():
            raise TypeError("a decided setting is never changed: propose another")
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person."""
        return self.state == SettingState.OPEN
