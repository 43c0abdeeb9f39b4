"""Synthetic families for a region: the registry's part of the sample province, and what `jiahe synth` writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of, villages_in
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.actions import edit_person, row_of
from jiahe.registry.enrolment import Outcome, enrol
from jiahe.registry.models import Household, Person
from jiahe.registry.rows import PersonRow
from jiahe.registry.synthetic import families, give_numbers

BATCH = 500  # families: written together


def synthesise(
    *,
    region: Region,
    households: int,
    seed: int,
    by: Actor,
    at: datetime,
    on: date,
    weights: Callable[[Sequence[int]], Sequence[float]] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Fill a region's villages with synthetic families; the same region, number and seed again change nothing.

    Every ID number carries the region 999999, which belongs to no place.
    """
    codes = [village.code for village in villages_in(ranges_of(region))]
    made = families(
        villages=codes, households=households, seed=seed, on=on, weights=weights(codes) if weights else None
    )
    total = Outcome()
    done = 0
    while batch := list(islice(made, BATCH)):
        outcome = enrol(_numbered(batch), by=by, at=at, on=on, territory=region, action="registry.synthesise")
        total.created += outcome.created
        total.unchanged += sum(map(len, batch)) - outcome.created
        total.households += outcome.households
        total.faults += outcome.faults
        done += len(batch)
        progress(done, households)
    return total


def give_resident_phone(*, village: Region, phone: str, by: Actor, at: datetime, on: date) -> Person | None:
    """Let one young mother of a sample village sign in with a known phone; returns her. Run again, she stays the one."""
    index = blind_index(phone, field_class="contact")
    known = Person.objects.filter(phone_index=index).first()
    if known is not None:
        return known
    young = on.replace(year=on.year - 4, day=1)
    mothers = Person.objects.filter(
        village_code=village.code,
        sex="F",
        death_date=None,
        merged_into=None,
        spouse__isnull=False,
        children_of_mother__birth_date__gt=young,
    )
    mother = mothers.select_related("household").order_by("pk").first()
    if mother is None:
        return None
    return edit_person(person=mother, row=replace(row_of(mother), phone=phone), by=by, at=at, on=on)


def _numbered(batch: list[list[PersonRow]]) -> list[PersonRow]:
    """The rows of the families that are not there yet, with ID numbers nobody has."""
    there = set(
        Household.objects.filter(number__in=[family[0].household_number for family in batch]).values_list(
            "number", flat=True
        )
    )
    rows = [row for family in batch if family[0].household_number not in there for row in family]
    numbered = give_numbers([replace(row, line=line) for line, row in enumerate(rows, start=2)], _taken)
    return list(numbered)


def _taken(number: str) -> bool:
    return Person.objects.filter(id_number_index=blind_index(number, field_class="identity")).exists()
