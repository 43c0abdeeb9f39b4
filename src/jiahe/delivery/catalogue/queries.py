"""Reading settings: who sees which, who may approve, what one would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.rights import APPROVE_SETTINGS, PROPOSE_SETTINGS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached_whole, require
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import Range, path_to, ranges_of, villages_in
from jiahe.registry.queries import Page, newest

WITH = ("region", "proposed_by", "proposed_post__region", "decided_by")
PAGE = 20


def settings_seen(
    *, by: Actor, place: Region | None = None, programme: str = "", after: int = 0, before: int = 0
) -> Page[ProgrammeSetting]:
    """A page of the settings of the actor's places, newest first; of one place with those above that hold there too.

    Raises:
        RightMissing: the actor may neither propose nor approve.
    """
    _require_either(by)
    rows = ProgrammeSetting.objects.select_related(*WITH)
    rows = rows.filter(region__in=path_to(place)) if place is not None else rows.filter(reached_whole(by, "region"))
    return newest(rows.filter(programme=programme) if programme else rows, after, before, PAGE)


def setting(pk: int, *, by: Actor) -> ProgrammeSetting:
    """One of them: of a place the actor reaches whole, or of one above his.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he may neither propose nor approve.
    """
    found = ProgrammeSetting.objects.select_related(*WITH).filter(pk=pk).first()
    if found is None or not (by.reaches_all(ranges_of(found.region)) or (_may_either(by) and _holds_for(found, by))):
        raise OutOfReach("没有找到这份设置。")
    _require_either(by)
    return found


def _holds_for(found: ProgrammeSetting, by: Actor) -> bool:
    own = Post.objects.select_related("region").filter(pk=by.post_id or 0).first()
    return own is not None and found.region in path_to(own.region)


def is_own(found: ProgrammeSetting, by: Actor) -> bool:
    """Whether the actor proposed it, in whatever post."""
    return found.proposed_by_id == by.id


def may_approve(found: ProgrammeSetting, by: Actor) -> bool:
    """Whether the answer is the actor's to give; to what he proposed himself never."""
    reaches = by.reaches_all(ranges_of(found.region))
    return found.is_open and not is_own(found, by) and by.may(APPROVE_SETTINGS) and reaches


def who_may_approve(found: ProgrammeSetting) -> list[Post]:
    """The posts that may answer it, nearest first."""
    posts = posts_with(APPROVE_SETTINGS, at=path_to(found.region), but=found.proposed_by_id)
    return sorted(posts, key=lambda post: -post.region.level)


def waiting_for(by: Actor) -> QuerySet[ProgrammeSetting] | None:
    """The settings whose answer is the actor's to give; None where none ever is."""
    if not by.may(APPROVE_SETTINGS):
        return None
    waiting = ProgrammeSetting.objects.filter(reached_whole(by, "region"), state=SettingState.OPEN)
    return waiting.exclude(proposed_by=by.id).select_related(*WITH)


Running = Callable[[str, Sequence[Range]], int]
_running: dict[str, Running] = {}


def declare_running(title: str, count: Running) -> None:
    """Say how much of a programme is under way in some places; a room of delivery does so when Django starts."""
    _running[title] = count


@dataclass(frozen=True, slots=True)
class Preview:
    """What a setting would change: in how many villages, where it would not hold, and what goes on as it was."""

    villages: int
    exempt: Sequence[ProgrammeSetting]
    running: Sequence[tuple[str, int]]


def preview(found: ProgrammeSetting, *, on: date) -> Preview:
    """Whom a setting concerns, as things stand on a day."""
    ranges = ranges_of(found.region)
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(region__low__gte=low, region__high__lte=high)
    below = ProgrammeSetting.objects.filter(
        inside, programme=found.programme, state=SettingState.APPROVED, region__level__gt=found.region.level
    ).select_related("region")
    own = [one for one in below.order_by("region__code", "pk") if _says_the_same(one, found)]
    running = [(title, count(found.programme, ranges)) for title, count in _running.items()]
    return Preview(villages_in(ranges, on=max(on, found.since)).count(), own, running)


def _says_the_same(one: ProgrammeSetting, other: ProgrammeSetting) -> bool:
    both_switch = one.is_on is not None and other.is_on is not None
    return both_switch or bool(one.numbers.keys() & other.numbers.keys() or one.texts.keys() & other.texts.keys())


def _may_either(by: Actor) -> bool:
    return by.may(APPROVE_SETTINGS) or by.may(PROPOSE_SETTINGS)


def _require_either(by: Actor) -> None:
    if not by.may(APPROVE_SETTINGS):
        require(by, PROPOSE_SETTINGS)
