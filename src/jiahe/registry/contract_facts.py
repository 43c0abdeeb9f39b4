"""The facts of a person on a day, under the names of the benefit rules' contract: what FAMILY.json says of a member.

A name that is absent is unknown, or is not for the actor to know. ``None`` says that there is none: no disability, no
complication; as ``residence_region`` it says that the person lives elsewhere, nobody said where. Days are ISO text,
region codes twelve digits, ``employer_average_wage`` CNY a month: what ``json`` writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require
from jiahe.registry import queries
from jiahe.registry.circumstances import Circumstances, circumstances_of
from jiahe.registry.lives import SAME_BIRTH, Happened, Life, life
from jiahe.registry.models import FormerHukou, LifeEvent, Person, Stay
from jiahe.registry.models.life_event import EventKind, PregnancyOutcome
from jiahe.registry.rights import VIEW_FAMILIES, VIEW_SENSITIVE

Facts = dict[str, Any]
# The contract knows no stillbirth: as in medicine it is a birth from the 28th week on and a miscarriage before; where
# nobody said the week its kind is unknown.
VIABLE_WEEKS = 28
BIRTH_KINDS = {
    PregnancyOutcome.BIRTH: "normal",
    PregnancyOutcome.DIFFICULT_BIRTH: "difficult",
    PregnancyOutcome.MISCARRIAGE: "miscarriage",
}


def facts_of_person(pk: int, *, by: Actor, on: date) -> Facts:
    """What is known of one person on a day; raises as ``queries.person`` does."""
    found = queries.person(pk, by=by)
    return facts_of([found], by=by, on=on)[found.pk]


def facts_of(people: Sequence[Person], *, by: Actor, on: date) -> dict[int, Facts]:
    """What is known of some people on a day, by person id, in as few queries for a thousand as for one.

    The people were read through the gate. What is sensitive is left out for those who need not know it; a resident
    knows it of himself and his wards.

    Raises:
        RightMissing: the actor may not read families.
    """
    if by.kind != "resident":
        require(by, VIEW_FAMILIES)
    known = _read(people, by)
    return {
        person.pk: _facts(person, known, on, sensitive=by.may(VIEW_SENSITIVE) or person.pk in by.closest)
        for person in people
    }


def relatives_of(people: Iterable[Person], *, on: date) -> list[Facts]:
    """The parents, spouses and children of some people who are registered elsewhere: the least that rules count by.

    Sex, birth, death and who is whose child or spouse, under the names of the contract; for reckoning, not for showing.
    """
    here = {person.pk: person for person in people}
    named = {pk for p in here.values() for pk in (p.mother_id, p.father_id, p.spouse_id) if pk} - here.keys()
    mine = list(here)
    theirs = Q(pk__any_of=sorted(named)) | Q(mother__any_of=mine) | Q(father__any_of=mine)
    found = Person.objects.filter(theirs).select_related("merged_into").order_by("pk")
    roots = {(one.merged_into or one).pk: one.merged_into or one for one in found}
    others = {pk: one for pk, one in roots.items() if pk not in here}
    return [_bare(one, {*here, *others}, on) for one in others.values()]


def _bare(person: Person, known: Collection[int], on: date) -> Facts:
    facts: Facts = {"id": str(person.pk), "sex": person.sex, "birth_date": person.birth_date.isoformat()}
    if person.death_date is not None and person.death_date <= on:
        facts["death_date"] = person.death_date.isoformat()
    for side, other in (("mother", person.mother_id), ("father", person.father_id)):
        if other in known:
            facts[side] = str(other)
    return facts


@dataclass(slots=True)
class _Known:
    """What is read of some people at once, by person id."""

    told: dict[int, Circumstances]
    lives: dict[int, Life] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    hukous: dict[int, list[FormerHukou]] = field(default_factory=lambda: defaultdict(list))
    born: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    roots: dict[int, int] = field(default_factory=dict)

    def name_of(self, pk: int) -> str:
        """The id of somebody's relative: of the record he was merged into, where he was."""
        return str(self.roots.get(pk, pk))


