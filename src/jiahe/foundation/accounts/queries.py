"""Reading accounts: the posts of a user, the actor a name stands for."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor, in_post
from jiahe.foundation.accounts.models import Post, Role, User, UserKind


def posts_of(user: User, *, on: date) -> list[Post]:
    """The posts a user holds on a day, with region and scope read."""
    held = Q(holdings__user=user, holdings__since__lte=on) & (Q(holdings__until=None) | Q(holdings__until__gt=on))
    found = Post.objects.filter(held, is_active=True, region__isnull=False).distinct()
    return list(found.select_related("region").prefetch_related("scopes").order_by("region__level", "pk"))


def actor_named(username: str, *, on: date) -> Actor | None:
    """The member of staff with this sign-in name, acting in his first post; None when there is none."""
    user = User.objects.filter(username=username, kind=UserKind.STAFF, is_active=True).first()
    posts = posts_of(user, on=on) if user else []
    return in_post(user, posts[0]) if user and posts else None


def workers_of(village_code: int, *, on: date) -> list[User]:
    """Who works for a village: the holders of its post. Public, so that a family knows whom to ask."""
    return list(
        User.objects.filter(
            Q(holdings__until=None) | Q(holdings__until__gt=on),
            holdings__since__lte=on,
            holdings__post__role=Role.VILLAGE_WORKER,
            holdings__post__region__code=village_code,
            is_active=True,
        ).distinct()
    )


def has_administrator() -> bool:
    """Whether somebody can open accounts here."""
    return Post.objects.filter(role=Role.ADMINISTRATOR, holdings__isnull=False).exists()
