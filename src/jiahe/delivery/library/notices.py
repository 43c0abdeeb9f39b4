"""What the post of a writer is told: that a story of his was published, or came back and why."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.library.models import Story, StoryVersion
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

PUBLISHED, RETURNED = "library.published", "library.returned"


def declare_all() -> None:
    """Make them known."""
    declare(NoticeKind(PUBLISHED, "您写的发布了", "《{title}》审核通过，居民看得到了。"))
    declare(NoticeKind(RETURNED, "您写的退回来了", "《{title}》退回修改：{reason}"))


def tell_writer(kind: str, story: Story, version: StoryVersion, *, at: datetime, reason: str = "") -> None:
    """Tell the post in which a version was written; who wrote at the machine has none."""
    if version.post_id is not None:
        words = {"title": version.title, "reason": reason}
        notify(kind, at=at, post=version.post_id, path=f"/desk/stories/{story.pk}/", words=words)
