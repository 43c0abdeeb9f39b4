"""Parts of addresses that several faces share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, path_to, ranges_of

if TYPE_CHECKING:
    from jiahe.faces.kit.acting import ActingRequest  # which sends strangers to the door and back, by safe_path


class LevelConverter:
    """A level's word in an address: 金门县 has one code on three levels, so the code alone would not do."""

    regex = "province|city|county|township|village"

    def to_python(self, value: str) -> Level:
        """The level the word names."""
        return Level.from_slug(value)

    def to_url(self, value: Level | str | int) -> str:
        """The word of a level."""
        return value if isinstance(value, str) else Level(value).slug


def safe_path(request: HttpRequest, wanted: str) -> str:
    """The path and query of an address of ours that a visitor brought along; empty when it leads anywhere else."""
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(wanted)
    # A path of two slashes would be a host again once the host before it is taken away.
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def region_or_404(level: Level, code: int) -> Region:
    """The region of an address."""
    found = find_region(code, level)
    if found is None:
        raise Http404("没有找到这个地方。")
    return found


def reachable_region(request: ActingRequest, level: Level, code: int) -> Region:
    """The region of an address, where all of it lies in the actor's scope; 404 otherwise."""
    place = region_or_404(level, code)
    if not request.actor.reaches_all(ranges_of(place)):
        raise OutOfReach("没有找到这个地方。")
    return place


def own_path(request: ActingRequest, place: Region) -> list[Region]:
    """The way to a region, from the post's own region down."""
    return [step for step in path_to(place) if step.level >= request.post.region.level]


def day_or_none(text: str) -> date | None:
    """A day of an address (2026-01-01); None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None
