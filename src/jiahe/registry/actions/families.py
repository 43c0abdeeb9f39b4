"""Registering and editing households and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.regions.models import Region
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry import standings
from jiahe.registry.actions.common import audit_household, in_words, place_faults
from jiahe.registry.actions.lives import end_pregnancy_by_birth
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.enrolment.kinship import LEAST_YEARS_BETWEEN
from jiahe.registry.enrolment.planning import Entry, FamilyPlan, Place, closed_sentence
from jiahe.registry.enrolment.writing import Writer, differs, seal_address
from jiahe.registry.events import LifeEventRecorded
from jiahe.registry.models import Household, LifeEvent, Person, Stay
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.models.person import members_of
from jiahe.registry.relocating import rejoin
from jiahe.registry.rights import EDIT_FAMILIES, REVEAL_IDENTITY
from jiahe.registry.rows import PLAIN_FIELDS, Fault, PersonRow, Refused
from jiahe.registry.validation import check_household, check_row, completed


def add_household(*, village: Region, head: PersonRow, address: str, by: Actor, at: datetime, on: date) -> Household:
    """Register a household with its head; the system gives it the next free number of the village.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not register families.
        Refused: the head's data cannot be.
    """
    require_at(by, EDIT_FAMILIES, village.code)
    if village.is_closed:
        raise Refused([Fault(1, "residence_code", closed_sentence(village))])
    row = completed(replace(head, line=1, relation="head", address=address, residence_code=village.code))
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        heads = Person.objects.filter(village_code=village.code, relation="head", death_date=None, name=row.name)
        heads = heads.filter(merged_into=None)
        alike = (row.sex, row.birth_date) in heads.values_list("sex", "birth_date")
        if alike and not row.id_number:  # the button was pressed twice
            message = "本村已经有同名、同一天出生的户主。如果确实是另一个人，请填写公民身份号码。"
            raise Refused([Fault(1, "name", message)])
        row = replace(row, household_number=next_number(village.code))
        outcome = _enrol_one(row, village, "registry.add_household", by, at, on)
        return Household.objects.get(pk=outcome.household_ids[0])


def next_number(village_code: int) -> str:
    """A household number nobody in the village has: J and the count of households, upward."""
    count = Household.objects.filter(village_code=village_code).count()
    while Household.objects.filter(village_code=village_code, number=f"J{count + 1:04d}").exists():
        count += 1
    return f"J{count + 1:04d}"


def add_person(
    *,
    household: Household,
    row: PersonRow,
    by: Actor,
    at: datetime,
    on: date,
    newborn: bool = False,
    delivery: Mapping[str, Any] | None = None,
) -> Person:
    """Register a member of a household; ``newborn`` records a birth and counts the child from its first day.

    ``delivery`` is what was said of how the child came: ``outcome`` and ``weeks`` of its mother's ``LifeEvent``.

    Raises:
        OutOfReach, RightMissing: the household is not the actor's, or he may not register families.
        Refused: the data cannot be, or the person is registered already.
    """
    require_at(by, EDIT_FAMILIES, household.village_code)
    village = Region.objects.get(code=household.village_code, level=4)
    mine = replace(row, line=1, household_number=household.number)
    action = "registry.record_birth" if newborn else "registry.add_person"
    if row.relation == "head" and members_of([household.pk]).filter(relation="head", death_date=None).exists():
        raise Refused([Fault(1, "relation", "这户已经有户主了，请选择和户主的关系。")])
    with transaction.atomic():
        outcome = _enrol_one(mine, village, action, by, at, on, newborn=newborn)
        if not outcome.person_ids:  # undoes what the row would have changed of the one who is there
            raise Refused([Fault(1, "name", "家里已经有这个人了，不用再登记一次。")])
        person = Person.objects.select_related("household", "mother").get(pk=outcome.person_ids[0])
        if newborn and person.mother is not None:
            born_on, told = person.birth_date, delivery or {}
            end_pregnancy_by_birth(mother=person.mother, born_on=born_on, delivery=told, by=by, at=at, on=on)
    return person


def _enrol_one(
    row: PersonRow, village: Region, action: str, by: Actor, at: datetime, on: date, *, newborn: bool = False
) -> Outcome:
    """One row from a form through the same door as a sheet. What it says of where he lives is kept."""
    row = completed(row)
    faults = check_row(row, on=on)
    if any(fault.severity == "error" for fault in faults):
        raise Refused(faults)
    elsewhere = row.residence_code not in (None, village.code) and row.relation != "head"
    entering = replace(row, residence_code=None) if elsewhere else row
    with transaction.atomic():
        outcome = enrol(
            [entering], by=by, at=at, on=on, territory=village, faults=faults, action=action, since_birth=newborn
        )
        if outcome.refused:
            raise Refused(outcome.faults)
    return outcome


def edit_person(
    *, person: Person, row: PersonRow, by: Actor, at: datetime, on: date, action: str = "registry.edit_person"
) -> Person:
    """Bring a person's record to what the form says; a blank ID number or phone leaves the known one.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's, or he may not edit families.
        Refused: the data cannot be, or the ID number belongs to somebody else.
    """
    require_at(by, EDIT_FAMILIES, person.village_code)
    meant = [name for name in PLAIN_FIELDS if getattr(row, name) != getattr(person, name)]
    with transaction.atomic():
        # Read anew and held: of two workers who save the same person at once, each changes what he meant to change.
        advisory_lock(REGISTRY_LOCK)
        members = list(members_of([person.household.root_id]))
        fresh = next(m for m in members if m.pk == person.pk)
        household = fresh.household.root
        others = {name: getattr(fresh, name) for name in PLAIN_FIELDS if name not in meant}
        whole = completed(replace(row, line=1, household_number=household.number, **others))
        _refuse_impossible(fresh, whole, on)
        id_index = blind_index(whole.id_number, field_class="identity") if whole.id_number else None
        phone_index = blind_index(whole.phone, field_class="contact") if whole.phone else None
        entry = Entry(whole, id_index, phone_index, fresh)
        if differs(fresh, entry, clears=True):
            plan = FamilyPlan(
                household.number, Place(household.village_code, household.away), household, [entry], members, ""
            )
            Writer(by, at, on, action, clears=True).write([plan])
    return Person.objects.select_related("household").get(pk=person.pk)


BULK_FIELDS = ("hukou_type", "ethnicity", "education", "occupation", "marital_status", "only_child_certificate")
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of one person of a bulk edit: changed, unchanged, or refused with the reason."""

    person: Person
    changed: bool
    reason: str = ""


