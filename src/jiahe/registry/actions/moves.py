"""Bringing people from one household to another on a day: moving, splitting, joining; and undoing it.

Nothing of the time before is touched: where people lived until then stands in their stays, and every number of an
earlier day stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.actions.common import audit_household, in_words, refuse, require_standing
from jiahe.registry.actions.families import next_number
from jiahe.registry.ending import end_or_reopen
from jiahe.registry.enrolment.kinship import relation_to
from jiahe.registry.enrolment.planning import closed_sentence
from jiahe.registry.enrolment.writing import phone_tail_index, seal_address
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.ledger import Ledger
from jiahe.registry.models import Household, Move, Person, Stay
from jiahe.registry.models.person import members_of
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.rights import EDIT_FAMILIES

UNDONE_FROM_THE_OLD_VILLAGE_FOR = timedelta(days=30)  # then the family is theirs among whom it lives
PLACED = ["household", "village_code", "relation", "residence_code", "away", "since", "phone_tail_index", "changed_at"]


def move_people(
    *,
    people: Sequence[Person],
    village: Region,
    target: Household | None = None,
    head: Person | None = None,
    successor: Person | None = None,
    address: str = "",
    moved_on: date,
    by: Actor,
    at: datetime,
    on: date,
) -> Move:
    """Move some people of one household to another, or into a new one in ``village``.

    ``head`` is who heads a new household; ``successor`` who heads those left behind when their head goes. Relations to
    the new heads follow from who is whose parent and spouse; where that is not known they become 其他.

    Raises:
        OutOfReach, RightMissing: the household is not the actor's, or he may not edit families.
        Refused: somebody died, the day lies before his first in this household or after today, a household would be
            left without a head.
    """
    source = people[0].household.root if people else None
    if source is None:
        raise refuse("people", "请至少选一位要迁走的人。")
    require_at(by, EDIT_FAMILIES, source.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        return _Moving(source, target.root if target else None, village, moved_on, by, at, on).move(
            [person.pk for person in people], head, successor, address
        )


def take_in(
    *,
    household: Household,
    id_number: str,
    name: str,
    relation: str,
    moved_on: date,
    by: Actor,
    at: datetime,
    on: date,
) -> Move:
    """Take somebody in who is registered in another household: whoever shows his ID card may be registered here.

    Number and name must both fit, so that nobody is taken in by trying numbers. Who heads those left behind follows
    from who is whose spouse, and from age.

    Raises:
        OutOfReach, RightMissing: the household is not the actor's, or he may not edit families.
        Refused: nobody fits, he lives here already, or the day cannot be.
    """
    require_at(by, EDIT_FAMILIES, household.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        index = blind_index(id_number, field_class="identity")
        found = Person.objects.filter(id_number_index=index, merged_into=None, death_date=None).first()
        if found is None or found.name != name:
            raise refuse("id_number", "没有找到号码和姓名都对得上的人。请核对证件；还没登记过的，请用“加一位家人”。")
        village = Region.objects.get(code=household.village_code, level=Level.VILLAGE)
        moving = _Moving(found.household.root, household.root, village, moved_on, by, at, on)
        if moving.source.pk == moving.target_pk:
            raise refuse("id_number", "这个人已经在这一户了。")
        return moving.move([found.pk], None, moving.heir([found.pk]), "", {found.pk: relation})


def undo_move(*, move: Move, by: Actor, at: datetime, on: date) -> None:
    """Make a move as if it had never been: everybody is back where he was, and so are the numbers.

    Raises:
        OutOfReach, RightMissing: neither household is the actor's, or he may not edit families.
        Refused: somebody has moved on, died or was merged since; it came with a change of units, the village they
            left is no more, or only that village asks, and too late.
    """
    require_near(move, by=by, at=at)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        fresh = Move.objects.select_related("source", "target").get(pk=move.pk)
        if fresh.kind == MoveKind.REGION:
            raise refuse("move", "这是区划调整，全村的家庭一起归到了新单位，不能一户一户撤销。请办一次迁移。")
        if fresh.undone_at is None:
            require_standing(fresh.source.village_code)
            _Undoing(fresh, by, at, on).undo()


def require_near(move: Move, *, by: Actor, at: datetime) -> None:
    """Raise unless the actor may undo a move: where the people are now, or for some time where they came from."""
    if by.reaches(move.target.village_code):
        require_at(by, EDIT_FAMILIES, move.target.village_code)
        return
    require_at(by, EDIT_FAMILIES, move.source.village_code)
    if at - move.recorded_at > UNDONE_FROM_THE_OLD_VILLAGE_FOR:
        raise refuse("move", "迁走已经超过 30 天，原来的村不能再撤销。请联系现在住地的工作人员，由他们撤销或者迁回来。")


@dataclass(slots=True)
class _Moving:
    """One move while it is made."""

    source: Household
    target: Household | None
    village: Region
    moved_on: date
    by: Actor
    at: datetime
    on: date

    @property
    def target_pk(self) -> int | None:
        """The id of the household they go to, if it stands already."""
        return self.target.pk if self.target else None

    def members(self) -> list[Person]:
        """Who belongs to the household they leave."""
        return list(members_of([self.source.pk]))

    def heir(self, leaving: Iterable[int]) -> Person | None:
        """Who heads those left behind when nobody says: the head's spouse, or the eldest."""
        gone = set(leaving)
        left = [m for m in self.members() if m.pk not in gone and m.death_date is None]
        if not left or any(m.relation == "head" for m in left):
            return None
        return min(left, key=lambda m: (m.relation != "spouse", m.birth_date))

    def move(
        self,
        pks: Sequence[int],
        head: Person | None,
        successor: Person | None,
        address: str,
        relations: dict[int, str] | None = None,
    ) -> Move:
        """Check, write, count, tell."""
        members = self.members()
        movers = [m for m in members if m.pk in set(pks)]
        left = [m for m in members if m not in movers and m.death_date is None]
        self._check(movers, left, head, successor)
        opened = self.target is None
        ledger = Ledger(pks, [self.source.pk, *([self.target.pk] if self.target else [])])
        target = self.target or self._open(address)
        move = Move.objects.create(
            kind=self._kind(opened, left), source=self.source, target=target, opened_target=opened, on=self.moved_on,
            recorded_at=self.at, relations_before=self._crown(left, successor),
        )  # fmt: skip
        self._place(move, movers, target, head, relations or {})
        end_or_reopen([self.source, target], self.at)
        ledger.settle(self.on, also=[target.pk] if opened else [])
        _tell(move, "registry.move_people", len(movers), self.by, self.at)
        return move

    def _kind(self, opened: bool, left: Sequence[Person]) -> MoveKind:
        if opened:
            return MoveKind.SPLIT if left else MoveKind.HOUSEHOLD
        return MoveKind.PERSON if left else MoveKind.JOIN

    def _check(
        self, movers: Sequence[Person], left: Sequence[Person], head: Person | None, successor: Person | None
    ) -> None:
        if not movers:
            raise refuse("people", "请至少选一位要迁走的人。")
        if self.moved_on > self.on:
            raise refuse("moved_on", "日期还没有到，请核对年份。")
        if self.village.is_closed:
            raise refuse("village", closed_sentence(self.village))
        for person in movers:
            if person.death_date is not None:
                raise refuse("people", f"{person.name}已经去世，不用迁移。")
            if self.moved_on < person.since:
                raise refuse("moved_on", f"{person.name}从{in_words(person.since)}起算在这一户，迁移日期不能更早。")
        if not self.village.has_data:
            raise refuse("village", f"{self.village.title}没有可以登记的人口，请检查编码。")
        if self.target is not None and self.target.pk == self.source.pk:
            raise refuse("household", "这就是现在的这一户，请选另一户。")
        if self.target is None and self.village.code == self.source.village_code and not left:
            raise refuse("people", "全家都在同一个村，不用另立一户；只改住址的，请用“修改住址”。")
        if self.target is None and head not in movers:
            raise refuse("head", "请在迁走的人里选一位新户的户主。")
        headless = left and not any(m.relation == "head" for m in left)
        if headless and successor not in left:
            raise refuse("successor", "户主也迁走了，请在留下的人里选一位新户主。")

    def _open(self, address: str) -> Household:
        household = Household.objects.create(
            number=next_number(self.village.code), village_code=self.village.code, since=self.moved_on,
            changed_at=self.at,
        )  # fmt: skip
        if address:
            household.address_sealed = seal_address(address, household.pk)
            household.save(update_fields=["address_sealed"])
        return household

    def _crown(self, left: Sequence[Person], successor: Person | None) -> dict[str, str]:
        """Give those left behind a new head where theirs goes; returns what they were before."""
        if successor is None or not left or any(m.relation == "head" for m in left):
            return {}
        before = {str(m.pk): m.relation for m in left}
        crowned = next(m for m in left if m.pk == successor.pk)
        for member in left:
            member.relation = relation_to(crowned, member)
        Person.objects.bulk_update(left, ["relation"])
        return before

    def _place(
        self,
        move: Move,
        movers: Sequence[Person],
        target: Household,
        head: Person | None,
        relations: dict[int, str],
    ) -> None:
        headed = [m for m in members_of([target.pk]) if m.relation == "head" and m.death_date is None]
        heads = {m.pk: m for m in (*movers, *headed)}
        first = heads[head.pk] if head and not headed else next(iter(headed), None)
        Stay.objects.bulk_create(
            Stay(
                person=m, household=m.household, village_code=m.village_code, relation=m.relation, since=m.since,
                until=move.on, move=move, hukou_code=m.hukou_code or 0,
            )
            for m in movers
        )  # fmt: skip
        told = {m.pk: relations.get(m.pk) or (relation_to(first, m) if first else m.relation) for m in movers}
        for mover in movers:
            was_home = mover.residence_code in (None, mover.village_code) and not mover.away
            moves_in = mover.residence_code == target.village_code
            if mover.phone and mover.village_code // 1000 != target.village_code // 1000:
                mover.phone_tail_index = phone_tail_index(mover.phone, target.village_code)
            mover.household, mover.village_code = target, target.village_code
            mover.relation, mover.since, mover.changed_at = told[mover.pk], move.on, self.at
            if was_home or moves_in:
                mover.residence_code, mover.away = target.village_code, False
        Person.objects.bulk_update(movers, PLACED)


