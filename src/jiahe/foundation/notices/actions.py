"""Telling somebody something, reading it, and falling silent after a loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.notices.kinds import NoticeKind, kind_of
from jiahe.foundation.notices.models import Message, MessageState, Notice, Stillness
from jiahe.foundation.notices.queries import inbox
from jiahe.foundation.notices.quiet import next_waking

SEND = "notices.send"
NO_WORDS: Mapping[str, object] = {}


def notify(
    kind: str,
    *,
    at: datetime,
    post: Post | int | None = None,
    user: User | int | None = None,
    person: int | None = None,
    path: str = "",
    words: Mapping[str, object] = NO_WORDS,
    once: bool = False,
) -> Notice | None:
    """Tell one recipient something, in the transaction of the deed it tells of; what goes to a phone goes out after it.

    ``words`` fill the places of the kind's title and text: places, numbers, days, never what is sensitive.
    With ``once`` the same words about the same page are not said to him a second time.
    None when it speaks of a stage of life to somebody who has had a loss.

    Raises:
        RuntimeError: no transaction is open, so it could tell of a deed that never was.
        ValueError: nobody declares this kind.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify needs the transaction of the deed it tells of")
    said = kind_of(kind)
    if said.stage and person is not None and Stillness.objects.filter(person=person).exists():
        return None
    notice = Notice(
        kind=kind,
        post_id=post.pk if isinstance(post, Post) else post,
        user_id=user.pk if isinstance(user, User) else user,
        person=person,
        title=said.title.format(**words),
        text=said.text.format(**words),
        path=path,
        at=at,
    )
    same = Notice.objects.filter(
        kind=kind, post=notice.post_id, user=notice.user_id, person=person, title=notice.title, path=path
    )
    if once and (known := same.first()) is not None:
        return known
    notice.save()
    if person is not None and said.channels:
        _send_out(notice, said, at)
    return notice


def _send_out(notice: Notice, kind: NoticeKind, at: datetime) -> None:
    due_at = at if kind.urgent else next_waking(at)
    Message.objects.bulk_create(
        Message(notice=notice, channel=code, text=kind.pushed, stage=kind.stage, urgent=kind.urgent, due_at=due_at)
        for code in kind.channels
    )
    ask(SEND, about={}, key=f"{due_at:%Y%m%d%H%M}", at=at, due_at=due_at)


def read(notice: Notice, *, at: datetime) -> None:
    """Note that a notice was opened; who may open it, the inbox has said."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def read_all(*, by: Actor, at: datetime) -> int:
    """Note that everything in the actor's inbox was seen; returns how much was new."""
    return inbox(by=by).filter(read_at=None).update(read_at=at)


def fall_silent(persons: Collection[int], *, at: datetime) -> None:
    """After a loss: in this transaction, nothing that speaks of a stage of life reaches these people any more.

    What waits to be sent is not sent, what stands unread in their inboxes is taken back, nothing new is written.

    Raises:
        RuntimeError: no transaction is open, so the loss could be recorded and the greeting still go out.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("fall_silent needs the transaction in which the loss is recorded")
    people = sorted(persons)
    Stillness.objects.bulk_create([Stillness(person=person, since=at) for person in people], ignore_conflicts=True)
    waiting = Message.objects.filter(notice__person__in=people, stage=True, state=MessageState.WAITING)
    waiting.update(state=MessageState.STOPPED)
    kinds = Notice.objects.filter(person__in=people).values_list("kind", flat=True).distinct()
    told = [kind for kind in kinds if _is_stage(kind)]
    Notice.objects.filter(person__in=people, kind__in=told, read_at=None, stopped_at=None).update(stopped_at=at)


def _is_stage(kind: str) -> bool:
    try:
        return kind_of(kind).stage
    except ValueError:  # an older version said it; nobody can tell what it was about
        return True


def speak_again(persons: Collection[int]) -> None:
    """The loss was recorded by mistake: from now on stages of life may be spoken of again."""
    with transaction.atomic():
        Stillness.objects.filter(person__in=sorted(persons)).delete()
