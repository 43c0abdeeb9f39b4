"""Reading cases: a post those of its place or those it has, a department those that were handed to it, a resident his own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from jiahe.delivery.cases.models import LIVE, Case, CaseBulk, CaseEntry, CaseState, PublicNotice
from jiahe.delivery.cases.rights import HANDLE_CASES, VIEW_CASES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing, reached, require
from jiahe.foundation.accounts.models import Department
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.models import Person
from jiahe.registry.queries import Page, newest

WITH = ("person__household", "owner__region", "opened_by", "claim")
PAGE = 20
SHOWN = ("mine", "open", "late", "closed", "all")


def _at_desk(by: Actor) -> QuerySet[Case]:
    rows = Case.objects.select_related(*WITH)
    if by.may(VIEW_CASES):
        return rows.filter(reached(by, "village_code"))
    if by.may(HANDLE_CASES):  # a department sees what was handed to it, and what came of that
        return rows.filter(Q(owner=by.post_id) | Q(entries__post=by.post_id)).distinct()
    raise RightMissing("您的岗位没有办理事项的权限。需要时请联系上级计生协。")


def cases_at_desk(*, by: Actor, shown: str, on: date, after: int = 0, before: int = 0) -> Page[Case]:
    """A page of cases, newest first: those the actor's post has (mine), open, late, closed, or all.

    Raises:
        RightMissing: he has nothing to do with cases.
    """
    rows = _at_desk(by)
    narrowed = {
        "mine": Q(owner=by.post_id, state__in=LIVE),
        "open": Q(state__in=LIVE),
        "late": Q(state=CaseState.OPEN, due_on__lt=on),
        "closed": ~Q(state__in=LIVE),
    }
    return newest(rows.filter(narrowed.get(shown, Q())), after, before)


def counts_at_desk(*, by: Actor, on: date) -> dict[str, int]:
    """How many the actor's post has, how many of them are late, and how many are late in all his place."""
    mine = Q(owner=by.post_id, state__in=LIVE)
    late = Q(state=CaseState.OPEN, due_on__lt=on)
    found: dict[str, int] = _at_desk(by).aggregate(
        mine=Count("pk", filter=mine, distinct=True),
        late=Count("pk", filter=late, distinct=True),
        mine_late=Count("pk", filter=mine & late, distinct=True),
        today=Count("pk", filter=mine & Q(state=CaseState.OPEN, due_on=on), distinct=True),
    )
    return found


def case_at_desk(pk: int, *, by: Actor) -> Case:
    """A case of the actor's place, or one that his department was handed.

    Raises:
        OutOfReach: there is none, or it is not his to know of: to a department each that it was not handed.
        RightMissing: he reaches it and has nothing to do with cases.
    """
    found = Case.objects.select_related(*WITH).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这件事项。")
    if by.may(VIEW_CASES) and by.reaches(found.village_code):
        return found
    if by.may(HANDLE_CASES) and _has_had(found, by):
        return found
    if by.reaches(found.village_code) and not by.may(HANDLE_CASES):
        raise RightMissing("这件事项没有转给您的岗位。需要时请联系上级计生协。")
    raise OutOfReach("没有找到这件事项。")


def _has_had(case: Case, by: Actor) -> bool:
    return by.post_id is not None and (case.owner_id == by.post_id or case.entries.filter(post=by.post_id).exists())


def own_cases(*, by: Actor, after: int = 0, before: int = 0) -> Page[Case]:
    """A page of the cases of a resident and of those he acts for, newest first."""
    if by.kind != "resident":
        raise OutOfReach("没有找到。")
    rows = Case.objects.filter(person__in=by.persons).select_related(*WITH)
    return newest(rows, after, before)


def own_live_cases(*, by: Actor) -> list[Case]:
    """What a resident and those he acts for wait for, the most urgent first."""
    rows = Case.objects.filter(person__in=by.persons, state__in=LIVE).select_related(*WITH)
    return list(rows.order_by("due_on", "pk")[:PAGE])


def own_case(pk: int, *, by: Actor) -> Case:
    """One of them.

    Raises:
        OutOfReach: it is not his.
    """
    found = Case.objects.filter(pk=pk, person__in=by.persons).select_related(*WITH).first()
    if by.kind != "resident" or found is None:
        raise OutOfReach("没有找到这件事项。")
    return found


def history_of(case: Case) -> list[CaseEntry]:
    """What was done about a case that was read through the gate, in order."""
    return list(case.entries.select_related("user", "post__region", "to_post__region"))


def case_of_claim(request: int) -> int | None:
    """The id of the case of a claim that was read through the gate."""
    return Case.objects.filter(claim=request).values_list("pk", flat=True).first()


def live_cases_of(people: Iterable[Person], *, by: Actor) -> list[Case]:
    """The open cases of some people of a household that was read through the gate, the most urgent first."""
    if not by.may(VIEW_CASES):
        return []
    rows = Case.objects.filter(reached(by, "village_code"), person__in=list(people), state__in=LIVE)
    return list(rows.select_related(*WITH).order_by("due_on", "pk")[:PAGE])


def public_notices(*, place: Region | None, on: date, after: int = 0, before: int = 0) -> Page[PublicNotice]:
    """A page of the public notices that stand in a place on a day, newest first; for everybody."""
    rows = PublicNotice.objects.filter(ended_on=None, from_on__lte=on, until_on__gte=on).select_related("post__region")
    if place is not None:
        rows = rows.filter(in_ranges("village_code", ranges_of(place)))
    return newest(rows, after, before)


def bulk_of(pk: int, *, by: Actor) -> tuple[CaseBulk, list[tuple[Case, bool, str]]]:
    """What the actor's post did about several cases at once, and what came of each case that is his to know of.

    Raises:
        OutOfReach: it is not his post's.
        RightMissing: he handles no cases.
    """
    require(by, HANDLE_CASES)
    found = CaseBulk.objects.filter(pk=pk, post=by.post_id).first()
    if found is None:
        raise OutOfReach("没有找到这次办理。")
    cases = _at_desk(by).in_bulk([one[0] for one in found.results])
    return found, [(cases[pk], done, sentence) for pk, done, sentence in found.results if pk in cases]


def department_name(code: str) -> str:
    """What a department is called; empty for none."""
    return Department(code).label if code else ""
