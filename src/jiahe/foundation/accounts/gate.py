"""The query gate: personal data is reached through here or not at all.

A stranger is told that nothing is there (404); somebody who reaches the place and lacks the right is told so (403).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.queries import Range, in_ranges


class OutOfReach(Http404):
    """The thing asked for does not exist, or lies outside the actor's scope: he cannot tell which."""


class RightMissing(PermissionDenied):
    """The actor reaches the place and lacks the right."""


def require(actor: Actor, right: Right) -> None:
    """Raise RightMissing unless the actor has the right."""
    if not actor.may(right):
        raise RightMissing(f"您的岗位没有“{right.title}”这项权限。需要时请联系上级计生协。")


def require_at(actor: Actor, right: Right, code: int) -> None:
    """Raise OutOfReach unless the actor reaches the region, then RightMissing unless he has the right."""
    if not actor.reaches(code):
        raise OutOfReach("没有找到。")
    require(actor, right)


def reached(actor: Actor, field: str) -> Q:
    """A filter that keeps the rows whose region code, in the field named, lies in the actor's scope."""
    return in_ranges(field, actor.scope)


def reached_whole(actor: Actor, field: str) -> Q:
    """A filter that keeps the rows whose region, in the field named, lies wholly in the actor's scope."""
    found = Q(pk__in=[])
    for low, high in actor.scope:
        found |= Q(**{f"{field}__low__gte": low, f"{field}__high__lte": high})
    return found


def reached_within(actor: Actor, ranges: Iterable[Range]) -> list[Range]:
    """What of some code ranges lies in the actor's scope, in order."""
    wanted = list(ranges)
    cut = [(max(a, c), min(b, d)) for a, b in actor.scope for c, d in wanted]
    return sorted((low, high) for low, high in cut if low <= high)
