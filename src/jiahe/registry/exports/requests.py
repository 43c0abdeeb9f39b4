"""Asking for an export at the desk, and the answer of a second person where it is a large one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.actions.common import refuse
from jiahe.registry.exports.making import ALONE, audit_export, count_people, narrowing_of, refuse_too_many
from jiahe.registry.exports.reading import is_own, stands_high_enough
from jiahe.registry.models import ExportRequest
from jiahe.registry.models.exports import WORKING, ExportStatus
from jiahe.registry.notices import tell_export_answered, tell_export_asked
from jiahe.registry.queries import Narrowing
from jiahe.registry.rights import APPROVE_EXPORTS

LONGEST_REASON = 300
SAME_WITHIN = timedelta(minutes=1)  # the same list asked for again so soon is the same press of the button


def ask_export(
    *, region: Region, narrowing: Narrowing, reason: str, by: Actor, at: datetime, on: date
) -> ExportRequest:
    """Ask for a list of people; up to ``ALONE`` it is made at once, beyond that it waits for an answer.

    Asked for twice, the request that stands is returned.

    Raises:
        OutOfReach, RightMissing: the region is not the actor's, or he may not export.
        Refused: nobody would be on it, too many would, or it is not said what a long one is for.
    """
    people = count_people(narrowing, region=region, by=by, on=on)
    said = reason.strip()
    if by.id is None or by.post_id is None:
        raise OutOfReach("没有找到这个岗位。")
    if not people:
        raise refuse("", "这里没有符合条件的人，没有名单可以导出。请放宽一些条件。")
    refuse_too_many(people)
    if people > ALONE and not said:
        raise refuse("reason", "请写明这份名单要做什么用，审批的同事要看。")
    if len(said) > LONGEST_REASON:
        raise refuse("reason", f"写得太长了，最多 {LONGEST_REASON} 个字。")
    with transaction.atomic():
        advisory_lock("exports")
        standing = _standing(region, narrowing, by, at)
        if standing is not None:
            return standing
        request = ExportRequest.objects.create(
            region=region,
            narrowing=asdict(narrowing),
            reason=said,
            people=people,
            status=ExportStatus.WAITING if people > ALONE else ExportStatus.MAKING,
            asked_by_id=by.id,
            post_id=by.post_id,
            asked_at=at,
        )
        details: dict[str, object] = {"request": request.pk, "people": people, "reason": said}
        audit_export("registry.ask_export", region, by, at, details)
        if request.status == ExportStatus.WAITING:
            tell_export_asked(request, at=at)
    return request


def _standing(region: Region, narrowing: Narrowing, by: Actor, at: datetime) -> ExportRequest | None:
    """The same request of the same person that is still on its way, or was made a moment ago."""
    on_its_way = Q(status__in=(ExportStatus.WAITING, *WORKING))
    just_made = Q(status=ExportStatus.READY, asked_at__gte=at - SAME_WITHIN)
    mine = ExportRequest.objects.filter(on_its_way | just_made, region=region, asked_by=by.id, post=by.post_id)
    standing = (r for r in mine.select_related("file").order_by("-pk") if r.status_at(at) != ExportStatus.EXPIRED)
    return next((request for request in standing if narrowing_of(request) == narrowing), None)


def answer_export(*, request: ExportRequest, approve: bool, reason: str, by: Actor, at: datetime) -> ExportRequest:
    """Approve a request or refuse it; approved, it is ready to be made.

    Raises:
        OutOfReach, RightMissing: its region is not the actor's, or he may not answer.
        Refused: it is the actor's own, he stands below the one who asked, it was answered before, or a refusal says
            no reason.
    """
    if not by.reaches_all(ranges_of(request.region)):
        raise OutOfReach("没有找到这份申请。")
    require(by, APPROVE_EXPORTS)
    said = reason.strip()
    if request.asked_by_id == by.id or is_own(request, by):
        raise refuse("", "自己的申请不能自己批，请另一位同事来看。")
    if not stands_high_enough(request, by):
        raise OutOfReach("没有找到这份申请。")
    if not approve and not said:
        raise refuse("reason", "请写明为什么不批准，申请的同事要看。")
    if len(said) > LONGEST_REASON:
        raise refuse("reason", f"写得太长了，最多 {LONGEST_REASON} 个字。")
    status = ExportStatus.APPROVED if approve else ExportStatus.REFUSED
    with transaction.atomic():
        waiting = ExportRequest.objects.filter(pk=request.pk, status=ExportStatus.WAITING)
        if not waiting.update(status=status, answered_by=by.id, answered_at=at, answer=said):
            raise refuse("", "这份申请已经有人答复过了。")
        action = "registry.approve_export" if approve else "registry.refuse_export"
        audit_export(action, request.region, by, at, {"request": request.pk, "people": request.people, "reason": said})
        tell_export_answered(request, status, at=at)
    request.refresh_from_db()
    return request
