"""What a registered household is due: a family made of the registry, and the answer of the rules to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import FamilyFault, family_from_values
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.contract_facts import facts_of, relatives_of
from jiahe.registry.models import Household, Person


@dataclass(frozen=True, slots=True)
class HouseholdAnswer:
    """The answer for the people of a household by id, or in ``fault`` why the registry does not make a family.

    ``values`` is the family as the rules read it (FAMILY.json), with relatives who are registered elsewhere.
    """

    people: Mapping[str, Person]
    values: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    fault: str = ""


def answer_for_household(home: Household, *, by: Actor, on: date) -> HouseholdAnswer:
    """Ask every benefit for the living of a household that was read through the gate.

    The list of children and spouses counts as complete as the registry has it.

    Raises:
        RightMissing: the actor may not read families.
    """
    people = {str(person.pk): person for person in home.people}
    values = _values(home, by, on)
    try:
        family = family_from_values(values, on=on, today=on)
    except FamilyFault as fault:
        return HouseholdAnswer(people, values, None, _in_words(fault, values, people))
    return HouseholdAnswer(people, values, answer_for(family))


def _values(home: Household, by: Actor, on: date) -> dict[str, Any]:
    facts = facts_of(home.people, by=by, on=on)
    members = [*facts.values(), *relatives_of(home.people, on=on)]
    ids = {member["id"] for member in members}
    for member in members:
        for side in ("mother", "father", "spouse"):
            if member.get(side) not in ids:
                member.pop(side, None)
    return {"region": str(home.village_code), "members": members}


def _in_words(fault: FamilyFault, values: Mapping[str, Any], people: Mapping[str, Person]) -> str:
    """The fault with the name of whom it is about in place of a path."""
    place = fault.path.removeprefix("members[").partition("]")[0]
    who = values["members"][int(place)]["id"] if place.isdecimal() else ""
    name = people[who].name if who in people else "家人"
    message = "登记的日期互相矛盾，请核对。" if "members[" in fault.message else fault.message
    return f"{name}：{message}"
