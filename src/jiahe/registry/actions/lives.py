"""Recording what happened to a person, and taking back what was recorded by mistake.

Birth and death are recorded by ``families``: the day stands in the person's record too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.registry import standings
from jiahe.registry.actions.common import audit_person, in_words, refuse, require_in_lifetime, village_on
from jiahe.registry.enrolment.kinship import LEAST_YEARS_BETWEEN
from jiahe.registry.events import LifeEventRecorded
from jiahe.registry.lives import SAME_BIRTH, Life, life
from jiahe.registry.models import LifeEvent, Person
from jiahe.registry.models.life_event import EventKind, PregnancyOutcome
from jiahe.registry.mourning import LOSSES, mourn, speak_of_life_again
from jiahe.registry.rights import EDIT_FAMILIES

BY_THEMSELVES = frozenset(
    {
        EventKind.MARRIAGE,
        EventKind.DIVORCE,
        EventKind.PREGNANCY,
        EventKind.PREGNANCY_END,
        EventKind.ADOPTION,
        EventKind.MOVE_OUT,
        EventKind.MOVE_IN,
        EventKind.DISABILITY,
        EventKind.LOW_INCOME_BEGIN,
        EventKind.LOW_INCOME_END,
        EventKind.HOSPITAL_STAY,
        EventKind.GUARDIANSHIP,
    }
)
OF_BOTH = (EventKind.MARRIAGE, EventKind.DIVORCE)
LASTING = (EventKind.HOSPITAL_STAY, EventKind.GUARDIANSHIP)
OF_A_CHILD = (PregnancyOutcome.BIRTH, PregnancyOutcome.DIFFICULT_BIRTH)
LONGEST_UNTIL_DUE = timedelta(days=300)
COLUMNS = ["marital_status", "married_on", "spouse", "disability_grade", "low_income", "away", "residence_code",
           "mother", "father", "changed_at"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be recorded: the kind, the day, and what the kind asks for besides."""

    person: Person
    kind: EventKind
    happened_on: date
    until: date | None = None
    other: Person | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def record_event(
    *,
    person: Person,
    kind: EventKind,
    happened_on: date,
    until: date | None = None,
    other: Person | None = None,
    details: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
    on: date,
) -> LifeEvent:
    """Record that something happened to a person, from which his state on any day follows.

    ``other`` is the spouse, the guardian or the adoptive parent. ``details`` are those of ``LifeEvent``. A marriage and
    a divorce are recorded for both. What stands already is not recorded a second time.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's, or he may not edit families.
        Refused: it cannot have happened, on that day or at all.
    """
    require_at(by, EDIT_FAMILIES, person.village_code)
    partner = (other or person.spouse) if kind in OF_BOTH else None
    told = {k: v for k, v in (details or {}).items() if v}
    deed = Deed(person, kind, happened_on, until, partner or other, told)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        if kind not in BY_THEMSELVES:
            raise refuse("kind", "这件事请用专门的登记。")
        known = _recorded(deed)
        if known is not None:  # the button was pressed twice
            return known
        _check(deed, _life_of(person), on)
        event = _write(deed, person, deed.other, at)
        people = [person]
        if partner is not None:
            people.append(partner)
            _write(deed, partner, person, at)
        if kind == EventKind.ADOPTION and other is not None:
            Person.objects.filter(pk=person.pk).update(**{"mother" if other.sex == "F" else "father": other})
        _bring_up(people, at, on)
        if kind == EventKind.PREGNANCY_END and told.get("outcome") in LOSSES:
            mourn([person], at=at)
        if kind == EventKind.PREGNANCY:
            speak_of_life_again(person)
        audit_person("registry.record_event", person, by, at, {"kind": kind.value, "event": event.pk})
        emit(LifeEventRecorded(person_id=person.pk, kind=kind.value, on=happened_on, withdrawn=False), at=at)
    return event


