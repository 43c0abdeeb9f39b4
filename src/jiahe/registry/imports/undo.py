"""Undoing an import: who came in with it goes, what it changed is put back, and what somebody changed since stays."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, update_many
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry import standings
from jiahe.registry.ending import end_or_reopen
from jiahe.registry.enrolment.writing import UNDOABLE
from jiahe.registry.events import FamiliesChanged
from jiahe.registry.ledger import Ledger
from jiahe.registry.models import (
    Household,
    ImportChunk,
    ImportRun,
    LifeEvent,
    Move,
    Person,
    PersonMerge,
    Stay,
)
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.rights import IMPORT_PEOPLE
from jiahe.registry.rows import Fault, Refused

Before = tuple[str, int, dict[str, Any]]
TABLE = {"table": "registry_importchunk", "column": "before", "field_class": "contact"}


def seal_before(chunk: ImportChunk, before: Sequence[Before]) -> None:
    """Keep, sealed, what stood in the rows a chunk changed."""
    if not before:
        return
    text = json.dumps(before, default=_packed, ensure_ascii=False)
    chunk.before_sealed = seal(text, row=chunk.pk, **TABLE)
    chunk.save(update_fields=["before_sealed"])


def _packed(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode("ascii")}
    raise TypeError(f"cannot keep a {type(value).__name__}")


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else base64.b64decode(value["bytes"])
    return value


def _before(chunk: ImportChunk) -> list[Before]:
    if chunk.before_sealed is None:
        return []
    kept = json.loads(open_sealed(bytes(chunk.before_sealed), row=chunk.pk, **TABLE))
    return [(table, pk, {name: _unpacked(value) for name, value in told.items()}) for table, pk, told in kept]


def ask_undo(run: ImportRun, *, by: Actor, at: datetime) -> bool:
    """Say that an import is to be undone; False when it cannot be any more, or somebody said so before.

    Raises:
        RightMissing: the actor may not import.
    """
    require(by, IMPORT_PEOPLE)
    if not run.may_be_undone(at):
        return False
    asked = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.DONE)
    return asked.update(status=ImportStatus.UNDOING, done=0, beat_at=None) == 1


def undo_import(
    run: ImportRun,
    *,
    by: Actor,
    at: datetime,
    on: date,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportRun:
    """Take an import back, chunk by chunk; interrupted, it goes on with the chunks that are left.

    People whom somebody changed, moved, merged or wrote something about since stay as they are, and are counted in
    ``kept``.

    Raises:
        RightMissing: the actor may not import.
        Refused: the import is not one that is being undone.
    """
    require(by, IMPORT_PEOPLE)
    run.refresh_from_db()
    if run.status != ImportStatus.UNDOING:
        raise Refused([Fault(0, "", "这次导入不能撤销：已经撤销过，或者过了一个星期。")])
    total = run.chunks.count()
    for number, chunk in enumerate(run.chunks.order_by("-pk"), start=1):
        with transaction.atomic():
            advisory_lock(REGISTRY_LOCK)
            kept = _undo_chunk(chunk, by, at, on)
            ImportRun.objects.filter(pk=run.pk).update(kept=run.kept + kept)
            run.kept += kept
            chunk.delete()
        progress(number, total)
    with transaction.atomic():
        done = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.UNDOING).update(status=ImportStatus.UNDONE)
        if done:
            write_entry(
                actor=by, action="registry.undo_import", at=at, subject_type="import", subject_id=run.pk,
                region_code=run.region.code, details={"kept": run.kept},
            )  # fmt: skip
    run.refresh_from_db()
    return run


def _undo_chunk(chunk: ImportChunk, by: Actor, at: datetime, on: date) -> int:
    """Put back one chunk; returns how many people stay because somebody touched them since."""
    before = {(table, pk): told for table, pk, told in _before(chunk)}
    changed = Person.objects.filter(pk__in=[pk for table, pk in before if table == "person"])
    restorable = [p for p in changed.select_related("household") if p.changed_at == chunk.written_at]
    came = Person.objects.filter(pk__any_of=chunk.people).select_related("household")
    touched = _touched(chunk)
    leaving = [p for p in came if p.changed_at == chunk.written_at and p.pk not in touched]
    homes = {p.household.root_id for p in (*restorable, *leaving)} | set(chunk.households)
    homes |= {pk for table, pk in before if table == "household"}
    ledger = Ledger([p.pk for p in (*restorable, *leaving)], sorted(homes))
    for person in restorable:
        _restore(person, before["person", person.pk], chunk.written_at, at)
    _remove([p.pk for p in leaving], on)
    _close(homes, set(chunk.households), before, at)
    ledger.settle(on)
    villages = {str(p.village_code): 1 for p in (*restorable, *leaving)}
    if villages:
        emit(FamiliesChanged(villages), at=at)
    return len(changed) - len(restorable) + len(came) - len(leaving)


def _touched(chunk: ImportChunk) -> set[int]:
    """Who of a chunk has a life of his own since: an event, a move, a merge."""
    ours = chunk.people
    events = LifeEvent.objects.filter(person__any_of=ours).exclude(recorded_at=chunk.written_at)
    touched = set(events.values_list("person_id", flat=True))
    touched |= set(Stay.objects.filter(person__any_of=ours).values_list("person_id", flat=True))
    merges = PersonMerge.objects.filter(Q(kept__in=ours) | Q(merged__in=ours))
    return touched.union(*merges.values_list("kept_id", "merged_id"))


def _restore(person: Person, told: dict[str, Any], written_at: datetime, at: datetime) -> None:
    for name in UNDOABLE:
        setattr(person, name, told[name])
    person.changed_at = at
    person.save()
    events = LifeEvent.objects.filter(person=person)
    events.filter(recorded_at=written_at, withdrawn_at=None).update(withdrawn_at=at)
    events.filter(withdrawn_at=written_at).update(withdrawn_at=None)


def _remove(pks: list[int], on: date) -> None:
    """Take people out whom nobody knows but this import: what stands about them goes with them."""
    near = Person.objects.filter(Q(mother__in=pks) | Q(father__in=pks) | Q(spouse__in=pks)).exclude(pk__in=pks)
    felt = list(near.values_list("pk", flat=True))
    for side in ("mother", "father", "spouse"):
        Person.objects.filter(**{f"{side}__in": pks}).update(**{side: None})
    standings.forget(pks)
    LifeEvent.objects.filter(other__in=pks).exclude(person__in=pks).update(other=None)
    LifeEvent.objects.filter(person__any_of=pks).delete()
    Person.objects.filter(pk__any_of=pks).delete()
    standings.refresh(felt, on=on)


def _close(homes: set[int], opened: set[int], before: dict[tuple[str, int], dict[str, Any]], at: datetime) -> None:
    """Remove the households that came with the import and hold nobody now; bring the others to what they were."""
    asked = list(homes)
    used = set(Person.objects.filter(household__any_of=asked).values_list("household_id", flat=True))
    used |= set(Household.objects.filter(merged_into__any_of=asked).values_list("merged_into_id", flat=True))
    moves = Move.objects.filter(Q(source__any_of=asked) | Q(target__any_of=asked))
    used = used.union(*moves.values_list("source_id", "target_id"))
    Household.objects.filter(pk__any_of=list(opened - used)).delete()
    staying = list(Household.objects.filter(pk__any_of=asked))
    readdressed = []
    for home in staying:
        told = before.get(("household", home.pk))
        if told is not None:
            home.address_sealed = told["address_sealed"]
            readdressed.append(home)
    update_many(Household, readdressed, ["address_sealed"])
    end_or_reopen(staying, at)
