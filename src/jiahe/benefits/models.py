"""What was proposed of the law here, and what was published: never changed after it was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiahe.foundation.accounts.models import Post


class ProposalKind(models.TextChoices):
    """What is to change."""

    VALUE = "value", "数值"
    DAYS = "days", "规定的起止日期"


class ProposalState(models.TextChoices):
    """How far a proposal is."""

    OPEN = "open", "等审核"
    PUBLISHED = "published", "已发布"
    REFUSED = "refused", "没有通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Proposal(models.Model):
    """A change of the law as somebody proposed it and somebody else published it.

    For a value, ``code`` is that of the number, ``area`` the beginning of a region's code (0 the nation) and ``value``
    as it is counted inside (fen, ten-thousandths; null: from the day on there is none). For the days of a rule, ``code``
    is that of the benefit and ``version`` the day the rule was written with.
    """

    kind = models.CharField(max_length=8, choices=ProposalKind.choices)
    code = models.CharField(max_length=60)
    area = models.BigIntegerField(default=0)
    version = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    value = models.BigIntegerField(null=True)
    document = models.CharField(max_length=200)
    document_number = models.CharField(max_length=80, blank=True)
    document_date = models.DateField(null=True)
    url = models.URLField(max_length=300, blank=True)
    grade = models.CharField(max_length=2)
    checked_on = models.DateField()
    reason = models.CharField(max_length=300)

    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    publication = models.PositiveIntegerField(null=True, unique=True)  # counts up; an edition is known by its last
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    # Who changes: counted by a job, chunk by chunk.
    previewed = models.JSONField(default=dict)
    preview_day = models.DateField(null=True)
    preview_after = models.BigIntegerField(default=0)  # the last household that was looked at
    preview_total = models.PositiveIntegerField(default=0)
    preview_done = models.BooleanField(default=False)

    class Meta:
        """Newest first; of a published one the number of its publication is known."""

        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.PUBLISHED, publication__isnull=False)
                | ~Q(state=ProposalState.PUBLISHED) & Q(publication__isnull=True),
                name="published_has_number",
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a proposal; one that was decided is never written again.

        Raises:
            TypeError: it was decided before.
        """
        if self.pk and Proposal.objects.filter(pk=self.pk).exclude(state=ProposalState.OPEN).exists():
            raise TypeError("a decided proposal is never changed: propose another")
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person."""
        return self.state == ProposalState.OPEN

    @property
    def is_working(self) -> bool:
        """Whether it is being counted who would change."""
        return self.is_open and not self.preview_done

    @property
    def status(self) -> str:
        """How far the counting is, as a page that asks again tells one moment from another."""
        return f"{self.state}{'-done' if self.preview_done else ''}"

    @property
    def done(self) -> int:
        """How many households were looked at."""
        return int(self.previewed.get("households", 0))

    @property
    def total(self) -> int:
        """Of how many."""
        return self.preview_total
