"""What is said of a site when it is opened or changed, and what of it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from jiahe.delivery.sites.models import Site
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.rows import Fault, Refused

# Fujian with its islands and a little sea around them; what lies outside was typed wrongly.
LONGITUDES = (Decimal("115.8"), Decimal("120.9"))
LATITUDES = (Decimal("23.4"), Decimal("28.4"))
PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?|400-?\d{3}-?\d{4}|\d{5}")
FIRST_PLAQUE = date(1980, 5, 29)  # the day the association was founded
LONGEST_PLAQUE = timedelta(days=20 * 366)
LARGEST_AREA = 100_000


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """All that is said of a site but its state."""

    kind: str
    name: str
    level: str
    village_code: int
    host: str
    hours: str
    address: str
    phone: str
    manager: str
    zones: str = ""
    area_m2: int | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    batch: str = ""
    plaque_on: date | None = None
    plaque_until: date | None = None


FIELDS = tuple(field.name for field in fields(SiteDetails))


def details_of(site: Site) -> SiteDetails:
    """What is said of a site now."""
    return SiteDetails(**{name: getattr(site, name) for name in FIELDS})


def require_possible(details: SiteDetails, *, on: date) -> None:
    """Raise Refused, naming each field, where something that was said cannot be."""
    faults = [Fault(0, field, message) for field, message in _impossible(details, on)]
    if faults:
        raise Refused(faults)


def plaque_faults(plaque_on: date | None, plaque_until: date | None, on: date) -> Iterator[tuple[str, str]]:
    """What cannot be of the days of a plaque."""
    if plaque_on is not None and not FIRST_PLAQUE <= plaque_on <= on:
        yield "plaque_on", f"挂牌的日子在 {FIRST_PLAQUE:%Y} 年以后、今天或者以前，请核对。"
    if plaque_until is not None:
        if plaque_on is None:
            yield "plaque_on", "写了到期的日子，也请写挂牌的日子。"
        elif plaque_until <= plaque_on:
            yield "plaque_until", "到期的日子要在挂牌以后，请核对。"
        elif plaque_until - plaque_on > LONGEST_PLAQUE:
            yield "plaque_until", "牌子管不了二十年以上，请核对年份。"


def _impossible(said: SiteDetails, on: date) -> Iterator[tuple[str, str]]:
    village = find_region(said.village_code, Level.VILLAGE)
    if village is None or village.is_closed:
        yield "village", "没有这个村居，或者已经撤销了，请重新选。"
    for name, title in (
        ("name", "名称"), ("host", "由谁办"), ("hours", "开放时间"), ("address", "地址"), ("manager", "负责人"),
    ):  # fmt: skip
        if not getattr(said, name).strip():
            yield name, f"请填写{title}。"
    if not PHONE.fullmatch(said.phone):
        yield "phone", "电话写成 0595-86480000 或 11 位手机号的样子，这是公开的电话。"
    if said.area_m2 is not None and not 1 <= said.area_m2 <= LARGEST_AREA:
        yield "area_m2", "面积按平方米写，应当在 1 到 100,000 之间，请核对。"
    yield from _position_faults(said.longitude, said.latitude)
    yield from plaque_faults(said.plaque_on, said.plaque_until, on)


def _position_faults(longitude: Decimal | None, latitude: Decimal | None) -> Iterator[tuple[str, str]]:
    if longitude is None or latitude is None:
        if longitude is not None or latitude is not None:
            yield ("latitude" if latitude is None else "longitude"), "经度和纬度要么都写，要么都不写。"
        return
    if _within(latitude, LONGITUDES) and _within(longitude, LATITUDES):
        yield "longitude", "经度和纬度像是填反了：福建的经度在 116 到 121 之间。"
        return
    if not _within(longitude, LONGITUDES):
        yield "longitude", "这个经度不在福建：应当在 115.8 到 120.9 之间，请核对。"
    if not _within(latitude, LATITUDES):
        yield "latitude", "这个纬度不在福建：应当在 23.4 到 28.4 之间，请核对。"


def _within(value: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return bounds[0] <= value <= bounds[1]
