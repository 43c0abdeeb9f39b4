"""What the rules of the categories ask about a person, worked out from what happened to him and to those near to him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from jiahe.foundation.rules.dated import Dated
from jiahe.registry.drafts import AnyPerson, NewLifeEvent, NewPerson
from jiahe.registry.lives import Happened, Life, life
from jiahe.registry.models import FormerHukou, LifeEvent, Person, Stay
from jiahe.registry.models.life_event import EventKind

FELT_BY_RELATIVES = (EventKind.DISABILITY, EventKind.MOVE_OUT, EventKind.MOVE_IN, EventKind.ADOPTION)
TOLD_BY_EVENTS = (*FELT_BY_RELATIVES, EventKind.PREGNANCY, EventKind.PREGNANCY_END)
DISTRICTS = (*range(1, 21), *range(51, 71))  # the last two digits of a county's code that make it a city's district
COLUMNS = (
    "pk", "birth_date", "death_date", "sex", "village_code", "since", "hukou_code", "hukou_type",
    "only_child_certificate", "mother_id", "father_id", "merged_into_id", "changes_on",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What is read of some people and their parents and children, so that their categories can be worked out."""

    people: Mapping[int, AnyPerson]
    children: dict[int, list[AnyPerson]] = field(default_factory=lambda: defaultdict(list))
    lives: dict[int, Life] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    formers: dict[int, list[FormerHukou]] = field(default_factory=lambda: defaultdict(list))
    relatives: dict[int, AnyPerson] = field(default_factory=dict)
    of_families: dict[tuple[int | None, ...], dict[str, Dated[Any]]] = field(default_factory=dict)

    def life_of(self, pk: int) -> Life:
        """The events of a person; of an uneventful life, none."""
        return self.lives.get(pk, NO_EVENTS)


NO_EVENTS = Life(())
NONE: Dated[Any] = Dated(0)
SAID: Mapping[bool | None, Dated[Any]] = {said: Dated(said) for said in (True, False, None)}
RURAL: Mapping[str, Dated[Any]] = defaultdict(lambda: SAID[False], {"rural": SAID[True], "": SAID[None]})
UNEVENTFUL: Mapping[str, Dated[Any]] = {
    "disabled": SAID[False],
    "pregnant": SAID[False],
    "away": SAID[False],
    "children": NONE,
}


