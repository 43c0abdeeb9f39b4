"""The timeline of a household: what happened to its people, who came and went, what was merged, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q
from django.utils.timezone import localdate

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.regions.queries import villages
from jiahe.registry.categories import BY_CODE
from jiahe.registry.circumstances import circumstances_of
from jiahe.registry.models import Household, HouseholdMerge, LifeEvent, Move, Person, PersonMerge, Standing
from jiahe.registry.models.life_event import ONCE, EventKind
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.queries import person_to_edit
from jiahe.registry.rights import EDIT_FAMILIES, MERGE_RECORDS, VIEW_SENSITIVE

Undo = Literal["event", "circumstance", "move", "person-merge", "household-merge", ""]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. ``undo`` and ``pk`` say what can be taken back; ``lasts`` that its end is still to come."""

    on: date
    title: str
    detail: str
    recorded_at: datetime
    undo: Undo = ""
    pk: int = 0
    lasts: bool = False


def timeline(home: Household, *, by: Actor) -> list[Moment]:
    """What happened in a household that was read through the gate, latest first.

    What is sensitive is left out for those who need not know it.
    """
    moments = [*_events(home, by), *_circumstances(home, by), *_moves(home), *_merges(home)]
    return sorted(moments, key=lambda m: (m.on, m.recorded_at), reverse=True)


def _events(home: Household, by: Actor) -> Iterator[Moment]:
    people = Q(person__in=home.people) | Q(person__merged_into__in=home.people)
    events = LifeEvent.objects.filter(people, withdrawn_at=None).select_related("person", "other")
    for event in events:
        if event.is_sensitive and not by.may(VIEW_SENSITIVE):
            continue
        since = "登记时已是，从哪天起不清楚" if event.at_latest else ""
        until = f"到 {event.until:%Y-%m-%d}" if event.until else ""
        told = "，".join(word for word in (since, until, f"{localdate(event.recorded_at):%Y-%m-%d} 登记") if word)
        lasts = event.kind in (EventKind.HOSPITAL_STAY, EventKind.GUARDIANSHIP) and event.until is None
        undo: Undo = "" if event.kind in (*ONCE, EventKind.WIDOWED) else "event"
        title = f"{event.person.name} {event.in_words}"
        yield Moment(event.on, title, told, event.recorded_at, undo, event.pk, lasts)


def _circumstances(home: Household, by: Actor) -> Iterator[Moment]:
    names = {person.pk: person.name for person in home.people}
    for pk, known in circumstances_of(home.people, by=by).items():
        for one in known.told:
            detail = f"{localdate(one.recorded_at):%Y-%m-%d} 登记"
            yield Moment(one.on, f"{names[pk]} {one.in_words}", detail, one.recorded_at, "circumstance", one.pk)


def _moves(home: Household) -> Iterator[Moment]:
    ours, before = [home.pk, *home.aliases.values_list("pk", flat=True)], _records_before(home)
    ours += before
    moves = Move.objects.filter(Q(source__in=ours) | Q(target__in=ours), undone_at=None)
    found = list(moves.select_related("source", "target").prefetch_related("stays__person"))
    places = villages(h.village_code for m in found for h in (m.source, m.target))
    for move in found:
        came = move.target_id in ours
        other = move.source if came else move.target
        place = places.get(other.village_code)
        names = "、".join(stay.person.name for stay in move.stays.all())
        where = f"{place.title if place else ''} {other.number} 户"
        if move.kind == MoveKind.REGION:
            words = f"区划调整，从{where}归到这里" if came else f"区划调整，归到{where}"
            yield Moment(move.on, words, "以前的数字留在原来的村居", move.recorded_at)
            continue
        words = f"从{where}迁来" if came else f"迁往{where}"
        detail = f"{move.get_kind_display()}，{localdate(move.recorded_at):%Y-%m-%d} 登记"
        undo: Undo = "" if before and {move.source_id, move.target_id} & set(before) else "move"
        yield Moment(move.on, f"{names} {words}", detail, move.recorded_at, undo, move.pk)


