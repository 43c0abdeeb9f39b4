"""Counting a story as published for a place, and no more, with the facts of it, in the caller's transaction."""

from __future__ import annotations

from datetime import date

from jiahe.delivery.library.measures import PUBLISHED
from jiahe.delivery.library.models import Story, StorySpell
from jiahe.foundation.facts.actions import append_facts


def begin(story: Story, region_code: int, on: date) -> None:
    """Count a story for a place from a day on; where it is counted there already, nothing happens."""
    if StorySpell.objects.filter(story=story, until=None, region_code=region_code).exists():
        return
    end(story, on)
    StorySpell.objects.create(story=story, region_code=region_code, since=on)
    append_facts({(PUBLISHED.code, region_code, on): 1})


def end(story: Story, on: date) -> None:
    """Count a story no more from a day on."""
    for spell in StorySpell.objects.filter(story=story, until=None):
        spell.until = max(on, spell.since)
        spell.save(update_fields=["until"])
        append_facts({(PUBLISHED.code, spell.region_code, spell.until): -1})
