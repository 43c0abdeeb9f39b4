"""Counting that a story was opened. By whom is asked of nobody and kept nowhere."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from jiahe.delivery.library.measures import READS
from jiahe.delivery.library.models import Story, StoryReads
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.facts.actions import append_facts


def count_read(*, story: Story, on: date) -> None:
    """Count one opening of a published story, for the place it is published for.

    Raises:
        OutOfReach: it is not published.
    """
    if story.published is None:
        raise OutOfReach("没有找到这一篇。")
    code = story.published.region.code
    with transaction.atomic():
        row, _ = StoryReads.objects.get_or_create(story=story, region_code=code, on=on)
        StoryReads.objects.filter(pk=row.pk).update(times=F("times") + 1)
        append_facts({(READS.code, code, on): 1})
