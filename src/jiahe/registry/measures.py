"""What the registry counts, each with a recount from its own tables that must always equal the rollups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Greatest, TruncMonth

from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare
from jiahe.foundation.regions.models import Level, Region
from jiahe.registry.models import Household, LifeEvent, Person
from jiahe.registry.models.life_event import EventKind


def _monthly(
    rows: QuerySet[Person] | QuerySet[Household] | QuerySet[LifeEvent], village: str, day: str, sign: int
) -> Iterator[Counted]:
    """Rows counted by village and by the month of a day."""
    counted = rows.order_by().values_list(village, TruncMonth(day)).annotate(n=Count("pk"))
    for code, month, n in counted.iterator():
        yield Counted(code, month, sign * n)


def _people(people: QuerySet[Person], village: str, on: date) -> Iterable[Counted]:
    died = people.filter(death_date__isnull=False).annotate(gone=Greatest("death_date", "since"))
    yield from _monthly(people.filter(since__lte=on), village, "since", 1)
    yield from _monthly(died.filter(gone__lte=on), village, "gone", -1)


def recount_people(on: date) -> Iterable[Counted]:
    """Living people by the village where they live."""
    return _people(Person.objects.all(), "village_code", on)


def recount_hukou_people(on: date) -> Iterable[Counted]:
    """Living people by the village of their hukou, where that village is ours."""
    ours = Region.objects.filter(level=Level.VILLAGE).values("code")
    return _people(Person.objects.filter(hukou_code__in=ours), "hukou_code", on)


def recount_households(on: date) -> Iterable[Counted]:
    """Households with somebody living in them."""
    yield from _monthly(Household.objects.filter(since__lte=on), "village_code", "since", 1)
    yield from _monthly(Household.objects.filter(until__lte=on), "village_code", "until", -1)


def _recount_events(kind: EventKind, on: date) -> Iterable[Counted]:
    return _monthly(LifeEvent.objects.filter(kind=kind, on__lte=on, withdrawn_at=None), "village_code", "on", 1)


HOUSEHOLDS = Measure("households", "家庭", "户", Kind.STOCK, recount_households)
PEOPLE = Measure("people", "人口", "人", Kind.STOCK, recount_people)
HUKOU_PEOPLE = Measure("hukou_people", "户籍人口", "人", Kind.STOCK, recount_hukou_people)
BIRTHS = Measure("births", "出生", "人", Kind.FLOW, lambda on: _recount_events(EventKind.BIRTH, on))
DEATHS = Measure("deaths", "去世", "人", Kind.FLOW, lambda on: _recount_events(EventKind.DEATH, on))


def declare_all() -> None:
    """Put the registry's measures into the register."""
    for measure in (HOUSEHOLDS, PEOPLE, HUKOU_PEOPLE, BIRTHS, DEATHS):
        declare(measure)


def rows_behind(measure: Measure, *, on: date, since: date) -> Q:
    """The filter on people that keeps exactly those whom a number counts: what the number opens into.

    For ``households`` the filter is on households. ``since`` is the first day of a flow's period.
    """
    alive = Q(since__lte=on) & (Q(death_date=None) | Q(death_date__gt=on))
    if measure is HOUSEHOLDS:
        return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    if measure is BIRTHS:
        return Q(birth_date__gte=since, birth_date__lte=on)
    if measure is DEATHS:
        return Q(death_date__gte=since, death_date__lte=on)
    return alive
