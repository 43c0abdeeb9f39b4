"""Reading stories and lectures: those of a post's place through the gate; what is published, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from jiahe.delivery.library.models import (
    Lecture,
    LectureEntry,
    Story,
    StoryEntry,
    StoryReads,
    StoryState,
    StoryVersion,
)
from jiahe.delivery.library.rights import RECORD_LECTURES, REVIEW_STORIES, VIEW_LECTURES, VIEW_STORIES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached, require, require_at
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, path_to, ranges_of
from jiahe.registry.queries import Page, newest

PAGE = 20
WITH = ("current__region", "current__written_by", "published__region", "reviewed_by")
PUBLIC = ("published__region",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows a list of stories; an empty one shows all. With ``read`` it shows what families read of it now."""

    kind: str = ""
    category: str = ""
    state: str = ""
    text: str = ""
    programme: str = ""
    read: bool = False
    place: Region | None = None


def stories(wanted: Wanted, *, by: Actor, after: int = 0, before: int = 0) -> Page[Story]:
    """The stories written for a place in the actor's scope, newest first.

    Raises:
        RightMissing: he has nothing to do with stories.
    """
    require(by, VIEW_STORIES)
    rows = Story.objects.filter(reached(by, "current__region__code")).select_related(*WITH)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.category:
        rows = rows.filter(current__category=wanted.category)
    if wanted.programme:
        rows = rows.filter(programme=wanted.programme)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.read:
        rows = rows.filter(published__isnull=False)
    if wanted.place is not None:
        code = "published__region__code" if wanted.read else "current__region__code"
        rows = rows.filter(in_ranges(code, ranges_of(wanted.place)))
    if wanted.text:
        rows = rows.filter(Q(current__title__contains=wanted.text) | Q(current__body__contains=wanted.text))
    return newest(rows, after, before, PAGE)


def story(pk: int, *, by: Actor, right: Right = VIEW_STORIES) -> Story:
    """One story, for what a right allows.

    Raises:
        OutOfReach: there is none, or it is for a place outside the actor's scope.
        RightMissing: he reaches it and lacks the right.
    """
    found = Story.objects.select_related(*WITH).filter(pk=pk).first()
    if found is None or found.current is None:
        raise OutOfReach("没有找到这一篇。")
    require_at(by, right, found.current.region.code)
    return found


def story_from(source: str, *, by: Actor) -> Story | None:
    """The story that came from something, where the actor may see it; None where there is none for him."""
    found = Story.objects.select_related(*WITH).filter(source=source).first()
    if found is None or found.current is None or not by.may(VIEW_STORIES) or not by.reaches(found.current.region.code):
        return None
    return found


def is_told(source: str) -> bool:
    """Whether a story came from something already, be it another's; what it says is not told here."""
    return Story.objects.filter(source=source).exists()


def history_of(found: Story) -> list[StoryEntry]:
    """What was done about a story that was read through the gate, in order."""
    return list(found.entries.select_related("user", "post__region", "version"))


def version_of(found: Story, number: int) -> StoryVersion:
    """What a story that was read through the gate said in one of its versions.

    Raises:
        OutOfReach: it has no such version.
    """
    version = found.versions.select_related("region", "written_by").filter(number=number).first()
    if version is None:
        raise OutOfReach("没有找到这一版。")
    return version


def to_review(*, by: Actor) -> int:
    """How many stories in the actor's scope wait for a review he may give."""
    if not by.may(REVIEW_STORIES):
        return 0
    rows = Story.objects.filter(reached(by, "current__region__code"), state=StoryState.REVIEW)
    return rows.exclude(current__written_by=by.id).count()


def reads_of(found: Story) -> int:
    """How often a story was opened since it began."""
    total = StoryReads.objects.filter(story=found).aggregate(n=Sum("times"))["n"]
    return int(total or 0)


def public_stories(
    *, kind: str = "", category: str = "", place: Region | None = None, text: str = "", after: int = 0, before: int = 0
) -> Page[Story]:
    """What is published, newest first. In a place one reads what is for it, for what lies above it, and for what lies in it."""
    rows = _public()
    if kind:
        rows = rows.filter(kind=kind)
    if category:
        rows = rows.filter(published__category=category)
    if place is not None:
        above = Q(published__region__in=[step.pk for step in path_to(place)])
        rows = rows.filter(above | in_ranges("published__region__code", ranges_of(place)))
    if text:
        rows = rows.filter(Q(published__title__contains=text) | Q(published__body__contains=text))
    return newest(rows, after, before, PAGE)


def public_story(pk: int) -> Story:
    """One published story, for everybody.

    Raises:
        Http404: there is none, or it is published no more.
    """
    found = _public().filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这一篇。")
    return found


def next_story(found: Story) -> Story | None:
    """The story of the same kind to read after one: the next older, from the oldest on the newest again."""
    others = _public().filter(kind=found.kind).exclude(pk=found.pk).order_by("-pk")
    return others.filter(pk__lt=found.pk).first() or others.first()


def _public() -> QuerySet[Story]:
    return Story.objects.filter(published__isnull=False).select_related(*PUBLIC)


@dataclass(frozen=True, slots=True)
class LecturesWanted:
    """What narrows a list of lectures: a kind, a topic, from when to when they were held, and whose programme's they are."""

    kind: str = ""
    topic: str = ""
    since: date | None = None
    until: date | None = None
    programme: str = ""


def lectures(
    wanted: LecturesWanted, *, by: Actor, place: Region | None = None, after: int = 0, before: int = 0
) -> Page[Lecture]:
    """The lectures held in the actor's scope, or in a place within it, the last recorded first; what is struck out is not.

    Raises:
        RightMissing: he has nothing to do with lectures.
    """
    require(by, VIEW_LECTURES)
    rows = held(wanted).filter(reached(by, "village_code"))
    if place is not None:
        rows = rows.filter(in_ranges("village_code", ranges_of(place)))
    return newest(rows, after, before, PAGE)


def held(wanted: LecturesWanted) -> QuerySet[Lecture]:
    """The lectures that count, narrowed."""
    rows = Lecture.objects.filter(struck_at=None)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.programme:
        rows = rows.filter(programme=wanted.programme)
    if wanted.since is not None:
        rows = rows.filter(held_on__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(held_on__lte=wanted.until)
    return rows


def lecture(pk: int, *, by: Actor, right: Right = VIEW_LECTURES) -> Lecture:
    """One record, struck out or not, for what a right allows.

    Raises:
        OutOfReach: there is none, or its village lies outside the actor's scope.
        RightMissing: he reaches it and lacks the right.
    """
    found = Lecture.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这场讲座。")
    require_at(by, right, found.village_code)
    return found


def may_correct(found: Lecture, *, by: Actor) -> bool:
    """Whether the actor may put a record right."""
    return found.struck_at is None and by.may(RECORD_LECTURES) and by.reaches(found.village_code)


def corrections_of(found: Lecture) -> list[LectureEntry]:
    """What was recorded and changed of a lecture that was read through the gate, in order."""
    return list(found.entries.select_related("user", "post__region"))
