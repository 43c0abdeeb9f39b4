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


def actor_in(user: User, post_id: int, *, on: date) -> Actor | None:
    """A user acting in a post he holds on a day; None when he holds it no longer."""
    post = next((post for post in posts_of(user, on=on) if post.pk == post_id), None)
    return in_post(user, post) if post and user.is_active else None


def who_is(actor: Actor) -> str:
    """An actor as a paper names him: the name and the post he acts in."""
    if actor.kind == "operator":
        return "本机操作员"
    user = User.objects.filter(pk=actor.id or 0).first()
    post = Post.objects.select_related("region").filter(pk=actor.post_id or 0).first()
    return f"{user}（{post}）" if user and post else str(user or actor.name)


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
