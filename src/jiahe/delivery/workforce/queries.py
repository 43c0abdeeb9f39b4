"""Reading the workforce: those of a post through the gate, one's own page, who serves a village for everybody, the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404

from jiahe.delivery.workforce import levels
from jiahe.delivery.workforce.kinds import PUBLIC, WITH_CREDENTIAL, WorkerKind
from jiahe.delivery.workforce.models import (
    COUNTED,
    Assignment,
    Credential,
    HoursState,
    ServiceHours,
    ServiceWorker,
    WorkerEntry,
    WorkerState,
)
from jiahe.delivery.workforce.rights import REVIEW_WORKFORCE, VIEW_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached, require, require_at
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, path_to, ranges_of, villages_in
from jiahe.registry.actions.common import refuse
from jiahe.registry.queries import Page, keyset, newest

PAGE = 30
SHOWN = 20
SOON = timedelta(days=30)
VALID, ENDS_SOON, LACKING = "valid", "soon", "lacking"
WITH = ("serves", "nominated_by", "handed_to", "user", "person__merged_into")


# The door.


def why_not(worker: ServiceWorker, *, on: date) -> str:
    """Why somebody may not serve on a day, in a sentence; empty where he may."""
    if worker.state not in COUNTED:
        return f"现在是“{worker.get_state_display()}”，不能安排服务。"
    if worker.who is not None and worker.who.death_date is not None:
        return "登记上他已经去世，请记“不再服务”。"
    began = Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    if not worker.spells.filter(began).exists():
        return "这一天他还没有开始服务。"
    if worker.state == WorkerState.RESTING and worker.rests_from is not None and on >= worker.rests_from:
        return "他在休息，请安排别人。"
    needed = worker.rules.credential
    held = current_credential(worker, on=on) if needed else None
    if not needed or (held is not None and held.valid(on)):
        return ""
    if held is None:
        return f"没有登记{needed}，登记以后才能服务。"
    if held.withdrawn_on is not None and held.over_on == held.withdrawn_on:
        return f"{held.title}在 {held.withdrawn_on:%Y-%m-%d} 收回了，登记新的以后才能服务。"
    return f"{held.title}在 {held.expires_on:%Y-%m-%d} 到期了，续期以后才能服务。"


def may_serve(kind: str, worker: ServiceWorker, *, on: date) -> bool:
    """Whether somebody may serve as a kind on a day: he is accepted, does not rest, and his credential is valid."""
    return worker.kind == kind and not why_not(worker, on=on)


def require_may_serve(kind: str, worker: ServiceWorker, *, on: date, field: str = "worker") -> None:
    """Keep the door shut.

    Raises:
        Refused: at the field named, with the sentence that says why.
    """
    if not may_serve(kind, worker, on=on):
        why = why_not(worker, on=on)
        raise refuse(field, why or f"他不是{WorkerKind(kind).label}。")


def _with_valid(rows: QuerySet[ServiceWorker], on: date) -> QuerySet[Any]:
    """Mark with ``certified`` who has a valid credential on a day."""
    valid = Credential.objects.filter(_valid(on), worker=OuterRef("pk"))
    return rows.annotate(certified=Exists(valid))


def _valid(on: date) -> Q:
    lasts = Q(expires_on=None) | Q(expires_on__gte=on)
    return Q(issued_on__lte=on) & lasts & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))


# At the desk.


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; ``credential`` is how it stands with what his kind needs."""

    kind: str = ""
    state: str = ""
    credential: str = ""
    text: str = ""
    place: Region | None = None


def _narrowed(wanted: Wanted, *, by: Actor, on: date) -> QuerySet[ServiceWorker]:
    require(by, VIEW_WORKFORCE)
    rows = ServiceWorker.objects.filter(reached(by, "village_code")).select_related("serves")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=WorkerState.REFUSED)
    if wanted.place is not None:
        rows = rows.filter(in_ranges("village_code", ranges_of(wanted.place)))
    if wanted.text:
        rows = rows.filter(Q(name__contains=wanted.text) | Q(job__contains=wanted.text))
    rows = _with_valid(rows, on)
    lasting = Credential.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=on + SOON), withdrawn_on=None, worker=OuterRef("pk"), issued_on__lte=on
    )
    needs = Q(kind__in=WITH_CREDENTIAL)
    narrowings = {
        VALID: needs & Q(certified=True),
        ENDS_SOON: needs & Q(certified=True) & ~Exists(lasting),
        LACKING: needs & Q(certified=False, state__in=COUNTED),
    }
    return rows.filter(narrowings.get(wanted.credential, Q()))


def workers(wanted: Wanted, *, by: Actor, on: date, after: int = 0, before: int = 0) -> Page[ServiceWorker]:
    """Those in the actor's scope, each with ``certified``, ``load`` and his credentials read.

    Raises:
        RightMissing: he may not look at them.
    """
    rows = _narrowed(wanted, by=by, on=on).annotate(
        load=Count("assignments", filter=Q(assignments__until=None), distinct=True)
    )
    return keyset(rows.prefetch_related("credentials"), after, before, PAGE)


