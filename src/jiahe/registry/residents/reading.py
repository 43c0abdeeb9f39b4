"""Reading requests: the worker those of his place, the resident his own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached, require
from jiahe.registry.models import Person, ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.rights import ANSWER_RESIDENTS

PAGE = 20
WITH = ("person__household__merged_into", "answered_by", "asked_by")


@dataclass(frozen=True, slots=True)
class Requests:
    """A page of requests, newest first, with the keys of the pages beside it."""

    rows: Sequence[ResidentRequest]
    newer: int | None
    older: int | None


def _page(rows: QuerySet[ResidentRequest], after: int, before: int, size: int) -> Requests:
    if after:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Requests(shown, shown[0].pk if more else None, shown[-1].pk if shown else None)
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    return Requests(shown, shown[0].pk if before and shown else None, shown[-1].pk if more else None)


def _at_desk(by: Actor) -> QuerySet[ResidentRequest]:
    require(by, ANSWER_RESIDENTS)
    rows = ResidentRequest.objects.filter(reached(by, "person__village_code"), person__isnull=False)
    return rows.exclude(status=RequestStatus.UNMATCHED).select_related(*WITH)


def _open(at: datetime) -> Q:
    return Q(status=RequestStatus.WAITING) & (Q(expires_at=None) | Q(expires_at__gt=at))


def requests_at_desk(
    *, by: Actor, at: datetime, open_only: bool, after: int = 0, before: int = 0, size: int = PAGE
) -> Requests:
    """A page of what the residents of the actor's place ask.

    Raises:
        RightMissing: he may not answer them.
    """
    rows = _at_desk(by)
    return _page(rows.filter(_open(at)) if open_only else rows, after, before, size)


def open_at_desk(*, by: Actor, on: date) -> QuerySet[ResidentRequest]:
    """What waits for an answer in the actor's place on a day.

    Raises:
        RightMissing: he may not answer.
    """
    return _at_desk(by).filter(Q(expires_at=None) | Q(expires_at__date__gte=on), status=RequestStatus.WAITING)


def request_at_desk(pk: int, *, by: Actor) -> ResidentRequest:
    """A request of the actor's place.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he reaches it and may not answer.
    """
    found = ResidentRequest.objects.filter(pk=pk, person__isnull=False).select_related(*WITH).first()
    reachable = found is not None and found.person is not None and by.reaches(found.person.village_code)
    if found is None or found.status == RequestStatus.UNMATCHED or not reachable:
        raise OutOfReach("没有找到这件申请。")
    require(by, ANSWER_RESIDENTS)
    return found


def benefits_asked(people: Iterable[Person]) -> dict[tuple[str, str], str]:
    """How the newest request of some people, read through the gate, stands for each benefit: by person id and code."""
    rows = ResidentRequest.objects.filter(person__in=list(people), kind=RequestKind.BENEFIT)
    standing = rows.exclude(status=RequestStatus.WITHDRAWN).order_by("pk")
    return {
        (str(person), benefit): status for person, benefit, status in standing.values_list("person", "field", "status")
    }


def claim_of_benefit(pk: int) -> ResidentRequest | None:
    """A claim of a benefit, for the floor above that sees to it; None where there is none."""
    return ResidentRequest.objects.select_related("person").filter(pk=pk, kind=RequestKind.BENEFIT).first()


def waiting_claims(*, after: int, limit: int) -> list[int]:
    """The ids of some claims of benefits that wait, in order, for the floor above that sees to them."""
    rows = ResidentRequest.objects.filter(kind=RequestKind.BENEFIT, status=RequestStatus.WAITING, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def own_requests(*, by: Actor, after: int = 0, before: int = 0, size: int = PAGE) -> Requests:
    """A page of what a resident asked for himself and those he acts for; claims tell too much and are not among it."""
    rows = ResidentRequest.objects.filter(person__in=by.persons).exclude(kind=RequestKind.CLAIM)
    return _page(rows.select_related(*WITH), after, before, size)


def own_request(pk: int, *, by: Actor) -> ResidentRequest:
    """A request of a resident.

    Raises:
        OutOfReach: there is none, or it is not his.
    """
    rows = ResidentRequest.objects.filter(pk=pk, person__in=by.persons).exclude(kind=RequestKind.CLAIM)
    found = rows.select_related(*WITH).first()
    if found is None:
        raise OutOfReach("没有找到这件申请。")
    return found
