"""A sheet of accounts that somebody brought, and what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from jiahe.foundation.files.models import StoredFile


class SheetStatus(models.TextChoices):
    """Where a sheet of accounts stands."""

    CHECKED = "checked", "已检查，还没有开"
    CARRYING = "carrying", "正在开"
    DONE = "done", "已开好"
    FAILED = "failed", "没有成功"


class AccountSheet(models.Model):
    """One sheet. It belongs to the post it was brought in."""

    post_id = models.BigIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    result = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=SheetStatus.choices)
    started_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # [line, heading, message, severity]
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post_id", "-id"], name="account_sheet_post")]

    def __str__(self) -> str:
        return f"account sheet {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether accounts are being opened."""
        return self.status == SheetStatus.CARRYING

    def has_result(self, at: datetime) -> bool:
        """Whether the one-time passwords wait to be fetched."""
        return self.result is not None and self.result.is_kept(at)


class AccountSheetPart(models.Model):
    """What one part of a sheet did, sealed: the one-time passwords stand here until the sheet of results is made."""

    sheet = models.ForeignKey(AccountSheet, models.CASCADE, related_name="parts")
    lines_sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"part {self.pk} of account sheet {self.sheet_id}"