def all_workers(wanted: Wanted, *, by: Actor, on: date, most: int) -> list[ServiceWorker]:
    """The list whole, to take along; at most so many.

    Raises:
        RightMissing: the actor may not look at them.
    """
    minutes = Sum("services__minutes", filter=Q(services__state=HoursState.CONFIRMED))
    rows = _narrowed(wanted, by=by, on=on).annotate(minutes=minutes).order_by("village_code", "kind", "pk")
    return list(rows.prefetch_related("credentials", "assignments")[:most])


def worker(pk: int, *, by: Actor, right: Right = VIEW_WORKFORCE) -> ServiceWorker:
    """One of them, for what a right allows.

    Raises:
        OutOfReach: there is none, or he stands outside the actor's scope.
        RightMissing: the actor reaches him and lacks the right.
    """
    found = ServiceWorker.objects.filter(pk=pk).select_related(*WITH).first()
    if found is None:
        raise OutOfReach("没有找到。")
    require_at(by, right, found.village_code)
    return found


def credential(pk: int, *, by: Actor, right: Right) -> Credential:
    """One credential of somebody the actor reaches; raises as ``worker`` does."""
    found = Credential.objects.filter(pk=pk).select_related("worker").first()
    if found is None:
        raise OutOfReach("没有找到。")
    require_at(by, right, found.worker.village_code)
    return found


def assignment(pk: int, *, by: Actor, right: Right) -> Assignment:
    """One assignment of somebody the actor reaches; raises as ``worker`` does."""
    found = Assignment.objects.filter(pk=pk).select_related("worker").first()
    if found is None:
        raise OutOfReach("没有找到。")
    require_at(by, right, found.worker.village_code)
    return found


def history_of(found: ServiceWorker) -> list[WorkerEntry]:
    """What was done about somebody who was read through the gate, the last first."""
    return list(found.entries.select_related("user", "post__region").order_by("-pk"))


def load_of(found: ServiceWorker) -> int:
    """How much somebody looks after now."""
    return found.assignments.filter(until=None).count()


def open_assignments(found: ServiceWorker) -> list[Assignment]:
    """What somebody who was read through the gate looks after, the oldest first."""
    return list(found.assignments.filter(until=None).select_related("household").order_by("since", "pk"))


def confirmed_minutes(found: ServiceWorker, *, since: date | None = None) -> int:
    """The confirmed minutes of somebody who was read through the gate, of all time or from a day on."""
    rows = found.services.filter(state=HoursState.CONFIRMED)
    rows = rows.filter(served_on__gte=since) if since else rows
    return rows.aggregate(total=Sum("minutes"))["total"] or 0


def hours_of(found: ServiceWorker, limit: int) -> list[ServiceHours]:
    """The last hours of somebody who was read through the gate."""
    return list(found.services.select_related("recorded_by", "answered_by").order_by("-served_on", "-pk")[:limit])


def could_take_over(found: ServiceWorker, *, by: Actor, on: date) -> list[ServiceWorker]:
    """Who of the same kind could take over what somebody looks after, in the actor's scope; the nearest first."""
    same = ServiceWorker.objects.filter(reached(by, "village_code"), kind=found.kind, state=WorkerState.SERVING)
    rows = _with_valid(same.exclude(pk=found.pk), on)
    if found.rules.credential:
        rows = rows.filter(certified=True)
    near = sorted(rows.order_by("pk")[:500], key=lambda w: (abs(w.village_code - found.village_code), w.pk))
    return near[:50]


# Where nobody is.


def _with_nobody(kind: str, *, by: Actor, on: date) -> tuple[QuerySet[Region], QuerySet[Region]]:
    """The villages of the actor's scope, and those where nobody who stands there or serves their township may serve."""
    require(by, VIEW_WORKFORCE)
    able = _with_valid(ServiceWorker.objects.filter(_living(), kind=kind, state=WorkerState.SERVING), on)
    if kind in WITH_CREDENTIAL:
        able = able.filter(certified=True)
    near = Q(village_code=OuterRef("code")) | Q(serves=OuterRef("parent"))
    whole = villages_in(by.scope, on)
    return whole, whole.filter(~Exists(able.filter(near)))


def coverage(kind: str, *, by: Actor, on: date) -> tuple[int, int]:
    """How many villages of the actor's scope have somebody of a kind who may serve, and how many villages there are.

    Raises:
        RightMissing: he may not look at them.
    """
    whole, vacant = _with_nobody(kind, by=by, on=on)
    villages = whole.count()
    return villages - vacant.count(), villages


