"""Records of one and the same person or household: what was merged, and what was looked at and is not the same."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.household import Household
from jiahe.registry.models.person import Person


class PersonMerge(models.Model):
    """Two records of one person. ``merged`` becomes an alias of ``kept``; ``filled`` names what ``kept`` took over."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    filled = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"person {self.merged_id} into {self.kept_id}"


class HouseholdMerge(models.Model):
    """Two records of one household. ``merged`` becomes an alias of ``kept``."""

    kept = models.ForeignKey(Household, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Household, models.PROTECT, related_name="merges")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"household {self.merged_id} into {self.kept_id}"


class NotTheSame(models.Model):
    """Somebody looked at two records and found two people; ``one`` has the smaller id."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="not_the_same_once")]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"
