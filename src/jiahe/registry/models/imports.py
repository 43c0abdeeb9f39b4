"""An import: a sheet that somebody brought, and what came of it."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.regions.models import Region


class ImportStatus(models.TextChoices):
    """Where an import stands."""

    CHECKED = "checked", "已检查，还没有导入"
    DONE = "done", "已导入"


class ImportRun(models.Model):
    """One import. Until it is done its sheet is kept sealed in the data folder, for a day at most."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    post_id = models.BigIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ImportStatus.choices)
    started_at = models.DateTimeField()
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # [line, heading, message, severity]; sentences that name nobody

    class Meta:
        indexes = [models.Index(fields=["post_id", "-id"], name="import_run_post")]

    def __str__(self) -> str:
        return f"import {self.pk}"
