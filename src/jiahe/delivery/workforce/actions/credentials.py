"""Recording, renewing and withdrawing credentials: what opens a door and closes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from jiahe.delivery.workforce.actions.common import locked, note, reason_given
from jiahe.delivery.workforce.counting import recounted
from jiahe.delivery.workforce.kinds import CredentialLevel
from jiahe.delivery.workforce.models import LIVE, Credential, ServiceWorker, WorkerDeed
from jiahe.delivery.workforce.rights import CERTIFY_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused

FIRST = date(1980, 1, 1)
LONGEST = timedelta(days=30 * 366)


def record_credential(
    *,
    worker: ServiceWorker,
    title: str,
    level: str,
    number: str,
    issuer: str,
    issued_on: date,
    expires_on: date | None,
    by: Actor,
    at: datetime,
    on: date,
) -> Credential:
    """Record a credential, or the renewal of one: the same number with its new days. The same again changes nothing.

    Raises:
        OutOfReach, RightMissing: the actor may not certify there.
        Refused: something that was said cannot be, or the number is that of somebody else.
    """
    require_at(by, CERTIFY_WORKFORCE, worker.village_code)
    title, number, issuer = title.strip(), number.strip(), issuer.strip()
    faults = list(_faults(title, level, number, issuer)) + list(_day_faults(issued_on, expires_on, on))
    if faults:
        raise Refused([Fault(0, field, message) for field, message in faults])
    with transaction.atomic():
        row = locked(worker)
        if row.state not in LIVE:
            raise refuse("number", f"现在是“{row.get_state_display()}”，不用登记证书。")
        if row.user_id and row.user_id == by.id:
            raise refuse("number", "自己的证书请同事或上级来登记。")
        there = row.credentials.filter(number=number, issued_on=issued_on).first()
        if there is not None:
            if (there.title, there.expires_on) == (title, expires_on) and there.withdrawn_on is None:
                return there
            raise refuse("number", "这个编号、这一天发的证书已经登记过了。写错了的，请先收回再按新的日子登记。")
        if Credential.objects.filter(number=number, issuer=issuer).exclude(worker=row).exists():
            raise refuse("number", "同一个单位的这个编号已经登记在别人名下，请照着证书再核对一次。")
        with recounted(row, on):
            found = Credential.objects.create(
                worker=row, title=title, level=level, number=number, issuer=issuer, issued_on=issued_on,
                expires_on=expires_on, recorded_at=at, recorded_by_id=by.id,
            )  # fmt: skip
        until = f"有效到 {expires_on:%Y-%m-%d}" if expires_on else "长期有效"
        note(
            row,
            WorkerDeed.CERTIFIED,
            by,
            at,
            f"{title}，{until}",
            {"credential": found.pk, "until": str(expires_on or "")},
        )
    return found


def withdraw_credential(*, credential: Credential, reason: str, by: Actor, at: datetime, on: date) -> Credential:
    """Withdraw a credential from today on; withdrawn already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not certify there.
        Refused: no reason is given.
    """
    require_at(by, CERTIFY_WORKFORCE, credential.worker.village_code)
    why = reason_given(reason)
    with transaction.atomic():
        row = locked(credential.worker)
        found = Credential.objects.get(pk=credential.pk)
        if found.withdrawn_on is None:
            with recounted(row, on):
                found.withdrawn_on, found.withdrawn_why = on, why
                found.save(update_fields=["withdrawn_on", "withdrawn_why"])
            note(row, WorkerDeed.WITHDRAWN, by, at, f"{found.title}：{why}", {"credential": found.pk})
    return found


def _faults(title: str, level: str, number: str, issuer: str) -> list[tuple[str, str]]:
    said = (
        ("title", title, "请填写证书的名称，和证书上一样。"),
        ("number", number, "请填写证书编号，和证书上一样。"),
        ("issuer", issuer, "请填写由谁发的。"),
    )
    faults = [(field, message) for field, text, message in said if not text]
    if level not in CredentialLevel.values:
        faults.append(("level", "请选哪一级。"))
    return faults


def _day_faults(issued_on: date, expires_on: date | None, on: date) -> list[tuple[str, str]]:
    if not FIRST <= issued_on <= on:
        return [("issued_on", "发证的日子是今天或者以前，请核对年份。")]
    if expires_on is not None and expires_on <= issued_on:
        return [("expires_on", "到期的日子要在发证以后，请核对。")]
    if expires_on is not None and expires_on - issued_on > LONGEST:
        return [("expires_on", "证书管不了三十年，请核对年份；长期有效的空着。")]
    return []
