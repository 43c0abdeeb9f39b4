"""The outbox, and who got what."""

from __future__ import annotations

from django.db import models


class OutboxEvent(models.Model):
    """An event that happened. ``settled`` once every subscriber has it."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    at = models.DateTimeField()
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(settled=False))]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """One event at one subscriber: delivered, or how often it was tried and the name of the last fault."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=60)
    delivered = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.subscriber}"
