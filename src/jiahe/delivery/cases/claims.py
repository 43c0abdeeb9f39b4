"""Claims of benefits as cases: each claim is opened once, goes its steps, and is marked with what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from jiahe.benefits.events import BenefitClaimed
from jiahe.delivery.cases import owners
from jiahe.delivery.cases.actions.moving import at_step, close, enter
from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.cases.kinds import declare_own
from jiahe.delivery.cases.measures import CLAIM_KIND, counts_of
from jiahe.delivery.cases.models import Case, CaseState, Deed, Source
from jiahe.delivery.cases.notices import tell_owner
from jiahe.delivery.catalogue.questions import Text
from jiahe.foundation.accounts.actor import system
from jiahe.foundation.database import advisory_lock, allocate_ids
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.facts.actions import append_facts
from jiahe.foundation.jobs.kinds import JobKind, Run, Schedule, declare
from jiahe.registry.events import RequestEnded
from jiahe.registry.models import ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus

# How long each step may take is the association's own promise, as that of 接访 is; the offices have clocks of their own.
CLAIM = CaseKind(
    CLAIM_KIND,
    title="待遇申领",
    ask="",
    intro="",
    questions=[],
    steps=[
        Step(
            "check", "村里核对", within=5, told="村里在核对登记和材料。",
            questions=[Text("found", "核对的情况", help="登记对不对、材料齐不齐。", lines=3, longest=1000)],
        ),
        Step(
            "settle", "到窗口办好", within=22, told="核对过了，正在替您办。",
            questions=[
                Text("answer", "办的结果", help="办好了什么、什么时候到账。申请的人看得到。", lines=3, longest=1000)
            ],
        ),
    ],
)  # fmt: skip
ENDS = {
    RequestStatus.ACCEPTED: (CaseState.ANSWERED, Deed.ANSWERED),
    RequestStatus.REFUSED: (CaseState.REJECTED, Deed.REJECTED),
    RequestStatus.WITHDRAWN: (CaseState.WITHDRAWN, Deed.WITHDRAWN),
}
AT_ONCE = 500


def declare_all() -> None:
    """Make the kind known, hear of claims and of answers given elsewhere, and look each morning for what was missed."""
    declare_own(CLAIM)
    subscribe(BenefitClaimed, _claimed, key="cases.claims")
    subscribe(RequestEnded, _ended, key="cases.claims_ended")
    declare(JobKind("cases.claims", "把还没有办理的待遇申请立为事项", _morning, schedule=Schedule(hour=6)))


def _claimed(event: BenefitClaimed, at: datetime) -> None:
    open_claim(event.request_id, at=at, on=localdate(at))


def _morning(run: Run) -> None:
    open_waiting_claims(at=run.at, on=run.on)


def open_waiting_claims(*, at: datetime, on: date) -> int:
    """Open a case for each claim that waits and has none: those of before there were cases. Returns how many."""
    opened, last = 0, 0
    waiting = ResidentRequest.objects.filter(kind=RequestKind.BENEFIT, status=RequestStatus.WAITING, case=None)
    while pks := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        opened += sum(open_claim(pk, at=at, on=on) is not None for pk in pks)
        last = pks[-1]
    return opened


def open_claim(pk: int, *, at: datetime, on: date) -> Case | None:
    """The case of a claim, opened now if it has none; None where nobody is there to have it or it is over.

    Its clock runs from the day it is opened, so that a claim of years ago is not late on the first day.
    """
    with transaction.atomic():
        advisory_lock("cases.open")
        request = ResidentRequest.objects.select_related("person").filter(pk=pk, kind=RequestKind.BENEFIT).first()
        if request is None or request.person is None or request.status != RequestStatus.WAITING:
            return None
        known = Case.objects.filter(claim=request).first()
        village = request.person.village_code
        owner = owners.nearest(village)
        if known is not None or owner is None:
            return known
        (case_pk,) = allocate_ids(Case, 1)
        case = Case(
            pk=case_pk, kind=CLAIM.code, programme="", person=request.person, village_code=village, claim=request,
            source=Source.VISIT if request.for_family else Source.ONLINE, opened_by_id=request.asked_by_id,
            opened_at=request.asked_at, opened_on=on, **at_step(CLAIM.steps[0], owner, on),
        )  # fmt: skip
        case.save(force_insert=True)
        enter(case, Deed.OPENED, system(), at, on)
        append_facts({(counts_of(CLAIM.code).opened.code, village, on): 1})
        tell_owner(case, CLAIM.title, at=at)
    return case


def _ended(event: RequestEnded, at: datetime) -> None:
    """An answer that was given on the request itself closes its case, too."""
    request = ResidentRequest.objects.filter(pk=event.request_id, kind=RequestKind.BENEFIT).first()
    case = Case.objects.select_related("owner__region").filter(claim=event.request_id).first()
    if request is None or case is None or not case.is_live or request.status not in ENDS:
        return
    state, deed = ENDS[RequestStatus(request.status)]
    close(case, state, deed, {}, case.moves, system(), at, localdate(at), text=request.answer)
