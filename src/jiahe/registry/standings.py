"""Keeping the index of categories: who belongs to which, and on which day that changes next.

``refresh`` brings some people up to a day; every write calls it. ``roll`` does so for everybody whose next day of
change has come: the nightly date-roll. ``recount`` works all of it out anew from what happened, for the proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, insert_many, insert_rows, update_many
from jiahe.foundation.facts.actions import Amounts, FactKey, add, append_facts
from jiahe.foundation.facts.measures import Counted
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.spells import spells_of
from jiahe.registry.categories import CATEGORIES
from jiahe.registry.drafts import AnyPerson, NewLifeEvent, NewPerson
from jiahe.registry.lives import Happened, Life, life
from jiahe.registry.models import FormerHukou, LifeEvent, Person, Standing, Stay
from jiahe.registry.models.life_event import EventKind

AT_ONCE = 1000  # people
FELT_BY_RELATIVES = (EventKind.DISABILITY, EventKind.MOVE_OUT, EventKind.MOVE_IN, EventKind.ADOPTION)
TOLD_BY_EVENTS = (*FELT_BY_RELATIVES, EventKind.PREGNANCY, EventKind.PREGNANCY_END)
DISTRICTS = (*range(1, 21), *range(51, 71))  # the last two digits of a county's code that make it a city's district
COLUMNS = (
    "pk", "birth_date", "death_date", "sex", "village_code", "since", "hukou_code", "hukou_type",
    "only_child_certificate", "mother_id", "father_id", "merged_into_id", "changes_on",
)  # fmt: skip

Key = tuple[str, int, date]  # category, village, first day


@dataclass(slots=True)
class Known:
    """What is read of some people and their parents and children, so that their categories can be worked out."""

    people: Mapping[int, AnyPerson]
    children: dict[int, list[AnyPerson]] = field(default_factory=lambda: defaultdict(list))
    lives: dict[int, Life] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    formers: dict[int, list[FormerHukou]] = field(default_factory=lambda: defaultdict(list))
    relatives: dict[int, AnyPerson] = field(default_factory=dict)

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
        "hukou_area": _area(person.hukou_code) if person.hukou_code else SAID[None],
    }
    if person.pk in known.formers and person.hukou_code:
        facts["hukou_area"] = _areas(person.hukou_code, known.formers[person.pk])
    if person.pk in known.lives:
        mine = known.lives[person.pk]
        facts["disabled"] = _mapped(mine.disability_grade(), bool)
        facts["pregnant"], facts["away"] = mine.pregnant(), mine.away()
    children = known.children.get(person.pk)
    if children:
        facts |= _facts_of_children(children, known)
    parents = [p for pk in (person.mother_id, person.father_id) if pk and (p := known.relatives.get(pk))]
    if parents:
        facts |= _facts_of_parents(parents, known)
    return facts


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
    by_day: Counter[date] = Counter()
    for day, step in steps:
        by_day[day] += step
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
def _area(code: int) -> Dated[Any]:
    return Dated(area_of(code))


def standings_of(person: AnyPerson, known: Known) -> list[tuple[Key, date | None]]:
    """Every standing of a person from his first day in the registry on, coming ones too, with the day each ends."""
    if person.merged_into_id is not None:
        return []
    facts = facts_of(person, known)
    spells: list[tuple[Key, date | None]] = []
    past = [(stay.village_code, stay.since, stay.until) for stay in known.stays.get(person.pk, [])]
    for village, since, until in [*past, (person.village_code, person.since, None)]:
        end = person.death_date if until is None else until
        if person.death_date is not None and end is not None:
            end = min(end, person.death_date)
        if end is not None and end <= since:
            continue
        facts["living_area"] = _area(village)
        for category in CATEGORIES:
            if not category.possible(facts):
                continue
            for begun, over in spells_of(category.evaluator, facts, since=since, until=end):
                spells.append(((category.code, village, begun), over))
    return spells


def refresh(pks: Iterable[int], *, on: date) -> None:
    """Bring the standings of some people, and of the parents and children who feel it, up to a day.

    Runs in the caller's transaction, after its rows are written; what changed is appended as facts.
    """
    named = set(pks)
    near = Person.objects.filter(Q(pk__in=named) | Q(mother__in=named) | Q(father__in=named))
    felt = named.copy()
    for pk, mother, father in near.values_list("pk", "mother_id", "father_id"):
        felt |= {pk} | ({mother, father} - {None} if pk in named else set())
    roots = dict(Person.objects.filter(pk__in=felt, merged_into__isnull=False).values_list("pk", "merged_into_id"))
    _bring_up(felt | set(roots.values()), on)


def _bring_up(pks: set[int], on: date) -> None:
    facts: Counter[FactKey] = Counter()
    everyone = sorted(pks)
    for start in range(0, len(everyone), AT_ONCE):
        part = everyone[start : start + AT_ONCE]
        facts.update(_settle(read(part), on))
    append_facts(facts)


def stand_new(people: Iterable[NewPerson], events: Iterable[NewLifeEvent], on: date) -> Amounts:
    """Write the standings of people who come in together with all who are near to them; returns what these add.

    Each person gets his next day of change, so he is written afterwards; both in the caller's transaction.
    """
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
    rows: list[tuple[Any, ...]] = []
    amounts: Amounts = []
    for person in everybody.values():
        begun, person.changes_on = _on_day(standings_of(person, known), on)
        if begun:
            rows += [(person.pk, *key, until) for key, until in begun.items()]
            amounts += _boundaries(begun)
    insert_rows(Standing, ("person_id", "category", "village_code", "since", "until"), rows)
    return amounts


def _on_day(spells: Sequence[tuple[Key, date | None]], on: date) -> tuple[dict[Key, date | None], date | None]:
    """What of some spells has begun by a day, and the next day after it on which one begins or ends."""
    begun: dict[Key, date | None] = {}
    coming: date | None = None
    for key, until in spells:
        since = key[2]
        if since <= on:
            begun[key] = until if until is not None and until <= on else None
        following = since if since > on else until
        if following is not None and following > on and (coming is None or following < coming):
            coming = following
    return begun, coming


def _row(person: AnyPerson, key: Key, until: date | None) -> Standing:
    category, village, since = key
    return Standing(person_id=person.pk, category=category, village_code=village, since=since, until=until)


def _settle(known: Known, on: date) -> Counter[FactKey]:
    """Make the rows of some people what they should be on a day; returns what that adds to the numbers."""
    stored: dict[int, dict[Key, Standing]] = defaultdict(dict)
    for row in Standing.objects.filter(person__any_of=list(known.people)):
        stored[row.person_id][row.category, row.village_code, row.since] = row
    new: list[Standing] = []
    gone: list[int] = []
    ended: list[Standing] = []
    turned: list[AnyPerson] = []
    facts: Counter[FactKey] = Counter()
    for person in known.people.values():
        begun, coming = _on_day(standings_of(person, known), on)
        mine = stored.get(person.pk, {})
        if begun != {key: row.until for key, row in mine.items()}:
            add(_boundaries(begun), to=facts)
            add(_boundaries({key: row.until for key, row in mine.items()}), to=facts, times=-1)
            new += [_row(person, key, until) for key, until in begun.items() if key not in mine]
            gone += [row.pk for key, row in mine.items() if key not in begun]
            for key, row in mine.items():
                if key in begun and row.until != begun[key]:
                    row.until = begun[key]
                    ended.append(row)
        if coming != person.changes_on:
            person.changes_on = coming
            turned.append(person)
    Standing.objects.filter(pk__in=gone).delete()
    insert_many(Standing, new)
    update_many(Standing, ended, ["until"])
    update_many(Person, turned, ["changes_on"])
    return facts


def _boundaries(standings: Mapping[Key, date | None]) -> Amounts:
    """One more on the first day, one less on the day it is over."""
    amounts: Amounts = [(key, 1) for key in standings]
    ends = [((key[0], key[1], until), -1) for key, until in standings.items() if until is not None]
    return amounts + ends if ends else amounts


def roll(on: date) -> int:
    """The date-roll: bring everybody up to a day whose next day of change has come; returns how many.

    Only those are read. Interrupted, it goes on where it stopped; run twice, the second time finds nobody.
    """
    rolled = 0
    while True:
        with transaction.atomic():
            advisory_lock(REGISTRY_LOCK)
            due = Person.objects.filter(changes_on__lte=on).order_by("changes_on", "pk")
            pks = set(due.values_list("pk", flat=True)[:AT_ONCE])
            if not pks:
                return rolled
            _bring_up(pks, on)
            rolled += len(pks)


def recount(on: date) -> Mapping[str, Iterable[Counted]]:
    """Every category counted anew from what happened, by village and month, up to and with a day."""
    counted: Counter[tuple[str, int, date]] = Counter()
    for part in _parts():
        known = read(part)
        for person in known.people.values():
            spells = {key: until for key, until in standings_of(person, known) if key[2] <= on}
            for (code, village, day), amount in _boundaries(spells):
                if day <= on:
                    counted[code, village, day.replace(day=1)] += amount
    found: dict[str, list[Counted]] = defaultdict(list)
    for (code, village, month), amount in counted.items():
        found[code].append(Counted(village, month, amount))
    return found


def _parts() -> Iterator[list[int]]:
    last = 0
    everybody = Person.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
    while part := list(everybody.filter(pk__gt=last)[:AT_ONCE]):
        yield part
        last = part[-1]


def forget(pks: Sequence[int]) -> None:
    """Remove the standings of people who are about to be removed, and what these have added to the numbers."""
    facts: Counter[FactKey] = Counter()
    rows = Standing.objects.filter(person__any_of=list(pks))
    for row in rows:
        add(_boundaries({(row.category, row.village_code, row.since): row.until}), to=facts, times=-1)
    append_facts(facts)
    rows.delete()
