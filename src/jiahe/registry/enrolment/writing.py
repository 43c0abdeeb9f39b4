"""Writing planned families: rows, sealed fields, life events, facts, the audit entry and the news, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import allocate_ids, insert_many, update_many
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.facts.actions import FactKey, Reckoned, add, append_reckoned, reckoned
from jiahe.foundation.regions.queries import villages
from jiahe.foundation.vault.crypto import blind_index, seal
from jiahe.registry import standings
from jiahe.registry.drafts import AnyHousehold, AnyPerson, NewHousehold, NewPerson
from jiahe.registry.enrolment.counting import event_facts, household_facts, last_day, last_of, person_facts
from jiahe.registry.enrolment.happenings import Happenings, Told
from jiahe.registry.enrolment.kinship import link
from jiahe.registry.enrolment.planning import Entry, FamilyPlan
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.models import FormerHukou, Household, LifeEvent, Person, Stay
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.mourning import mourn, speak_of_life_again
from jiahe.registry.pinyin import pinyin_of
from jiahe.registry.rows import PLAIN_FIELDS

PERSON_FIELDS = [
    *PLAIN_FIELDS, "pinyin", "initials", "id_number_sealed", "id_number_index", "phone_sealed", "phone_index",
    "phone_tail_index", "away", "mother", "father", "spouse", "changed_at",
]  # fmt: skip

# What an undo puts back: every field of PERSON_FIELDS by its column.
UNDOABLE = tuple(
    f"{name}_id" if name in ("mother", "father", "spouse") else name for name in PERSON_FIELDS if name != "changed_at"
)


MOURNED_FOR = timedelta(days=365)


@dataclass(slots=True)
class Written:
    """What one chunk changed, with the ids it touched."""

    created: list[int] = field(default_factory=list)
    updated: set[int] = field(default_factory=set)
    unchanged: int = 0
    households: list[AnyHousehold] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    before: list[tuple[str, int, dict[str, Any]]] = field(
        default_factory=list
    )  # what changed rows held: table, id, fields


@dataclass(slots=True)
class Writer:
    """Writes the plans of one chunk.

    ``since_birth`` counts a newborn from the day of birth, not from today. ``clears`` lets a blank field empty what
    was known, as on a form that showed it; a blank ID number or phone, which no form shows, never does.
    """

    by: Actor
    at: datetime
    on: date
    action: str
    since_birth: bool = False
    clears: bool = False
    _facts: Counter[FactKey] = field(default_factory=Counter)
    _new_households: list[NewHousehold] = field(default_factory=list)
    _changed_households: dict[int, Household] = field(default_factory=dict)
    _new_people: list[NewPerson] = field(default_factory=list)
    _changed_people: dict[int, Person] = field(default_factory=dict)
    _stays: dict[int, list[Stay]] = field(default_factory=dict)
    _formers: dict[int, list[FormerHukou]] = field(default_factory=dict)
    _happenings: Happenings = field(init=False)
    _written: Written = field(default_factory=Written)
    _whole: list[NewPerson] = field(default_factory=list)
    _begun: standings.Begun = field(default_factory=list)
    _reckoned: Reckoned = field(init=False)

    def __post_init__(self) -> None:
        self._happenings = Happenings(self.at, self.on)

    def write(self, plans: Sequence[FamilyPlan]) -> Written:
        """Write the plans in one transaction; a fault leaves nothing of them behind."""
        with transaction.atomic():
            self.prepare(plans)
            return self.store()

    def prepare(self, plans: Sequence[FamilyPlan]) -> None:
        """Work out every row that is to be written; nothing is written yet."""
        household_ids = iter(allocate_ids(Household, sum(1 for p in plans if p.household is None)))
        person_ids = iter(allocate_ids(Person, sum(1 for p in plans for e in p.entries if e.person is None)))
        ours = self._our_villages(plans)
        self._learn_past(plans)
        for plan in plans:
            if plan.household is None:
                self._open_household(plan, next(household_ids), person_ids, ours, self._written)
            else:
                self._bring_up(plan, plan.household, person_ids, ours, self._written)
        opened = {household.pk for household in self._new_households}
        self._whole = [person for person in self._new_people if person.household_id in opened]
        self._begun = standings.begun_by(self._whole, self._happenings.new, self.on)
        add(event_facts(self._happenings.new), to=self._facts)
        add(event_facts(self._happenings.withdrawn), to=self._facts, times=-1)
        add(standings.counted(self._begun), to=self._facts)
        self._reckoned = reckoned(self._facts)

    def store(self) -> Written:
        """Write what is prepared, in the caller's transaction."""
        written = self._written
        insert_many(Household, self._new_households)
        update_many(Household, self._changed_households.values(), ["until", "away", "address_sealed", "changed_at"])
        insert_many(Person, self._new_people)
        update_many(Person, self._changed_people.values(), PERSON_FIELDS)
        self._write_life_events()
        standings.write_begun(self._begun)
        append_reckoned(self._reckoned)
        whole = {person.pk for person in self._whole}
        near = {*self._changed_people, *(p.pk for p in self._new_people if p.pk not in whole)}
        if near:
            standings.refresh(near, on=self.on)
        self._tell(written)
        return written

    def _our_villages(self, plans: Iterable[FamilyPlan]) -> set[int]:
        """The village codes among all hukou codes that this chunk may count."""
        codes = {e.row.hukou_code for p in plans for e in p.entries} | {m.hukou_code for p in plans for m in p.members}
        codes |= {e.person.hukou_code for p in plans for e in p.entries if e.person}
        return set(villages(code for code in codes if code))

    def _learn_past(self, plans: Iterable[FamilyPlan]) -> None:
        """What happened to those who are known already: stays that are over, and events that stand."""
        changing = [
            e.person.pk for p in plans for e in p.entries if e.person and differs(e.person, e, clears=self.clears)
        ]
        for stay in Stay.objects.filter(person__any_of=changing):
            self._stays.setdefault(stay.person_id, []).append(stay)
        for former in FormerHukou.objects.filter(person__any_of=changing):
            self._formers.setdefault(former.person_id, []).append(former)
        for event in LifeEvent.objects.filter(person__any_of=changing, withdrawn_at=None).order_by("pk"):
            self._happenings.standing.setdefault(event.person_id, []).append(event)

    def _open_household(
        self, plan: FamilyPlan, pk: int, person_ids: Iterator[int], ours: set[int], written: Written
    ) -> None:
        """A household nobody knew, and its people: none of them is known either, or he would have one already."""
        household = NewHousehold(pk, plan.number, plan.place.village, plan.place.away, self.on, self.at)
        if plan.address:
            household.address_sealed = seal_address(plan.address, pk)
        members = [self._new_person(entry, household, next(person_ids), ours) for entry in plan.entries]
        link(members)
        for person in members:
            self._happenings.note_new(person)
            written.created.append(person.id)
        household.until = last_of(household.since, members)
        self._new_households.append(household)
        add(household_facts(household), to=self._facts)
        written.households.append(household)
        written.opened.append(pk)

    def _bring_up(
        self, plan: FamilyPlan, household: Household, person_ids: Iterator[int], ours: set[int], written: Written
    ) -> None:
        """A household that is known: newcomers, what has changed, and an address."""
        before = household_facts(household)
        address = household.address_sealed
        members: list[AnyPerson] = list(plan.members)
        known = {m.pk: m for m in plan.members}
        stood = {pk: {name: getattr(m, name) for name in UNDOABLE} for pk, m in known.items()}
        newcomers: list[NewPerson] = []
        touched = False
        for entry in plan.entries:
            person = known.get(entry.person.pk) if entry.person else None
            if entry.person is not None and person is None:
                person = entry.person
                members.append(person)
            if person is None:
                newcomers.append(self._new_person(entry, household, next(person_ids), ours))
                members.append(newcomers[-1])
                written.created.append(newcomers[-1].pk)
                touched = True
            elif differs(person, entry, clears=self.clears):
                self._change(person, entry, ours)
                written.updated.add(person.pk)
                touched = True
            else:
                written.unchanged += 1
        for pk in link(members) if touched else ():
            if pk in known:
                self._changed_people[pk] = known[pk]
        for newcomer in newcomers:
            self._happenings.note_new(newcomer)
        touched |= self._change_address(household, plan)
        if touched:
            household.until = last_day(household, members)
            household.changed_at = self.at
            self._changed_households[household.pk] = household
            written.households.append(household)
            add(household_facts(household), to=self._facts)
            add(before, to=self._facts, times=-1)
            if household.address_sealed is not address:
                written.before.append(("household", household.pk, {"address_sealed": address}))
            written.before += [("person", pk, told) for pk, told in stood.items() if pk in self._changed_people]

    def _change_address(self, household: Household, plan: FamilyPlan) -> bool:
        if not plan.address or household.address == plan.address:
            return False
        household.address_sealed = seal_address(plan.address, household.pk)
        return True

    def _new_person(self, entry: Entry, household: AnyHousehold, pk: int, ours: set[int]) -> NewPerson:
        row, village = entry.row, household.village_code
        if row.birth_date is None:
            raise ValueError("a row without a day of birth was to come in")
        pinyin, initials = pinyin_of(row.name)
        person = NewPerson(
            id=pk,
            birth_date=row.birth_date,
            relation=row.relation or "other",
            name=row.name,
            sex=row.sex,
            death_date=row.death_date,
            ethnicity=row.ethnicity,
            hukou_code=row.hukou_code,
            hukou_type=row.hukou_type,
            residence_code=row.residence_code,
            marital_status=row.marital_status,
            married_on=row.married_on,
            education=row.education,
            occupation=row.occupation,
            low_income=row.low_income,
            only_child_certificate=row.only_child_certificate,
            disability_grade=row.disability_grade,
            note=row.note,
            household_id=household.pk,
            village_code=village,
            since=max(row.birth_date, household.since) if self.since_birth else self.on,
            changed_at=self.at,
            pinyin=pinyin,
            initials=initials,
            id_number_sealed=_seal(pk, "id_number", row.id_number) if row.id_number else None,
            id_number_index=entry.id_index,
            phone_sealed=_seal(pk, "phone", row.phone) if row.phone else None,
            phone_index=entry.phone_index,
            phone_tail_index=phone_tail_index(row.phone, village) if row.phone else None,
            away=row.residence_code is not None and row.residence_code != village,
        )
        self._new_people.append(person)
        add(person_facts(person, ours), to=self._facts)
        return person

    def _change(self, person: Person, entry: Entry, ours: set[int]) -> None:
        """Take over what the row says anew."""
        past = (self._stays.get(person.pk, []), self._formers.get(person.pk, []))
        add(person_facts(person, ours, *past), to=self._facts, times=-1)
        before = Told.by(person)
        self._take(person, entry)
        person.changed_at = self.at
        add(person_facts(person, ours, *past), to=self._facts)
        self._happenings.note_change(before, person)
        self._changed_people[person.pk] = person

    def _take(self, person: Person, entry: Entry) -> None:
        row = entry.row
        lived_at = person.residence_code
        for name in PLAIN_FIELDS:
            value = getattr(row, name)
            if self.clears or value not in ("", None):
                setattr(person, name, value)
        if row.name:
            person.pinyin, person.initials = pinyin_of(row.name)
        if row.id_number and entry.id_index != _bytes(person.id_number_index):
            person.id_number_sealed = _seal(person.pk, "id_number", row.id_number)
            person.id_number_index = entry.id_index
        if row.phone and entry.phone_index != _bytes(person.phone_index):
            person.phone_sealed = _seal(person.pk, "phone", row.phone)
            person.phone_index = entry.phone_index
            person.phone_tail_index = phone_tail_index(row.phone, person.village_code)
        if person.residence_code != lived_at:  # somebody may be away and nobody knows where
            person.away = person.residence_code is not None and person.residence_code != person.village_code

    def _write_life_events(self) -> None:
        """Take back the events that no longer hold and add the new ones."""
        gone, new = self._happenings.withdrawn, self._happenings.new
        LifeEvent.objects.filter(pk__in=[event.pk for event in gone]).update(withdrawn_at=self.at)
        insert_many(LifeEvent, new)
        self._mourn({event.person_id for event in gone if event.kind == EventKind.DEATH})

    def _mourn(self, mistaken: set[int]) -> None:
        """Who died is mourned from this transaction on; of newcomers, who died within the year."""
        died = {event.person_id for event in self._happenings.new if event.kind == EventKind.DEATH}
        lately = self.on - MOURNED_FOR
        mourned: list[AnyPerson] = [p for pk, p in self._changed_people.items() if pk in died]
        mourned += [p for p in self._new_people if p.pk in died and p.death_date and p.death_date > lately]
        if mourned:
            mourn(mourned, at=self.at)
        for pk in mistaken - died:
            if pk in self._changed_people:
                speak_of_life_again(self._changed_people[pk])

    def _tell(self, written: Written) -> None:
        """One audit entry for the chunk, one piece of news for each village."""
        if not written.households:
            return
        changed = {*written.created, *written.updated}
        one = written.households[0] if len(written.households) == 1 else None
        write_entry(
            actor=self.by,
            action=self.action,
            at=self.at,
            subject_type="household" if one else "households",
            subject_id=one.pk if one else None,
            region_code=written.households[0].village_code,
            details={"households": len(written.households), "people": sorted(changed)[:100], "count": len(changed)},
        )
        per_village: Counter[int] = Counter()
        everybody: list[AnyPerson] = [*self._new_people, *self._changed_people.values()]
        for person in everybody:
            per_village[person.village_code] += 1
        if per_village:
            emit(FamiliesChanged({str(code): people for code, people in sorted(per_village.items())}), at=self.at)


