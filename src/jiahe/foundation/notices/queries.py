"""Reading an inbox: that of the post one acts in and of oneself; for a resident, of himself and his wards, not of those he only helps."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.notices.models import Notice

PAGE = 30


def inbox(*, by: Actor) -> QuerySet[Notice]:
    """What the actor was told and may read."""
    if by.kind == "resident":
        mine = Q(person__in=by.closest)
    elif by.kind == "user":
        mine = Q(user=by.id) | Q(post=by.post_id) if by.post_id else Q(user=by.id)
    else:
        return Notice.objects.none()
    return Notice.objects.filter(mine, stopped_at=None)


def page_of(*, by: Actor, before: int = 0, size: int = PAGE) -> tuple[list[Notice], int | None]:
    """A page of the inbox, the newest first, and the key of the next page."""
    rows = inbox(by=by).order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def unread(*, by: Actor) -> int:
    """How much in the inbox is new."""
    return inbox(by=by).filter(read_at=None).count()


def notice(pk: int, *, by: Actor) -> Notice:
    """One notice of the inbox.

    Raises:
        OutOfReach: there is none, or it is not the actor's.
    """
    found = inbox(by=by).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这条消息。")
    return found
