"""Stories and lectures for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiahe.delivery.library.actions import (
    LectureDetails,
    StoryText,
    publish_story,
    record_lecture,
    submit_story,
    write_story,
)
from jiahe.delivery.library.models import Lecture, Story
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.queries import find_region
from tests.places import NOW, TODAY, YUNLIN

COUNTY = 350583000000
BODY = (
    "小陈在一家茶厂做包装，产假只给了九十八天。村里记下来以后，镇上的同志带着条例去了厂里。\n\n"
    "厂里给她补足了一百五十八天，还把制度改了。别的姐妹碰到了，也可以到村里说一声。"
)
ANSWERS = {"days": (30, 27), "father": (30, 20), "parental": (20, 13)}


def text_for(code: int = COUNTY, **said: Any) -> StoryText:
    """What a story says, for a place."""
    region = find_region(code)
    assert region is not None
    text = StoryText(
        category="law", title="产假只给 98 天", body=BODY, region=region, law_title="福建省人口与计划生育条例",
        law_article="第二十四条",
    )  # fmt: skip
    return replace(text, **said)


def story_for(code: int, *, by: Actor, reviewer: Actor | None = None, on: date = TODAY, **said: Any) -> Story:
    """A story for a place: a draft, or with a reviewer one that is read."""
    story = write_story(kind="talks", text=text_for(code, **said), by=by, at=NOW)
    if reviewer is not None:
        story = submit_story(story=story, seen=story.moves, by=by, at=NOW)
        story = publish_story(story=story, seen=story.moves, by=reviewer, at=NOW, on=on)
    return Story.objects.get(pk=story.pk)


def details_at(village: int = YUNLIN, **said: Any) -> LectureDetails:
    """A lecture as it is recorded."""
    details = LectureDetails(
        village_code=village, place="村文化礼堂", held_on=TODAY, speaker="市司法局公益律师", people=36, answers=ANSWERS
    )
    return replace(details, **said)


def lecture_at(village: int, *, by: Actor, topic: str = "leave", **said: Any) -> Lecture:
    """A lecture that was held in a village."""
    return record_lecture(
        kind="talks", topic=topic, details=details_at(village, **said), by=by, at=NOW, on=TODAY
    )  # fmt: skip
