"""The library's part of the sample province: stories that one wrote and another reviewed, and lectures of a year."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5

import yaml

from jiahe.delivery.library.actions import (
    LectureDetails,
    StoryText,
    count_read,
    publish_story,
    record_lecture,
    submit_story,
    write_story,
)
from jiahe.delivery.library.kind import lectures_of
from jiahe.delivery.library.models import Lecture, Story
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of, villages_in

KIND = "talks"
NAMESPACE = uuid5(NAMESPACE_URL, "jiahe.sample.library")
WAITING, DRAFTS = 1, 1  # of the stories, how many at the end wait for a review, and how many are still written
PLACES = ("村文化礼堂", "党群服务中心", "茶厂食堂", "亲子小屋", "祠堂前的大埕")
SPEAKERS = ("市司法局公益律师", "县妇幼保健院医生", "县计生协干事", "镇工会干部")
LECTURES = 36


def sample_stories(*, county: Region, writer: Actor, reviewer: Actor, at: datetime, on: date) -> int:
    """Stories for a county: most published, one waiting for its review, one a draft. Run again, nothing is added."""
    if Story.objects.exists():
        return 0
    told = yaml.safe_load((Path(__file__).parent / "sample_stories.yaml").read_text(encoding="utf-8"))
    for number, each in enumerate(told):
        text = StoryText(region=county, **each)
        story = write_story(kind=KIND, text=text, by=writer, at=at, once=uuid5(NAMESPACE, each["title"]))
        left = len(told) - number
        if left > DRAFTS:
            story = submit_story(story=story, seen=story.moves, by=writer, at=at)
        if left > DRAFTS + WAITING:
            publish_story(story=story, seen=story.moves, by=reviewer, at=at, on=on)
            story.refresh_from_db()
            for _ in range(3 + number % 4):
                count_read(story=story, on=on)
    return len(told)


def sample_lectures(*, county: Region, by: Actor, at: datetime, on: date) -> int:
    """Lectures in villages of a county since the first of January, some of them small. Run again, nothing is added."""
    if Lecture.objects.exists():
        return 0
    declared = lectures_of(KIND)
    chance = Random(county.code)  # noqa: S311  # sample data: the same each time is what is wanted
    villages = list(villages_in(ranges_of(county))[: LECTURES * 3 : 3])
    days = (on - on.replace(month=1, day=1)).days
    for number, village in enumerate(villages):
        topic = list(declared.topics)[number % len(declared.topics)]
        people = chance.randrange(3, 8) if number % 9 == 0 else chance.randrange(18, 70)
        answers = {}
        for each in declared.asked_at(topic):
            asked = chance.randrange(max(people // 2, 1), people + 1)
            answers[each.code] = (asked, round(asked * chance.uniform(0.55, 0.95)))
        record_lecture(
            kind=KIND, topic=topic, by=by, at=at, on=on, once=uuid5(NAMESPACE, f"{village.code}-{topic}"),
            details=LectureDetails(
                village_code=village.code, place=chance.choice(PLACES), speaker=chance.choice(SPEAKERS),
                held_on=on - timedelta(days=chance.randrange(0, days + 1)), people=people, answers=answers,
            ),
        )  # fmt: skip
    return len(villages)
