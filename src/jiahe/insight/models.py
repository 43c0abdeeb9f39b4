"""What insight keeps: nothing about anybody, only how fresh the numbers of a place are."""

from __future__ import annotations

from django.db import models


class Freshness(models.Model):
    """When a village last recorded something, and how many people its records touched on that day."""

    village_code = models.BigIntegerField(unique=True)
    changed_at = models.DateTimeField()
    people_that_day = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-changed_at"], name="freshness_latest")]

    def __str__(self) -> str:
        return f"{self.village_code} at {self.changed_at}"
