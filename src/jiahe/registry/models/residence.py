"""Where people lived before, and where their hukou stood: what is over, and the moves that ended it."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.household import Household
from jiahe.registry.models.person import Person


class MoveKind(models.TextChoices):
    """What was moved, and where to."""

    PERSON = "person", "迁到另一户"
    SPLIT = "split", "分户"
    HOUSEHOLD = "household", "整户搬迁"
    JOIN = "join", "并户"
    REGION = "region", "区划调整"


class Move(models.Model):
    """People who went from one household to another on a day. Undone, it is as if it had never been; both are audited.

    One of kind ``REGION`` says that the village became another: the household is the same, its new record the target.

    ``relations_before`` holds, by person id, what those who stayed behind were to the head who left.
    """

    kind = models.CharField(max_length=10, choices=MoveKind.choices)
    source = models.ForeignKey(Household, models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Household, models.PROTECT, related_name="moves_in")
    opened_target = models.BooleanField(default=False)
    relations_before = models.JSONField(default=dict)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Stay(models.Model):
    """A time a person lived in a household that is over: from ``since`` to the day before ``until``.

    Where he lives now stands in the person; so most people have none. ``hukou_code`` is where his hukou stood when he
    went (0: nobody had said), so that an undone move leaves nothing behind; null in older rows.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    household = models.ForeignKey(Household, models.PROTECT, related_name="stays")
    village_code = models.BigIntegerField()
    relation = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    move = models.ForeignKey(Move, models.PROTECT, related_name="stays")
    hukou_code = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["village_code", "until"], name="stay_village_until")]

    def __str__(self) -> str:
        return f"person {self.person_id} in {self.village_code} until {self.until}"


class FormerHukou(models.Model):
    """A code under which a person's hukou stood until the day before ``until``, when that village became another.

    It began on ``since``; None is the person's first day. Under which code it stands now says the person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_hukous")
    village_code = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["village_code", "until"], name="former_hukou_village")]

    def __str__(self) -> str:
        return f"hukou of person {self.person_id} in {self.village_code} until {self.until}"


class Allotment(models.Model):
    """After a village was split somebody said where a household belongs: it has left the worklist of that ``deed``."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="allotments")
    deed = models.BigIntegerField()
    village_code = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "deed"], name="allotment_once")]

    def __str__(self) -> str:
        return f"household {self.household_id} to {self.village_code}"
