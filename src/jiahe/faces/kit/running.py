"""Which programmes run where somebody is: for a resident his village, for everybody else anywhere in the province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.catalogue.in_force import closed_sentence, in_force, running_in
from jiahe.delivery.catalogue.programme import Programme, programmes
from jiahe.faces.kit.acting import ActingRequest
from jiahe.foundation.accounts.models import User
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, province
from jiahe.registry.queries import own_person
from jiahe.registry.subjects import resident_actor


def own_village(request: ActingRequest) -> Region | None:
    """The village of a resident who is signed in; None for everybody else."""
    user = request.user
    if not isinstance(user, User) or user.is_staff_member:
        return None
    actor = resident_actor(user, on=request.on)
    if actor.own is None:
        return None
    return find_region(own_person(actor.own, by=actor).village_code, Level.VILLAGE)


def running_for(request: ActingRequest) -> list[Programme]:
    """The programmes that run where the visitor lives, or anywhere where that is not known."""
    place = own_village(request) or province()
    return running_in(place, on=request.on) if place is not None else programmes()


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of a programme for a visitor; ``closed`` is the sentence that says it does not run where he lives."""

    numbers: Mapping[str, int]
    texts: Mapping[str, str]
    village: Region | None = None
    closed: str = ""


def held_for(request: ActingRequest, programme: Programme) -> Held:
    """What holds of a programme for the visitor."""
    village = own_village(request)
    place = village or province()
    if place is None:
        return Held({}, {})
    held = in_force(programme, place, on=request.on)
    runs = held.is_on if village is not None else programme in running_in(place, on=request.on)
    return Held(held.numbers, held.texts, village, "" if runs else closed_sentence(programme))


def kinds_in(region: Region, request: ActingRequest) -> list[CaseKind]:
    """The kinds of cases that people may ask for in a place, as the place has them."""
    found = []
    for programme in running_in(region, on=request.on):
        kinds = [offer for offer in programme.offers if isinstance(offer, CaseKind) and offer.is_asked]
        if kinds:
            held = in_force(programme, region, on=request.on)
            found += [kind.under(held.numbers, held.texts) for kind in kinds]
    return found