@dataclass(slots=True)
class _Undoing:
    """One move while it is undone."""

    move: Move
    by: Actor
    at: datetime
    on: date

    def undo(self) -> None:
        """Check, put everybody back, count, tell."""
        stays = list(Stay.objects.filter(move=self.move).select_related("person", "household"))
        for stay in stays:
            self._check(stay.person)
        ledger = Ledger([stay.person_id for stay in stays], [self.move.source_id, self.move.target_id])
        for stay in stays:
            self._back(stay.person, stay)
        Person.objects.bulk_update([stay.person for stay in stays], [*PLACED, "hukou_code"])
        Stay.objects.filter(move=self.move).delete()
        for pk, relation in self.move.relations_before.items():
            Person.objects.filter(pk=int(pk), household__in=self._source_records()).update(relation=relation)
        Move.objects.filter(pk=self.move.pk).update(undone_at=self.at)
        end_or_reopen([self.move.source, self.move.target], self.at)
        self._close_if_never_used()
        ledger.settle(self.on)
        _tell(self.move, "registry.undo_move", len(stays), self.by, self.at)

    def _close_if_never_used(self) -> None:
        """A household that only this move opened ends on its first day: it is counted on none."""
        target = Household.objects.get(pk=self.move.target_id)
        if not members_of([target.pk]).exists() and not Stay.objects.filter(household=target).exists():
            target.until = target.since
            target.save(update_fields=["until"])

    def _source_records(self) -> list[int]:
        return list(Household.objects.filter(pk=self.move.source_id).values_list("pk", flat=True)) + list(
            Household.objects.filter(merged_into=self.move.source_id).values_list("pk", flat=True)
        )

    def _check(self, person: Person) -> None:
        moved_on = person.household.root_id != self.move.target_id or person.since != self.move.on
        if moved_on or person.merged_into_id is not None:
            raise refuse("move", f"{person.name}在那以后又迁移或合并过，请先撤销后来的那一次。")
        if person.death_date is not None:
            raise refuse("move", f"{person.name}在那以后去世了，这次迁移不再撤销。")

    def _back(self, person: Person, stay: Stay) -> None:
        was_home = not person.away and person.residence_code in (None, person.village_code)
        if person.phone and person.village_code // 1000 != stay.village_code // 1000:
            person.phone_tail_index = phone_tail_index(person.phone, stay.village_code)
        person.household, person.village_code = stay.household, stay.village_code
        person.relation, person.since, person.changed_at = stay.relation, stay.since, self.at
        if was_home:
            person.residence_code, person.away = stay.village_code, False
        # A hukou that came to the village with the move goes with it, or that village would go on reading the family.
        if stay.hukou_code is not None and person.hukou_code == self.move.target.village_code:
            person.hukou_code = stay.hukou_code or None


def _tell(move: Move, action: str, people: int, by: Actor, at: datetime) -> None:
    for household in (move.source, move.target):
        audit_household(action, household, by, at, {"move": move.pk, "kind": move.kind, "people": people})
    places = {str(code): people for code in (move.source.village_code, move.target.village_code)}
    emit(FamiliesChanged(places), at=at)