def end_pregnancy_by_birth(
    *, mother: Person, born_on: date, delivery: Mapping[str, Any], by: Actor, at: datetime, on: date
) -> None:
    """A birth ends the pregnancy that was known, and tells how the child came: nobody has to say so a second time.

    Of twins the first says it for both. How the child came is marked as assumed where ``delivery`` says nothing of it.
    """
    lived = _life_of(mother)
    told = {name: value for name, value in delivery.items() if value}
    if born_on > on or _ended_around(lived, born_on) or not (told or lived.pregnant().on(born_on)):
        return
    if "outcome" not in told:
        told |= {"outcome": PregnancyOutcome.BIRTH.value, "assumed": True}
    record_event(
        person=mother, kind=EventKind.PREGNANCY_END, happened_on=born_on, details=told, by=by, at=at, on=on
    )  # fmt: skip


def _ended_around(lived: Life, day: date) -> bool:
    return any(abs(event.on - day) <= SAME_BIRTH for event in lived.of(EventKind.PREGNANCY_END))


def end_event(*, event: LifeEvent, until: date, by: Actor, at: datetime, on: date) -> LifeEvent:
    """Say when a hospital stay or a guardianship was over: the record is written anew with its end.

    Raises:
        OutOfReach, RightMissing: as ``record_event``.
        Refused: it is of a kind without an end, or the day lies before its beginning or after today.
    """
    person = event.person
    require_at(by, EDIT_FAMILIES, person.village_code)
    if event.kind not in LASTING or event.withdrawn_at is not None:
        raise refuse("until", "这件事没有结束日期。")
    if until < event.on or until > on:
        raise refuse("until", f"结束日期要在{in_words(event.on)}以后，不能晚于今天。")
    with transaction.atomic():
        LifeEvent.objects.filter(pk=event.pk, withdrawn_at=None).update(withdrawn_at=at)
        ended = LifeEvent.objects.create(
            person=person, kind=event.kind, on=event.on, until=until, at_latest=event.at_latest, other=event.other,
            details=event.details, village_code=event.village_code, recorded_at=at,
        )  # fmt: skip
        audit_person("registry.end_event", person, by, at, {"kind": event.kind, "event": ended.pk})
    return ended


def withdraw_event(*, event: LifeEvent, by: Actor, at: datetime, on: date) -> None:
    """Take back an event that was recorded by mistake, for both where it was of two; it stays to be read.

    Raises:
        OutOfReach, RightMissing: as ``record_event``.
        Refused: it is a birth or a death, which are changed in the person's record.
    """
    person = event.person
    require_at(by, EDIT_FAMILIES, person.village_code)
    if event.kind not in BY_THEMSELVES:
        raise refuse("kind", "出生和去世请在“修改”页里改正。")
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        taken = LifeEvent.objects.filter(pk=event.pk)
        people = [person]
        if event.kind in OF_BOTH and event.other is not None:
            people.append(event.other)
            taken |= LifeEvent.objects.filter(person=event.other, other=person, kind=event.kind, on=event.on)
        if taken.filter(withdrawn_at=None).update(withdrawn_at=at) == 0:
            return
        _bring_up(people, at, on, undone=EventKind(event.kind))
        if event.kind == EventKind.PREGNANCY_END and event.details.get("outcome") in LOSSES:
            speak_of_life_again(person)
        audit_person("registry.withdraw_event", person, by, at, {"kind": event.kind, "event": event.pk})
        emit(LifeEventRecorded(person_id=person.pk, kind=event.kind, on=event.on, withdrawn=True), at=at)


def _recorded(deed: Deed) -> LifeEvent | None:
    """The event that says just this already."""
    same = LifeEvent.objects.filter(
        person=deed.person,
        kind=deed.kind,
        on=deed.happened_on,
        until=deed.until,
        other=deed.other,
        at_latest=False,
        withdrawn_at=None,
    )
    return next((event for event in same.order_by("pk") if event.details == deed.details), None)


