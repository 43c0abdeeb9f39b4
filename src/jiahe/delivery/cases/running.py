"""How many cases of a programme are under way in some places: who changes its settings is told."""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.delivery.cases.models import LIVE, Case
from jiahe.delivery.catalogue.queries import declare_running
from jiahe.foundation.regions.queries import Range, in_ranges


def declare_all() -> None:
    """Make the count known."""
    declare_running("在办的事项", _live)


def _live(programme: str, ranges: Sequence[Range]) -> int:
    return Case.objects.filter(in_ranges("village_code", ranges), programme=programme, state__in=LIVE).count()
