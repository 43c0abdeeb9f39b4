"""The consent register: giving, taking back, and asking whether somebody agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.events.delivery import emit
from jiahe.registry.actions.common import audit_person, refuse
from jiahe.registry.events import ConsentChanged
from jiahe.registry.models import Consent, Person
from jiahe.registry.models.consent import GivenBy, Purpose
from jiahe.registry.residents.consent_texts import TEXTS, VERSION, ConsentText, concerns
from jiahe.registry.rights import ANSWER_RESIDENTS

HELPER_MAY_NOT = "这一项要本人自己说。请老人家自己登录，或者告诉村里的工作人员，他会上门问。"


def has_consent(person: Person, purpose: Purpose, on: date) -> bool:
    """Whether a person, or somebody for him, had agreed to a purpose on a day and not taken it back by then.

    For every floor above: it tells nothing else of the person.
    """
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    return Consent.objects.filter(standing, _of(person.pk), purpose=purpose, given_on__lte=on).exists()


def _of(pk: int) -> Q:
    """What was agreed of a person, also under a record that was merged into his."""
    return Q(person=pk) | Q(person__merged_into=pk)


def must_be_asked(person_id: int) -> bool:
    """Whether somebody who signs in has to be asked for the basic service: never asked, taken back, or an older text."""
    return not Consent.objects.filter(
        _of(person_id), purpose=Purpose.BASIC, version=VERSION, withdrawn_at=None
    ).exists()


def give_consents(
    *, person: Person, purposes: Iterable[Purpose], by: Actor, at: datetime, on: date, said_by: str = ""
) -> list[Consent]:
    """Record that somebody agreed to some purposes. What stands in the present version is not recorded again.

    ``said_by`` is who of the family said so, where a worker writes it down.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's to speak for.
        Refused: a worker does not say whose word it was, or a helper speaks of more than the basic service.
    """
    purposes = sorted(set(purposes))
    way = _way(person, by, purposes)
    said = said_by.strip()[:50]
    if way == GivenBy.WORKER and not said:
        raise refuse("said_by", "请写明是家里哪一位说的。")
    made = []
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        for purpose in purposes:
            standing = Consent.objects.filter(_of(person.pk), purpose=purpose, withdrawn_at=None)
            if standing.filter(version=VERSION).exists():
                continue
            # An older text is replaced by the new yes; it stays to be read.
            standing.update(withdrawn_at=at, withdrawn_on=on, withdrawn_by=way)
            made.append(
                Consent.objects.create(
                    person=person, purpose=purpose, version=VERSION, given_by=way, given_user=by.id,
                    post_id=by.post_id, said_by=said, given_on=on, given_at=at,
                )
            )  # fmt: skip
            audit_person("registry.give_consent", person, by, at, {"purpose": purpose.value, "way": way.value})
            emit(ConsentChanged(person_id=person.pk, purpose=purpose.value, given=True), at=at)
    return made


def withdraw_consent(*, person: Person, purpose: Purpose, by: Actor, at: datetime, on: date) -> bool:
    """Take a consent back; false when none stood. What the law requires to keep stays, nothing more is done with it.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's to speak for.
        Refused: a helper speaks of more than the basic service.
    """
    way = _way(person, by, [purpose])
    with transaction.atomic():
        standing = Consent.objects.filter(_of(person.pk), purpose=purpose, withdrawn_at=None)
        if not standing.update(withdrawn_at=at, withdrawn_on=on, withdrawn_by=way):
            return False
        audit_person("registry.withdraw_consent", person, by, at, {"purpose": purpose.value, "way": way.value})
        emit(ConsentChanged(person_id=person.pk, purpose=purpose.value, given=False), at=at)
    return True


def write_down_word(
    *, person: Person, chosen: Iterable[Purpose], said_by: str, by: Actor, at: datetime, on: date
) -> None:
    """What a family said of all purposes at once, written down by a worker: what is not chosen is taken back.

    Raises:
        OutOfReach, RightMissing, Refused: as ``give_consents``.
    """
    agreed = set(chosen)
    with transaction.atomic():
        give_consents(person=person, purposes=agreed, by=by, at=at, on=on, said_by=said_by)
        for stand in standpoints([person], on=on):
            if stand.consent is not None and stand.text.purpose not in agreed:
                withdraw_consent(person=person, purpose=stand.text.purpose, by=by, at=at, on=on)


HELPERS_SAY = frozenset({Purpose.BASIC})  # an elder asked for a hand with the forms, not for a guardian


def may_answer(person: Person, purpose: Purpose, *, by: Actor) -> bool:
    """Whether a resident may agree to a purpose of somebody he acts for: a helper to the basic service only."""
    return person.pk not in by.helped or purpose in HELPERS_SAY


def _way(person: Person, by: Actor, purposes: Iterable[Purpose]) -> GivenBy:
    """Through whom the word comes; raises where the actor has no say."""
    if by.kind == "resident":
        if person.pk not in by.persons:
            raise OutOfReach("没有找到这个人。")
        if not all(may_answer(person, purpose, by=by) for purpose in purposes):
            raise refuse("", HELPER_MAY_NOT)
        return GivenBy.SELF if person.pk == by.own else GivenBy.GUARDIAN
    require_at(by, ANSWER_RESIDENTS, person.village_code)
    return GivenBy.WORKER


@dataclass(frozen=True, slots=True)
class Standpoint:
    """How a person stands to one purpose: the text, and the consent that holds, if one does."""

    person: Person
    text: ConsentText
    consent: Consent | None


def standpoints(people: Iterable[Person], *, on: date, purposes: Iterable[Purpose] = Purpose) -> list[Standpoint]:
    """How some people, read through the gate, stand to every purpose that can concern them."""
    everybody = list(people)
    by_alias = {alias.pk: alias.merged_into_id for alias in Person.objects.filter(merged_into__in=everybody)}
    rows = Consent.objects.filter(person__in=[*(p.pk for p in everybody), *by_alias], withdrawn_at=None)
    held = {(by_alias.get(row.person_id, row.person_id), row.purpose): row for row in rows.order_by("pk")}
    wanted = list(purposes)
    return [
        Standpoint(person, TEXTS[purpose], held.get((person.pk, purpose.value)))
        for person in everybody
        for purpose in wanted
        if concerns(person, purpose, on=on) or (person.pk, purpose.value) in held
    ]
