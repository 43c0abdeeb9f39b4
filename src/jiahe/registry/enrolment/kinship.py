"""Who is whose mother, father and spouse, as far as the relation to the head says it for certain."""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.registry.drafts import AnyPerson
from jiahe.registry.models import Person

LEAST_YEARS_BETWEEN = 12  # a parent by birth is at least so much older than the child


def link(members: Sequence[AnyPerson]) -> set[int]:
    """Fill the mother, father and spouse that the relations name; what is known already is never changed.

    Returns the ids of the people who got a relation. A grandchild or a son-in-law is left alone: the head's relation
    does not say whose child or husband he is.
    """
    linked: set[int] = set()
    head = _first(members, "head")
    if head is None:
        return linked
    spouse = _first(members, "spouse")
    if spouse is not None:
        _marry(head, spouse, linked)
    for member in members:
        if member.relation in {"son", "daughter"}:
            for parent in (head, spouse):
                if parent is not None:
                    _be_parent(parent, member, linked)
        elif member.relation in {"father", "mother"}:
            _be_parent(member, head, linked)
        elif member.relation in {"father_in_law", "mother_in_law"} and spouse is not None:
            _be_parent(member, spouse, linked)
    return linked


def _first(members: Sequence[AnyPerson], relation: str) -> AnyPerson | None:
    """The first member of a relation; the living before the dead, because relations are told from the head of today."""
    found = [m for m in members if m.relation == relation]
    return min(found, key=lambda m: m.death_date is not None, default=None)


def _marry(one: AnyPerson, other: AnyPerson, linked: set[int]) -> None:
    if one.spouse_id is None and other.spouse_id is None:
        one.spouse_id, other.spouse_id = other.pk, one.pk
        linked |= {one.pk, other.pk}


def _be_parent(parent: AnyPerson, child: AnyPerson, linked: set[int]) -> None:
    side = "mother_id" if parent.sex == "F" else "father_id"
    older = child.birth_date.year - parent.birth_date.year
    if getattr(child, side) is None and older >= LEAST_YEARS_BETWEEN:
        setattr(child, side, parent.pk)
        linked.add(child.pk)


def relation_to(head: Person, member: Person) -> str:
    """What a member is to a head, as far as parents and spouses say it; 其他 where they do not."""
    female = member.sex == "F"
    if member.pk == head.pk:
        return "head"
    if head.spouse_id == member.pk:
        return "spouse"
    if head.pk in (member.mother_id, member.father_id) or (
        head.spouse_id and head.spouse_id in (member.mother_id, member.father_id)
    ):
        return "daughter" if female else "son"
    if member.pk in (head.mother_id, head.father_id):
        return "mother" if female else "father"
    shared = {head.mother_id, head.father_id} & {member.mother_id, member.father_id} - {None}
    return "sibling" if shared else "other"
