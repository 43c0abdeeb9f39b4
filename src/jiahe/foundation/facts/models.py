"""Facts and their sums."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.regions.models import Region


class Fact(models.Model):
    """An amount of one measure in one village on one day. Appended, never changed but for the mark of the fold."""

    measure = models.CharField(max_length=40)
    village_code = models.BigIntegerField()
    day = models.DateField()
    amount = models.BigIntegerField()
    folded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["measure", "day", "village_code"], name="fact_measure_day"),
            models.Index(fields=["id"], name="fact_pending", condition=models.Q(folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.village_code} {self.day} {self.amount:+d}"


class Rollup(models.Model):
    """The sum of a measure's facts in a region over a month (its first day). A stock is the sum of all its months."""

    measure = models.CharField(max_length=40)
    # No index of its own (the unique one begins with it), and no check of the database's for each sum: units are never
    # deleted, and a sum that belongs to none is found by the recount.
    region = models.ForeignKey(Region, models.CASCADE, related_name="rollups", db_index=False, db_constraint=False)
    reports_to = models.ForeignKey(
        Region, models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False
    )
    month = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "measure", "month"], name="rollup_region_measure_month")
        ]
        indexes = [models.Index(fields=["reports_to", "month", "measure"], name="rollup_above_month")]

    def __str__(self) -> str:
        return f"{self.measure} {self.region_id} {self.month:%Y-%m} {self.amount}"
