"""Who acts for whom on a day: parents for their children, recorded guardians, and the helper an elder agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.registry.actions.common import audit_person, refuse
from jiahe.registry.models import AgreedHelper, LifeEvent, Person
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.models.person import members_of
from jiahe.registry.residents.ages import ADULT_FROM, ELDER_FROM, turns
from jiahe.registry.rights import ANSWER_RESIDENTS

HELPED = "请您代办"


@dataclass(frozen=True, slots=True)
class Ward:
    """Somebody a resident acts for, and why: 孩子, 被监护人 or 请您代办."""

    person: Person
    why: str


def wards_of(own: int, *, on: date) -> list[Ward]:
    """Those a person acts for on a day, without himself.

    A child is his until the day it turns 18. A guardianship recorded while the ward was a minor ends on that day too;
    one recorded of a grown person lasts until its end. A helper acts until the elder takes it back.
    """
    mine = [own, *Person.objects.filter(merged_into=own).values_list("pk", flat=True)]
    found: dict[int, Ward] = {}
    children = Person.objects.filter(Q(mother__in=mine) | Q(father__in=mine), death_date=None, merged_into=None)
    for child in children.order_by("pk"):
        if on < turns(child.birth_date, ADULT_FROM):
            found[child.pk] = Ward(child, "您的孩子")
    for event in _guardianships(mine, on):
        ward = event.person.merged_into or event.person
        grown = turns(ward.birth_date, ADULT_FROM)
        if ward.death_date is None and (on < grown or event.on >= grown):
            found.setdefault(ward.pk, Ward(ward, "您是监护人"))
    helps = AgreedHelper.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), helper__in=mine, agreed_on__lte=on)
    for agreed in helps.select_related("person__merged_into").order_by("pk"):
        elder = agreed.person.merged_into or agreed.person
        if elder.death_date is None:
            found.setdefault(elder.pk, Ward(elder, HELPED))
    found.pop(own, None)
    return list(found.values())


def _guardianships(mine: Iterable[int], on: date) -> list[LifeEvent]:
    lasting = Q(until=None) | Q(until__gt=on)
    events = LifeEvent.objects.filter(
        lasting, other__in=list(mine), kind=EventKind.GUARDIANSHIP, on__lte=on, withdrawn_at=None
    )
    return list(events.select_related("person__merged_into").order_by("pk"))


def agree_helper(*, person: Person, helper: Person, by: Actor, at: datetime, on: date) -> AgreedHelper:
    """Record that an elder asked somebody of his family to act for him; said twice it stands once.

    Raises:
        OutOfReach, RightMissing: the elder is not of the actor's place, or he may not do this.
        Refused: he is no elder, or the helper is not a grown person of his household or his child.
    """
    require_at(by, ANSWER_RESIDENTS, person.village_code)
    if person.death_date is not None or on < turns(person.birth_date, ELDER_FROM):
        raise refuse("helper", f"满 {ELDER_FROM} 岁的老人才能请家里人代办。")
    if helper.pk not in {one.pk for one in may_help(person, on=on)}:
        raise refuse("helper", "请在家里成年的人里选一位。")
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        agreed, made = AgreedHelper.objects.get_or_create(
            person=person, helper=helper, ended_at=None, defaults={"agreed_on": on, "recorded_at": at}
        )
        if made:
            audit_person("registry.agree_helper", person, by, at, {"helper": helper.pk})
    return agreed


def end_helper(*, agreed: AgreedHelper, by: Actor, at: datetime, on: date) -> None:
    """The elder takes it back: from now on the helper acts for him no more. Ended twice it ends once.

    Raises:
        OutOfReach, RightMissing: neither the elder himself nor a worker of his place asks for it.
    """
    if by.kind != "resident" or by.own != agreed.person_id:
        require_at(by, ANSWER_RESIDENTS, agreed.person.village_code)
    with transaction.atomic():
        if AgreedHelper.objects.filter(pk=agreed.pk, ended_at=None).update(ended_at=at, ended_on=on):
            audit_person("registry.end_helper", agreed.person, by, at, {"helper": agreed.helper_id})


def may_help(person: Person, *, on: date) -> list[Person]:
    """Whom an elder may ask: the grown people of his household, and his grown children who live elsewhere."""
    family = Q(mother=person) | Q(father=person)
    children = Person.objects.filter(family, death_date=None, merged_into=None).order_by("pk")
    near = {one.pk: one for one in [*members_of([person.household.root_id]), *children]}
    near.pop(person.pk, None)
    return [one for one in near.values() if one.death_date is None and on >= turns(one.birth_date, ADULT_FROM)]


def helpers_of(people: Iterable[Person]) -> list[AgreedHelper]:
    """The helpers some people have now."""
    rows = AgreedHelper.objects.filter(person__in=list(people), ended_at=None)
    return list(rows.select_related("person", "helper").order_by("pk"))


def helper_of_place(pk: int, *, by: Actor) -> AgreedHelper:
    """A helper of somebody of the actor's place.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he reaches the place and may not answer residents.
    """
    found = AgreedHelper.objects.filter(pk=pk).select_related("person__household", "helper").first()
    if found is None:
        raise OutOfReach("没有找到这位家人。")
    require_at(by, ANSWER_RESIDENTS, found.person.village_code)
    return found
