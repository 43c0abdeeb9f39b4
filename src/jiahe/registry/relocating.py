"""Households under another village code: their village became another, or was split. They stay the households they are.

Each gets a record in the new village, dated, with a ``Move`` of kind ``REGION`` from the old one to it, so that every
number of an earlier day stays in the old village, every later one is in the new, and an old number still finds its
family. What was recorded of days after the change goes to the new village too, as if it had stood there already.
Runs in the caller's transaction and under the registry's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from jiahe.foundation.database import allocate_ids, insert_many, update_many
from jiahe.registry.enrolment.writing import phone_tail_index, seal_address
from jiahe.registry.former_codes import numbers_for
from jiahe.registry.ledger import Ledger
from jiahe.registry.models import FormerHukou, Household, LifeEvent, Move, Person, Stay
from jiahe.registry.models.residence import MoveKind

PERSON_FIELDS = [
    "household", "village_code", "since", "residence_code", "away", "phone_tail_index", "hukou_code", "changed_at",
]  # fmt: skip


@dataclass(slots=True)
class Relocation:
    """Bringing households of village ``old`` under the code ``new`` as of the day ``on``.

    ``whole`` takes everything along that stands in the old village: events, and the hukou of people who live elsewhere.
    """

    old: int
    new: int
    on: date
    at: datetime
    whole: bool
    people: dict[int, Person] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    events: list[LifeEvent] = field(default_factory=list)
    root_of: dict[int, int] = field(default_factory=dict)
    ended: list[Stay] = field(default_factory=list)
    hukous: list[FormerHukou] = field(default_factory=list)

    def carry_out(self, homes: Sequence[Household], today: date) -> None:
        """Move some root households of the old village; ``today`` is the day to which categories are brought up."""
        self._read(homes)
        ledger = Ledger(self._counted(), list(self.root_of))
        follows = self._open(homes)
        moves = self._moves(homes, follows)
        self._split_stays(follows, moves)
        first, begun = self._first_days(), self._hukous_begun()
        for person in self.people.values():
            root = self.root_of.get(person.household_id)
            if root is not None:
                self._place(person, follows[root], moves[root])
            self._carry_hukou(person, first[person.pk], begun.get(person.pk))
            person.changed_at = self.at
        for event in self.events:
            event.village_code = self.new
        insert_many(Stay, self.ended)
        insert_many(FormerHukou, self.hukous)
        update_many(Stay, self.stays, ["household", "village_code", "since"])
        update_many(Person, self.people.values(), PERSON_FIELDS)
        update_many(LifeEvent, self.events, ["village_code"])
        ledger.settle(today, also=[home.pk for home in follows.values()])

    def _read(self, homes: Sequence[Household]) -> None:
        """Everything that the change touches, read at once."""
        roots = [home.pk for home in homes]
        aliases = Household.objects.filter(merged_into__any_of=roots).values_list("pk", "merged_into_id")
        self.root_of = {pk: pk for pk in roots} | dict(aliases)
        members = Q(household__any_of=list(self.root_of))
        self.people = {p.pk: p for p in Person.objects.filter(members)}
        if self.whole:
            elsewhere = Person.objects.filter(Q(death_date=None) | Q(death_date__gt=self.on), hukou_code=self.old)
            self.people = {p.pk: p for p in elsewhere} | self.people
        self.stays = list(Stay.objects.filter(members, until__gt=self.on, village_code=self.old))
        happened = LifeEvent.objects.filter(village_code=self.old, on__gte=self.on)
        if not self.whole:
            happened = happened.filter(person__any_of=[*self.people, *(stay.person_id for stay in self.stays)])
        self.events = list(happened)

    def _counted(self) -> list[int]:
        """Whose numbers change: who lives there, who left since, who was born or died there since."""
        left = {stay.person_id for stay in self.stays} | {event.person_id for event in self.events}
        return sorted({*self.people, *left})

    def _open(self, homes: Sequence[Household]) -> dict[int, Household]:
        """The record of each household in the new village, by the id of the old one, which ends."""
        taken = set(Household.objects.filter(village_code=self.new).values_list("number", flat=True))
        follows: dict[int, Household] = {}
        for home, pk in zip(homes, allocate_ids(Household, len(homes)), strict=True):
            number = next(n for n in numbers_for(home.number, self.old) if n not in taken)
            taken.add(number)
            since = max(self.on, home.since)
            until = None if home.until is None else max(home.until, since)
            follows[home.pk] = Household(
                pk=pk, number=number, village_code=self.new, away=home.away, since=since, until=until,
                changed_at=self.at,
            )  # fmt: skip
            if home.address_sealed:
                follows[home.pk].address_sealed = seal_address(home.address, pk)
            home.until = since if home.until is None else min(home.until, since)
            home.changed_at = self.at
        insert_many(Household, follows.values())
        update_many(Household, homes, ["until", "changed_at"])
        return follows

    def _moves(self, homes: Sequence[Household], follows: dict[int, Household]) -> dict[int, Move]:
        """One move for each household. Moves of later days happened in the new record already."""
        later = Q(source__any_of=list(follows), on__gt=self.on) | Q(target__any_of=list(follows), on__gte=self.on)
        repointed = list(Move.objects.filter(later).exclude(kind=MoveKind.REGION))
        for move in repointed:
            if move.on > self.on:
                move.source = follows.get(move.source_id, move.source)
            move.target = follows.get(move.target_id, move.target)
        update_many(Move, repointed, ["source", "target"])
        moves = {}
        for home, pk in zip(homes, allocate_ids(Move, len(homes)), strict=True):
            target = follows[home.pk]
            moves[home.pk] = Move(
                pk=pk, kind=MoveKind.REGION, source=home, target=target, opened_target=True, on=target.since,
                recorded_at=self.at,
            )  # fmt: skip
        insert_many(Move, moves.values())
        return moves

    def _split_stays(self, follows: dict[int, Household], moves: dict[int, Move]) -> None:
        """Who left since then lived in the old village until the day, and from it in the new one."""
        for stay in self.stays:
            root = self.root_of[stay.household_id]
            if stay.since < self.on:
                self.ended.append(_ended(stay.person_id, stay, self.on, moves[root]))
                stay.since = self.on
            stay.household, stay.village_code = follows[root], self.new

    def _first_days(self) -> dict[int, date]:
        """The first day each of them was counted anywhere."""
        first = {pk: person.since for pk, person in self.people.items()}
        for pk, since in Stay.objects.filter(person__any_of=list(first)).values_list("person_id", "since"):
            first[pk] = min(first[pk], since)
        return first

    def _hukous_begun(self) -> dict[int, date]:
        """The day since which the hukou of each stood where it stands, where that is not his first day."""
        rows = FormerHukou.objects.filter(person__any_of=list(self.people)).order_by("until")
        return dict(rows.values_list("person_id", "until"))

    def _place(self, person: Person, target: Household, move: Move) -> None:
        """Who had died by then belongs to the new record, and stays counted where he lived."""
        if person.since < self.on and not self._lives_after(person):
            person.household = target
            return
        if person.since < self.on:
            self.ended.append(_ended(person.pk, person, self.on, move))
            person.since = self.on
        if person.residence_code == self.old or (person.residence_code is None and not person.away):
            person.residence_code, person.away = self.new, False
        if person.phone_sealed and self.old // 1000 != self.new // 1000:
            person.phone_tail_index = phone_tail_index(person.phone, self.new)
        person.household, person.village_code = target, self.new

    def _carry_hukou(self, person: Person, first: date, begun: date | None) -> None:
        if person.hukou_code != self.old or not self._lives_after(person):
            return
        if max(first, begun or first) < self.on:
            self.hukous.append(FormerHukou(person_id=person.pk, village_code=self.old, since=begun, until=self.on))
        person.hukou_code = self.new

    def _lives_after(self, person: Person) -> bool:
        return person.death_date is None or person.death_date > self.on


def _ended(pk: int, lived: Person | Stay, until: date, move: Move) -> Stay:
    """The time somebody lived where ``lived`` says, up to a day."""
    return Stay(
        person_id=pk, household_id=lived.household_id, village_code=lived.village_code, relation=lived.relation,
        since=lived.since, until=until, move=move,
    )  # fmt: skip


def relocate(
    homes: Sequence[Household], *, old: int, new: int, on: date, at: datetime, today: date, whole: bool = False
) -> Relocation:
    """Bring root households of one village under another code; see the module. Returns what was touched."""
    relocation = Relocation(old, new, on, at, whole)
    relocation.carry_out(homes, today)
    return relocation


def rejoin(person: Person, *, at: datetime, today: date) -> None:
    """Let somebody whose death was a mistake live on where his household has gone since, as if he had moved with it."""
    steps: list[Move] = []
    home = person.household_id
    while move := Move.objects.filter(target=home, kind=MoveKind.REGION).select_related("source", "target").first():
        steps.insert(0, move)
        home = move.source_id
    for move in steps:
        if move.source.village_code != person.village_code:
            continue
        ledger = Ledger([person.pk], [])
        relocation = Relocation(move.source.village_code, move.target.village_code, move.on, at, whole=False)
        first = min([person.since, *person.stays.values_list("since", flat=True)])
        here = person.household
        relocation._place(person, move.target, move)
        begun = person.former_hukous.order_by("until").values_list("until", flat=True).last()
        relocation._carry_hukou(person, first, begun)
        person.household, person.changed_at = here, at
        insert_many(Stay, relocation.ended)
        insert_many(FormerHukou, relocation.hukous)
        update_many(Person, [person], PERSON_FIELDS)
        ledger.settle(today)
