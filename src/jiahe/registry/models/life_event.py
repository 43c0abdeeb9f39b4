"""Life events: what happened to a person, on which day, in which village."""

from __future__ import annotations

from typing import Any

from django.db import models

from jiahe.foundation.database import where_known
from jiahe.registry.models.person import Person


class EventKind(models.TextChoices):
    """What can happen in a life, as far as the registry knows it."""

    BIRTH = "birth", "出生"
    DEATH = "death", "去世"
    MARRIAGE = "marriage", "结婚"
    DIVORCE = "divorce", "离婚"
    WIDOWED = "widowed", "丧偶"
    PREGNANCY = "pregnancy", "怀孕"
    PREGNANCY_END = "pregnancy_end", "孕期结束"
    ADOPTION = "adoption", "被收养"
    MOVE_OUT = "move_out", "外出居住"
    MOVE_IN = "move_in", "回来居住"
    DISABILITY = "disability", "残疾评定"
    LOW_INCOME_BEGIN = "low_income_begin", "纳入低保"
    LOW_INCOME_END = "low_income_end", "退出低保"
    HOSPITAL_STAY = "hospital_stay", "住院"
    GUARDIANSHIP = "guardianship", "确定监护人"


# They happen once in a life; the columns of the person always equal them.
ONCE = (EventKind.BIRTH.value, EventKind.DEATH.value)
# Told only to those who need it for their work: 个人信息保护法 art. 28, rule 7 of the architecture.
SENSITIVE = frozenset(
    {
        EventKind.PREGNANCY,
        EventKind.PREGNANCY_END,
        EventKind.ADOPTION,
        EventKind.DISABILITY,
        EventKind.LOW_INCOME_BEGIN,
        EventKind.LOW_INCOME_END,
        EventKind.HOSPITAL_STAY,
    }
)


class PregnancyOutcome(models.TextChoices):
    """How a pregnancy ended."""

    BIRTH = "birth", "顺利生产"
    DIFFICULT_BIRTH = "difficult_birth", "难产或剖宫产"
    MISCARRIAGE = "miscarriage", "没有保住"
    STILLBIRTH = "stillbirth", "孩子没有活下来"


class LifeEvent(models.Model):
    """Something that happened. Never changed: what was recorded by mistake is withdrawn, and stays to be read.

    ``on`` is the first day it holds and ``until`` the first day after it (a hospital stay, a guardianship); where
    ``at_latest`` is set nobody said since when, only that it was so on that day. ``other`` is the spouse, the guardian
    or the adoptive parent. ``details`` holds the grade of a disability (``grade``; none when it was lifted), the day a
    child is due (``due``), how a pregnancy ended (``outcome``, ``weeks``, ``babies``; ``assumed`` where a child was
    registered and nobody said how it came), where somebody went (``code``).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="life_events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    on = models.DateField()
    until = models.DateField(null=True)
    at_latest = models.BooleanField(default=False)
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    details = models.JSONField(default=dict)
    village_code = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(withdrawn_at__isnull=True, kind__in=ONCE),
                name="life_event_once",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "on", "village_code"], name="life_event_kind_on"),
            where_known("other", "life_event_other"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"

    @property
    def is_sensitive(self) -> bool:
        """Whether only those may read it who need it for their work."""
        return self.kind in SENSITIVE

    @property
    def in_words(self) -> str:
        """What happened, in the words of the timeline: 残疾评定 二级, 结婚（张建国）."""
        details: dict[str, Any] = self.details
        words = self.get_kind_display()
        if self.kind == EventKind.DISABILITY:
            words = f"{words} {details['grade']} 级" if details.get("grade") else "残疾证注销"
        elif self.kind == EventKind.PREGNANCY_END and details.get("outcome"):
            label = PregnancyOutcome(details["outcome"]).label
            words = f"{words}：{'孩子出生' if details.get('assumed') else label}"
        elif self.kind == EventKind.PREGNANCY and details.get("due"):
            words = f"{words}，预产期 {details['due']}"
        return f"{words}（{self.other.name}）" if self.other else words