def edit_people(
    *, people: Sequence[Person], field: str, value: str | bool | None, by: Actor, at: datetime, on: date
) -> list[RowResult]:
    """Set one field of several people, each by itself: what cannot be is told row by row, the others are done.

    Raises:
        OutOfReach, RightMissing: one of the people is not the actor's, or he may not edit families.
        Refused: the field is not one that is changed in bulk, or there are too many people.
    """
    if field not in BULK_FIELDS:
        raise Refused([Fault(1, "field", "这一项不能成批修改，请一个人一个人改。")])
    if len(people) > MOST_AT_ONCE:
        raise Refused([Fault(1, "people", f"一次最多改 {MOST_AT_ONCE} 个人，请分几次。")])
    for person in people:
        require_at(by, EDIT_FAMILIES, person.village_code)
    results = []
    for person in people:
        if getattr(person, field) == value:
            results.append(RowResult(person, changed=False))
            continue
        change: dict[str, Any] = {field: value}
        row = replace(row_of(person), **change)
        try:
            edit_person(person=person, row=row, by=by, at=at, on=on, action="registry.edit_people")
        except Refused as refused:
            results.append(RowResult(person, changed=False, reason=str(refused)))
        else:
            results.append(RowResult(person, changed=True))
    return results


def _refuse_impossible(person: Person, row: PersonRow, on: date) -> None:
    checked = row if row.id_number else replace(row, id_number=person.id_number)
    faults = check_row(checked, on=on)
    faults += _family_faults(person, checked, on) + _identity_faults(person, row) + place_faults(person, row)
    faults += _move_faults(person, row)
    if any(fault.severity == "error" for fault in faults):
        raise Refused(faults)


