"""Opening a case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiahe.delivery.cases import owners
from jiahe.delivery.cases.actions.moving import at_step, enter
from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.kinds import UNDER, asked_kind, programme_of
from jiahe.delivery.cases.measures import counts_of
from jiahe.delivery.cases.models import LIVE, Case, Deed, Source
from jiahe.delivery.cases.notices import tell_owner
from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.delivery.catalogue.in_force import require_running
from jiahe.delivery.catalogue.questions import read_answers
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.database import advisory_lock, allocate_ids
from jiahe.foundation.facts.actions import append_facts
from jiahe.registry.actions.common import refuse
from jiahe.registry.cells import read_name
from jiahe.registry.models import Person
from jiahe.registry.rows import Fault, Refused


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who came and is not registered: what he is called, and where he can be reached."""

    name: str
    phone: str = ""


def open_case(
    *, kind: str, typed: Mapping[str, str], by: Actor, at: datetime, on: date, person: Person | None = None,
    visitor: Visitor | None = None, village_code: int | None = None, source: Source = Source.ONLINE,
) -> Case:  # fmt: skip
    """Open a case for a person, or for a visitor at a village. Opened twice by one click, it is one case.

    What a resident asks lies with the nearest post; what a post hears in person is that post's own (首问负责).

    Raises:
        OutOfReach, RightMissing: the person or the village is not the actor's to speak for.
        Refused: at each question whose answer cannot be; or the programme does not run there.
    """
    declared = asked_kind(kind)
    village = _require_opener(person, village_code, by)
    held = require_running(kind, village, on=on)
    under = dict(held.numbers) if held is not None else {}
    declared = declared.under(under)
    answers, faults = read_answers(declared.questions, typed, on=on)
    said = _visitor(visitor, person, faults)
    if faults:
        raise Refused([Fault(1, field, text) for field, text in faults.items()])
    digest = _digest(kind, person, said, answers, by, on)
    with transaction.atomic():
        advisory_lock("cases.open")
        same = Case.objects.filter(digest=digest, state__in=LIVE).first()
        if same is not None:
            return same
        case = _written(
            declared, person, village, source, {"answers": answers, UNDER: under, **said}, digest, by, at, on
        )
        enter(case, Deed.OPENED, by, at, on)
        append_facts({(counts_of(kind).opened.code, village, on): 1})
        if case.owner_id != by.post_id:
            tell_owner(case, declared.title, at=at)
    return case


def _require_opener(person: Person | None, village_code: int | None, by: Actor) -> int:
    if by.kind == "resident":
        if person is None or person.pk not in by.persons:
            raise OutOfReach("没有找到这个人。")
        return person.village_code
    village = person.village_code if person is not None else village_code
    if village is None:
        raise refuse("village", "请选来访的人住在哪个村。")
    require_at(by, HANDLE_CASES, village)
    return village


def _visitor(visitor: Visitor | None, person: Person | None, faults: dict[str, str]) -> dict[str, str]:
    if person is not None:
        return {}
    name = read_name(visitor.name) if visitor is not None else ""
    phone = visitor.phone.strip() if visitor is not None else ""
    if not name:
        faults["name"] = "请写来访的人怎么称呼。"
    if phone and not (phone.isdecimal() and 7 <= len(phone) <= 12):
        faults["phone"] = "电话号码只写数字，7 到 12 位。"
    return {"name": name, "phone": phone}


def _digest(
    kind: str, person: Person | None, said: Mapping[str, str], answers: Mapping[str, Any], by: Actor, on: date
) -> str:
    whole = repr((kind, person.pk if person else None, sorted(said.items()), sorted(answers.items()), by.id, on))
    return hashlib.sha256(whole.encode()).hexdigest()


def _written(
    declared: CaseKind, person: Person | None, village: int, source: Source, content: dict[str, Any], digest: str,
    by: Actor, at: datetime, on: date,
) -> Case:  # fmt: skip
    first = declared.steps[0]
    own = Post.objects.filter(pk=by.post_id or 0).first()
    owner = own or owners.nearest(village)
    if owner is None:
        raise refuse("", "这里还没有能接待的岗位，请打电话给县计生协。")
    (pk,) = allocate_ids(Case, 1)
    case = Case(
        pk=pk, kind=declared.code, programme=programme_of(declared.code), source=source, person=person,
        village_code=village, digest=digest, opened_by_id=by.id, opened_at=at, opened_on=on,
        **at_step(first, owner, on),
    )  # fmt: skip
    case.seal_content(content)
    case.save(force_insert=True)
    return case
