"""The settings of the sample province: 泉州市 wants 接访 answered sooner from tomorrow on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jiahe.delivery.catalogue.actions import approve_setting, propose_setting
from jiahe.delivery.catalogue.models import ProgrammeSetting
from jiahe.delivery.catalogue.programme import programmes
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region

DAYS = 20


def sample_settings(*, city: Region, by: Actor, approver: Actor, at: datetime, on: date) -> int:
    """Set the first programme that has a number to set, approved by another; run again, nothing is added."""
    found = next((one for one in programmes() if any(p.code == "settle_days" for p in one.parameters)), None)
    if found is None or ProgrammeSetting.objects.exists():
        return 0
    setting = propose_setting(
        programme=found, region=city, since=on + timedelta(days=1), is_on=None, typed={"settle_days": str(DAYS)},
        reason="样例：全市统一再快两天", by=by, at=at, on=on,
    )  # fmt: skip
    approve_setting(setting=setting, by=approver, at=at, on=on)
    return 1
