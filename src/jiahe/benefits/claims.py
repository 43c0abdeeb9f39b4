"""Claiming what is due: the village is asked to see to it, with the facts and the rule by which it was due pinned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from jiahe.benefits.events import BenefitClaimed
from jiahe.benefits.households import answer_for_household
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.events.delivery import emit
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Household, ResidentRequest
from jiahe.registry.residents.asking import ask_benefit

PINNED = ("title", "amount", "amount_min", "amount_max", "unit", "rule_version", "because", "sources", "confidence")


def claim(
    *, home: Household, people: Iterable[int], benefit: str, by: Actor, at: datetime, on: date
) -> list[ResidentRequest]:
    """Ask the village to see to a benefit of some people of a household that was read through the gate.

    Asked again while it waits, it is the same request.

    Raises:
        OutOfReach, RightMissing: one of them is not the actor's to speak for.
        Refused: it is not due today, or for nobody of the household.
    """
    members = {person.pk: person for person in home.people}
    wanted = list(people)
    if not wanted or not set(wanted) <= members.keys():
        raise refuse("benefit", "没有找到要申请的人。请刷新页面再看。")
    found = answer_for_household(home, by=by, on=on)
    entitled = found.answer["entitlements"] if found.answer is not None else []
    due = {int(entry["beneficiary"]): entry for entry in entitled if entry["benefit"] == benefit}
    if not set(wanted) <= due.keys():
        raise refuse("benefit", "按今天的登记，这一项现在不能申请。请刷新页面再看。")
    with transaction.atomic():
        asked = [
            ask_benefit(
                person=members[pk],
                benefit=benefit,
                content={name: due[pk][name] for name in PINNED if name in due[pk]}
                | {"family": found.values, "edition": found.edition.number},
                by=by,
                at=at,
            )
            for pk in wanted
        ]
        for request in asked:
            if request.asked_at == at:  # one that waited before was told of then
                emit(BenefitClaimed(request.pk), at=at)
    return asked
