"""The members of a family as subjects of rules: what was said, made into dated facts and relations.

A fact with a day of its beginning holds from that day; one without holds on the day of the question and is unknown
before it where it may have been otherwise (an income allowance, a disability). States that the law asks for as they
are now (work, insurance, school) are taken as they were said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from jiahe.benefits.family.members import Family, Member
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Related, Subject

AS_SAID = (
    "hukou_region", "hukou_type", "employment", "insurance", "insured_months", "employer_average_wage", "school",
    "hospitalised", "only_child_certificate", "ability_level", "complication_grade", "married_on", "pregnant_due",
)  # fmt: skip
# What FAMILY.json calls a fact that the rules know under another name.
SAID_AS: Mapping[str, str] = {
    "alive": "death_date",
    "arrived_on": "birth_date",
    "born_to_them": "adopted_on",
    "pregnant": "pregnant_due",
    "hypertension": "chronic",
    "diabetes": "chronic",
    "gave_birth": "births",
    "births_told": "births",
    "birth_on": "births",
    "birth_lost": "births",
    "birth_difficult": "births",
    "birth_weeks": "births",
    "birth_babies": "births",
    "several_babies": "births",
    "awaited": "pregnant_due",
}
ANYWHERE = 0  # the place of what is the same everywhere
PARENTS = ("mother", "father")
NOT_COMPLETE = "complete"  # the name by which a family says that its list is not
SAME_BIRTH = timedelta(days=2)
LEAVE_FOR_BIRTH = timedelta(days=180)
BEFORE_BIRTH = timedelta(
    days=15
)  # of maternity leave, that may be taken before the birth (Order 619 of the State Council, Art. 7)


class Delivery(NamedTuple):
    """A birth, or the coming end of a pregnancy; what was not said is None."""

    on: date
    lost: bool | None
    difficult: bool | None
    weeks: int | None
    babies: int | None

    @property
    def several_babies(self) -> bool | None:
        """Whether more than one child was born."""
        return None if self.babies is None else self.babies > 1


def subjects_of(family: Family) -> dict[str, Subject]:
    """The subjects by id, each with his relatives."""
    children: dict[str, list[Member]] = defaultdict(list)
    spouses: dict[str, str] = {}
    for member in family.members:
        for role in PARENTS:
            if role in member.said:
                children[member.said[role]].append(member)
        if "spouse" in member.said and member.said.get("marital_status") != "divorced":
            spouses[member.id] = member.said["spouse"]
            spouses[member.said["spouse"]] = member.id
    subjects = {m.id: Subject(_facts(m, family, children[m.id]), m.path) for m in family.members}
    for member in family.members:
        subject = subjects[member.id]
        parents = [subjects[member.said[role]] for role in PARENTS if role in member.said]
        spouse = [subjects[spouses[member.id]]] if member.id in spouses else []
        # Somebody married whose spouse is not named has one all the same.
        unnamed = not spouse and member.said.get("marital_status") == "married"
        subject.relations = {
            "children": Related([subjects[child.id] for child in children[member.id]], family.complete, NOT_COMPLETE),
            "parents": Related(parents, family.complete or len(parents) == len(PARENTS), NOT_COMPLETE),
            "spouse": Related(
                spouse,
                bool(spouse) or (family.complete and not unnamed),
                f"{member.path}.spouse" if unnamed else NOT_COMPLETE,
            ),
        }
    return subjects


def _facts(member: Member, family: Family, children: Sequence[Member]) -> dict[str, Any]:
    said = member.said
    died = said.get("death_date")
    lived: tuple[tuple[date, bool], ...] = ((member.birth_date, True),)
    if died is not None:
        lived = (*lived, (died, False)) if died > member.birth_date else ((died, False),)
    facts: dict[str, Any] = {
        "anywhere": ANYWHERE,
        "sex": member.sex,
        "birth_date": member.birth_date,
        "arrived_on": said.get("adopted_on") or member.birth_date,
        "born_to_them": said.get("adopted_on") is None,
        "alive": Dated(False, lived),
        "residence_region": said.get("residence_region", family.region),
        "low_income": _begun(said, "low_income", False, family.on),
        "disability_grade": _begun(said, "disability_grade", 0, family.on),
        "marital_status": _marital_status(said),
        "pregnancy_told": "pregnant_due" in said,
        "births_told": False if "births" in said or member.sex == "M" else None,
    }
    for name in AS_SAID:
        if name in said:
            facts[name] = said[name]
    if "pregnant_due" in said:
        facts["pregnant"] = said["pregnant_due"] is not None
    elif member.sex == "M":
        facts["pregnant"] = False
    if "chronic" in said:
        facts |= {illness: illness in said["chronic"] for illness in ("hypertension", "diabetes")}
    due = said.get("pregnant_due")
    # Until the birth is told the child counts as come from the day it was due; of no due day none is awaited.
    facts["awaited"] = Dated(False, ((due, True),)) if due is not None else False
    if member.sex == "F":
        deliveries = _deliveries(member, children)
        facts["gave_birth"] = False
        if deliveries:
            facts |= _deliveries_dated(deliveries)
    return facts


def _begun(said: Mapping[str, Any], name: str, none: Any, on: date) -> Any:
    """A state that may have begun on a day: before that day there was none, before an unknown day nothing is known."""
    value, since = said.get(name), said.get(f"{name.removesuffix('_grade')}_since")
    if not value:
        return value
    return Dated(none, ((since, value),)) if since is not None else Dated(None, ((on, value),))


def _marital_status(said: Mapping[str, Any]) -> Any:
    status, since = said.get("marital_status"), said.get("married_on")
    if status == "married" and since is not None:
        return Dated(None, ((since, status),))
    return status


def _deliveries(mother: Member, children: Iterable[Member]) -> list[Delivery]:
    """What she was said to have borne, the children that name her and were not adopted, and the child to come."""
    found = [_delivery(birth) for birth in mother.said.get("births", ())]
    born = sorted(child.birth_date for child in children if child.said.get("adopted_on") is None)
    for delivery in list(found):
        of_it = [day for day in born if abs(day - delivery.on) <= SAME_BIRTH]
        born = [day for day in born if day not in of_it]
        if delivery.babies is None and of_it:
            found[found.index(delivery)] = delivery._replace(babies=len(of_it))
    while born:
        together = [day for day in born if day - born[0] <= SAME_BIRTH]
        found.append(Delivery(born[0], False, None, None, len(together)))
        born = born[len(together) :]
    due = mother.said.get("pregnant_due")
    if due is not None:
        found.append(Delivery(due, False, None, None, None))
    return sorted(found, key=lambda delivery: delivery.on)


def _delivery(birth: Mapping[str, Any]) -> Delivery:
    kind = birth.get("kind")
    lost = None if kind is None else kind == "miscarriage"
    difficult = None if kind is None else kind == "difficult"
    return Delivery(birth["on"], lost, difficult, birth.get("weeks"), birth.get("babies"))


def _deliveries_dated(deliveries: Sequence[Delivery]) -> dict[str, Dated[Any]]:
    """The delivery that matters on a day: the last one, or the next from fifteen days before it on."""
    held: dict[date, Delivery] = {}
    leave_until = date.min
    for delivery in deliveries:
        if delivery.lost is False:
            begins, leave_until = delivery.on - BEFORE_BIRTH, delivery.on + LEAVE_FOR_BIRTH
        else:
            begins = max(delivery.on, leave_until)  # leave for a birth is not cut short by a loss that follows
        held[begins] = delivery
    dated = sorted(held.items())
    return {
        "gave_birth": Dated(False, tuple([(day, True) for day, _ in dated])),
        "several_babies": Dated(None, tuple([(day, one.several_babies) for day, one in dated])),
        "birth_on": Dated(None, tuple([(day, one.on) for day, one in dated])),
        "birth_lost": Dated(None, tuple([(day, one.lost) for day, one in dated])),
        "birth_difficult": Dated(None, tuple([(day, one.difficult) for day, one in dated])),
        "birth_weeks": Dated(None, tuple([(day, one.weeks) for day, one in dated])),
        "birth_babies": Dated(None, tuple([(day, one.babies) for day, one in dated])),
    }
