"""Writing entries and sealing them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import connection, transaction

from jiahe.foundation.audit.chain import START, entry_hash, entry_mac, head_signature
from jiahe.foundation.audit.models import Entry, Head
from jiahe.foundation.database import advisory_lock

logger = logging.getLogger(__name__)
SEAL_AT_ONCE = 2_000  # entries: bounds the length of one transaction


class ActorLike(Protocol):
    """What the audit needs to know of somebody acting."""

    @property
    def kind(self) -> str:
        """user, resident or operator."""

    @property
    def id(self) -> int | None:
        """The account's id."""

    @property
    def name(self) -> str:
        """The account's name; empty for a resident."""

    @property
    def post_id(self) -> int | None:
        """The post he acts in."""


class SealAfterCommit:
    """Seals when the transaction has committed; one for each transaction."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> None:
        """Seal what waits. A deed that is done stays done: what cannot be sealed now is sealed with the next entry."""
        try:
            seal(self.at)
        except Exception as error:
            # The class name alone: a database's message may quote the row.
            logger.error("the audit could not be sealed: %s", type(error).__name__)


def write_entry(
    *,
    actor: ActorLike,
    action: str,
    at: datetime,
    subject_type: str = "",
    subject_id: int | None = None,
    region_code: int | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write an entry in the transaction of the deed; it is sealed after that commits.

    Raises:
        RuntimeError: no transaction is open, so the deed could stand without its entry.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("write_entry needs the transaction of the deed it tells of")
    entry = Entry(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        post_id=actor.post_id,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        region_code=region_code,
        details=dict(details or {}),
    )
    entry.mac = entry_mac(entry)
    entry.save()
    if not any(isinstance(call[1], SealAfterCommit) for call in connection.run_on_commit):
        transaction.on_commit(SealAfterCommit(at))


def seal(at: datetime) -> int:
    """Give every waiting entry its place in the chain; returns how many there were. Safe to run side by side."""
    total = 0
    while sealed := _seal_some(at):
        total += sealed
    return total


def _seal_some(at: datetime) -> int:
    if not Entry.objects.filter(sequence=None).exists():
        return 0
    with transaction.atomic():
        advisory_lock("audit")
        waiting = list(Entry.objects.filter(sequence=None).order_by("id")[:SEAL_AT_ONCE])
        if not waiting:
            return 0
        before = Head.objects.order_by("-number").first()
        sequence, previous = _end_of_chain(before)
        for entry in waiting:
            sequence += 1
            entry.sequence = sequence
            entry.hash = previous = entry_hash(entry, previous)
        Entry.sealing.bulk_update(waiting, ["sequence", "hash"], batch_size=200)
        head = Head(
            number=before.number + 1 if before else 1,
            first=sequence - len(waiting) + 1,
            last=sequence,
            hash=previous,
            sealed_at=at,
        )
        head.signature = head_signature(head, bytes(before.signature) if before else START)
        head.save(force_insert=True)
        return len(waiting)


def _end_of_chain(head: Head | None) -> tuple[int, bytes]:
    """Where the chain goes on: after the last head, or after the last sealed entry when its head was taken away.

    The gap stays for `verify` to find; sealing does not stop because somebody tampered.
    """
    sequence, previous = (head.last, bytes(head.hash)) if head else (0, START)
    entry = Entry.objects.filter(sequence__gt=sequence).order_by("-sequence").first()
    return (entry.sequence or 0, bytes(entry.hash or b"")) if entry else (sequence, previous)
