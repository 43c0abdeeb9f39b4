"""Enrolling rows: plan and write them chunk by chunk, so that an interruption loses at most one chunk of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached_within
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.enrolment.ahead import Chunk, Chunks
from jiahe.registry.enrolment.grouping import chunks_of, families_of
from jiahe.registry.enrolment.planning import FamilyPlan, Planner
from jiahe.registry.enrolment.writing import Writer, Written, differs
from jiahe.registry.rows import Fault, PersonRow

FIRST_CHUNK, CHUNK = 2000, 8000  # rows: one transaction; the first is small, so that storing begins early


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

    def add(self, written: Written) -> None:
        """Count what one chunk wrote."""
        self.created += len(written.created)
        self.updated += len(written.updated)
        self.unchanged += written.unchanged
        self.households += len(written.households)
        self.person_ids += written.created
        self.household_ids += [household.pk for household in written.households]

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

    def came(chunk: Chunk, written: Written | None) -> None:
        nonlocal done
        if written is not None:
            outcome.add(written)
        done += sum(map(len, chunk))
        progress(done, len(rows))

    chunks = list(chunks_of(families, CHUNK, min(FIRST_CHUNK, CHUNK)))
    if dry_run:
        for chunk in chunks:
            _foresee(planner.plan(chunk).plans, outcome)
            came(chunk, None)
    else:
        writing = Chunks(planner, lambda: Writer(by, at, on, action, since_birth), record)
        for stored, written in writing.write(chunks):
            came(stored, written)
    outcome.faults = sorted(planner.faults, key=lambda fault: (fault.line, fault.severity))
    return outcome


def _foresee(plans: list[FamilyPlan], outcome: Outcome) -> None:
    for plan in plans:
        states = [("new" if e.person is None else "changed" if differs(e.person, e) else "same") for e in plan.entries]
        outcome.created += states.count("new")
        outcome.updated += states.count("changed")
        outcome.unchanged += states.count("same")
        outcome.households += any(state != "same" for state in states)