def _records_before(home: Household) -> list[int]:
    """The records of the same household in villages that became this one, latest first, and those merged into them."""
    found: list[int] = []
    record: int | None = home.pk
    while record is not None:
        came = Move.objects.filter(target=record, kind=MoveKind.REGION).first()
        record = came.source_id if came else None
        found += [record] if record is not None else []
    return found + list(Household.objects.filter(merged_into__in=found).values_list("pk", flat=True))


def _merges(home: Household) -> Iterator[Moment]:
    people = PersonMerge.objects.filter(kept__in=home.people, undone_at=None).select_related(
        "kept", "merged__household"
    )
    for merge in people:
        number = merge.merged.household.number
        title = f"{merge.kept.name} 和 {number} 户的一条重复登记合并"
        day = localdate(merge.recorded_at)
        yield Moment(day, title, f"{day:%Y-%m-%d} 合并", merge.recorded_at, "person-merge", merge.pk)
    for union in HouseholdMerge.objects.filter(kept=home, undone_at=None).select_related("merged"):
        day = localdate(union.recorded_at)
        title = f"和重复登记的 {union.merged.number} 户合并"
        yield Moment(day, title, f"{day:%Y-%m-%d} 合并", union.recorded_at, "household-merge", union.pk)


def categories_of(people: Sequence[Person], *, by: Actor, on: date, sensitive: bool = False) -> Mapping[int, list[str]]:
    """The titles of the categories some people belong to on a day, by person id.

    A list of people never shows the ``sensitive`` ones; the page of a family does, to those who need them.
    """
    rows = Standing.objects.filter(Q(until=None) | Q(until__gt=on), person__in=people, since__lte=on).order_by("pk")
    titles: dict[int, list[str]] = {p.pk: [] for p in people}
    for pk, code in rows.values_list("person_id", "category"):
        category = BY_CODE.get(code)
        if category is not None and (not category.sensitive or (sensitive and by.may(VIEW_SENSITIVE))):
            titles[pk].append(category.title)
    return titles


def event_to_withdraw(pk: int, *, by: Actor) -> LifeEvent:
    """An event of somebody of the actor's own place.

    Raises:
        OutOfReach, RightMissing: as ``queries.person_to_edit``; a sensitive one does not exist for who may not know it.
    """
    found = LifeEvent.objects.filter(pk=pk).select_related("person__household", "other").first()
    if found is None:
        raise OutOfReach("没有找到这条登记。")
    person_to_edit(found.person_id, by=by)
    if found.is_sensitive and not by.may(VIEW_SENSITIVE):
        raise OutOfReach("没有找到这条登记。")
    return found


def move_to_undo(pk: int, *, by: Actor) -> Move:
    """A move from or to the actor's own place.

    Raises:
        OutOfReach, RightMissing: it is not there or not the actor's, or he may not edit families.
    """
    found = Move.objects.filter(pk=pk).select_related("source", "target").first()
    if found is None:
        raise OutOfReach("没有找到这次迁移。")
    near = found.source if by.reaches(found.source.village_code) else found.target
    require_at(by, EDIT_FAMILIES, near.village_code)
    return found


def person_merge_to_undo(pk: int, *, by: Actor) -> PersonMerge:
    """A merge of two records of a person of the actor's own place; raises as ``move_to_undo`` does."""
    found = PersonMerge.objects.filter(pk=pk).select_related("kept", "merged").first()
    if found is None:
        raise OutOfReach("没有找到这次合并。")
    require_at(by, MERGE_RECORDS, found.kept.village_code)
    return found


def household_merge_to_undo(pk: int, *, by: Actor) -> HouseholdMerge:
    """A merge of two records of a household of the actor's own place; raises as ``move_to_undo`` does."""
    found = HouseholdMerge.objects.filter(pk=pk).select_related("kept", "merged").first()
    if found is None:
        raise OutOfReach("没有找到这次合并。")
    require_at(by, MERGE_RECORDS, found.kept.village_code)
    return found
