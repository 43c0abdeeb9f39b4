"""Writes of accounts: opening accounts and posts, giving a post to a user."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Department, Ending, Holding, Post, PostScope, Role, User, UserKind
from jiahe.foundation.accounts.password_rules import remember_password
from jiahe.foundation.accounts.passwords import one_time_password
from jiahe.foundation.accounts.sign_ins import end_sign_ins
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import Range, ranges_of

# The level a role works at. A city's secretary may also stand at a county that reports to the province (平潭).
OF_RESIDENTS = "resident-"  # how the account of a person of the registry is called; no account of staff may be
ROLE_LEVELS = {
    Role.PRESIDENT: {Level.PROVINCE},
    Role.CITY_SECRETARY: {Level.CITY, Level.COUNTY},
    Role.COUNTY_SECRETARY: {Level.COUNTY},
    Role.TOWNSHIP_SECRETARY: {Level.TOWNSHIP},
    Role.VILLAGE_WORKER: {Level.VILLAGE},
    Role.GROUP_LEADER: {Level.VILLAGE},
    Role.EXPERT: {Level.PROVINCE, Level.CITY, Level.COUNTY},
    Role.GUIDE: {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE},
    Role.VOLUNTEER: {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE},
    Role.PROVIDER: {Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE},
    Role.PARTNER: {Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP},
    Role.AUDITOR: {Level.PROVINCE, Level.CITY, Level.COUNTY},
    Role.ADMINISTRATOR: {Level.PROVINCE, Level.CITY, Level.COUNTY},
}


class PostRefused(ValueError):
    """The role does not work at that level, or the place is no more."""


def open_post(*, role: Role, region: Region, by: Actor, at: datetime, department: str = "") -> Post:
    """Open a post with the scope its region gives it; returns the post that stands there if it was open already.

    Raises:
        PostRefused: the role does not work at the region's level, or the region is closed, or no role but a partner's
            is of a ``department``.
    """
    if region.is_closed:
        raise PostRefused(f"{region.title}已经撤销，不能再设岗位。请设在接替它的单位。")
    if not stands_at(role, region):
        raise PostRefused(f"{role.label}这个岗位不设在{Level(region.level).label}一级。")
    if department and (role != Role.PARTNER or department not in Department.values):
        raise PostRefused("只有协作部门的岗位才分部门，请从列出的部门里选。")
    with transaction.atomic():
        post, made = Post.objects.get_or_create(role=role, region=region, department=department)
        if made:
            PostScope.objects.bulk_create(PostScope(post=post, low=a, high=b) for a, b in ranges_of(region))
            write_entry(
                actor=by,
                action="accounts.open_post",
                at=at,
                subject_type="post",
                subject_id=post.pk,
                region_code=region.code,
                details={"role": role.value} | ({"department": department} if department else {}),
            )
    return post


def stands_at(role: Role, region: Region) -> bool:
    """Whether a role works at a region."""
    at_city = role != Role.CITY_SECRETARY or region.level == Level.CITY or region.is_own_unit
    return region.level in ROLE_LEVELS[role] and at_city


def move_post(*, post: Post, region: Region, by: Actor, at: datetime) -> None:
    """Let a post go on at the region its own became: it is the same post, with its holders and its work.

    It reaches the new codes and still the old ones, whose rows and months stay to be read.
    """
    with transaction.atomic():
        before = post.region.code
        post.region = region
        post.save(update_fields=["region"])
        _widen(post, ranges_of(region))
        write_entry(
            actor=by,
            action="accounts.move_post",
            at=at,
            subject_type="post",
            subject_id=post.pk,
            region_code=region.code,
            details={"before": before},
        )


def join_posts(*, post: Post, into: Post, since: date, by: Actor, at: datetime) -> None:
    """Let one post go up in another of the same role: whoever holds it holds the other from a day on.

    The other reaches what this one reached, because its families and its months are now the other's to keep.
    """
    with transaction.atomic():
        _widen(into, post.scopes.values_list("low", "high"))
        for holding in post.holdings.filter(Q(until=None) | Q(until__gt=since)).select_related("user"):
            day, ends = max(since, holding.since), holding.until
            Holding.objects.filter(pk=holding.pk).update(until=day)
            if ends is None:
                give_post(user=holding.user, post=into, since=day, by=by, at=at)
            else:  # what ends by itself, a stand-in too, ends on the same day there
                Holding.objects.create(
                    user=holding.user, post=into, since=day, until=ends, stands_in_for_id=holding.stands_in_for_id
                )
        Post.objects.filter(pk=post.pk).update(is_active=False)
        Post.objects.filter(pk=into.pk).update(is_active=True)
        write_entry(
            actor=by,
            action="accounts.join_posts",
            at=at,
            subject_type="post",
            subject_id=post.pk,
            region_code=into.region.code,
            details={"into": into.pk, "before": post.region.code},
        )


def reach_too(*, region: Region, low: int, high: int) -> None:
    """Let the posts of a unit reach the codes of one that it took over, whose rows and months stay under them."""
    for post in Post.objects.filter(region=region):
        _widen(post, [(low, high)])


def reach_no_more(*, low: int, high: int, but: Iterable[int]) -> None:
    """Take some codes out of the scopes that hold them in part or whole, except of posts at some regions (by id)."""
    crossing = PostScope.objects.filter(low__lte=high, high__gte=low).exclude(post__region__in=list(but))
    for scope in crossing:
        left = [(a, b) for a, b in ((scope.low, low - 1), (high + 1, scope.high)) if a <= b]
        _widen(scope.post, left)
        scope.delete()


def _widen(post: Post, ranges: Iterable[Range]) -> None:
    """Add code ranges to a post's scope; those it has already stay as they are."""
    known = set(post.scopes.values_list("low", "high"))
    PostScope.objects.bulk_create(PostScope(post=post, low=a, high=b) for a, b in ranges if (a, b) not in known)


