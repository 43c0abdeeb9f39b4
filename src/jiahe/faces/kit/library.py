"""A story and a lecture as a page tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiahe.delivery.library.kind import Quiz, StoryKind, story_kind, story_kinds
from jiahe.delivery.library.models import Lecture, Story, StoryState, StoryVersion
from jiahe.foundation.accounts.gate import OutOfReach

MARKS = {
    StoryState.DRAFT: ("calm", "edit"),
    StoryState.REVIEW: ("soon", "clock"),
    StoryState.PUBLISHED: ("due", "check"),
    StoryState.WITHDRAWN: ("plain", "ban"),
}


@dataclass(frozen=True, slots=True)
class ToldStory:
    """What a list shows of a story: its text, what kind it is, how it stands."""

    story: Story
    text: StoryVersion
    kind: str
    category: str
    mark: str
    icon: str

    @property
    def status(self) -> str:
        """How the work on it stands; what is read meanwhile is said, too."""
        label = StoryState(self.story.state).label
        mended = self.story.published_id is not None and self.story.state != StoryState.PUBLISHED
        return f"{label}（原来的还在看）" if mended else label


def told_story(story: Story, text: StoryVersion | None) -> ToldStory:
    """A story as a page shows it, in the version named; one whose kind is declared no more is still shown."""
    if text is None:
        raise OutOfReach("没有找到这一篇。")
    kind = kind_or_none(story.kind)
    category = kind.categories.get(text.category, "") if kind else ""
    mark, icon = MARKS[StoryState(story.state)]
    return ToldStory(story, text, kind.title if kind else "内容", category or "内容", mark, icon)


def kind_or_none(code: str) -> StoryKind | None:
    """The kind with a code; None where no programme declares it any more."""
    try:
        return story_kind(code)
    except OutOfReach:
        return None


def categories() -> list[tuple[str, str]]:
    """What a reader may choose from: kind and category as one code, and in words."""
    kinds = story_kinds()
    alone = len(kinds) == 1
    return [
        (f"{kind.code}.{code}", words if alone else f"{kind.title}：{words}")
        for kind in kinds
        for code, words in kind.categories.items()
    ]


def topics() -> list[tuple[str, str]]:
    """What lectures are about: kind and topic as one code, and in words."""
    return [
        (f"{kind.code}.{code}", words)
        for kind in story_kinds()
        if kind.lectures is not None
        for code, words in kind.lectures.topics.items()
    ]


def pair(code: str, choices: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The two parts of a choice of ``categories`` or ``topics``; two empty ones where it is none of them."""
    if code not in {known for known, _ in choices}:
        return "", ""
    kind, _, part = code.partition(".")
    return kind, part


def topic_of(lecture: Lecture) -> str:
    """What a lecture was about, in words."""
    kind = kind_or_none(lecture.kind)
    known: Mapping[str, str] = kind.lectures.topics if kind and kind.lectures else {}
    return known.get(lecture.topic, "讲座")


def quiz_of(lecture: Lecture) -> list[tuple[Quiz, int, int]]:
    """The questions of a lecture, each with how many answered and how many rightly."""
    kind = kind_or_none(lecture.kind)
    asked = kind.lectures.asked_at(lecture.topic) if kind and kind.lectures else ()
    return [(each, *lecture.answers.get(each.code, (0, 0))) for each in asked]
