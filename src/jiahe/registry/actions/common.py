"""What several actions share: refusing one field, the village of a day, telling the audit and the floors above."""

from __future__ import annotations

from datetime import date, datetime

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, villages
from jiahe.registry.enrolment.planning import closed_sentence, unknown_sentence, unknown_villages
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.models import Household, Person, Stay
from jiahe.registry.rows import Fault, PersonRow, Refused


def refuse(field: str, message: str) -> Refused:
    """A refusal of one field of a form."""
    return Refused([Fault(1, field, message)])


def in_words(day: date) -> str:
    """A day as a sentence names it: 2026年5月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def require_in_lifetime(person: Person, day: date, field: str, *, on: date) -> None:
    """Refuse a day that has not come, or on which the person did not live.

    Raises:
        Refused: at that field.
    """
    if day > on:
        raise refuse(field, "日期还没有到，请核对年份。")
    if day < person.birth_date:
        raise refuse(field, f"这一天在出生（{in_words(person.birth_date)}）以前，请核对。")
    if person.death_date is not None and day > person.death_date:
        raise refuse(field, f"这一天在去世（{in_words(person.death_date)}）以后，请核对。")


def village_on(person: Person, day: date) -> int:
    """The village in which a person was counted on a day; before his first day, the first there was."""
    stays = list(Stay.objects.filter(person=person).order_by("since"))
    if day >= person.since or not stays:
        return person.village_code
    return next((stay.village_code for stay in reversed(stays) if stay.since <= day), stays[0].village_code)


def require_standing(village_code: int) -> None:
    """Refuse to put anybody back into a village that is no more.

    Raises:
        Refused: the village is closed.
    """
    village = find_region(village_code, Level.VILLAGE)
    if village is not None and village.is_closed:
        raise refuse("move", f"{closed_sentence(village)}这一条不能撤销了；要改的话，请办一次新的迁移。")


def place_faults(person: Person, row: PersonRow) -> list[Fault]:
    """New codes must name a village; one that was known stays, even when the list has changed since."""
    new = {f: c for f in ("hukou_code", "residence_code") if (c := getattr(row, f)) and c != getattr(person, f)}
    unknown = unknown_villages(new.values())
    closed = {code: village for code, village in villages(new.values()).items() if village.is_closed}
    faults = [Fault(1, column, unknown_sentence(code)) for column, code in new.items() if code in unknown]
    return faults + [Fault(1, column, closed_sentence(closed[code])) for column, code in new.items() if code in closed]


def audit_household(action: str, household: Household, by: Actor, at: datetime, details: dict[str, object]) -> None:
    """One entry about a household."""
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="household",
        subject_id=household.pk,
        region_code=household.village_code,
        details=details,
    )


def audit_person(action: str, person: Person, by: Actor, at: datetime, details: dict[str, object]) -> None:
    """One entry about a person, and the news that his village recorded something."""
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="person",
        subject_id=person.pk,
        region_code=person.village_code,
        details=details,
    )
    emit(FamiliesChanged.at(person.village_code, 1), at=at)