def _write(deed: Deed, person: Person, other: Person | None, at: datetime) -> LifeEvent:
    return LifeEvent.objects.create(
        person=person, kind=deed.kind, on=deed.happened_on, until=deed.until, other=other, details=dict(deed.details),
        village_code=village_on(person, deed.happened_on), recorded_at=at,
    )  # fmt: skip


def _life_of(person: Person) -> Life:
    return life(LifeEvent.objects.filter(person=person, withdrawn_at=None).order_by("pk"))


def _bring_up(people: Sequence[Person], at: datetime, on: date, undone: EventKind | None = None) -> None:
    """Bring the columns and categories of some people into line with their events."""
    for person in people:
        fresh = Person.objects.get(pk=person.pk)
        _take_over(fresh, _life_of(fresh), on, undone)
        fresh.changed_at = at
        fresh.save(update_fields=COLUMNS)
    standings.refresh([person.pk for person in people], on=on)


def _take_over(person: Person, lived: Life, on: date, undone: EventKind | None) -> None:
    """What the events say stands in the columns; where no event speaks, they stay, unless the one that did is gone."""
    incomes = (EventKind.LOW_INCOME_BEGIN, EventKind.LOW_INCOME_END)
    if lived.of(*incomes) or undone in incomes:
        person.low_income = lived.low_income().on(on)
    if lived.of(EventKind.DISABILITY) or undone == EventKind.DISABILITY:
        person.disability_grade = lived.disability_grade().on(on) or None
    moves = lived.of(EventKind.MOVE_OUT, EventKind.MOVE_IN)
    if moves or undone in (EventKind.MOVE_OUT, EventKind.MOVE_IN):
        person.away = bool(lived.away().on(on))
        person.residence_code = moves[-1].details.get("code") if person.away else person.village_code
    if undone == EventKind.ADOPTION:
        person.mother, person.father = None, None
    marriages = lived.of(EventKind.MARRIAGE)
    if marriages or lived.of(EventKind.DIVORCE) or undone in OF_BOTH:
        status = lived.marital_status().on(on)
        person.marital_status = status or person.marital_status
        person.married_on = marriages[-1].on if marriages else None
        if status == "married":
            person.spouse_id = marriages[-1].other_id or person.spouse_id
        elif status in ("divorced", "single"):
            person.spouse = None


# What cannot have happened


def _check(deed: Deed, lived: Life, on: date) -> None:
    person, day = deed.person, deed.happened_on
    require_in_lifetime(person, day, "happened_on", on=on)
    if deed.other is not None and deed.other.pk == person.pk:
        raise refuse("other", "不能选本人，请选另一个人。")
    if deed.until is not None and (deed.until < day or (deed.until > on and deed.kind == EventKind.HOSPITAL_STAY)):
        raise refuse("until", "结束的日期要在开始以后，不能晚于今天。")
    if check := CHECKS.get(deed.kind):
        check(deed, lived)


def _check_marriage(deed: Deed, lived: Life) -> None:
    for one, events in ((deed.person, lived), (deed.other, _life_of(deed.other) if deed.other else None)):
        if one is None or events is None:
            continue
        status = events.marital_status().on(deed.happened_on)
        told = bool(events.of(EventKind.MARRIAGE, EventKind.DIVORCE, EventKind.WIDOWED))
        if status == "married" or (not told and one.marital_status == "married"):
            raise refuse("happened_on", f"{one.name}这一天已经是已婚。如果之前离过婚，请先登记离婚。")
    if deed.other is not None and deed.other.death_date is not None and deed.other.death_date <= deed.happened_on:
        raise refuse("other", "对方那时已经去世，请核对。")


def _check_divorce(deed: Deed, lived: Life) -> None:
    status = lived.marital_status().on(deed.happened_on)
    if status != "married" and not (status is None and deed.person.marital_status == "married"):
        raise refuse("happened_on", "这一天登记的不是已婚，请先登记结婚，或核对日期。")


