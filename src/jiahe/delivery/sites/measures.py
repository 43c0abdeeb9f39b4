"""What is counted of sites: those that have not closed, by the village where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiahe.delivery.sites.models import SiteSpell
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare


def recount_sites(on: date) -> Iterable[Counted]:
    """Sites by the village where they stand; where a village became another, in each for the days it stood."""
    for code, since, until in SiteSpell.objects.order_by().values_list("village_code", "since", "until").iterator():
        if since <= on:
            yield Counted(code, since.replace(day=1), 1)
        if until is not None and until <= on:
            yield Counted(code, until.replace(day=1), -1)


SITES = Measure("sites", "阵地", "个", Kind.STOCK, recount_sites)


def declare_all() -> None:
    """Put the measure into the register."""
    declare(SITES)