def _read(people: Sequence[Person], by: Actor) -> _Known:
    pks = [person.pk for person in people]
    known = _Known(circumstances_of(people, by=by), _lives(pks))
    for stay in Stay.objects.filter(person__any_of=pks).order_by("since"):
        known.stays[stay.person_id].append(stay)
    for former in FormerHukou.objects.filter(person__any_of=pks).order_by("until"):
        known.hukous[former.person_id].append(former)
    mothers = Q(mother__any_of=pks) | Q(mother__merged_into__any_of=pks)
    children = Person.objects.filter(mothers, merged_into=None).select_related("mother")
    adopted = LifeEvent.objects.filter(kind=EventKind.ADOPTION, withdrawn_at=None, person__in=children)
    theirs = set(adopted.values_list("person_id", flat=True))
    for child in children:
        if child.pk not in theirs and child.mother is not None:
            known.born[child.mother.merged_into_id or child.mother.pk].append(child.birth_date)
    named = {pk for person in people for pk in (person.mother_id, person.father_id, person.spouse_id) if pk}
    named |= {event.other_id for lived in known.lives.values() for event in lived.events if event.other_id}
    aliases = Person.objects.filter(pk__any_of=sorted(named), merged_into__isnull=False)
    known.roots = {pk: root for pk, root in aliases.values_list("pk", "merged_into_id") if root}
    return known


def _lives(pks: Iterable[int]) -> dict[int, Life]:
    """The lives of some people, with what was recorded of records merged into them."""
    found: dict[int, list[Happened]] = {pk: [] for pk in pks}
    told = Q(person__any_of=list(found)) | Q(person__merged_into__any_of=list(found))
    for event in LifeEvent.objects.filter(told, withdrawn_at=None).select_related("person").order_by("pk"):
        found[event.person.merged_into_id or event.person_id].append(event)
    return {pk: life(events) for pk, events in found.items()}


def _facts(person: Person, known: _Known, on: date, *, sensitive: bool) -> Facts:
    told = known.told[person.pk]
    facts: Facts = {"id": str(person.pk), "sex": person.sex, "birth_date": person.birth_date.isoformat()}
    if person.death_date is not None and person.death_date <= on:
        facts["death_date"] = person.death_date.isoformat()
    for side, other in (("mother", person.mother_id), ("father", person.father_id)):
        if other is not None:
            facts[side] = known.name_of(other)
    facts |= _places(person, known, on) | _marriage(person, known, on)
    said = {
        "hukou_type": person.hukou_type or None,
        "only_child_certificate": person.only_child_certificate,
        "employment": told.employment().on(on),
        "insurance": told.insurance().on(on),
        "insured_months": told.insured_months(on),
        "school": told.school().on(on),
    }
    facts |= {name: value for name, value in said.items() if value is not None}
    return facts | _sensitive(person, known, on) if sensitive else facts


def _places(person: Person, known: _Known, on: date) -> Facts:
    """Where the person lived and had his hukou on the day; before his first day here, the first place there is."""
    stays = known.stays[person.pk]
    village = next((stay.village_code for stay in stays if on < stay.until), person.village_code)
    facts: Facts = {"residence_region": str(village)}
    moves = [e for e in known.lives[person.pk].of(EventKind.MOVE_OUT, EventKind.MOVE_IN) if e.on <= on]
    if moves and moves[-1].kind == EventKind.MOVE_OUT:
        code = moves[-1].details.get("code")
        facts["residence_region"] = str(code) if code else None
    if person.hukou_code is not None:
        formers = known.hukous[person.pk]
        facts["hukou_region"] = str(next((f.village_code for f in formers if on < f.until), person.hukou_code))
    return facts


def _marriage(person: Person, known: _Known, on: date) -> Facts:
    """The marriage of the day. Where no event tells of it, the record says how it stands."""
    lived = known.lives[person.pk]
    events = lived.of(EventKind.MARRIAGE, EventKind.DIVORCE, EventKind.WIDOWED)
    status = lived.marital_status().on(on) if events else person.marital_status
    facts: Facts = {"marital_status": status} if status else {}
    if status == "married":
        weddings = [event for event in events if event.kind == EventKind.MARRIAGE and event.on <= on]
        if weddings and not weddings[-1].at_latest:
            facts["married_on"] = weddings[-1].on.isoformat()
        spouse = (weddings[-1].other_id if weddings else None) or person.spouse_id
        if spouse is not None:
            facts["spouse"] = known.name_of(spouse)
    return facts


