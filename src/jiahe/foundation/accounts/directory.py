"""Lists of posts and people for those who manage them, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Prefetch, Q, QuerySet

from jiahe.foundation.accounts.actions import ROLE_LEVELS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import places_managed, posts_managed, responsible_post
from jiahe.foundation.accounts.models import Holding, Post, Role, User
from jiahe.foundation.accounts.queries import held_on
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of

PAGE = 50
Row = TypeVar("Row", Region, Post)
STATES = {"": "所有岗位", "never": "还没有登录过", "closed": "账号停用的"}
# The post without which a unit has nobody.
LEADING = {
    Level.CITY: Role.CITY_SECRETARY,
    Level.COUNTY: Role.COUNTY_SECRETARY,
    Level.TOWNSHIP: Role.TOWNSHIP_SECRETARY,
    Level.VILLAGE: Role.VILLAGE_WORKER,
}


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """Rows in the order of the codes, with the keys of the pages beside them (empty where there is none)."""

    rows: Sequence[Row]
    previous: str
    next: str


def posts_of_place(
    *, by: Actor, place: Region, on: date, text: str = "", state: str = "", after: str = "", before: str = ""
) -> PageOf[Post]:
    """The posts of a unit and of all below it that the actor manages, each with who holds it."""
    found = posts_managed(by).filter(_within(place, "region__code"), region__level__gte=place.level, is_active=True)
    now = Holding.objects.filter(held_on(on))
    if text:
        named = now.filter(Q(user__name__contains=text) | Q(user__username__contains=text.lower())).values("post")
        unit = Q(region__name__contains=text) | Q(region__unit_name__contains=text)
        found = found.filter(unit | Q(pk__in=named))
    if state == "never":
        found = found.filter(pk__in=now.filter(user__last_login=None, user__is_active=True).values("post"))
    if state == "closed":
        found = found.filter(pk__in=now.filter(user__is_active=False).values("post"))
    holders = Prefetch("holdings", now.select_related("user", "stands_in_for").order_by("pk"), to_attr="now")
    rows = found.select_related("region").prefetch_related(holders)
    return _page(rows, "region__code", lambda post: f"{post.region.code}-{post.pk}", after, before)


def posts_at(region: Region, *, by: Actor, on: date) -> list[Post]:
    """The posts of one unit that the actor manages, each with who holds it now."""
    holders = Prefetch(
        "holdings",
        Holding.objects.filter(held_on(on)).select_related("user", "stands_in_for").order_by("pk"),
        to_attr="now",
    )
    posts = posts_managed(by).filter(region=region, is_active=True).select_related("region")
    return list(posts.prefetch_related(holders).order_by("pk"))


def levels_of(role: Role) -> str:
    """At which levels a role works, in words."""
    return "、".join(Level(level).label for level in sorted(ROLE_LEVELS[role]))


def vacant_units(*, by: Actor, place: Region, on: date, after: str = "", before: str = "") -> PageOf[Region]:
    """The units below that have nobody in the post that leads them."""
    return _page(_vacant(by, place, on), "code", lambda unit: f"{unit.code}-{unit.pk}", after, before)


def count_vacant(*, by: Actor, place: Region, on: date) -> int:
    """How many units have nobody in the post that leads them."""
    return _vacant(by, place, on).count()


def _vacant(by: Actor, place: Region, on: date) -> QuerySet[Region]:
    held = Holding.objects.filter(held_on(on), stands_in_for=None, user__is_active=True, post__is_active=True)
    led = held.filter(post__role__in=LEADING.values()).values("post__region")
    units = places_managed(by).filter(_within(place, "code"), has_data=True, level__gt=place.level)
    return units.exclude(pk__in=led)


def leading_role(region: Region) -> Role:
    """The role without which a unit has nobody; the city's for one that stands beside the cities."""
    if region.is_own_unit and region.level == Level.COUNTY:
        return Role.CITY_SECRETARY
    return LEADING.get(Level(region.level), Role.PRESIDENT)


def never_signed_in(*, by: Actor, place: Region, on: date) -> int:
    """How many people of a place have an account and never used it."""
    posts = posts_managed(by).filter(_within(place, "region__code"), region__level__gte=place.level)
    held = Holding.objects.filter(held_on(on), post__in=posts)
    return User.objects.filter(pk__in=held.values("user"), last_login=None, is_active=True).count()


def holdings_of(user: User) -> list[Holding]:
    """All that somebody held, holds and will hold, the latest first."""
    rows = Holding.objects.filter(user=user).select_related("post__region", "stands_in_for", "passed_to")
    return list(rows.order_by("-since", "-pk"))


def stand_ins_of(user: User, *, on: date) -> list[Holding]:
    """Who stands in for somebody, now and in days to come."""
    rows = Holding.objects.filter(stands_in_for=user, until__gt=on).select_related("post__region", "user")
    return list(rows.order_by("since", "pk"))


def holding(pk: int) -> Holding | None:
    """One holding with its post and its people; whether it is the actor's to change says the action."""
    rows = Holding.objects.select_related("post__region__reports_to", "user", "stands_in_for")
    return rows.filter(pk=pk).first()


def whom_to_ask(user: User, *, on: date) -> dict[str, str] | None:
    """The post that looks after somebody's account, and who holds it; None where nobody does."""
    post = responsible_post(user, on=on)
    if post is None:
        return None
    held = Holding.objects.filter(held_on(on), post=post, user__is_active=True).select_related("user").order_by("pk")
    return {"post": str(post), "people": "、".join(str(h.user) for h in held)}


def last_holding(user: User, post_id: int) -> Holding | None:
    """How somebody held a post last."""
    rows = Holding.objects.filter(user=user, post=post_id).select_related("post__region", "passed_to", "stands_in_for")
    return rows.order_by("-since", "-pk").first()


def _within(place: Region, field: str) -> Q:
    return in_ranges(field, ranges_of(place))


def _page(rows: QuerySet[Row], code: str, key: Callable[[Row], str], after: str, before: str) -> PageOf[Row]:
    at, back = _key(before) or _key(after), _key(before) is not None
    if at is not None:
        word = "lt" if back else "gt"
        rows = rows.filter(Q(**{f"{code}__{word}": at[0]}) | Q(**{code: at[0], f"pk__{word}": at[1]}))
    order = (f"-{code}", "-pk") if back else (code, "pk")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, shown = len(found) > PAGE, found[:PAGE]
    if back:
        shown.reverse()
    if not shown:
        return PageOf(shown, "", "")
    has_previous = more if back else at is not None
    return PageOf(shown, key(shown[0]) if has_previous else "", key(shown[-1]) if back or more else "")


def _key(text: str) -> tuple[int, int] | None:
    code, _, pk = text.partition("-")
    return (int(code), int(pk)) if code.isdecimal() and pk.isdecimal() and len(text) < 40 else None
