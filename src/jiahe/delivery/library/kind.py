"""What a programme declares of a kind of story, and of the lectures at which it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiahe.delivery.catalogue.programme import programmes
from jiahe.foundation.accounts.gate import OutOfReach


@dataclass(frozen=True, slots=True)
class Quiz:
    """One question that is asked at the end of a lecture, with the answer that is right. ``code`` is unique in its topic."""

    code: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Lectures:
    """What lectures are about, by the code of the topic, and what is asked at the end of one on each."""

    topics: Mapping[str, str]
    quiz: Mapping[str, Sequence[Quiz]]

    def asked_at(self, topic: str) -> Sequence[Quiz]:
        """The questions of a topic."""
        return self.quiz.get(topic, ())


@dataclass(frozen=True, slots=True)
class StoryKind:
    """A kind of story. ``intro`` is what a reader finds above the list; ``categories`` are code and words.

    A story of a category in ``needs_law`` goes to no reviewer without the law it stands on.
    """

    code: str
    title: str
    intro: str
    categories: Mapping[str, str]
    needs_law: frozenset[str] = field(default_factory=frozenset)
    lectures: Lectures | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that no page could show.

        Raises:
            ValueError: no category, a law asked of one that is none, or a topic without questions.
        """
        if not self.categories or not self.needs_law <= self.categories.keys():
            raise ValueError(f"{self.code}：至少要有一类，要写法律依据的也要在里面")
        if self.lectures is not None:
            for topic in self.lectures.topics:
                codes = [each.code for each in self.lectures.asked_at(topic)]
                if not codes or len(set(codes)) < len(codes):
                    raise ValueError(f"{self.code}：讲座的每个主题都要有题目，题目的代号不能相同（{topic}）")

    @property
    def kind(self) -> str:
        """It is a story."""
        return "story"


def story_kinds() -> list[StoryKind]:
    """Every kind of story that a programme declares."""
    return [offer for programme in programmes() for offer in programme.offers if isinstance(offer, StoryKind)]


def story_kind(code: str) -> StoryKind:
    """The kind with a code.

    Raises:
        OutOfReach: no programme declares it.
    """
    found = next((kind for kind in story_kinds() if kind.code == code), None)
    if found is None:
        raise OutOfReach("没有找到这一类内容。")
    return found


def lectures_of(code: str) -> Lectures:
    """The lectures of a kind of story.

    Raises:
        OutOfReach: no programme declares it, or it holds no lectures.
    """
    found = story_kind(code).lectures
    if found is None:
        raise OutOfReach("这一类没有讲座。")
    return found


def programme_of(code: str) -> str:
    """The code of the programme that offers a kind."""
    owners = (p.code for p in programmes() for o in p.offers if isinstance(o, StoryKind) and o.code == code)
    return next(owners, "")