def seal_address(address: str, pk: int) -> bytes:
    """The address of a household, sealed for its row."""
    return seal(address, table="registry_household", column="address", row=pk, field_class="contact")


def phone_tail_index(phone: str, village_code: int) -> bytes:
    """The keyed digest by which the last four digits of a phone are found, within one township."""
    return blind_index(f"{village_code // 1000}|{phone[-4:]}", field_class="contact")


FIELD_CLASS = {"id_number": "identity", "phone": "contact"}


def seal_number(pk: int, column: str, value: str) -> tuple[bytes | None, bytes | None]:
    """An ID number or a phone, sealed for a person's row, and its blind index; nothing of the empty text."""
    if not value:
        return None, None
    return _seal(pk, column, value), blind_index(value, field_class=FIELD_CLASS[column])


def _seal(pk: int, column: str, value: str) -> bytes:
    return seal(value, table="registry_person", column=column, row=pk, field_class=FIELD_CLASS[column])


def differs(person: Person, entry: Entry, *, clears: bool = False) -> bool:
    """Whether the row says anything that the person's record does not say already."""
    row = entry.row
    said = [f for f in PLAIN_FIELDS if clears or getattr(row, f) not in ("", None)]
    plain = any(getattr(row, f) != getattr(person, f) for f in said)
    identity = bool(row.id_number) and entry.id_index != _bytes(person.id_number_index)
    return plain or identity or (bool(row.phone) and entry.phone_index != _bytes(person.phone_index))


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
