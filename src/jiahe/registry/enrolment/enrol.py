"""Enrolling rows: plan and write them chunk by chunk, so that an interruption loses at most one chunk of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached_within
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.facts.actions import folding_deferred
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.enrolment.grouping import chunks_of, families_of
from jiahe.registry.enrolment.planning import FamilyPlan, Planner
from jiahe.registry.enrolment.writing import Writer, Written, differs
from jiahe.registry.rows import Fault, PersonRow

CHUNK = 5000  # rows: one transaction


@dataclass(slots=True)
class Outcome:
    """What came of an enrolment. ``faults`` holds errors and warnings in the order of the rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    households: int = 0
    faults: list[Fault] = field(default_factory=list)
    person_ids: list[int] = field(default_factory=list)
    household_ids: list[int] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows stayed out."""
        return len({f.line for f in self.faults if f.severity == "error"})

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return sum(f.severity == "warning" for f in self.faults)


def enrol(
    rows: Sequence[PersonRow],
    *,
    by: Actor,
    at: datetime,
    on: date,
    territory: Region | None = None,
    faults: Sequence[Fault] = (),
    dry_run: bool = False,
    action: str = "registry.enrol",
    since_birth: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    record: Callable[[Written], None] = lambda written: None,
) -> Outcome:
    """Bring rows into the registry: new people are added, known ones brought up to date, the same rows change nothing.

    Rights are the caller's to check; the scope is checked here, row by row. ``faults`` are those already found when
    the rows were read: a row with an error among them stays out. ``progress(done, total)`` is told after each chunk,
    ``record(written)`` in its transaction.
    With ``dry_run`` everything is checked and nothing is written.
    """
    within = list(by.scope) if territory is None else reached_within(by, ranges_of(territory))
    planner = Planner(by, territory, within, at, on, faults=list(faults))
    refused = planner.refused_lines()
    # A row that stays out still says where its family belongs: mended later, it must find the family there.
    families = [f for f in families_of(rows) if not all(row.line in refused for row in f)]
    outcome = Outcome()
    done = 0
    with nullcontext() if len(families) == 1 else folding_deferred():
        for chunk in chunks_of(families, CHUNK):
            if dry_run:
                _foresee(planner.plan(chunk), outcome)
            else:
                with transaction.atomic():
                    advisory_lock(REGISTRY_LOCK)
                    writer = Writer(by, at, on, action, since_birth)
                    record(_write(planner.plan(chunk), writer, outcome))
            done += sum(map(len, chunk))
            progress(done, len(rows))
    outcome.faults = sorted(planner.faults, key=lambda fault: (fault.line, fault.severity))
    return outcome


def _write(plans: list[FamilyPlan], writer: Writer, outcome: Outcome) -> Written:
    written = writer.write(plans)
    outcome.created += len(written.created)
    outcome.updated += len(written.updated)
    outcome.unchanged += written.unchanged
    outcome.households += len(written.households)
    outcome.person_ids += written.created
    outcome.household_ids += [household.pk for household in written.households]
    return written


def _foresee(plans: list[FamilyPlan], outcome: Outcome) -> None:
    for plan in plans:
        states = [("new" if e.person is None else "changed" if differs(e.person, e) else "same") for e in plan.entries]
        outcome.created += states.count("new")
        outcome.updated += states.count("changed")
        outcome.unchanged += states.count("same")
        outcome.households += any(state != "same" for state in states)
