"""What the deeds share: the row under the lock, its entry and the audit, a reason that must be given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jiahe.delivery.workforce.counting import LOCK
from jiahe.delivery.workforce.models import ServiceWorker, WorkerDeed, WorkerEntry
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.registry.actions.common import refuse

NOTHING: Mapping[str, object] = {}


def locked(worker: ServiceWorker) -> ServiceWorker:
    """The row as it stands now, after whoever was before; the caller stands in a transaction."""
    advisory_lock(LOCK)
    return ServiceWorker.objects.select_related("serves").get(pk=worker.pk)


def note(
    worker: ServiceWorker,
    deed: WorkerDeed,
    by: Actor,
    at: datetime,
    text: str = "",
    said: Mapping[str, object] = NOTHING,
) -> None:
    """Enter a deed in his history and in the audit."""
    WorkerEntry.objects.create(worker=worker, deed=deed, at=at, user_id=by.id, post_id=by.post_id, text=text[:200])
    audit(f"workforce.{deed}", worker, by, at, said)


def audit(action: str, worker: ServiceWorker, by: Actor, at: datetime, said: Mapping[str, object]) -> None:
    """Write the entry of the audit; no name and no phone stands in it."""
    write_entry(
        actor=by, action=action, at=at, subject_type="service_worker", subject_id=worker.pk,
        region_code=worker.village_code, details={"kind": worker.kind, **said},
    )  # fmt: skip


def reason_given(reason: str, field: str = "reason") -> str:
    """A reason, which must be there.

    Raises:
        Refused: it is not.
    """
    if not reason.strip():
        raise refuse(field, "请写原因，一句话就够。")
    return reason.strip()
