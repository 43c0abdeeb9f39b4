"""Writing, submitting, reviewing, publishing and withdrawing stories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jiahe.delivery.library import notices, spells
from jiahe.delivery.library.anonymity import betrays
from jiahe.delivery.library.kind import StoryKind, programme_of, story_kind
from jiahe.delivery.library.models import Story, StoryDeed, StoryEntry, StoryState, StoryVersion
from jiahe.delivery.library.rights import REVIEW_STORIES, WRITE_STORIES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock, allocate_ids
from jiahe.foundation.regions.models import Region
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused

LOCK = "library.stories"
LONGEST, SHORTEST = 8000, 40
LONGEST_TITLE = 60
LONGEST_REASON = 400
GONE = "有同事刚刚动过这一篇。请看一看现在的样子；还是这样办的话，请再点一次。"
CHECKED = ("title", "body", "law_title", "law_article", "law_text")


@dataclass(frozen=True, slots=True)
class StoryText:
    """All that a story says, and the place it is for."""

    category: str
    title: str
    body: str
    region: Region
    law_title: str = ""
    law_article: str = ""
    law_text: str = ""


def write_story(
    *, kind: str, text: StoryText, by: Actor, at: datetime, once: UUID | None = None, source: str = "",
    avoid: Iterable[str] = (),
) -> Story:  # fmt: skip
    """Begin a story; a form sent again under the same key, or another draft from the same ``source``, is the one there is.

    Raises:
        OutOfReach, RightMissing: the actor may not write for that place.
        Refused: something that was said cannot be, or leads to somebody; names of ``avoid`` may not stand in it, ever.
    """
    declared = story_kind(kind)
    require_at(by, WRITE_STORIES, text.region.code)
    names = list(avoid)
    _require_possible(declared, text, names)
    with transaction.atomic():
        advisory_lock(LOCK)
        there = _there(once, source)
        if there is not None:
            require_at(by, WRITE_STORIES, _current(there).region.code)
            return there
        (pk,) = allocate_ids(Story, 1)
        story = Story(
            pk=pk, kind=kind, programme=programme_of(kind), source=source or None, once=once, created_at=at
        )  # fmt: skip
        story.seal_avoided(names)
        story.save(force_insert=True)
        story.current = _version(story, text, 1, by, at)
        story.save(update_fields=["current"])
        _enter(story, StoryDeed.WRITTEN, by, at, source=source)
    return story


def change_story(*, story: Story, seen: int, text: StoryText, by: Actor, at: datetime) -> Story:
    """Write a new version; what is published stays as it is until somebody has looked at the new one.

    Raises:
        OutOfReach, RightMissing: the actor may not write for where it was or is to be.
        Refused: it lies with a reviewer, somebody was before, or something that was said cannot be.
    """
    require_at(by, WRITE_STORIES, _current(story).region.code)
    require_at(by, WRITE_STORIES, text.region.code)
    _require_possible(story_kind(story.kind), text, story.avoided)
    with transaction.atomic():
        row = _locked(story, seen)
        if row.state == StoryState.REVIEW:
            raise refuse("", "这一篇在等审核。要改的话，先收回来。")
        before = _current(row)
        if row.state == StoryState.DRAFT and all(getattr(before, n) == v for n, v in _said(text).items()):
            return row
        _move(row, state=StoryState.DRAFT, current=_version(row, text, before.number + 1, by, at))
        _enter(row, StoryDeed.CHANGED, by, at)
    return row


def submit_story(*, story: Story, seen: int, by: Actor, at: datetime) -> Story:
    """Hand a draft to a reviewer.

    Raises:
        OutOfReach, RightMissing: the actor may not write for its place.
        Refused: it is no draft, somebody was before, or it lacks the law it stands on.
    """
    require_at(by, WRITE_STORIES, _current(story).region.code)
    with transaction.atomic():
        row = _locked(story, seen)
        _require_state(row, StoryState.DRAFT, "只有草稿可以提交审核。")
        _require_ready(row)
        _move(row, state=StoryState.REVIEW)
        _enter(row, StoryDeed.SUBMITTED, by, at)
    return row


def take_back_story(*, story: Story, seen: int, by: Actor, at: datetime) -> Story:
    """Take a draft back from the reviewer, to go on writing. Raises as ``submit_story`` does."""
    require_at(by, WRITE_STORIES, _current(story).region.code)
    with transaction.atomic():
        row = _locked(story, seen)
        _require_state(row, StoryState.REVIEW, "这一篇现在没有在等审核。")
        _move(row, state=StoryState.DRAFT)
        _enter(row, StoryDeed.TAKEN_BACK, by, at)
    return row


def return_story(*, story: Story, seen: int, reason: str, by: Actor, at: datetime) -> Story:
    """Send it back to the writer, and say what is to be mended.

    Raises:
        OutOfReach, RightMissing: the actor may not review there.
        Refused: no reason is given, it waits for no review, somebody was before, or the actor wrote it.
    """
    require_at(by, REVIEW_STORIES, _current(story).region.code)
    said = _reason(reason, "请写清楚要改哪里，写的人看得到。")
    with transaction.atomic():
        row = _locked(story, seen)
        _require_reviewer(row, by)
        _move(row, state=StoryState.DRAFT)
        _enter(row, StoryDeed.RETURNED, by, at, said)
        notices.tell_writer(notices.RETURNED, row, _current(row), at=at, reason=said)
    return row


def publish_story(*, story: Story, seen: int, by: Actor, at: datetime, on: date) -> Story:
    """Publish what was submitted: from now on everybody reads it in place of the version before.

    Raises:
        OutOfReach, RightMissing: the actor may not review there.
        Refused: it waits for no review, somebody was before, the actor wrote it, or it leads to somebody after all.
    """
    require_at(by, REVIEW_STORIES, _current(story).region.code)
    with transaction.atomic():
        row = _locked(story, seen)
        _require_reviewer(row, by)
        _require_ready(row)
        version = _current(row)
        _move(row, state=StoryState.PUBLISHED, published=version, published_on=on, reviewed_by_id=by.id)
        spells.begin(row, version.region.code, on)
        _enter(row, StoryDeed.PUBLISHED, by, at)
        notices.tell_writer(notices.PUBLISHED, row, version, at=at)
    return row


def withdraw_story(*, story: Story, seen: int, reason: str, by: Actor, at: datetime, on: date) -> Story:
    """Take a story off the pages at once, or lay a draft aside; it can be taken up again as a draft.

    Raises:
        OutOfReach, RightMissing: the actor may not review there.
        Refused: no reason is given, it is withdrawn already, or somebody was before.
    """
    require_at(by, REVIEW_STORIES, _current(story).region.code)
    said = _reason(reason, "请写清楚为什么下架，以后的同事看得到。")
    with transaction.atomic():
        row = _locked(story, seen)
        if row.state == StoryState.WITHDRAWN:
            raise refuse("", "已经下架了。")
        _move(row, state=StoryState.WITHDRAWN, published=None, published_on=None)
        spells.end(row, on)
        _enter(row, StoryDeed.WITHDRAWN, by, at, said)
    return row


def writers_of(story: Story) -> set[int | None]:
    """Who wrote what is to be reviewed: every version since the one that is published."""
    since = story.published.number if story.published is not None else 0
    return set(story.versions.filter(number__gt=since).values_list("written_by_id", flat=True))


def _require_reviewer(story: Story, by: Actor) -> None:
    _require_state(story, StoryState.REVIEW, "这一篇现在没有在等审核。")
    if by.id in writers_of(story):
        raise refuse("", "这一篇有您写的部分，请另一位同事审核。")


def _require_state(story: Story, state: StoryState, sentence: str) -> None:
    if story.state != state:
        raise refuse("", sentence)


def _require_possible(kind: StoryKind, text: StoryText, names: list[str]) -> None:
    faults = [Fault(1, name, sentence) for name in CHECKED if (sentence := betrays(getattr(text, name), names))]
    if text.category not in kind.categories:
        faults.append(Fault(1, "category", "请选是哪一类。"))
    if not text.title.strip():
        faults.append(Fault(1, "title", "请写标题。"))
    elif len(text.title.strip()) > LONGEST_TITLE:
        faults.append(Fault(1, "title", f"标题最多 {LONGEST_TITLE} 个字，请短一些。"))
    if not text.body.strip():
        faults.append(Fault(1, "body", "请写正文。一段空一行，用平常说话的字。"))
    elif len(text.body) > LONGEST:
        faults.append(Fault(1, "body", f"正文最多 {LONGEST:,} 个字，请分成两篇。"))
    if faults:
        raise Refused(faults)


def _require_ready(story: Story) -> None:
    """Refuse to show to anybody what is not whole, or what leads to somebody."""
    kind, text = story_kind(story.kind), _current(story)
    _require_possible(kind, StoryText(**{n: getattr(text, n) for n in StoryText.__dataclass_fields__}), story.avoided)
    if len(text.body.strip()) < SHORTEST:
        raise refuse("body", f"正文太短了，请至少写 {SHORTEST} 个字，让没听过的人也看得懂。")
    if text.category in kind.needs_law and not text.law_title:
        raise refuse("law_title", f"“{kind.categories[text.category]}”要写依据的是哪部法律，请补上再提交。")


def _reason(text: str, sentence: str) -> str:
    said = text.strip()
    if not said:
        raise refuse("reason", sentence)
    if len(said) > LONGEST_REASON:
        raise refuse("reason", f"写得太长了，最多 {LONGEST_REASON} 个字。")
    return said


def _there(once: UUID | None, source: str) -> Story | None:
    rows = Story.objects.select_related("current__region")
    found = rows.filter(once=once).first() if once else None
    return found or (rows.filter(source=source).first() if source else None)


def _current(story: Story) -> StoryVersion:
    if story.current is None:
        raise OutOfReach("没有找到这一篇。")
    return story.current


def _locked(story: Story, seen: int) -> Story:
    """The row as it stands, if nobody moved it since it was read; the caller stands in a transaction."""
    advisory_lock(LOCK)
    row = Story.objects.select_related("current__region", "published").get(pk=story.pk)
    if row.moves != seen:
        raise refuse("", GONE)
    return row


def _move(story: Story, **changes: object) -> None:
    for name, value in changes.items():
        setattr(story, name, value)
    story.moves += 1
    story.save()


def _said(text: StoryText) -> dict[str, object]:
    said = {name: getattr(text, name) for name in StoryText.__dataclass_fields__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


def _version(story: Story, text: StoryText, number: int, by: Actor, at: datetime) -> StoryVersion:
    return StoryVersion.objects.create(
        story=story, number=number, **_said(text), written_at=at, written_by_id=by.id, post_id=by.post_id
    )


def _enter(story: Story, deed: StoryDeed, by: Actor, at: datetime, text: str = "", *, source: str = "") -> None:
    version = _current(story)
    StoryEntry.objects.create(
        story=story, deed=deed, version=version, at=at, user_id=by.id, post_id=by.post_id, text=text
    )
    write_entry(
        actor=by, action=f"library.{deed}", at=at, subject_type="story", subject_id=story.pk,
        region_code=version.region.code,
        details={"kind": story.kind, "version": version.number, **({"source": source} if source else {})},
    )  # fmt: skip