def open_account(*, username: str, name: str, password: str | None, by: Actor, at: datetime) -> tuple[User, str]:
    """Open a staff account. Without a password one is made that must be changed at the first sign-in.

    Returns the user and the password that opens the account. An account that exists already is left as it is; its
    password is then the empty text.
    """
    with transaction.atomic():
        existing = User.objects.filter(username=username).first()
        if existing is not None:
            return existing, ""
        chosen = password or one_time_password()
        user = User(username=username, name=name, kind=UserKind.STAFF, must_change_password=password is None)
        user.set_password(chosen)
        user.save()
        write_entry(actor=by, action="accounts.open_account", at=at, subject_type="user", subject_id=user.pk)
    return user, chosen


def give_post(*, user: User, post: Post, since: date, by: Actor, at: datetime) -> None:
    """Give a post to a user; nothing changes when he holds it already."""
    with transaction.atomic():
        _, made = Holding.objects.get_or_create(user=user, post=post, until=None, defaults={"since": since})
        if made:
            write_entry(
                actor=by,
                action="accounts.give_post",
                at=at,
                subject_type="user",
                subject_id=user.pk,
                region_code=post.region.code,
                details={"post": post.pk},
            )


def change_password(*, user: User, password: str, by: Actor, at: datetime, sign_in: int | None = None) -> None:
    """Set a user's own new password. Every sign-in of his ends but the one in which he does it.

    Raises:
        django.core.exceptions.ValidationError: the password breaks a rule of ``password_rules``.
    """
    validate_password(password, user)
    with transaction.atomic():
        remember_password(user, at=at)
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        end_sign_ins(user=user, by=by, at=at, ending=Ending.PASSWORD, but=sign_in)
        write_entry(actor=by, action="accounts.change_password", at=at, subject_type="user", subject_id=user.pk)


def resident_account(*, person_id: int) -> User:
    """The account of the person with this id in the registry; made at the first sign-in."""
    user, _ = User.objects.get_or_create(username=f"{OF_RESIDENTS}{person_id}", defaults={"kind": UserKind.RESIDENT})
    if user.kind != UserKind.RESIDENT:
        raise ValueError("an account of staff has the name of a resident's")
    return user
