"""Parts of addresses that several faces share."""

from __future__ import annotations

from django.http import Http404

from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region


class LevelConverter:
    """A level's word in an address: 金门县 has one code on three levels, so the code alone would not do."""

    regex = "province|city|county|township|village"

    def to_python(self, value: str) -> Level:
        """The level the word names."""
        return Level.from_slug(value)

    def to_url(self, value: Level | str | int) -> str:
        """The word of a level."""
        return value if isinstance(value, str) else Level(value).slug


def region_or_404(level: Level, code: int) -> Region:
    """The region of an address."""
    found = find_region(code, level)
    if found is None:
        raise Http404("没有找到这个地方。")
    return found
