"""Entries and signed heads of the audit chain."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models


class AppendOnly(Exception):
    """The audit is only ever added to."""


Row = TypeVar("Row", bound=models.Model)


class AppendOnlySet(models.QuerySet[Row]):
    """Rows that cannot be changed or removed through the ORM."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnly("审计记录只能追加，不能修改。")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("审计记录只能追加，不能删除。")


class AppendOnlyManager(models.Manager[Row]):
    """Gives rows that cannot be changed or removed."""

    def get_queryset(self) -> AppendOnlySet[Row]:
        """All rows, append-only."""
        return AppendOnlySet(self.model, using=self._db)


class Appended(models.Model):
    """A row that is inserted once and then stands."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change."""
        if self.pk is not None:
            raise AppendOnly("审计记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("审计记录只能追加，不能删除。")


class Head(Appended):
    """One seal: it covers the entries ``first`` to ``last`` and signs the hash of the last."""

    number = models.BigIntegerField(unique=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"head {self.number}"


class Entry(Appended):
    """Who did what. ``details`` never hold personal data: counts, names of fields, the reason a worker gave.

    ``mac`` is made with a key outside the database when the entry is written, so that nobody can slip one in between
    the deed and its seal.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, blank=True)
    post_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    region_code = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    mac = models.BinaryField()
    sequence = models.BigIntegerField(null=True, unique=True)
    hash = models.BinaryField(null=True)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()
    sealing: ClassVar[models.Manager[Entry]] = models.Manager()  # gives an entry its place in the chain, once

    class Meta:
        db_table = "audit_entry"
        base_manager_name = "sealing"
        indexes = [
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(sequence=None)),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"