def _family_faults(person: Person, row: PersonRow, on: date) -> list[Fault]:
    """What the changed row makes impossible in its household: a second head, a parent younger than the child.

    What did not fit before does not stand in the way: a death must be recorded even where a birth date is wrong.
    """
    others = members_of([person.household.root_id]).exclude(pk=person.pk)
    rows = [replace(row_of(other), line=other.pk + 1, id_number="") for other in others]
    before = check_household([*rows, replace(row_of(person), line=1)], on=on)
    faults = check_household([*rows, replace(row, line=1)], on=on)
    return [replace(fault, line=1) for fault in faults if fault not in before]


def _move_faults(person: Person, row: PersonRow) -> list[Fault]:
    """Nobody moves after his death."""
    died_on = row.death_date
    if died_on is None or died_on == person.death_date or not Stay.objects.filter(person=person).exists():
        return []
    if died_on >= person.since:
        return []
    message = f"这一天以后还有一次迁移（{in_words(person.since)}）。请先撤销迁移，再登记去世。"
    return [Fault(1, "death_date", message)]


def _identity_faults(person: Person, row: PersonRow) -> list[Fault]:
    if not row.id_number:
        return []
    index = blind_index(row.id_number, field_class="identity")
    if Person.objects.filter(id_number_index=index, merged_into=None).exclude(pk=person.pk).exists():
        return [Fault(1, "id_number", "这个号码已经登记在另一个人名下，请核对证件。")]
    return []


def row_of(person: Person) -> PersonRow:
    """What the registry knows of a person, as a row. The ID number and phone stay out: they are not changed by it."""
    values = {name: getattr(person, name) for name in PLAIN_FIELDS}
    return PersonRow(household_number=person.household.number, **values)


def record_death(*, person: Person, died_on: date, by: Actor, at: datetime, on: date) -> Person:
    """Record that a person died. From this transaction on he is counted no more and is sent nothing.

    Raises:
        Refused: the date is before the birth or after today, or another day of death is recorded already.
    """
    known = Person.objects.values_list("death_date", flat=True).get(pk=person.pk)
    if known not in (None, died_on):
        message = f"已经登记在{in_words(known)}去世。日期错了，请先撤销那条登记，再重新登记。"
        raise Refused([Fault(1, "death_date", message)])
    row = replace(row_of(person), death_date=died_on)
    with transaction.atomic():
        dead = edit_person(person=person, row=row, by=by, at=at, on=on, action="registry.record_death")
        mark_widowed(dead, at=at)
        if person.death_date is None:
            emit(LifeEventRecorded(person_id=dead.pk, kind=EventKind.DEATH, on=died_on, withdrawn=False), at=at)
    return dead


def withdraw_death(*, person: Person, by: Actor, at: datetime, on: date) -> Person:
    """Take back a death that was recorded by mistake; both records stay to be read."""
    died_on = person.death_date
    if died_on is None:
        return person
    row = replace(row_of(person), death_date=None)
    with transaction.atomic():
        alive = edit_person(person=person, row=row, by=by, at=at, on=on, action="registry.withdraw_death")
        if alive.village_code != alive.household.village_code:
            rejoin(alive, at=at, today=on)
        unmark_widowed(alive, died_on, at=at)
        emit(LifeEventRecorded(person_id=alive.pk, kind=EventKind.DEATH, on=died_on, withdrawn=True), at=at)
    return alive


def mark_widowed(dead: Person, *, at: datetime) -> None:
    """The spouse of somebody who died is widowed from that day."""
    spouse = dead.spouse
    if dead.death_date is None or spouse is None or spouse.death_date or spouse.marital_status != "married":
        return
    LifeEvent.objects.create(
        person=spouse, kind=EventKind.WIDOWED, on=dead.death_date, other=dead, recorded_at=at,
        village_code=spouse.village_code,
    )  # fmt: skip
    Person.objects.filter(pk=spouse.pk).update(marital_status="widowed", changed_at=at)