def _check_pregnancy(deed: Deed, lived: Life) -> None:
    if deed.person.sex != "F":
        raise refuse("kind", "怀孕只能登记在女方名下。")
    if lived.pregnant().on(deed.happened_on):
        raise refuse("happened_on", "这段孕期已经登记过了。")
    due = deed.details.get("due")
    if due and not deed.happened_on <= date.fromisoformat(due) <= deed.happened_on + LONGEST_UNTIL_DUE:
        raise refuse("due", "预产期要在登记日期以后的十个月之内，请核对。")


def _check_pregnancy_end(deed: Deed, lived: Life) -> None:
    day = deed.happened_on
    begun = [event for event in lived.of(EventKind.PREGNANCY) if event.on <= day]
    known = bool(begun) and bool(lived.pregnant().on(max(begun[-1].on, day - timedelta(days=1))))
    # A child of hers who is registered proves a pregnancy that nobody had recorded.
    born = Person.objects.filter(mother=deed.person, birth_date=day, merged_into=None).exists()
    if not known and _ended_around(lived, day):
        raise refuse("happened_on", "这次孕期结束已经登记过了。要改的话，先在“经过”里撤销，再记一次。")
    if not known and not (born and deed.details.get("outcome") in OF_A_CHILD):
        raise refuse("happened_on", "这一天没有登记在孕，请先登记怀孕，或核对日期。")
    if deed.details.get("outcome") not in PregnancyOutcome.values:
        raise refuse("outcome", "请选择孕期是怎样结束的。")


def _check_adoption(deed: Deed, lived: Life) -> None:
    parent = deed.other
    if parent is None:
        raise refuse("other", "请选择收养人。")
    if deed.person.birth_date.year - parent.birth_date.year < LEAST_YEARS_BETWEEN:
        raise refuse("other", f"收养人至少要比孩子大 {LEAST_YEARS_BETWEEN} 岁，请核对两个人的出生日期。")


def _check_low_income(deed: Deed, lived: Life) -> None:
    begins = deed.kind == EventKind.LOW_INCOME_BEGIN
    before = lived.low_income().on(deed.happened_on)
    if before is None or not lived.of(EventKind.LOW_INCOME_BEGIN, EventKind.LOW_INCOME_END):
        before = bool(deed.person.low_income) if not begins else before
    if before is begins:
        raise refuse("happened_on", "这一天已经是低保了。" if begins else "这一天登记的不是低保，请核对。")


def _check_away(deed: Deed, lived: Life) -> None:
    leaves = deed.kind == EventKind.MOVE_OUT
    told = lived.of(EventKind.MOVE_OUT, EventKind.MOVE_IN)
    before = lived.away().on(deed.happened_on) if told else deed.person.away
    if before is leaves:
        message = "这一天已经登记在外居住了。" if leaves else "这一天登记的就是住在家里，请核对。"
        raise refuse("happened_on", message)


def _check_disability(deed: Deed, lived: Life) -> None:
    if deed.details.get("grade") not in (None, 1, 2, 3, 4):
        raise refuse("grade", "残疾等级只有一级到四级。")
    if not deed.details.get("grade") and not deed.person.disability_grade:
        raise refuse("grade", "没有登记过残疾证，不用注销。请选择等级。")


def _check_guardianship(deed: Deed, lived: Life) -> None:
    if deed.other is None:
        raise refuse("other", "请选择监护人。")


CHECKS = {
    EventKind.MARRIAGE: _check_marriage,
    EventKind.DIVORCE: _check_divorce,
    EventKind.PREGNANCY: _check_pregnancy,
    EventKind.PREGNANCY_END: _check_pregnancy_end,
    EventKind.ADOPTION: _check_adoption,
    EventKind.LOW_INCOME_BEGIN: _check_low_income,
    EventKind.LOW_INCOME_END: _check_low_income,
    EventKind.MOVE_OUT: _check_away,
    EventKind.MOVE_IN: _check_away,
    EventKind.DISABILITY: _check_disability,
    EventKind.GUARDIANSHIP: _check_guardianship,
}
