"""An import: a sheet that somebody brought, what came of it, and what it takes to undo it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.regions.models import Region

UNDONE_WITHIN = timedelta(days=7)


class ImportStatus(models.TextChoices):
    """Where an import stands."""

    CHECKING = "checking", "正在检查"
    CHECKED = "checked", "已检查，还没有导入"
    IMPORTING = "importing", "正在导入"
    DONE = "done", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "没有成功"


WORKING = (ImportStatus.CHECKING, ImportStatus.IMPORTING, ImportStatus.UNDOING)


class ImportRun(models.Model):
    """One import. ``sheet`` is the file that was brought, kept for a day at most; none where a command read it.

    ``done`` of ``total`` rows (of chunks, while it is undone) are through; ``beat_at`` is when that was last said: a
    run that works and has not said anything for a while was interrupted, and whoever looks at it takes it up again.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    post_id = models.BigIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=ImportStatus.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # people an undo left, because somebody changed them since
    faults = models.JSONField(default=list)  # [line, heading, message, severity]; sentences that name nobody
    unknown_headings = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post_id", "-id"], name="import_run_post")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether something is being done about it."""
        return self.status in WORKING

    def may_be_undone(self, at: datetime) -> bool:
        """Whether what it wrote can still be taken back: for a week."""
        return self.status == ImportStatus.DONE and at <= (self.finished_at or self.started_at) + UNDONE_WITHIN


class ImportChunk(models.Model):
    """What one chunk of an import wrote: the ids it made, and, sealed, what stood before in the rows it changed."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    people = models.JSONField(default=list)
    households = models.JSONField(default=list)
    updated = models.PositiveIntegerField(default=0)
    before_sealed = models.BinaryField(null=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"chunk {self.pk} of import {self.run_id}"


class HeadingMeaning(models.Model):
    """What a heading that we do not know means in the sheets of a region; said once, remembered."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="+")
    heading = models.CharField(max_length=60)
    field = models.CharField(max_length=30, blank=True)  # empty: the column is left out on purpose

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "heading"], name="heading_meaning_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
