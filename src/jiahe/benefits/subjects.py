"""The members of a family as subjects of rules: what was said, made into dated facts and relations.

A fact with a day of its beginning holds from that day; one without holds on the day of the question and is unknown
before it where it may have been otherwise (an income allowance, a disability). States that the law asks for as they
are now (work, insurance, school) are taken as they were said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from jiahe.benefits.family.members import Family, Member
from jiahe.foundation.rules.dated import Dated
from jiahe.foundation.rules.expressions import Related, Subject

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
# What a family says that no rule asks for under that name.
NOT_ASKED = frozenset(
    ("id", "mother", "father", "spouse", "death_date", "adopted_on", "births", "chronic", "vaccinations",
     "low_income_since", "disability_since")
)  # fmt: skip
ANYWHERE = 0  # the place of what is the same everywhere
PARENTS = ("mother", "father")
RELATIONS = ("children", "parents", "spouse")
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


def subjects_of(family: Family) -> dict[str, Subject]:
    """The subjects by id, each with his relatives."""
    children: dict[str, list[Member]] = {}
    spouses: dict[str, str] = {}
    for member in family.members:
        said = member.said
        for role in PARENTS:
            if role in said:
                children.setdefault(said[role], []).append(member)
        if "spouse" in said and said.get("marital_status") != "divorced":
            spouses[member.id] = said["spouse"]
            spouses[said["spouse"]] = member.id
    subjects = {m.id: _subject(m, family, children.get(m.id, ())) for m in family.members}
    for member in family.members:
        subjects[member.id].relate = partial(_related, member, family, subjects, children.get(member.id, ()), spouses)
    return subjects


def _related(
    member: Member,
    family: Family,
    subjects: Mapping[str, Subject],
    children: Sequence[Member],
    spouses: Mapping[str, str],
    relation: str,
) -> Related:
    """Those in a relation to a member, as far as the family names them."""
    said, complete = member.said, family.complete
    if relation == "children":
        return Related([subjects[child.id] for child in children], complete, NOT_COMPLETE)
    if relation == "parents":
        parents = [subjects[said[role]] for role in PARENTS if role in said]
        return Related(parents, complete or len(parents) == len(PARENTS), NOT_COMPLETE)
    spouse = spouses.get(member.id)
    if spouse is not None:
        return Related((subjects[spouse],), True, NOT_COMPLETE)
    if said.get("marital_status") == "married":  # somebody married whose spouse is not named has one all the same
        return Related((), False, f"{member.path}.spouse")
    return Related((), complete, NOT_COMPLETE)


def _subject(member: Member, family: Family, children: Sequence[Member]) -> Subject:
    """The facts of a member: what he said as he said it, but for what the rules know under other names or since a day."""
    said, born = member.said, member.birth_date
    died, adopted, due = said.get("death_date"), said.get("adopted_on"), said.get("pregnant_due")
    lived: tuple[tuple[date, bool], ...] = ((born, True),)
    if died is not None:
        lived = (*lived, (died, False)) if died > born else ((died, False),)
    dated: dict[str, Dated[Any]] = {"alive": Dated(False, lived)}
    man, told = member.sex == "M", "pregnant_due" in said
    facts = {
        "anywhere": ANYWHERE,
        "arrived_on": adopted or born,
        "born_to_them": adopted is None,
        "residence_region": said.get("residence_region", family.region),
        "pregnancy_told": told,
        "births_told": False if man or "births" in said else None,
        "pregnant": due is not None if told else False if man else None,
        "awaited": False,
    }
    # Before the day on which a state began there was none; before an unknown day nothing is known.
    for name, since, none in (("low_income", "low_income_since", False), ("disability_grade", "disability_since", 0)):
        if said.get(name):
            begun = said.get(since)
            dated[name] = (
                Dated(None, ((family.on, said[name]),)) if begun is None else Dated(none, ((begun, said[name]),))
            )
    if said.get("marital_status") == "married" and "married_on" in said:
        dated["marital_status"] = Dated(None, ((said["married_on"], "married"),))
    if "chronic" in said:
        facts["hypertension"], facts["diabetes"] = "hypertension" in said["chronic"], "diabetes" in said["chronic"]
    if due is not None:  # until the birth is told the child counts as come from the day it was due
        dated["awaited"] = Dated(False, ((due, True),))
    subject = Subject(said, facts, dated, member.path)
    if not man:
        if due is None and not children and not said.get("births"):
            subject["gave_birth"] = False
        else:
            subject.late = partial(_births, member, children)
    return subject


def _births(mother: Member, children: Sequence[Member]) -> Mapping[str, Dated[Any]]:
    deliveries = _deliveries(mother, children)
    return _deliveries_dated(deliveries) if deliveries else {"gave_birth": Dated(False)}


def _deliveries(mother: Member, children: Sequence[Member]) -> list[Delivery]:
    """What she was said to have borne, the children that name her and were not adopted, and the child to come."""
    due = mother.said.get("pregnant_due")
    found = [_delivery(birth) for birth in mother.said.get("births", ())]
    born = sorted(child.birth_date for child in children if child.said.get("adopted_on") is None)
    for delivery in list(found):
        of_it = [day for day in born if abs(day - delivery.on) <= SAME_BIRTH]
        born = [day for day in born if day not in of_it]
        if delivery.babies is None and of_it:
            found[found.index(delivery)] = delivery._replace(babies=len(of_it))
    first = date.min
    for day in born:
        if day - first <= SAME_BIRTH:
            found[-1] = found[-1]._replace(babies=(found[-1].babies or 0) + 1)
        else:
            first = day
            found.append(Delivery(day, False, None, None, 1))
    if due is not None:
        found.append(Delivery(due, False, None, None, None))
    found.sort(key=itemgetter(0))
    return found


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
    begun, on, lost, difficult, weeks, babies, several = [], [], [], [], [], [], []
    for day in sorted(held):
        one = held[day]
        begun.append((day, True))
        on.append((day, one.on))
        lost.append((day, one.lost))
        difficult.append((day, one.difficult))
        weeks.append((day, one.weeks))
        babies.append((day, one.babies))
        several.append((day, None if one.babies is None else one.babies > 1))
    return {
        "gave_birth": Dated(False, tuple(begun)),
        "several_babies": Dated(None, tuple(several)),
        "birth_on": Dated(None, tuple(on)),
        "birth_lost": Dated(None, tuple(lost)),
        "birth_difficult": Dated(None, tuple(difficult)),
        "birth_weeks": Dated(None, tuple(weeks)),
        "birth_babies": Dated(None, tuple(babies)),
    }
