"""Stories with their versions and what was done about them, and the records of lectures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jiahe.foundation.accounts.models import Post
from jiahe.foundation.regions.models import Region
from jiahe.foundation.vault.crypto import open_sealed, seal


class StoryState(models.TextChoices):
    """How the work on a story stands."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "等审核"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已下架"


class StoryDeed(models.TextChoices):
    """What was done about a story."""

    WRITTEN = "written", "写了草稿"
    CHANGED = "changed", "改了"
    SUBMITTED = "submitted", "提交审核"
    TAKEN_BACK = "taken_back", "收回来改"
    RETURNED = "returned", "退回"
    PUBLISHED = "published", "审核通过，发布"
    WITHDRAWN = "withdrawn", "下架"


class Story(models.Model):
    """A story. ``current`` is what is worked on, ``published`` what is read; while one is mended, the other stays.

    ``source`` says from what it comes (``case:12``), in the words of who brought it: nothing here knows what that is.
    The names that may not stand in it are sealed. ``moves`` counts what was done: a deed on a page that was read before
    another deed is refused. ``once`` is the key of the form that began it.
    """

    kind = models.CharField(max_length=60)
    programme = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=StoryState.choices, default=StoryState.DRAFT)
    current = models.ForeignKey("StoryVersion", models.PROTECT, null=True, related_name="+")
    published = models.ForeignKey("StoryVersion", models.PROTECT, null=True, related_name="published_as")
    published_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001  # many have none, and none is no source
    avoid_sealed = models.BinaryField(null=True)
    moves = models.PositiveIntegerField(default=0)
    once = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=Q(published=None, published_on=None)
                | Q(published__isnull=False, published_on__isnull=False) & ~Q(state=StoryState.WITHDRAWN),
                name="story_published_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.pk}"

    def seal_avoided(self, names: Iterable[str]) -> None:
        """Put in the names that may not stand in it; the row's id must be known."""
        kept = sorted({name.strip() for name in names if name.strip()})
        self.avoid_sealed = seal(json.dumps(kept, ensure_ascii=False), **self._place()) if kept else None

    @property
    def avoided(self) -> list[str]:
        """The names that may not stand in it."""
        if not self.avoid_sealed:
            return []
        found: list[str] = json.loads(open_sealed(bytes(self.avoid_sealed), **self._place()))
        return found

    def _place(self) -> Any:
        return {"table": "library_story", "column": "avoid", "row": self.pk, "field_class": "identity"}


class StoryVersion(models.Model):
    """What a story says, once written never changed. ``region`` is for whom: it is read there and below."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    body = models.TextField()
    law_title = models.CharField(max_length=80, blank=True)
    law_article = models.CharField(max_length=40, blank=True)
    law_text = models.CharField(max_length=600, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="story_version_number")]
        indexes = [models.Index(fields=["category"], name="story_version_category")]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]


class StoryEntry(models.Model):
    """One deed about a story, never changed. ``text`` says why."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="entries")
    deed = models.CharField(max_length=10, choices=StoryDeed.choices)
    version = models.ForeignKey(StoryVersion, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "story entries"

    def __str__(self) -> str:
        return f"{self.deed} {self.story_id}"


class StorySpell(models.Model):
    """From when to when a story is counted as published for a place; ``until`` is the first day it is no more."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="spells")
    region_code = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story"], condition=Q(until=None), name="story_counted_once")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.since}"


class StoryReads(models.Model):
    """How often a story was opened on a day; by whom is not kept."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="reads")
    region_code = models.BigIntegerField()
    on = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "story reads"
        constraints = [models.UniqueConstraint(fields=["story", "region_code", "on"], name="story_reads_of_a_day")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.on}"


class Lecture(models.Model):
    """A lecture that was held: a plain record, which becomes an activity once the house runs those.

    ``answers`` keeps, for each question by its code, how many answered and how many of them rightly; ``asked`` and
    ``right`` are their sums. A record that should not be there is struck out (``struck_at``) and counts no more.
    """

    kind = models.CharField(max_length=60)
    programme = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    village_code = models.BigIntegerField()
    place = models.CharField(max_length=60)
    held_on = models.DateField()
    speaker = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    answers = models.JSONField()
    asked = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    moves = models.PositiveIntegerField(default=0)
    once = models.UUIDField(null=True, unique=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village_code", "held_on", "topic", "kind"],
                condition=Q(struck_at=None),
                name="lecture_recorded_once",
            ),
            models.CheckConstraint(condition=Q(right__lte=F("asked")), name="lecture_right_of_asked"),
        ]
        indexes = [models.Index(fields=["village_code", "held_on"], name="lecture_in_place")]

    def __str__(self) -> str:
        return f"{self.village_code} {self.held_on}"


class LectureEntry(models.Model):
    """What was recorded of a lecture, corrected or struck out: ``changes`` holds what stood there before and after."""

    lecture = models.ForeignKey(Lecture, models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "lecture entries"

    def __str__(self) -> str:
        return f"{self.lecture_id} {self.at}"
