"""An export of people that somebody asked for at the desk, and what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.regions.models import Region


class ExportStatus(models.TextChoices):
    """Where an export stands. That it is expired is never stored: it follows from its file."""

    WAITING = "waiting", "等待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "没有批准"
    MAKING = "making", "正在生成"
    READY = "ready", "可以下载"
    EXPIRED = "expired", "已到期删除"
    FAILED = "failed", "没有成功"


WORKING = (ExportStatus.APPROVED, ExportStatus.MAKING)


class ExportRequest(models.Model):
    """One list of people somebody asked for, in a post; a large one needs the answer of a second person.

    ``people`` is how many there were when it was asked for, and how many it holds once it is made. ``beat_at`` is when
    the making was last heard of, as for an import: silent for a while, it is taken up again by whoever looks at it.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    narrowing = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    people = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=ExportStatus.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "-id"], name="export_request_post")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether it is being made, or waits for nothing but that."""
        return self.status in WORKING

    def status_at(self, at: datetime) -> ExportStatus:
        """How it stands at a moment: one whose file is deleted is expired."""
        if self.status == ExportStatus.READY and (self.file is None or not self.file.is_kept(at)):
            return ExportStatus.EXPIRED
        return ExportStatus(self.status)
