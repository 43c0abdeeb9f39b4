"""Asking: to be bound to one's record, to have something put right, to be forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor, system
from jiahe.foundation.accounts.codes import CodeRefused, send_code, use_code
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock, allocate_ids
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.actions.common import audit_person, refuse
from jiahe.registry.cells import read_name
from jiahe.registry.events import RequestEnded
from jiahe.registry.id_number import normalise
from jiahe.registry.models import Person, ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.notices import tell_claim_made, tell_request_asked
from jiahe.registry.residents.corrections import CORRECTABLE, LISTS, OTHER, known
from jiahe.registry.residents.phones import index_of
from jiahe.registry.rights import ANSWER_RESIDENTS
from jiahe.registry.subjects import YOUNGEST, people_with, require_mobile

CLAIM_LASTS = timedelta(days=14)
CLAIMS_A_DAY = 3  # from one phone
LONGEST = 200


def send_claim_code(*, phone: str, at: datetime, address: str = "") -> None:
    """Send a code to a phone whose holder asks to be bound; it goes out whether anybody is known or not.

    ``address`` is the network address that asks.

    Raises:
        CodeRefused: not a mobile number, or too many codes or requests from it.
    """
    require_mobile(phone)
    _refuse_too_many(phone, at)
    send_code(phone=phone, at=at, deliver=True, address=address)


def _refuse_too_many(phone: str, at: datetime) -> None:
    day = ResidentRequest.objects.filter(
        phone_index=index_of(phone), kind=RequestKind.CLAIM, asked_at__gt=at - timedelta(days=1)
    )
    if day.count() >= CLAIMS_A_DAY:
        raise CodeRefused("这个号码今天申请的次数够多了。请明天再试，或者带身份证到村里办。")


def ask_claim(*, name: str, id_number: str, phone: str, code: str, at: datetime, on: date) -> None:
    """Ask that a phone be bound to the person with this name and ID number. It tells nothing of whether there is one.

    A request that fits nobody is written like the others, lies on no desk and is forgotten with them. Where the phone
    is registered for somebody else, the request is refused at once; the phone that the person has is told of each.

    Raises:
        CodeRefused: the code does not fit, or too many requests came from this phone.
    """
    use_code(phone=phone, code=code, at=at)
    _refuse_too_many(phone, at)
    said, number = read_name(name), normalise(id_number)
    id_index = blind_index(number, field_class="identity")
    with transaction.atomic():
        advisory_lock("residents")
        found = Person.objects.filter(id_number_index=id_index, merged_into=None, death_date=None).first()
        person = found if found is not None and found.name == said and found.age(on) >= YOUNGEST else None
        holders = people_with(phone, on)
        another = person is not None and any(holder.pk != person.pk for holder in holders)
        status = RequestStatus.UNMATCHED if person is None or holders else RequestStatus.WAITING
        if another:
            status = RequestStatus.REFUSED
        request = _write(
            RequestKind.CLAIM,
            person,
            {"name": said, "phone": phone},
            at=at,
            status=status,
            phone_index=index_of(phone),
            expires_at=at + CLAIM_LASTS,
        )
        if another:
            request.answered_at, request.answer = at, "这个手机号已经登记在别人名下。"
            request.save(update_fields=["answered_at", "answer"])
        write_entry(
            actor=system(),
            action="registry.ask_claim",
            at=at,
            subject_type="person" if person else "",
            subject_id=person.pk if person else None,
            region_code=person.village_code if person else None,
            details={"request": request.pk},
        )
        if person is not None and person.phone and person.phone != phone:
            tell_claim_made(person, at=at)


def _write(kind: RequestKind, person: Person | None, content: dict[str, Any], **columns: Any) -> ResidentRequest:
    (pk,) = allocate_ids(ResidentRequest, 1)
    request = ResidentRequest(
        pk=pk,
        kind=kind,
        person=person,
        asked_at=columns.pop("at"),
        **columns,
    )
    request.seal_content(content)
    request.save(force_insert=True)
    if request.status == RequestStatus.WAITING and kind != RequestKind.BENEFIT:  # a claim becomes a case, which tells
        tell_request_asked(request, at=request.asked_at)
    return request


def ask_correction(
    *, person: Person, field: str, value: str, note: str = "", by: Actor, at: datetime, on: date
) -> ResidentRequest:
    """Ask the village to put one thing right. The same asked for again while it waits is the same request.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's to speak for.
        Refused: nothing would change, or another value of the same field waits for an answer.
    """
    _require_say(person, by)
    wanted = read_name(value) if field == "name" else value.strip()
    if field not in CORRECTABLE:
        raise refuse("field", "这一项不能在这里改，请告诉村里的工作人员。")
    if field in LISTS and wanted not in LISTS[field]:
        raise refuse("value", "请从列出的里面选一项。")
    if len(wanted) < (2 if field == OTHER else 1):
        raise refuse("value", "请写明哪里不对，应该是什么。" if field == OTHER else "请填写应该是什么。")
    if len(wanted) > LONGEST or len(note) > LONGEST:
        raise refuse("value", f"写得太长了，最多 {LONGEST} 个字。")
    before = known(person, field)
    same = person.id_number if field == "id_number" else before
    if field != OTHER and wanted == same:
        raise refuse("value", "和现在登记的一样，不用改。")
    with transaction.atomic():
        advisory_lock("residents")
        waiting = ResidentRequest.objects.filter(
            person=person, kind=RequestKind.CORRECTION, field=field, status=RequestStatus.WAITING
        )
        for standing in waiting:
            if standing.content.get("value") == wanted:
                return standing
            if field != OTHER:
                raise refuse("value", "这一项您已经申请过，村里还没有答复。要改写的，先收回那一件。")
        request = _write(
            RequestKind.CORRECTION,
            person,
            {"before": before, "value": wanted, "note": note.strip()},
            at=at,
            field=field,
            asked_by_id=by.id,
            for_family=by.kind != "resident",
        )
        audit_person("registry.ask_correction", person, by, at, {"request": request.pk, "field": field})
    return request


def ask_deletion(*, person: Person, note: str, by: Actor, at: datetime) -> ResidentRequest:
    """Ask that what may be deleted of a person be deleted; asked for twice while it waits it is one request.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's to speak for.
    """
    _require_say(person, by)
    if len(note) > LONGEST:
        raise refuse("note", f"写得太长了，最多 {LONGEST} 个字。")
    with transaction.atomic():
        advisory_lock("residents")
        waiting = ResidentRequest.objects.filter(
            person=person, kind=RequestKind.DELETION, status=RequestStatus.WAITING
        ).first()
        if waiting is not None:
            return waiting
        request = _write(
            RequestKind.DELETION,
            person,
            {"note": note.strip()},
            at=at,
            asked_by_id=by.id,
            for_family=by.kind != "resident",
        )
        audit_person("registry.ask_deletion", person, by, at, {"request": request.pk})
    return request


def ask_benefit(*, person: Person, benefit: str, content: dict[str, Any], by: Actor, at: datetime) -> ResidentRequest:
    """Ask for a benefit that a floor above found due; ``content`` is its title and what it was found by.

    The same asked for again while it waits is the same request.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's to speak for.
    """
    _require_say(person, by)
    with transaction.atomic():
        advisory_lock("residents")
        same = {"person": person, "kind": RequestKind.BENEFIT, "field": benefit}
        waiting = ResidentRequest.objects.filter(**same, status=RequestStatus.WAITING).first()
        if waiting is not None:
            return waiting
        request = _write(
            RequestKind.BENEFIT,
            person,
            content,
            at=at,
            field=benefit,
            asked_by_id=by.id,
            for_family=by.kind != "resident",
        )
        audit_person("registry.ask_benefit", person, by, at, {"request": request.pk, "benefit": benefit})
    return request


def withdraw_request(*, request: ResidentRequest, by: Actor, at: datetime) -> bool:
    """Take back a request that waits; false when it was answered meanwhile.

    Raises:
        OutOfReach: it is not the resident's, or he only helps whose it is.
    """
    if request.person is None or by.kind != "resident" or request.person_id not in by.persons:
        raise OutOfReach("没有找到这件申请。")
    if request.person_id in by.helped and request.asked_by_id != by.id:
        raise OutOfReach("没有找到这件申请。")  # what the elder asked for is his own to take back
    with transaction.atomic():
        waiting = ResidentRequest.objects.filter(pk=request.pk, status=RequestStatus.WAITING)
        if not waiting.update(status=RequestStatus.WITHDRAWN, answered_at=at):
            return False
        audit_person("registry.withdraw_request", request.person, by, at, {"request": request.pk})
        emit(RequestEnded(request.pk), at=at)
    return True


def _require_say(person: Person, by: Actor) -> None:
    if by.kind == "resident":
        if person.pk not in by.persons:
            raise OutOfReach("没有找到这个人。")
        return
    require_at(by, ANSWER_RESIDENTS, person.village_code)
