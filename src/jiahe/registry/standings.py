"""Keeping the index of categories: who belongs to which, and on which day that changes next.

``refresh`` brings some people up to a day; every write calls it. ``roll`` does so for everybody whose next day of
change has come: the nightly date-roll. ``recount`` works all of it out anew from what happened, for the proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, insert_many, insert_rows, update_many
from jiahe.foundation.facts.actions import Amounts, FactKey, add, append_facts
from jiahe.foundation.facts.measures import Counted
from jiahe.foundation.rules.spells import spells_of
from jiahe.registry.categories import CATEGORIES
from jiahe.registry.category_facts import Known, area, facts_of, read, read_new
from jiahe.registry.drafts import AnyPerson, NewLifeEvent, NewPerson
from jiahe.registry.models import Person, Standing

AT_ONCE = 1000  # people
Key = tuple[str, int, date]  # category, village, first day
RULES = [(category.code, category.possible, category.evaluator) for category in CATEGORIES]


def standings_of(person: AnyPerson, known: Known) -> list[tuple[Key, date | None]]:
    """Every standing of a person from his first day in the registry on, coming ones too, with the day each ends."""
    if person.merged_into_id is not None:
        return []
    facts = facts_of(person, known)
    spells: list[tuple[Key, date | None]] = []
    past = [(stay.village_code, stay.since, stay.until) for stay in known.stays.get(person.pk, ())]
    for village, since, until in [*past, (person.village_code, person.since, None)]:
        end = person.death_date if until is None else until
        if person.death_date is not None and end is not None:
            end = min(end, person.death_date)
        if end is not None and end <= since:
            continue
        facts["living_area"] = area(village)
        for code, possible, rule in RULES:
            if possible(facts):
                for begun, over in spells_of(rule, facts, since=since, until=end):
                    spells.append(((code, village, begun), over))
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


Begun = list[tuple[int, Mapping[Key, date | None]]]  # person, and which standings he has with their last days


def begun_by(people: Iterable[NewPerson], events: Iterable[NewLifeEvent], on: date) -> Begun:
    """The standings of people who come in together with all who are near to them.

    Each person gets his next day of change, so it must be called before he is written.
    """
    everybody = list(people)
    known = read_new(everybody, events)
    found: Begun = []
    for person in everybody:
        begun, person.changes_on = _on_day(standings_of(person, known), on)
        if begun:
            found.append((person.pk, begun))
    return found


def counted(found: Begun) -> Amounts:
    """What standings add to the numbers."""
    return [amount for _, begun in found for amount in _boundaries(begun)]


def write_begun(found: Begun) -> None:
    """Write standings in the caller's transaction."""
    rows = [(pk, *key, until) for pk, begun in found for key, until in begun.items()]
    insert_rows(Standing, ("person_id", "category", "village_code", "since", "until"), rows)


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
