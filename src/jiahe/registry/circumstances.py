"""What circumstances say of a person through time: dated values, from which the state on any day follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.rules.dated import Dated
from jiahe.registry.models import Circumstance, Person
from jiahe.registry.models.circumstance import NOTHING, SEALED, CircumstanceKind
from jiahe.registry.queries import person_to_edit
from jiahe.registry.rights import VIEW_SENSITIVE

Value = TypeVar("Value")
WITH_A_WAGE = ("employee", "civil_servant")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances of one person that stand, in order of their days; unknown before the first of each kind."""

    told: Sequence[Circumstance]

    def of(self, kind: CircumstanceKind) -> list[Circumstance]:
        """Those of one kind, in order; of two on one day the later one said comes last and holds."""
        return [one for one in self.told if one.kind == kind]

    def latest(self, kind: CircumstanceKind, on: date) -> Circumstance | None:
        """The one that holds on a day; None when nothing is known."""
        return next((one for one in reversed(self.of(kind)) if one.on <= on), None)

    def employment(self) -> Dated[str]:
        """employee, flexible, civil_servant, unemployed, none, student or retired, through time."""
        return self._through_time(CircumstanceKind.EMPLOYMENT, str)

    def insurance(self) -> Dated[str]:
        """employee, resident or none, through time."""
        return self._through_time(CircumstanceKind.INSURANCE, str)

    def insured_months(self, on: date) -> int | None:
        """For how many months the person has been in the employees' insurance on a day.

        From the day on which the number was said it goes up by itself, month by month, as long as the insurance that
        is known is the employees': nobody has to say it anew.
        """
        told = self.latest(CircumstanceKind.INSURED_MONTHS, on)
        if told is None:
            return None
        insurance, day, months = self.insurance(), told.on, int(told.said)
        while day < on:
            value, changes = insurance.step(day)
            end = on if changes is None else min(changes, on)
            months += _whole_months(day, end) if value == "employee" else 0
            day = end
        return months

    def wage(self) -> Dated[Decimal]:
        """The monthly average wage of the employer in CNY, through time; unknown once the person works elsewhere."""
        changes: dict[date, Decimal | None] = {
            one.on: None for one in self.of(CircumstanceKind.EMPLOYMENT) if one.said not in WITH_A_WAGE
        }
        changes |= {one.on: Decimal(one.said) for one in self.of(CircumstanceKind.WAGE)}
        return Dated.since(changes.items())

    def school(self) -> Dated[str]:
        """nursery, preschool, preschool_last_year, primary, junior, senior, college or none, through time."""
        return self._through_time(CircumstanceKind.SCHOOL, str)

    def ability_level(self) -> Dated[int]:
        """0 (able) to 4 (fully dependent) of GB/T 42195, through time."""
        return self._through_time(CircumstanceKind.ABILITY, int)

    def complication_grade(self) -> Dated[int]:
        """1 to 3, 0 for none, through time."""
        return self._through_time(CircumstanceKind.COMPLICATION, lambda said: 0 if said == NOTHING else int(said))

    def chronic(self) -> Dated[tuple[str, ...]]:
        """The chronic illnesses, through time; empty when it is known that there are none."""
        return self._through_time(
            CircumstanceKind.CHRONIC, lambda said: () if said == NOTHING else tuple(said.split(","))
        )

    def vaccinations(self, on: date) -> list[tuple[str, date]]:
        """The vaccinations given until a day, in order; one that two merged records tell of is one."""
        given = ((one.said, one.on) for one in self.of(CircumstanceKind.VACCINATION) if one.on <= on)
        return list(dict.fromkeys(given))

    def _through_time(self, kind: CircumstanceKind, read: Callable[[str], Value]) -> Dated[Value]:
        return Dated.since((one.on, read(one.said)) for one in self.of(kind))


def circumstances(told: Iterable[Circumstance]) -> Circumstances:
    """The circumstances that some records tell."""
    return Circumstances(sorted(told, key=lambda one: (one.on, one.recorded_at, one.pk)))


def circumstances_of(people: Iterable[Person], *, by: Actor) -> dict[int, Circumstances]:
    """The circumstances of some people who were read through the gate, by person id, in one query.

    Those recorded of a record that was merged into a person are his. What is sensitive is left out for those who need
    not know it.
    """
    found: dict[int, list[Circumstance]] = {person.pk: [] for person in people}
    for one in _standing(found, by).select_related("person"):
        found[one.person.merged_into_id or one.person_id].append(one)
    return {pk: circumstances(told) for pk, told in found.items()}


def _standing(people: Iterable[int], by: Actor) -> QuerySet[Circumstance]:
    wanted = list(people)
    rows = Circumstance.objects.filter(
        Q(person__in=wanted) | Q(person__merged_into__in=wanted), withdrawn_at=None
    ).order_by("pk")
    if by.kind == "resident":  # what is sensitive of himself and his wards, of nobody else in his household
        closest = Q(person__in=by.closest) | Q(person__merged_into__in=by.closest)
        return rows.filter(~Q(kind__in=SEALED) | closest)
    return rows if by.may(VIEW_SENSITIVE) else rows.exclude(kind__in=SEALED)


def circumstance_to_withdraw(pk: int, *, by: Actor) -> Circumstance:
    """A circumstance of somebody of the actor's own place; its ``person`` is the one whose page shows it.

    Raises:
        OutOfReach, RightMissing: as ``queries.person_to_edit``; a sensitive one does not exist for who may not know it.
    """
    found = Circumstance.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这条登记。")
    found.person = person_to_edit(found.person_id, by=by)
    if found.is_sensitive and not by.may(VIEW_SENSITIVE):
        raise OutOfReach("没有找到这条登记。")
    return found


def _whole_months(since: date, until: date) -> int:
    """How many months have been completed from one day to another."""
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
