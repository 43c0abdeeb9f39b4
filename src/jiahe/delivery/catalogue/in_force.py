"""What holds of a programme in a place on a day: its declaration, with what larger and then smaller places have set.

A day is an argument, and what was approved is never changed: what held on an earlier day can always be said again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.programme import Programme, offer_of, programmes
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, path_to, ranges_of
from jiahe.registry.actions.common import refuse

DECIDED = date(9999, 12, 31)  # a day on which all that was decided holds, also what is still to come
SWITCH = "on"  # the key of the switch beside those of numbers and texts


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds: ``origin`` names the setting that each key comes from; what has none is as declared."""

    programme: Programme
    is_on: bool
    numbers: Mapping[str, int]
    texts: Mapping[str, str]
    origin: Mapping[str, ProgrammeSetting] = field(default_factory=dict)


def in_force(programme: Programme, place: Region, *, on: date) -> InForce:
    """What holds of a programme in a place on a day."""
    return _folded(programme, _approved(on).filter(programme=programme.code, region__in=path_to(place)))


def in_village(programme: Programme, village_code: int, *, on: date) -> InForce:
    """The same for a village by its code; as declared where no such village is known."""
    village = find_region(village_code, Level.VILLAGE)
    return in_force(programme, village, on=on) if village is not None else _folded(programme, [])


def running_in(region: Region, *, on: date) -> list[Programme]:
    """The programmes that run in a place or anywhere within it, in the order of their declaration; in a few questions."""
    inside = Q(region__in=path_to(region))
    for low, high in ranges_of(region):
        inside |= Q(region__low__gte=low, region__high__lte=high)
    said = list(_approved(on).filter(inside, is_on__isnull=False))
    found = []
    for programme in programmes():
        own = [one for one in said if one.programme == programme.code]
        within = [one for one in own if one.region.level > region.level]
        if _folded(programme, [one for one in own if one.region.level <= region.level]).is_on or _any_on(within):
            found.append(programme)
    return found


def runs_in(programme: Programme, region: Region, *, on: date) -> bool:
    """Whether a programme runs in a place or anywhere within it."""
    return programme in running_in(region, on=on)


def require_running(offer: str, village_code: int, *, on: date) -> InForce | None:
    """What holds of the programme of an offer in a village; None for an offer of no programme.

    Raises:
        Refused: the programme does not run there.
    """
    found = offer_of(offer)
    if found is None:
        return None
    held = in_village(found[0], village_code, on=on)
    if not held.is_on:
        raise refuse("", closed_sentence(found[0]))
    return held


def closed_sentence(programme: Programme) -> str:
    """What is said where a programme does not run."""
    return f"“{programme.title}”在这里还没有开办。想办这件事，请到村里问一问，或者打电话给县计生协。"


def _approved(on: date) -> QuerySet[ProgrammeSetting]:
    return ProgrammeSetting.objects.filter(state=SettingState.APPROVED, since__lte=on).select_related("region").order_by(
        "region__level", "since", "decided_at", "pk"
    )  # fmt: skip


def _folded(programme: Programme, settings: Iterable[ProgrammeSetting]) -> InForce:
    """What some settings, from the largest place to the smallest and by their days, come to."""
    is_on = programme.everywhere
    numbers = {parameter.code: parameter.default for parameter in programme.parameters}
    texts = {words.code: words.default for words in programme.texts}
    origin: dict[str, ProgrammeSetting] = {}
    for setting in settings:
        if setting.is_on is not None:
            is_on, origin[SWITCH] = setting.is_on, setting
        # What a later version of the declaration no longer has says nothing any more.
        for code in numbers.keys() & setting.numbers.keys():
            numbers[code], origin[code] = setting.numbers[code], setting
        for code in texts.keys() & setting.texts.keys():
            texts[code], origin[code] = setting.texts[code], setting
    return InForce(programme, is_on, numbers, texts, origin)


def _any_on(settings: Iterable[ProgrammeSetting]) -> bool:
    last = {setting.region_id: bool(setting.is_on) for setting in settings}
    return any(last.values())
