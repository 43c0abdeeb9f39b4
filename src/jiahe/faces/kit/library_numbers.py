"""What the stories and lectures of a programme came to, as its panels show it, each number with what it opens into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from jiahe.delivery.catalogue.programme import Programme
from jiahe.delivery.library.awareness import masked
from jiahe.delivery.library.counting import Counts, counts_of
from jiahe.delivery.library.kind import StoryKind
from jiahe.foundation.regions.models import Region


class Told(NamedTuple):
    """An amount as a page shows it, and where it opens."""

    title: str
    value: str
    unit: str
    href: str = ""


def library_numbers(
    programme: Programme, places: Sequence[Region], *, on: date, since: date
) -> Mapping[int, tuple[Told, ...]]:
    """The numbers of each place, by region id; none where the programme has no stories."""
    kinds = [offer for offer in programme.offers if isinstance(offer, StoryKind)]
    if not kinds:
        return {place.pk: () for place in places}
    counted = counts_of(programme.code, places, on=on, since=since)
    holds = any(kind.lectures is not None for kind in kinds)
    return {
        place.pk: (
            *_of_stories(counted[place.pk], place, programme),
            *(_of_lectures(counted[place.pk], place, programme, since) if holds else ()),
        )
        for place in places
    }


def _of_stories(counts: Counts, place: Region, programme: Programme) -> tuple[Told, ...]:
    where = urlencode({"programme": programme.code, "state": "read", "level": place.slug, "code": place.code})
    href = f"{reverse('desk:stories')}?{where}" if counts.published else ""
    return Told("在看的内容", f"{counts.published:,}", "篇", href), Told("打开", f"{counts.reads:,}", "次")


def _of_lectures(counts: Counts, place: Region, programme: Programme, since: date) -> tuple[Told, ...]:
    rate = counts.rate
    narrowed = urlencode({"since": since.isoformat(), "programme": programme.code})
    href = f"{reverse('desk:awareness', args=[place.slug, place.code])}?{narrowed}" if rate.lectures else ""
    shown = rate.percent if not rate.hidden else ""
    return (
        Told("讲座", f"{rate.lectures:,}", "场", href),
        Told("听讲", masked(rate.people), "人次", href),
        Told("知晓率", shown or "—", "%" if shown else "", href if shown else ""),
    )