def _sensitive(person: Person, known: _Known, on: date) -> Facts:
    lived, told = known.lives[person.pk], known.told[person.pk]
    facts = _disability(lived, on) | _low_income(person, lived, on) | _health(told, lived, on)
    adoptions = [event for event in lived.of(EventKind.ADOPTION) if event.on <= on]
    if adoptions:
        facts["adopted_on"] = adoptions[-1].on.isoformat()
    pregnancies = [event for event in lived.of(EventKind.PREGNANCY) if event.on <= on]
    if lived.pregnant().on(on) and pregnancies and pregnancies[-1].details.get("due"):
        facts["pregnant_due"] = pregnancies[-1].details["due"]
    births = _births(lived, known.born[person.pk], on)
    if births:
        facts["births"] = births
    wage = told.wage().on(on)
    if wage is not None:
        facts["employer_average_wage"] = _number(wage)
    return facts


def _disability(lived: Life, on: date) -> Facts:
    grade = lived.disability_grade().on(on) if lived.of(EventKind.DISABILITY) else None
    if grade is None:
        return {}
    facts: Facts = {"disability_grade": grade or None}
    begun = _begun(lived.of(EventKind.DISABILITY), lambda event: bool(event.details.get("grade")), on)
    return facts | ({"disability_since": begun.isoformat()} if begun else {})


def _low_income(person: Person, lived: Life, on: date) -> Facts:
    events = lived.of(EventKind.LOW_INCOME_BEGIN, EventKind.LOW_INCOME_END)
    receives = lived.low_income().on(on) if events else person.low_income
    if receives is None:
        return {}
    begun = _begun(events, lambda event: event.kind == EventKind.LOW_INCOME_BEGIN, on)
    return {"low_income": receives} | ({"low_income_since": begun.isoformat()} if begun else {})


def _begun(events: Iterable[Happened], holds: Callable[[Happened], bool], on: date) -> date | None:
    """The first day of what holds on a day without a break; None where it does not, or nobody knows since when."""
    first: Happened | None = None
    for event in events:
        if event.on <= on:
            first = (first or event) if holds(event) else None
    return None if first is None or first.at_latest else first.on


def _health(told: Circumstances, lived: Life, on: date) -> Facts:
    facts: Facts = {}
    ability, grade, chronic = told.ability_level().on(on), told.complication_grade().on(on), told.chronic().on(on)
    if ability is not None:
        facts["ability_level"] = ability
    if grade is not None:
        facts["complication_grade"] = grade or None
    if chronic is not None:
        facts["chronic"] = list(chronic)
    if any(event.on <= on for event in lived.of(EventKind.HOSPITAL_STAY)):
        facts["hospitalised"] = bool(lived.in_hospital().on(on))
    given = told.vaccinations(on)
    if given:
        facts["vaccinations"] = [{"vaccine": vaccine, "on": day.isoformat()} for vaccine, day in given]
    return facts


def _births(lived: Life, born: Iterable[date], on: date) -> list[Facts]:
    """The births of a woman until a day: from the ends of her pregnancies, and from the children she is the mother of.

    Where nobody said how a child came, ``kind`` and ``weeks`` are unknown.
    """
    children = sorted(day for day in born if day <= on)
    births: list[Facts] = []
    for event in lived.of(EventKind.PREGNANCY_END):
        if event.on > on:
            continue
        twins = [day for day in children if abs(day - event.on) <= SAME_BIRTH]
        children = [day for day in children if day not in twins]
        births.append(_birth(event, len(twins)))
    while children:
        twins = [day for day in children if day - children[0] <= SAME_BIRTH]
        births.append({"on": children[0].isoformat(), "babies": len(twins)})
        children = children[len(twins) :]
    return sorted(births, key=lambda birth: str(birth["on"]))


def _birth(event: Happened, registered: int) -> Facts:
    details = event.details
    weeks, babies = details.get("weeks"), details.get("babies") or registered
    kind = None if details.get("assumed") else BIRTH_KINDS.get(details.get("outcome"))
    if details.get("outcome") == PregnancyOutcome.STILLBIRTH and weeks:
        kind = "normal" if weeks >= VIABLE_WEEKS else "miscarriage"
    birth = {"on": event.on.isoformat(), "kind": kind, "weeks": weeks, "babies": babies or None}
    return {name: value for name, value in birth.items() if value is not None}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)
