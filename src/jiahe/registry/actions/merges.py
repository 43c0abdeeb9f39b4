"""Putting two records of one person, or of one household, together; and taking them apart again.

Nothing is re-pointed: the merged record becomes an alias (``merged_into``) that readers resolve, so a merge can be
undone. What it counted is counted no more, on any day, because it never was a second person.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.registry.actions.common import audit_household, audit_person, refuse, require_standing
from jiahe.registry.ending import end_or_reopen
from jiahe.registry.enrolment.writing import phone_tail_index, seal_number
from jiahe.registry.ledger import Ledger
from jiahe.registry.models import Household, HouseholdMerge, NotTheSame, Person, PersonMerge
from jiahe.registry.models.person import members_of
from jiahe.registry.pinyin import pinyin_of
from jiahe.registry.rights import MERGE_RECORDS
from jiahe.registry.rows import PLAIN_FIELDS

FILLED_BY_A_MERGE = tuple(name for name in PLAIN_FIELDS if name not in ("relation", "residence_code", "death_date"))
NUMBERS = ("id_number", "phone")
FAMILY = ("mother", "father", "spouse")


def which_stays(one: Person, other: Person) -> tuple[Person, Person]:
    """Of two records the one that stays, and the alias: who has aliases already, else who was registered earlier."""
    first = sorted((one, other), key=lambda p: (not p.aliases.exists(), p.since, p.pk))
    return first[0], first[1]


def merge_people(*, one: Person, other: Person, by: Actor, at: datetime, on: date) -> PersonMerge:
    """Say that two records are one person. The earlier one stays and takes over what only the other one knew.

    Raises:
        OutOfReach, RightMissing: one of them is not the actor's, or he may not merge.
        Refused: their ID numbers or sexes differ, one of them died and the other did not, or both have aliases.
    """
    require_at(by, MERGE_RECORDS, one.village_code)
    require_at(by, MERGE_RECORDS, other.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        pair = {p.pk: p for p in Person.objects.filter(pk__in=[one.pk, other.pk]).select_related("household")}
        if len(pair) < 2 or any(p.merged_into_id for p in pair.values()):
            raise refuse("other", "这两条里有一条已经合并过了，请刷新页面再看。")
        kept, merged = which_stays(pair[one.pk], pair[other.pk])
        _check(kept, merged)
        ledger = _ledger(kept, merged)
        filled = _fill(kept, merged, at)
        merged.merged_into, merged.changed_at = kept, at
        merged.save(update_fields=["merged_into", "changed_at"])
        merge = PersonMerge.objects.create(kept=kept, merged=merged, filled=filled, recorded_at=at)
        _settle(ledger, [kept, merged], at, on)
        audit_person("registry.merge_people", kept, by, at, {"merged": merged.pk, "filled": filled})
    return merge


def undo_person_merge(*, merge: PersonMerge, by: Actor, at: datetime, on: date) -> None:
    """Take two merged records apart: what was taken over goes back.

    Raises:
        OutOfReach, RightMissing: as ``merge_people``.
    """
    require_at(by, MERGE_RECORDS, merge.kept.village_code)
    require_at(by, MERGE_RECORDS, merge.merged.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        fresh = PersonMerge.objects.get(pk=merge.pk)
        if fresh.undone_at is not None:
            return
        kept = Person.objects.select_related("household").get(pk=merge.kept_id)
        merged = Person.objects.select_related("household").get(pk=merge.merged_id)
        ledger = _ledger(kept, merged)
        _give_back(kept, merged, fresh.filled, at)
        merged.merged_into, merged.changed_at = None, at
        merged.save(update_fields=["merged_into", "changed_at"])
        PersonMerge.objects.filter(pk=merge.pk).update(undone_at=at)
        _settle(ledger, [kept, merged], at, on)
        audit_person("registry.undo_person_merge", kept, by, at, {"merged": merged.pk})


def dismiss_duplicate(*, one: Person, other: Person, by: Actor, at: datetime) -> None:
    """Say that two records that look alike are two people; they are not shown as a pair again."""
    require_at(by, MERGE_RECORDS, one.village_code)
    require_at(by, MERGE_RECORDS, other.village_code)
    first, second = sorted((one, other), key=lambda p: p.pk)
    with transaction.atomic():
        _, made = NotTheSame.objects.get_or_create(one=first, other=second, defaults={"recorded_at": at})
        if made:
            audit_person("registry.dismiss_duplicate", first, by, at, {"other": second.pk})


def merge_households(*, one: Household, other: Household, by: Actor, at: datetime, on: date) -> HouseholdMerge:
    """Say that two records of one village are one household. The earlier one stays; the people of both are its people.

    Raises:
        OutOfReach, RightMissing: one of them is not the actor's, or he may not merge.
        Refused: they stand in two villages, both have a head who lives, or both have aliases.
    """
    require_at(by, MERGE_RECORDS, one.village_code)
    require_at(by, MERGE_RECORDS, other.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        pair = list(Household.objects.filter(pk__in=[one.pk, other.pk]))
        if len(pair) < 2 or any(h.merged_into_id for h in pair):
            raise refuse("household", "请选另一户；已经合并过的不用再合并。")
        if pair[0].village_code != pair[1].village_code:
            raise refuse("household", "两户不在同一个村。真的搬到一起住了，请用“迁移”。")
        kept, merged = sorted(pair, key=lambda h: (not h.aliases.exists(), h.since, h.pk))
        if merged.aliases.exists():
            raise refuse("household", "这两户都合并过别的记录，请先撤销其中一次。")
        ledger = Ledger([], [kept.pk, merged.pk])
        heads = [m for m in members_of([kept.pk, merged.pk]) if m.relation == "head" and m.death_date is None]
        if len(heads) > 1 and not _alike(heads[0], heads[1]):
            raise refuse("household", "两户各有一位户主。请先把其中一位改成和户主的关系，再合并。")
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        end_or_reopen([kept], at)
        ledger.settle(on)
        merge = HouseholdMerge.objects.create(kept=kept, merged=merged, recorded_at=at)
        audit_household("registry.merge_households", kept, by, at, {"merged": merged.pk})
    return merge


def undo_household_merge(*, merge: HouseholdMerge, by: Actor, at: datetime, on: date) -> None:
    """Take two merged households apart: each has its own people again.

    Raises:
        OutOfReach, RightMissing: as ``merge_households``.
        Refused: their village is no more; in its successor they are one household.
    """
    require_at(by, MERGE_RECORDS, merge.kept.village_code)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        if HouseholdMerge.objects.get(pk=merge.pk).undone_at is not None:
            return
        require_standing(merge.kept.village_code)
        kept, merged = Household.objects.get(pk=merge.kept_id), Household.objects.get(pk=merge.merged_id)
        ledger = Ledger([], [kept.pk, merged.pk])
        merged.merged_into = None
        merged.save(update_fields=["merged_into"])
        HouseholdMerge.objects.filter(pk=merge.pk).update(undone_at=at)
        end_or_reopen([kept, merged], at)
        ledger.settle(on)
        audit_household("registry.undo_household_merge", kept, by, at, {"merged": merged.pk})


def _alike(one: Person, other: Person) -> bool:
    return (one.name, one.sex, one.birth_date) == (other.name, other.sex, other.birth_date)


def _check(kept: Person, merged: Person) -> None:
    if kept.pk == merged.pk:
        raise refuse("other", "这是同一条记录。")
    if merged.aliases.exists():
        raise refuse("other", "这两条都合并过别的记录，请先撤销其中一次。")
    if kept.id_number_index and merged.id_number_index and bytes(kept.id_number_index) != bytes(merged.id_number_index):
        raise refuse("other", "两条的公民身份号码不同，是两个人。如果其中一个号码登记错了，请先改正。")
    if kept.sex != merged.sex:
        raise refuse("other", "两条的性别不同。请先核对并改正，再合并。")
    if (kept.death_date is None) != (merged.death_date is None):
        raise refuse("other", "一条登记了去世，另一条没有。请先核对并改成一样，再合并。")


def _fill(kept: Person, merged: Person, at: datetime) -> list[str]:
    """Take over what only the alias knew; returns the names of the fields."""
    filled = [n for n in FILLED_BY_A_MERGE if getattr(kept, n) in ("", None) and getattr(merged, n) not in ("", None)]
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    for name in FAMILY:
        relative = getattr(merged, f"{name}_id")
        if getattr(kept, f"{name}_id") is None and relative not in (None, kept.pk):
            setattr(kept, f"{name}_id", relative)
            filled.append(name)
    for name in NUMBERS:
        if getattr(kept, f"{name}_index") is None and getattr(merged, f"{name}_index") is not None:
            _set_number(kept, name, getattr(merged, name))
            filled.append(name)
    if "id_number" in filled:  # the alias lets go of it before the other takes it
        Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    _keep_name(kept)
    kept.changed_at = at
    kept.save()
    return filled


def _give_back(kept: Person, merged: Person, filled: list[str], at: datetime) -> None:
    """Empty again what was taken over, where it is still what the alias says."""
    for name in filled:
        if name in NUMBERS:
            index = getattr(merged, f"{name}_index")
            if index is not None and bytes(getattr(kept, f"{name}_index") or b"") == bytes(index):
                _set_number(kept, name, "")
        elif name in FAMILY:
            if getattr(kept, f"{name}_id") == getattr(merged, f"{name}_id"):
                setattr(kept, f"{name}_id", None)
        elif getattr(kept, name) == getattr(merged, name):
            setattr(kept, name, "" if isinstance(getattr(kept, name), str) else None)
    _keep_name(kept)
    kept.changed_at = at
    kept.save()


def _keep_name(kept: Person) -> None:
    kept.pinyin, kept.initials = pinyin_of(kept.name)


def _set_number(person: Person, column: str, value: str) -> None:
    sealed, index = seal_number(person.pk, column, value)
    setattr(person, f"{column}_sealed", sealed)
    setattr(person, f"{column}_index", index)
    if column == "phone":
        person.phone_tail_index = phone_tail_index(value, person.village_code) if value else None


def _ledger(kept: Person, merged: Person) -> Ledger:
    homes = {kept.household.root_id, merged.household.root_id}
    return Ledger([kept.pk, merged.pk], sorted(homes))


def _settle(ledger: Ledger, people: list[Person], at: datetime, on: date) -> None:
    """Bring the last days of the households up, and append what the merge changed."""
    roots = {person.household.root_id for person in people}
    end_or_reopen(Household.objects.filter(pk__in=roots).order_by("pk"), at)
    ledger.settle(on)
