"""Which keys sealed this database: their fingerprints, never the keys."""

from __future__ import annotations

from django.db import models


class KeyFingerprint(models.Model):
    """The fingerprint of one key, so that a database is never written with the keys of another."""

    field_class = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=16)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field_class", "version"], name="key_fingerprint_once")]

    def __str__(self) -> str:
        return f"{self.field_class} {self.version}"
