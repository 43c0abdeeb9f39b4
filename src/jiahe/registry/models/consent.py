"""Consent: that somebody agreed to one use of what is known of him, and that he took it back."""

from __future__ import annotations

from django.db import models

from jiahe.registry.models.person import Person


class Purpose(models.TextChoices):
    """What is agreed to. The basic service is one; each sensitive matter is another, asked for by itself (rule 7)."""

    BASIC = "basic", "基本服务"
    MINOR = "minor", "不满 14 岁的孩子的资料"
    HEALTH = "health", "健康情况"
    PREGNANCY = "pregnancy", "孕期情况"
    DISABILITY = "disability", "残疾情况"
    LOW_INCOME = "low_income", "低保情况"
    SPECIAL_FAMILY = "special_family", "关爱家庭的探望和帮扶"
    MATCHMAKING = "matchmaking", "婚恋联谊"


class GivenBy(models.TextChoices):
    """Who said yes."""

    SELF = "self", "本人"
    GUARDIAN = "guardian", "监护人或代办的家人"
    WORKER = "worker", "工作人员按家里人的话记下"


class Consent(models.Model):
    """One person's yes to one purpose, in one version of the text. Taken back, the row stays and gets its end.

    ``given_by`` and ``withdrawn_by`` name the way, ``given_user`` and ``post_id`` the account and the post it came
    through; where a worker wrote down what the family said, ``said_by`` keeps who of it said so.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.CharField(max_length=20)
    given_by = models.CharField(max_length=10, choices=GivenBy.choices)
    given_user = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    said_by = models.CharField(max_length=50, blank=True)
    given_on = models.DateField()
    given_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=10, choices=GivenBy.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of person {self.person_id}"