def unmark_widowed(alive: Person, died_on: date, *, at: datetime) -> None:
    """The spouse of somebody whose death was a mistake is married as before."""
    widowed = LifeEvent.objects.filter(kind=EventKind.WIDOWED, other=alive, on=died_on, withdrawn_at=None)
    Person.objects.filter(life_events__in=widowed).update(marital_status="married", changed_at=at)
    widowed.update(withdrawn_at=at)


def edit_address(*, household: Household, address: str, by: Actor, at: datetime) -> None:
    """Change the address of a household within its village; empty removes it."""
    require_at(by, EDIT_FAMILIES, household.village_code)
    if household.address == address:
        return
    with transaction.atomic():
        Household.objects.filter(pk=household.pk).update(
            address_sealed=seal_address(address, household.pk) if address else None, changed_at=at
        )
        audit_household("registry.edit_address", household, by, at, {})


Side = Literal["mother", "father", "spouse"]


def set_relatives(*, person: Person, relatives: dict[Side, Person | None], by: Actor, at: datetime, on: date) -> None:
    """Say who a person's mother, father and spouse are. A spouse is set, and released, on both sides.

    Raises:
        Refused: a parent is less than twelve years older, or somebody would be his own relative.
    """
    require_at(by, EDIT_FAMILIES, person.village_code)
    faults = [fault for side, other in relatives.items() for fault in _relative_faults(person, side, other)]
    if faults:
        raise Refused(faults)
    changes = {
        side: other for side, other in relatives.items() if getattr(person, f"{side}_id") != (other and other.pk)
    }
    if not changes:
        return
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        if "spouse" in changes:
            _set_spouse(person, changes["spouse"])
        before = [pk for pk in (person.mother_id, person.father_id) if pk]
        Person.objects.filter(pk=person.pk).update(**changes, changed_at=at)
        standings.refresh([person.pk, *before], on=on)
        audit_household(
            "registry.set_relatives", person.household, by, at, {"person": person.pk, "sides": sorted(changes)}
        )


def _relative_faults(person: Person, side: Side, other: Person | None) -> list[Fault]:
    if other is None:
        return []
    if other.pk == person.pk:
        return [Fault(1, side, "不能选本人，请选另一位家人。")]
    if side == "spouse":
        return []
    if other.sex != ("F" if side == "mother" else "M"):
        return [Fault(1, side, "母亲应是女性，请重新选择。" if side == "mother" else "父亲应是男性，请重新选择。")]
    if person.birth_date.year - other.birth_date.year < LEAST_YEARS_BETWEEN:
        return [Fault(1, side, f"父母至少要比孩子大 {LEAST_YEARS_BETWEEN} 岁，请核对两个人的出生日期。")]
    return []


def _set_spouse(person: Person, other: Person | None) -> None:
    for one in (person, other):
        if one is not None and one.spouse_id is not None:
            Person.objects.filter(pk=one.spouse_id).update(spouse=None)
    if other is not None:
        Person.objects.filter(pk=other.pk).update(spouse=person)


Guarded = Literal["id_number", "phone"]


def reveal(*, person: Person, field: Guarded, reason: str, by: Actor, at: datetime) -> str:
    """Show an ID number or a phone number in full. The reason goes into the audit with who asked and when.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's, or he may not see numbers.
        Refused: no reason is given.
    """
    require_at(by, REVEAL_IDENTITY, person.village_code)
    if len(reason.strip()) < 2:
        raise Refused([Fault(1, "reason", "请写明为什么要看，例如：核对补贴申请。")])
    with transaction.atomic():
        details = {"field": field, "reason": reason.strip()[:200]}
        write_entry(
            actor=by,
            action="registry.reveal",
            at=at,
            subject_type="person",
            subject_id=person.pk,
            region_code=person.village_code,
            details=details,
        )
    return person.id_number if field == "id_number" else person.phone
