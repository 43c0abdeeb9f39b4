"""Who manages whose accounts and posts: the one rule, and how it is asked of a post, of an account and of a list.

The administrator of the province manages everybody. Whoever else has the right manages the posts of the units below his
own place: never one of his own level or above, and never an administrator's or an auditor's, because those watch over
him. An account is managed by who manages every post it has, so that nobody gets at a post through a smaller one of the
same person.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from jiahe.foundation.accounts.actions import stands_at
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.models import Holding, Post, Role, User, UserKind
from jiahe.foundation.accounts.queries import held_on
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS, rights_of
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import in_ranges, path_to, ranges_of

RESERVED = (Role.ADMINISTRATOR, Role.AUDITOR)  # given by the administrator of the province alone


def _post_of(by: Actor) -> Post | None:
    return Post.objects.select_related("region").filter(pk=by.post_id or 0).first()


def manages_all(by: Actor) -> bool:
    """Whether the actor manages everybody: the administrator of the province, and the operator at the machine."""
    if by.kind == "operator":
        return True
    post = _post_of(by)
    return post is not None and post.role == Role.ADMINISTRATOR and post.region.level == Level.PROVINCE


def posts_managed(by: Actor) -> QuerySet[Post]:
    """The posts whose holders the actor names.

    Raises:
        RightMissing: the actor manages no accounts at all.
    """
    require(by, MANAGE_ACCOUNTS)
    if manages_all(by):
        return Post.objects.all()
    own = _post_of(by)
    if own is None or own.region.level == Level.PROVINCE:
        return Post.objects.none()
    return Post.objects.filter(in_ranges("region__code", by.scope), region__level__gt=own.region.level).exclude(
        role__in=RESERVED
    )


def places_managed(by: Actor) -> QuerySet[Region]:
    """The standing units at which the actor opens posts."""
    require(by, MANAGE_ACCOUNTS)
    standing = Region.objects.filter(closed_on=None)
    if manages_all(by):
        return standing
    own = _post_of(by)
    if own is None or own.region.level == Level.PROVINCE:
        return standing.none()
    return standing.filter(in_ranges("code", by.scope), level__gt=own.region.level)


def roles_given(by: Actor, region: Region) -> list[Role]:
    """The roles the actor may give at a unit; none where it is not his."""
    if not places_managed(by).filter(pk=region.pk).exists():
        return []
    all_of_them = manages_all(by)
    return [role for role in Role if stands_at(role, region) and (all_of_them or role not in RESERVED)]


def require_manager(post: Post, by: Actor) -> None:
    """Raise OutOfReach, or RightMissing, unless the actor names the holders of a post."""
    if not by.reaches_all(ranges_of(post.region)):
        raise OutOfReach("没有找到这个岗位。")
    if not posts_managed(by).filter(pk=post.pk).exists():
        raise OutOfReach("没有找到这个岗位。")


def account(pk: int, *, by: Actor, on: date) -> User:
    """An account the actor manages.

    Raises:
        OutOfReach: there is none, or it is not his.
        RightMissing: he reaches where it works, and manages no accounts at all.
    """
    found = User.objects.filter(pk=pk, kind=UserKind.STAFF).first()
    if found is None or not (manages_all(by) or _works_within(found, by)):
        raise OutOfReach("没有找到这个账号。")
    require(by, MANAGE_ACCOUNTS)
    if not manages(found, by=by, on=on):
        raise OutOfReach("没有找到这个账号。")
    return found


def _works_within(user: User, by: Actor) -> bool:
    """Whether somebody holds or held a post in the actor's scope."""
    return Holding.objects.filter(in_ranges("post__region__code", by.scope), user=user, stands_in_for=None).exists()


def manages(user: User, *, by: Actor, on: date) -> bool:
    """Whether the actor manages an account: all the posts it has or will have, or the last it had."""
    if manages_all(by):
        return True
    if user.pk == by.id or user.kind != UserKind.STAFF:
        return False
    posts = {holding.post_id for holding in _holdings_that_count(user, on)}
    return bool(posts) and posts_managed(by).filter(pk__in=posts).count() == len(posts)


def _holdings_that_count(user: User, on: date) -> list[Holding]:
    """What an account holds or will hold, stand-ins among them: who can sign in as it acts there too. Else its last."""
    holdings = Holding.objects.filter(user=user).select_related("post__region")
    current = list(holdings.filter(Q(until=None) | Q(until__gt=on)))
    return current or list(holdings.filter(stands_in_for=None).order_by("-until", "-pk")[:1])


def responsible_post(user: User, *, on: date) -> Post | None:
    """The post that looks after an account: the nearest above its highest post that manages it and has a holder."""
    current = _holdings_that_count(user, on)
    if not current:
        return _held_at([], on)
    highest = min((h.post for h in current), key=lambda post: post.region.level)
    if highest.role in RESERVED:
        return _held_at([], on, but=user)
    return _held_at(path_to(highest.region)[:-1], on, but=user)


def _held_at(path: list[Region], on: date, but: User | None = None) -> Post | None:
    """The nearest post on a way up whose holder manages accounts; at the end the administrator of the province."""
    held = Holding.objects.filter(held_on(on), user__is_active=True).exclude(user=but)
    posts = Post.objects.filter(is_active=True, pk__in=held.values("post")).select_related("region")
    managers = [role for role in Role if MANAGE_ACCOUNTS in rights_of(role)]
    for region in reversed(path):
        if region.level == Level.PROVINCE:
            break
        found = posts.filter(region=region, role__in=managers).order_by("role").first()
        if found is not None:
            return found
    return posts.filter(role=Role.ADMINISTRATOR, region__level=Level.PROVINCE).first()
