"""The file that is kept: everything about it but its content."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from jiahe.foundation.files.kinds import Kind


class StoredFile(models.Model):
    """One file. Its content stands sealed in ``files/`` of the data folder, under the id of the row.

    ``owner_kind``, ``owner_id`` and ``post_id`` say who put it there, as an audit entry does; ``region_code`` and
    ``region_level`` the place it is about. ``delete_at`` is the moment from which nobody opens it; the row stays.
    """

    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    size = models.BigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256
    owner_kind = models.CharField(max_length=10)
    owner_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    region_code = models.BigIntegerField(null=True)
    region_level = models.PositiveSmallIntegerField(null=True)
    kept_at = models.DateTimeField()
    delete_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["delete_at"], name="file_due", condition=models.Q(deleted_at=None)),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return Kind(self.kind).media_type

    def is_kept(self, at: datetime) -> bool:
        """Whether it can still be opened at a moment."""
        return self.deleted_at is None and (self.delete_at is None or at < self.delete_at)
