"""Answering what residents ask: what is accepted is done in the same transaction, what is refused says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.registry.actions.common import audit_person, refuse
from jiahe.registry.actions.families import edit_address, edit_person, row_of
from jiahe.registry.events import RequestEnded
from jiahe.registry.id_number import birth_date_of, fault_of, normalise, sex_of
from jiahe.registry.models import Consent, Person, ResidentRequest
from jiahe.registry.models.consent import Purpose
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.notices import tell_request_answered
from jiahe.registry.residents.consents import withdraw_consent
from jiahe.registry.residents.corrections import OTHER
from jiahe.registry.residents.phones import bind_phone, forget_phone
from jiahe.registry.rights import ANSWER_RESIDENTS
from jiahe.registry.rows import Fault, Refused
from jiahe.registry.subjects import people_with

LONGEST_ANSWER = 300


def answer_request(
    *, request: ResidentRequest, accept: bool, reason: str, by: Actor, at: datetime, on: date
) -> ResidentRequest:
    """Accept a request and do what it asks, or refuse it with a reason. Answered twice, the first answer stands.

    A claim binds the phone, a correction changes the field through its own action, a deletion deletes what may be.

    Raises:
        OutOfReach, RightMissing: it is not the actor's to answer.
        Refused: it is over or answered already, a refusal says no reason, or what is asked for cannot be.
    """
    person = request.person
    if person is None:
        raise OutOfReach("没有找到这件申请。")
    require_at(by, ANSWER_RESIDENTS, person.village_code)
    said = reason.strip()
    if not accept and len(said) < 2:
        raise refuse("reason", "请写明为什么不办，申请的人要看。")
    if len(said) > LONGEST_ANSWER:
        raise refuse("reason", f"写得太长了，最多 {LONGEST_ANSWER} 个字。")
    if request.status_at(at) == RequestStatus.EXPIRED:
        raise refuse("", "这件申请已经过期，请他重新申请。")
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        waiting = ResidentRequest.objects.filter(pk=request.pk, status=RequestStatus.WAITING)
        status = RequestStatus.ACCEPTED if accept else RequestStatus.REFUSED
        if not waiting.update(status=status, answered_by=by.id, answered_at=at, answer=said):
            raise refuse("", "这件申请已经有人答复过了。")
        action = "registry.accept_request" if accept else "registry.refuse_request"
        audit_person(action, person, by, at, {"request": request.pk, "kind_of_request": request.kind})
        if accept:
            _DEEDS[RequestKind(request.kind)](request, person, by, at, on)
        request.refresh_from_db()
        tell_request_answered(request, at=at)
        emit(RequestEnded(request.pk), at=at)
    return request


def settle_claim(*, request: ResidentRequest, status: RequestStatus, answer: str, by: Actor, at: datetime) -> None:
    """Note how a claim of a benefit stands that a floor above sees to, whose checks and messages are its own."""
    over = status != RequestStatus.WAITING
    ResidentRequest.objects.filter(pk=request.pk, kind=RequestKind.BENEFIT).update(
        status=status,
        answer=answer.strip()[:LONGEST_ANSWER] if over else "",
        answered_at=at if over else None,
        answered_by=by.id if over and by.kind == "user" else None,
    )


def _bind(request: ResidentRequest, person: Person, by: Actor, at: datetime, on: date) -> None:
    phone = request.content["phone"]
    if any(holder.pk != person.pk for holder in people_with(phone, on)):
        raise refuse("", "这个手机号已经登记在别人名下，不能再登记给这一位。")
    if person.death_date is not None:
        raise refuse("", "登记里这一位已经去世，请先核对。")
    bind_phone(person=person, phone=phone, by=by, at=at)


def _correct(request: ResidentRequest, person: Person, by: Actor, at: datetime, on: date) -> None:
    value, field = request.content["value"], request.field
    if field == OTHER:
        return  # put right on the pages of the family, as the answer says
    if field == "address":
        edit_address(household=person.household.root, address=value, by=by, at=at)
        return
    change: dict[str, Any] = {field: date.fromisoformat(value) if field == "birth_date" else value}
    if field == "id_number":
        number = normalise(value)
        fault = fault_of(number)
        if fault is not None:
            raise refuse("", fault)
        # The number says both; they change with it, or the record would contradict itself.
        change = {"id_number": number, "birth_date": birth_date_of(number), "sex": sex_of(number)}
    try:
        edit_person(person=person, row=replace(row_of(person), **change), by=by, at=at, on=on)
    except Refused as refused:
        raise Refused([Fault(1, "", fault.message) for fault in refused.faults]) from None


def _forget(request: ResidentRequest, person: Person, by: Actor, at: datetime, on: date) -> None:
    """Delete what no law asks to keep: consents end, the phone goes, and what was said by choice is emptied."""
    for purpose in Consent.objects.filter(person=person, withdrawn_at=None).values_list("purpose", flat=True):
        withdraw_consent(person=person, purpose=Purpose(purpose), by=by, at=at, on=on)
    edit_person(person=person, row=replace(row_of(person), occupation="", note=""), by=by, at=at, on=on)
    forget_phone(person=person, by=by, at=at)


def _note(request: ResidentRequest, person: Person, by: Actor, at: datetime, on: date) -> None:
    """The benefit was claimed at its office by who answers: that it was is all there is to note."""


_DEEDS = {
    RequestKind.CLAIM: _bind,
    RequestKind.CORRECTION: _correct,
    RequestKind.DELETION: _forget,
    RequestKind.BENEFIT: _note,
}