def villages_with_nobody(kind: str, *, by: Actor, on: date, after: int = 0, before: int = 0) -> Page[Region]:
    """The villages of the actor's scope where nobody of a kind may serve; raises as ``coverage`` does."""
    return keyset(_with_nobody(kind, by=by, on=on)[1], after, before, PAGE)


# What waits for a word.


def waiting(*, by: Actor, after: int = 0, before: int = 0) -> Page[ServiceWorker]:
    """Those who are nominated and whose next word is the actor's.

    Raises:
        RightMissing: he may not review.
    """
    return keyset(_waiting(by), after, before, PAGE)


def _waiting(by: Actor) -> QuerySet[ServiceWorker]:
    require(by, REVIEW_WORKFORCE)
    rows = ServiceWorker.objects.filter(
        reached(by, "village_code"), state=WorkerState.NOMINATED, awaits__gte=levels.rank_of(by)
    )
    spoken = WorkerEntry.objects.filter(worker=OuterRef("pk"), user=by.id)
    return (rows.exclude(Exists(spoken)) if by.id else rows).select_related("serves", "nominated_by")


def hours_waiting(*, by: Actor, after: int = 0, before: int = 0) -> Page[ServiceHours]:
    """The hours that wait for the actor's confirmation, the newest first.

    Raises:
        RightMissing: he may not confirm.
    """
    return newest(_hours_waiting(by).select_related("worker", "recorded_by"), after, before, PAGE)


def _hours_waiting(by: Actor) -> QuerySet[ServiceHours]:
    require(by, REVIEW_WORKFORCE)
    rows = ServiceHours.objects.filter(
        reached(by, "village_code"), state=HoursState.RECORDED, awaits__gte=levels.rank_of(by)
    )
    return rows.exclude(Q(recorded_by=by.id) | Q(worker__user=by.id)) if by.id else rows


def hours_named(pks: Iterable[int], *, by: Actor) -> list[ServiceHours]:
    """Hours by their ids, as far as the actor reaches them; the others are not there."""
    require(by, REVIEW_WORKFORCE)
    rows = ServiceHours.objects.filter(reached(by, "village_code"), pk__in=list(pks))
    return list(rows.select_related("worker").order_by("pk"))


def to_review(*, by: Actor) -> tuple[int, int]:
    """How many people, and how many hours, wait for the actor's word; nothing for who may not give it."""
    if not by.may(REVIEW_WORKFORCE):
        return 0, 0
    return _waiting(by).count(), _hours_waiting(by).count()


# For families.


def _living() -> Q:
    """A filter that keeps those of whom no death is recorded."""
    merged = Q(person__merged_into=None) | Q(person__merged_into__death_date=None)
    return Q(person=None) | (Q(person__death_date=None) & merged)


def _public(kind: str, on: date) -> QuerySet[ServiceWorker]:
    """Who serves and agreed to be shown: the door is the same as everywhere."""
    rows = _with_valid(ServiceWorker.objects.filter(state=WorkerState.SERVING, shown=True, kind__in=PUBLIC), on)
    rows = rows.filter(Q(certified=True) | ~Q(kind__in=WITH_CREDENTIAL)).filter(_living())
    return rows.filter(kind=kind) if kind else rows


def public_workers(
    *, on: date, kind: str = "", place: Region | None = None, after: int = 0, before: int = 0
) -> Page[ServiceWorker]:
    """Who serves a place: those who stand in it and those who serve a unit it belongs to. Public: never with a phone."""
    rows = _public(kind, on)
    if place is not None:
        above = [unit.pk for unit in path_to(place)]
        rows = rows.filter(in_ranges("village_code", ranges_of(place)) | Q(serves__in=above))
    return keyset(rows.select_related("serves").prefetch_related("credentials"), after, before, SHOWN)


def own_workers(*, by: Actor) -> list[ServiceWorker]:
    """As what a resident himself serves, or offered to; the newest first.

    Raises:
        Http404: it is no resident.
    """
    if by.kind != "resident":
        raise Http404("没有找到。")
    if by.own is None:
        return []
    mine = Q(person=by.own) | Q(person__merged_into=by.own)
    rows = (
        ServiceWorker.objects.filter(mine)
        .select_related("serves", "person__merged_into")
        .prefetch_related("credentials")
    )
    return list(rows.order_by("-pk"))


def own_worker(pk: int, *, by: Actor) -> ServiceWorker:
    """One of them.

    Raises:
        OutOfReach: it is not he.
    """
    found = next((each for each in own_workers(by=by) if each.pk == pk), None)
    if found is None:
        raise OutOfReach("没有找到。")
    return found


def current_credential(found: ServiceWorker, *, on: date) -> Credential | None:
    """The credential that shows how it stands: the valid one that lasts longest, or the one that ended last."""
    rows = [each for each in found.credentials.all() if each.issued_on <= on]
    return max(rows, key=lambda c: (c.valid(on), c.over_on or date.max, c.pk), default=None)
