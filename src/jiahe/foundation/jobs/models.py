"""The row of a job."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.accounts.models import User


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "排队"
    WORKING = "working", "正在做"
    DONE = "done", "做完了"
    FAILED = "failed", "没有做成"
    CANCELLED = "cancelled", "已取消"


OPEN = (JobState.WAITING, JobState.WORKING)


class Job(models.Model):
    """Something to be done. ``about`` holds ids and codes, never personal data; ``key`` names what it is about.

    Of one kind and key only one is open at a time. ``attempts`` counts how often it was begun, and tells whoever works
    on it from whoever took it up after him. ``beat_at`` is when its worker was last heard of.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True)
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state__in=["waiting", "working"]), name="job_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="job_open", condition=models.Q(state__in=["waiting", "working"])),
            models.Index(fields=["state", "-id"], name="job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
