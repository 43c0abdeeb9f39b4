"""What a registered household is due: a family made of the registry, and the answer of the rules to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.benefits.answering import answer_for
from jiahe.benefits.editions import AS_WRITTEN, Edition
from jiahe.benefits.family import FamilyFault, family_from_values
from jiahe.benefits.publishing.current import current_edition
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.contract_facts import Facts, facts_of, relatives_of
from jiahe.registry.models import Household, Person

PARENTS = ("mother", "father")
SIDES = (*PARENTS, "spouse")
BARE = ("id", "sex", "birth_date", "death_date", *PARENTS)


@dataclass(frozen=True, slots=True)
class HouseholdAnswer:
    """The answer for the people of a household by id, or in ``fault`` why the registry does not make a family.

    ``values`` is the family as the rules read it (FAMILY.json), with relatives who are registered elsewhere; ``edition``
    is the law it was answered by.
    """

    people: Mapping[str, Person]
    values: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    fault: str = ""
    edition: Edition = AS_WRITTEN


def answer_for_household(home: Household, *, by: Actor, on: date) -> HouseholdAnswer:
    """Ask every benefit, by the edition in force here, for the living of a household that was read through the gate.

    The list of children and spouses counts as complete as the registry has it.

    Raises:
        RightMissing: the actor may not read families.
    """
    people = {str(person.pk): person for person in home.people}
    (values,) = values_of_households([home], by=by, on=on)
    try:
        family = family_from_values(values, on=on, today=on)
    except FamilyFault as fault:
        return HouseholdAnswer(people, values, None, _in_words(fault, values, people))
    edition = current_edition()
    return HouseholdAnswer(people, values, answer_for(family, edition.benefits), edition=edition)


def values_of_households(homes: Sequence[Household], *, by: Actor, on: date) -> list[dict[str, Any]]:
    """Some households as families of the rules (FAMILY.json), in as few queries for many as for one.

    Raises:
        RightMissing: the actor may not read families.
    """
    everybody = [person for home in homes for person in home.people]
    facts = facts_of(everybody, by=by, on=on)
    elsewhere = [*relatives_of(everybody, on=on), *map(_bare, facts.values())]
    by_id = {one["id"]: one for one in elsewhere}
    children: dict[str, list[Facts]] = defaultdict(list)
    for one in elsewhere:
        for parent in PARENTS:
            if parent in one:
                children[one[parent]].append(one)
    return [_values(home, [facts[person.pk] for person in home.people], by_id, children) for home in homes]


def _bare(facts: Facts) -> Facts:
    """Of somebody of another household the least that rules count by, as ``relatives_of`` gives it."""
    return {name: facts[name] for name in BARE if name in facts}


def _values(
    home: Household, facts: Sequence[Facts], by_id: Mapping[str, Facts], children: Mapping[str, Sequence[Facts]]
) -> dict[str, Any]:
    own = {member["id"]: dict(member) for member in facts}
    near = [by_id[member[side]] for member in own.values() for side in SIDES if member.get(side) in by_id]
    near += [child for member in own for child in children.get(member, ())]
    members = own | {one["id"]: dict(one) for one in near if one["id"] not in own}
    for member in members.values():
        for side in SIDES:
            if member.get(side) not in members:
                member.pop(side, None)
    return {"region": str(home.village_code), "members": list(members.values())}


def _in_words(fault: FamilyFault, values: Mapping[str, Any], people: Mapping[str, Person]) -> str:
    """The fault with the name of whom it is about in place of a path."""
    place = fault.path.removeprefix("members[").partition("]")[0]
    who = values["members"][int(place)]["id"] if place.isdecimal() else ""
    name = people[who].name if who in people else "家人"
    message = "登记的日期互相矛盾，请核对。" if "members[" in fault.message else fault.message
    return f"{name}：{message}"
