"""Somebody who serves, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiahe.delivery.workforce.actions import nominate, record_credential, review
from jiahe.delivery.workforce.details import WorkerDetails
from jiahe.delivery.workforce.models import Credential, ServiceWorker
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.regions.models import Level
from tests.places import NOW, TODAY, YUNLIN

DETAILS = WorkerDetails(
    kind="matchmaker",
    name="王巧云",
    village_code=YUNLIN,
    reach=Level.VILLAGE,
    phone="13900000101",
    capacity=3,
    job="退休教师",
    skills=("matching", "minnan"),
    hours="周二、周四上午",
    whereabouts="芸林村会员之家",
    shown=True,
)


def form_of(details: WorkerDetails = DETAILS, **said: Any) -> dict[str, Any]:
    """What a browser sends of the form of somebody who is nominated."""
    return {
        "kind": details.kind, "name": details.name, "contact": details.contact, "village": str(details.village_code),
        "phone": details.phone, "job": details.job, "skills": list(details.skills), "reach": str(int(details.reach)),
        "capacity": str(details.capacity), "hours": details.hours, "whereabouts": details.whereabouts,
        "shown": "yes" if details.shown else "no", "account": "", "agreed": ["yes"], **said,
    }  # fmt: skip


def nominated(number: int = 0, *, by: Actor | None = None, on: date = TODAY, **said: Any) -> ServiceWorker:
    """Somebody who is nominated, each number another phone."""
    phone = f"139000001{number + 1:02d}"
    details = replace(DETAILS, **{"phone": phone, "name": f"王巧{number}" if number else DETAILS.name, **said})
    return nominate(details=details, by=by or operator(), at=NOW, on=on)


def serving(number: int = 0, *, on: date = TODAY, **said: Any) -> ServiceWorker:
    """Somebody who was accepted; without a credential yet."""
    return review(worker=nominated(number, on=on, **said), accept=True, by=operator(), at=NOW, on=on)


def certified(
    worker: ServiceWorker, *, since: date = date(2025, 1, 1), until: date | None = date(2027, 12, 31), on: date = TODAY
) -> Credential:
    """A credential of somebody."""
    return record_credential(
        worker=worker, title="红娘聘书", level="township", number=f"YD-{worker.pk:04d}", issuer="英都镇计生协",
        issued_on=since, expires_on=until, by=operator(), at=NOW, on=on,
    )  # fmt: skip