def read(pks: Iterable[int]) -> Known:
    """Read what the categories of some people hang on, in as many queries for a thousand as for one."""
    wanted = set(pks)
    people = {p.pk: p for p in Person.objects.filter(pk__any_of=list(wanted)).only(*COLUMNS)}
    alias_of = dict(Person.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into_id"))
    known = Known(people)
    named = [*wanted, *alias_of]
    born = Person.objects.filter(Q(mother__in=named) | Q(father__in=named), merged_into=None).only(*COLUMNS)
    for child in born:
        known.relatives[child.pk] = child
        for parent in {alias_of.get(p, p) for p in (child.mother_id, child.father_id) if p}:
            known.children[parent].append(child)
    parents = {pk for p in people.values() for pk in (p.mother_id, p.father_id) if pk} - people.keys()
    known.relatives |= {p.pk: p for p in Person.objects.filter(pk__in=parents).only(*COLUMNS)}
    known.relatives |= people
    _read_events(known, alias_of)
    for stay in Stay.objects.filter(person__in=wanted):
        known.stays[stay.person_id].append(stay)
    for former in FormerHukou.objects.filter(person__in=wanted).order_by("until"):
        known.formers[former.person_id].append(former)
    return known


def _read_events(known: Known, alias_of: Mapping[int, int]) -> None:
    told = Q(person__in=[*known.people, *alias_of], kind__in=TOLD_BY_EVENTS)
    told |= Q(person__in=known.relatives.keys() - known.people.keys(), kind__in=FELT_BY_RELATIVES)
    events: dict[int, list[Happened]] = defaultdict(list)
    for event in LifeEvent.objects.filter(told, withdrawn_at=None):
        events[alias_of.get(event.person_id, event.person_id)].append(event)
    known.lives = {pk: life(happened) for pk, happened in events.items()}


def facts_of(person: AnyPerson, known: Known) -> dict[str, Dated[Any]]:
    """The dated facts that the rules of the categories ask for, but for where the person lives."""
    facts: dict[str, Dated[Any]] = {
        **UNEVENTFUL,
        "birth_date": Dated(person.birth_date),
        "one_child_certificate": SAID[person.only_child_certificate],
        "rural_hukou": RURAL[person.hukou_type],
        "hukou_area": area(person.hukou_code) if person.hukou_code else SAID[None],
    }
    if person.pk in known.formers and person.hukou_code:
        facts["hukou_area"] = _areas(person.hukou_code, known.formers[person.pk])
    if person.pk in known.lives:
        mine = known.lives[person.pk]
        facts["disabled"] = _mapped(mine.disability_grade(), bool)
        facts["pregnant"], facts["away"] = mine.pregnant(), mine.away()
    children = known.children.get(person.pk)
    if children:
        facts |= _of_family(tuple([child.pk for child in children]), children, _facts_of_children, known)
    if person.mother_id or person.father_id:
        parents = [p for pk in (person.mother_id, person.father_id) if pk and (p := known.relatives.get(pk))]
        if parents:
            facts |= _of_family((None, person.mother_id, person.father_id), parents, _facts_of_parents, known)
    return facts


def _of_family(
    key: tuple[int | None, ...],
    people: Sequence[AnyPerson],
    work_out: Callable[[Sequence[AnyPerson], Known], dict[str, Dated[Any]]],
    known: Known,
) -> dict[str, Dated[Any]]:
    """What is the same for both parents of the same children, and for all children of the same parents, found once."""
    if key not in known.of_families:
        known.of_families[key] = work_out(people, known)
    return known.of_families[key]


def _areas(code: int, formers: Sequence[FormerHukou]) -> Dated[Any]:
    """The area of a hukou through time: a village that became another may have gone to another county with it."""
    codes = [*(former.village_code for former in formers), code]
    changes = tuple((former.until, area_of(now)) for former, now in zip(formers, codes[1:], strict=True))
    return Dated(area_of(codes[0]), changes)


def _facts_of_children(children: Sequence[AnyPerson], known: Known) -> dict[str, Dated[Any]]:
    arrivals = [(_arrived(child, known), 1) for child in children]
    deaths = [(child.death_date, -1) for child in children if child.death_date]
    disabled = [
        _mapped(known.life_of(child.pk).disability_grade(), lambda grade: 1 <= grade <= 3) for child in children
    ]
    return {
        "children": _number_of(arrivals),
        "daughters": _number_of((_arrived(child, known), 1) for child in children if child.sex == "F"),
        "living_children": _number_of([*arrivals, *deaths]),
        "child_disabled": disabled[0] if len(disabled) == 1 else Dated(False),
    }


def _facts_of_parents(parents: Sequence[AnyPerson], known: Known) -> dict[str, Dated[Any]]:
    """How many registered parents live, and how many of them live elsewhere."""
    living = [(parent.death_date, -1) for parent in parents if parent.death_date]
    gone: list[tuple[date, int]] = []
    before = 0
    for parent in parents:
        away = known.life_of(parent.pk).away()
        was = int(away.before or False)
        before += was
        for day, value in away.changes:
            gone.append((day, int(bool(value)) - was))
            was = int(bool(value))
        if parent.death_date and away.on(parent.death_date):
            gone.append((parent.death_date, -1))
    return {"parents": _number_of(living, before=len(parents)), "parents_away": _number_of(gone, before=before)}


def _arrived(child: AnyPerson, known: Known) -> date:
    """The day a child came to its parents: of its adoption, where it was adopted, else of its birth."""
    adopted = known.lives[child.pk].of(EventKind.ADOPTION) if child.pk in known.lives else None
    return adopted[-1].on if adopted else child.birth_date


def _number_of(steps: Iterable[tuple[date, int]], before: int = 0) -> Dated[Any]:
    """A count that begins at ``before`` and goes up and down on days."""
    by_day: dict[date, int] = {}
    for day, step in steps:
        by_day[day] = by_day.get(day, 0) + step
    changes, count = [], before
    for day in sorted(by_day):
        count += by_day[day]
        changes.append((day, count))
    return Dated(before, tuple(changes))


def _mapped(values: Dated[int], say: Callable[[int], bool]) -> Dated[Any]:
    """The same changes, said otherwise; what is unknown stays unknown."""
    changes = tuple((day, None if value is None else say(value)) for day, value in values.changes)
    return Dated(None if values.before is None else say(values.before), changes)


def area_of(code: int) -> int:
    """The area within which a person is at home: his county, or the whole city when it is one of the city's districts."""
    county = code // 10**6
    return county // 100 if county % 100 in DISTRICTS else county


@lru_cache(maxsize=65_536)
def area(code: int) -> Dated[Any]:
    """The area of a village, as a fact that never changes."""
    return Dated(area_of(code))


def read_new(people: Iterable[NewPerson], events: Iterable[NewLifeEvent]) -> Known:
    """The same of people who come in together with all who are near to them; nothing is asked of the database."""
    everybody: dict[int, AnyPerson] = {person.pk: person for person in people}
    known = Known(everybody, relatives=everybody)
    for person in everybody.values():
        for parent in (person.mother_id, person.father_id):
            if parent in everybody:
                known.children[parent].append(person)
    told: dict[int, list[Happened]] = defaultdict(list)
    for event in events:
        if event.kind in TOLD_BY_EVENTS and event.person_id in everybody:
            told[event.person_id].append(event)
    known.lives = {pk: life(happened) for pk, happened in told.items()}
    return known
