"""Standings: who belonged to which category, where, from when to when. An index that can be built anew at any time."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.person import Person


class Standing(models.Model):
    """A time in which a person belonged to a category while he lived in a village.

    It begins here on the day it begins and gets its ``until`` on the day it ends, not before: what stands here is
    what has been counted.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    category = models.CharField(max_length=20)
    village_code = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["category", "village_code", "since"], name="standing_category")]

    def __str__(self) -> str:
        return f"{self.category} of person {self.person_id}"
