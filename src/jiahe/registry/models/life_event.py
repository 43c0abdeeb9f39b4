"""Life events: what happened to a person, on which day, in which village."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.person import Person


class EventKind(models.TextChoices):
    """What can happen in a life, as far as the registry knows it."""

    BIRTH = "birth", "出生"
    DEATH = "death", "去世"


class LifeEvent(models.Model):
    """Something that happened. Never changed: what was recorded by mistake is withdrawn, and stays to be read."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="life_events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    on = models.DateField()
    village_code = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(withdrawn_at__isnull=True), name="life_event_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "on", "village_code"], name="life_event_kind_on")]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"
