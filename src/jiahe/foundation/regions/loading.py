"""Bringing the official list of regions into the database."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from jiahe.foundation.database import allocate_ids
from jiahe.foundation.regions.models import Level, Region, code_range

DATA = Path(__file__).parent / "data"
FIELDS = ("name", "unit_name", "parent_id", "reports_to_id", "low", "high", "is_statistical_zone", "has_data")
# National codes give 001-099 to streets, 100-199 to towns, 200-399 to townships and 400-599 to farms, zones and
# parks that are not administrative units (统计用区划代码编制规则).
ZONE_DIGITS = {"4", "5"}
ADMINISTRATIVE_ENDINGS = ("街道", "镇", "乡")

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list, with what the exceptions add to it."""

    key: Key
    parent: Key | None
    reports_to: Key | None
    region: Region


def load_regions(divisions: Path = DATA / "fujian_divisions.csv", exceptions: Path | None = None) -> int:
    """Load the list; run again, it changes only what differs. Returns how many regions were added or changed."""
    listed = read_list(divisions, exceptions or divisions.with_name(divisions.name.replace("divisions", "exceptions")))
    with transaction.atomic():
        known = {(r.code, r.level): r for r in Region.objects.all()}
        added = [item for item in listed if item.key not in known]
        ids = {key: region.pk for key, region in known.items()}
        ids.update(zip((item.key for item in added), allocate_ids(Region, len(added)), strict=True))
        for item in listed:
            item.region.pk = ids[item.key]
            item.region.parent_id = ids[item.parent] if item.parent else None
            item.region.reports_to_id = ids[item.reports_to] if item.reports_to else None
        changed = [item.region for item in listed if item.key in known and _differs(known[item.key], item.region)]
        Region.objects.bulk_create((item.region for item in added), batch_size=2000)
        Region.objects.bulk_update(changed, [name.removesuffix("_id") for name in FIELDS], batch_size=500)
    return len(added) + len(changed)


def _differs(known: Region, listed: Region) -> bool:
    return any(getattr(known, name) != getattr(listed, name) for name in FIELDS)


def read_list(divisions: Path, exceptions: Path) -> list[Listed]:
    """Read the two files of a province. A line's parent is the unit one level up that carries its parent code."""
    with exceptions.open(encoding="utf-8") as file:
        special = {(int(row["code"]), Level.from_slug(row["level"])): row for row in csv.DictReader(file)}
    with divisions.open(encoding="utf-8") as file:
        return [_listed(row, special) for row in csv.DictReader(file)]


def _listed(row: dict[str, str], special: dict[tuple[int, Level], dict[str, str]]) -> Listed:
    code, level = int(row["code"]), Level.from_slug(row["level"])
    parent = (int(row["parent"]), level - 1) if row["parent"] else None
    exception = special.get((code, level), {})
    reports_to = parent
    if exception.get("reports_to_code"):
        reports_to = (int(exception["reports_to_code"]), Level.from_slug(exception["reports_to_level"]))
    low, high = code_range(code, level)
    zone = (
        level == Level.TOWNSHIP and row["code"][6] in ZONE_DIGITS and not row["name"].endswith(ADMINISTRATIVE_ENDINGS)
    )
    region = Region(
        code=code,
        level=level,
        name=row["name"],
        unit_name=exception.get("unit_name", ""),
        low=low,
        high=high,
        is_statistical_zone=zone,
        has_data=exception.get("has_data", "yes") == "yes",
    )
    return Listed((code, level), parent, reports_to, region)
