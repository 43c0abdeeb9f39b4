"""A site for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from jiahe.delivery.sites.actions import open_site
from jiahe.delivery.sites.details import SiteDetails
from jiahe.delivery.sites.models import Site
from jiahe.foundation.accounts.actor import Actor
from tests.places import NOW, TODAY, YUNLIN

DETAILS = SiteDetails(
    kind="parent_child_house",
    name="芸林村向日葵亲子小屋",
    level="province",
    village_code=YUNLIN,
    host="芸林村党群服务中心",
    hours="周二至周日 9:00–11:30",
    address="芸林村中路 8 号",
    phone="0595-86480000",
    manager="林晓梅",
    zones="阅读区\n游戏区",
    area_m2=60,
    longitude=Decimal("118.253100"),
    latitude=Decimal("24.981200"),
    batch="第三批",
    plaque_on=date(2024, 5, 1),
    plaque_until=date(2027, 5, 1),
)


def site_at(village: int, *, by: Actor, **said: Any) -> Site:
    """A site that stands in a village."""
    return open_site(details=replace(DETAILS, village_code=village, **said), by=by, at=NOW, on=TODAY)


def form_of(details: SiteDetails = DETAILS, **said: str) -> dict[str, str]:
    """What a browser sends of the form of a site."""
    names = [name for name in SiteDetails.__dataclass_fields__ if name != "village_code"]
    values = {name: getattr(details, name) for name in names}
    return {
        **{name: "" if value is None else str(value) for name, value in values.items()},
        "village": str(details.village_code),
        **said,
    }
