"""The row of a day."""

from __future__ import annotations

from django.db import models


class DayKind(models.TextChoices):
    """What a day is that goes by the table and not by the week."""

    HOLIDAY = "holiday", "放假"
    MAKEUP = "makeup", "调休上班"


class Holiday(models.Model):
    """A day that is off, or a Saturday or Sunday that is worked; ``source`` is the notice that says so."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name = models.CharField(max_length=20)
    source = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
