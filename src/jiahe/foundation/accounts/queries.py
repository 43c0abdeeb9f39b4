"""Reading accounts: the posts of a user, the actor a name stands for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor, in_post
from jiahe.foundation.accounts.models import Holding, Post, Role, User, UserKind
from jiahe.foundation.accounts.rights import Right, rights_of
from jiahe.foundation.regions.models import Region


def held_on(on: date) -> Q:
    """A filter that keeps the holdings of a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def posts_of(user: User, *, on: date) -> list[Post]:
    """The posts a user holds on a day, with region and scope read; those he stands in for say for whom."""
    held = Holding.objects.filter(held_on(on), user=user, post__is_active=True).select_related(
        "post__region", "stands_in_for"
    )
    found: dict[int, Post] = {}
    # His own come first: who holds a post is no stand-in in it.
    for holding in sorted(held.prefetch_related("post__scopes"), key=lambda h: h.stands_in_for_id is not None):
        if holding.post_id not in found:
            post = holding.post
            post.instead_of, post.instead_until = holding.stands_in_for, holding.until
            found[post.pk] = post
    return sorted(found.values(), key=lambda post: (post.instead_of is not None, post.region.level, post.pk))


def actor_named(username: str, *, on: date) -> Actor | None:
    """The member of staff with this sign-in name, acting in his first post; None when there is none."""
    user = User.objects.filter(username=username, kind=UserKind.STAFF, is_active=True).first()
    posts = posts_of(user, on=on) if user else []
    return in_post(user, posts[0]) if user and posts else None


def actor_in(user: User, post_id: int, *, on: date) -> Actor | None:
    """A user acting in a post he holds on a day; None when he holds it no longer."""
    post = next((post for post in posts_of(user, on=on) if post.pk == post_id), None)
    return in_post(user, post) if post and user.is_active else None


def posts_with(right: Right, *, at: Iterable[Region], but: int | None = None) -> list[Post]:
    """The posts of some units that have a right and that somebody holds, without those that one user (``but``) holds."""
    posts = Post.objects.filter(region__in=list(at), is_active=True, holdings__until=None, holdings__isnull=False)
    if but is not None:
        posts = posts.exclude(holdings__user=but)
    found = posts.select_related("region").distinct().order_by("pk")
    return [post for post in found if right in rights_of(post.role)]


def holders_of(posts: Iterable[int], *, on: date) -> dict[int, list[User]]:
    """Who holds some posts on a day, stand-ins too, by the id of the post."""
    found: dict[int, list[User]] = {}
    held = Holding.objects.filter(held_on(on), post__in=list(posts)).select_related("user").order_by("pk")
    for holding in held:
        found.setdefault(holding.post_id, []).append(holding.user)
    return found


def predecessors(user_id: int | None, post_id: int | None) -> list[int]:
    """Who held a post before somebody and passed it on, so that their open work is his now; by the ids of users."""
    own = Holding.objects.filter(user=user_id, post=post_id, stands_in_for=None).order_by("-since").first()
    if own is None:
        return []
    passed = Holding.objects.filter(post=post_id, passed_to__isnull=False, until__lte=own.since)
    return list(passed.exclude(user=user_id).values_list("user", flat=True))


def successor_of(user: User, post_id: int, *, on: date) -> User | None:
    """Who holds a post on a day that somebody passed on; None where he holds it still, or nobody does."""
    held = Holding.objects.filter(held_on(on), post=post_id, stands_in_for=None, user__is_active=True)
    later = held.exclude(user=user).select_related("user").order_by("since", "pk")
    return next((h.user for h in later if user.pk in predecessors(h.user_id, post_id)), None)


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
