"""Writing chunk after chunk; on PostgreSQL one is made ready while the one before it is being stored.

A plan must still stand when it is written, so it is made under a lock that one transaction at a time holds. A chunk of
newcomers alone changes nobody: it is planned without the lock. Where one of them has come in meanwhile the database
refuses him, for his number is taken; then, or if a village has changed, the chunk is planned again under the lock, as
every chunk is in which somebody is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Lock

from django.db import IntegrityError, connection, transaction

from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock
from jiahe.foundation.interpreter import with_quick_turns
from jiahe.registry.enrolment.grouping import Family
from jiahe.registry.enrolment.planning import Planned, Planner, as_of
from jiahe.registry.enrolment.writing import Writer, Written

Chunk = Sequence[Family]
Ready = tuple[Planned, Writer]


@dataclass(frozen=True, slots=True)
class Chunks:
    """Writes chunks, each in a transaction of its own; ``record`` is told in the transaction what was written."""

    planner: Planner
    writer: Callable[[], Writer]
    record: Callable[[Written], None]
    _planning: Lock = field(default_factory=Lock)

    def write(self, chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, Written]]:
        """Yields each chunk when it is stored. A fault ends it; the chunks before it stay."""
        if len(chunks) > 1 and connection.vendor == "postgresql" and not connection.in_atomic_block:
            yield from self._write_ahead(chunks)
        else:
            for chunk in chunks:
                yield chunk, self._store(chunk, None)

    def _write_ahead(self, chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, Written]]:
        underway: tuple[Chunk, Future[Written]] | None = None
        all_new = True
        with ThreadPoolExecutor(max_workers=1) as storing, with_quick_turns():
            try:
                for chunk in chunks:
                    ready = self._prepare(chunk) if all_new else None
                    all_new = ready is not None  # where one is known, more will be: they are planned under the lock
                    # One after the other: where a chunk fails, none after it is begun.
                    stored = None if underway is None else (underway[0], underway[1].result())
                    underway = (chunk, storing.submit(copy_context().run, self._store, chunk, ready))
                    if stored is not None:
                        yield stored
                if underway is not None:
                    yield underway[0], underway[1].result()
            finally:
                storing.submit(lambda: connection.close()).result()  # the storing thread's own, not ours

    def _prepare(self, chunk: Chunk) -> Ready | None:
        """A chunk of newcomers, ready to be stored; None when somebody in it is known."""
        writer = self.writer()
        with transaction.atomic(), self._planning:
            planned = self.planner.plan(chunk)
            if not planned.is_all_new:
                self.planner.forget(planned)
                return None
            writer.prepare(planned.plans)
        return planned, writer

    def _store(self, chunk: Chunk, ready: Ready | None) -> Written:
        with transaction.atomic():
            advisory_lock(REGISTRY_LOCK)
            written = self._store_ready(ready) if ready else None
            if written is None:
                with self._planning:
                    if ready is not None:
                        self.planner.forget(ready[0])
                    plans = self.planner.plan(chunk).plans
                written = self.writer().write(plans)
            self.record(written)
        return written

    def _store_ready(self, ready: Ready) -> Written | None:
        """Store what was made ready; None, and nothing, where it does not hold any more."""
        planned, writer = ready
        if planned.as_of != as_of():
            return None
        try:
            with transaction.atomic():
                return writer.store()
        except IntegrityError:  # the number of a person or of a household is taken by now
            return None
