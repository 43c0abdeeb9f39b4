"""What the registry counts, each with a recount from its own tables that must always equal the rollups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, TruncMonth

from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare, declare_roll, together
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import Range, in_ranges
from jiahe.registry import standings
from jiahe.registry.categories import BY_CODE, CATEGORIES, Category
from jiahe.registry.models import FormerHukou, Household, LifeEvent, Person, Standing, Stay
from jiahe.registry.models.life_event import EventKind

Rows = QuerySet[Person] | QuerySet[Household] | QuerySet[LifeEvent] | QuerySet[Stay]


def _monthly(rows: Rows, village: str, day: str, sign: int) -> Iterator[Counted]:
    """Rows counted by village and by the month of a day."""
    counted = rows.order_by().values_list(village, TruncMonth(day)).annotate(n=Count("pk"))
    for code, month, n in counted.iterator():
        yield Counted(code, month, sign * n)


def _people(people: QuerySet[Person], village: str, on: date) -> Iterable[Counted]:
    died = people.filter(death_date__isnull=False).annotate(gone=Greatest("death_date", "since"))
    yield from _monthly(people.filter(since__lte=on), village, "since", 1)
    yield from _monthly(died.filter(gone__lte=on), village, "gone", -1)


def recount_people(on: date) -> Iterable[Counted]:
    """Living people by the village where they live, and by those where they lived before."""
    yield from _people(Person.objects.filter(merged_into=None), "village_code", on)
    stays = Stay.objects.filter(person__merged_into=None)
    yield from _monthly(stays.filter(since__lte=on), "village_code", "since", 1)
    yield from _monthly(stays.filter(until__lte=on), "village_code", "until", -1)


def recount_hukou_people(on: date) -> Iterable[Counted]:
    """Living people by the village of their hukou, where that village is ours; a move does not touch it."""
    ours = Region.objects.filter(level=Level.VILLAGE).values("code")
    everybody = Person.objects.filter(hukou_code__in=ours, merged_into=None)
    former = Exists(FormerHukou.objects.filter(person=OuterRef("pk")))
    yield from _recount_former_hukous(everybody.filter(former), on)
    people = everybody.exclude(former)
    yield from _people(people, "hukou_code", on)
    movers = people.filter(stays__isnull=False).annotate(first=Min("stays__since"))
    for code, since, first in movers.values_list("hukou_code", "since", "first"):
        if code is not None:
            yield from (Counted(code, day.replace(day=1), n) for day, n in ((first, 1), (since, -1)) if day <= on)


def _recount_former_hukous(people: QuerySet[Person], on: date) -> Iterable[Counted]:
    """Those whose hukou stood in a village that became another: in each for the days it stood."""
    formers: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = FormerHukou.objects.filter(person__in=people).order_by("until")
    for pk, code, until in rows.values_list("person_id", "village_code", "until"):
        formers[pk].append((until, code))
    named = people.annotate(first=Min("stays__since")).values_list("pk", "hukou_code", "since", "first", "death_date")
    for pk, hukou, since, first, died in named:
        begun = min(since, first or since)
        gone = date.max if died is None else max(died, since)
        for until, code in [*formers[pk], (date.max, hukou or 0)]:
            over = min(until, gone)
            if begun < over:
                days = ((begun, 1), (over, -1))
                yield from (Counted(code, day.replace(day=1), n) for day, n in days if day <= on)
            begun = max(begun, until)


def recount_households(on: date) -> Iterable[Counted]:
    """Households with somebody living in them."""
    own = Household.objects.filter(merged_into=None)
    yield from _monthly(own.filter(since__lte=on), "village_code", "since", 1)
    yield from _monthly(own.filter(until__lte=on), "village_code", "until", -1)


def _recount_events(kind: EventKind, on: date) -> Iterable[Counted]:
    stand = LifeEvent.objects.filter(kind=kind, on__lte=on, withdrawn_at=None, person__merged_into=None)
    return _monthly(stand, "village_code", "on", 1)


HOUSEHOLDS = Measure("households", "家庭", "户", Kind.STOCK, recount_households)
PEOPLE = Measure("people", "人口", "人", Kind.STOCK, recount_people)
HUKOU_PEOPLE = Measure("hukou_people", "户籍人口", "人", Kind.STOCK, recount_hukou_people)
BIRTHS = Measure("births", "出生", "人", Kind.FLOW, lambda on: _recount_events(EventKind.BIRTH, on))
DEATHS = Measure("deaths", "去世", "人", Kind.FLOW, lambda on: _recount_events(EventKind.DEATH, on))
_RECOUNTS = together([category.code for category in CATEGORIES], standings.recount)
BY_CATEGORY = {c.code: Measure(c.code, c.title, "人", Kind.STATE, _RECOUNTS[c.code]) for c in CATEGORIES}
INFANTS, ELDERS = BY_CATEGORY["infants"], BY_CATEGORY["elders"]


def declare_all() -> None:
    """Put the registry's measures, and what brings its dated states up to a day, into the register."""
    for measure in (HOUSEHOLDS, PEOPLE, HUKOU_PEOPLE, BIRTHS, DEATHS, *BY_CATEGORY.values()):
        declare(measure)
    declare_roll("registry.standings", standings.roll)


def category_of(measure: Measure) -> Category | None:
    """The category a measure counts; None for any other measure."""
    return BY_CODE.get(measure.code)


def people_counted(measure: Measure, ranges: Sequence[Range], *, on: date, since: date) -> Q:
    """The filter on people that keeps exactly those whom a number counts in some code ranges.

    ``since`` is the first day of a flow's period. People who moved away since are among those of an earlier day.
    """
    category = category_of(measure)
    one = Q(merged_into=None)
    if category is not None:
        stood = Standing.objects.filter(
            in_ranges("village_code", ranges), person=OuterRef("pk"), category=category.code
        )
        return one & Q(Exists(stood.filter(Q(until=None) | Q(until__gt=on), since__lte=on)))
    if measure in (BIRTHS, DEATHS):
        kind = EventKind.BIRTH if measure is BIRTHS else EventKind.DEATH
        happened = LifeEvent.objects.filter(in_ranges("village_code", ranges), person=OuterRef("pk"), kind=kind)
        return one & Q(Exists(happened.filter(withdrawn_at=None, on__gte=since, on__lte=on)))
    alive = Q(death_date=None) | Q(death_date__gt=on)
    before = Stay.objects.filter(person=OuterRef("pk"), since__lte=on)
    if measure is HUKOU_PEOPLE:
        formerly = FormerHukou.objects.filter(person=OuterRef("pk"), until__gt=on)
        then = formerly.filter(Q(since=None) | Q(since__lte=on), in_ranges("village_code", ranges))
        there = (in_ranges("hukou_code", ranges) & ~Q(Exists(formerly))) | Q(Exists(then))
        return one & alive & there & (Q(since__lte=on) | Q(Exists(before)))
    here = alive & Q(since__lte=on) & in_ranges("village_code", ranges)
    return one & (here | Q(Exists(before.filter(in_ranges("village_code", ranges), until__gt=on))))


def households_counted(ranges: Sequence[Range], *, on: date) -> Q:
    """The filter on households that keeps exactly those counted in some code ranges on a day."""
    standing = Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    return Q(merged_into=None) & standing & in_ranges("village_code", ranges)
