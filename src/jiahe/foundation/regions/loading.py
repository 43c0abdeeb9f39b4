"""Bringing a province's official list into an empty database, and the codes that counties carried before."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from jiahe.foundation.database import allocate_ids
from jiahe.foundation.regions.files import (
    Exceptions,
    Key,
    ListedUnit,
    ListFault,
    decoded,
    read_exceptions,
    read_units,
)
from jiahe.foundation.regions.models import ChangeKind, Level, Region, RegionChange, code_range
from jiahe.foundation.regions.packaged import CROSSWALK, DATA, DIVISIONS

# National codes give 001-099 to streets, 100-199 to towns, 200-399 to townships and 400-599 to farms, zones and
# parks that are not administrative units (统计用区划代码编制规则).
ZONE_DIGITS = {"4", "5"}
ADMINISTRATIVE_ENDINGS = ("街道", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list, with what the exceptions add to it."""

    key: Key
    parent: Key | None
    reports_to: Key | None
    region: Region


def load_regions(divisions: Path = DIVISIONS, exceptions: Path | None = None) -> int:
    """Load a province into an empty database; returns how many units it has.

    Where units stand already nothing is changed and 0 returned: from then on the yearly list and the changes that
    people record lead, and a setup that runs again must not take them back.

    Raises:
        ListFault: a file is not what it should be.
        FileNotFoundError: there is no such file.
    """
    with transaction.atomic():
        if Region.objects.exists():
            return 0
        listed = read_list(divisions, exceptions)
        ids = dict(zip((item.key for item in listed), allocate_ids(Region, len(listed)), strict=True))
        for item in listed:
            item.region.pk = ids[item.key]
            item.region.parent_id = ids[item.parent] if item.parent else None
            item.region.reports_to_id = ids[item.reports_to] if item.reports_to else None
        # Those above first: a unit must not stand before the one it points to.
        Region.objects.bulk_create(sorted((item.region for item in listed), key=lambda r: r.level), batch_size=2000)
    return len(listed)


def read_list(divisions: Path = DIVISIONS, exceptions: Path | None = None) -> list[Listed]:
    """Read the two files of a province; the packaged list brings its own exceptions.

    Raises:
        ListFault: a file is not what it should be.
        FileNotFoundError: there is no such file.
    """
    if exceptions is None and divisions == DIVISIONS:
        exceptions = DATA / "fujian_exceptions.csv"
    units = read_units(decoded(divisions.read_bytes()))
    special = read_exceptions(decoded(exceptions.read_bytes())) if exceptions else {}
    known = {unit.key: unit for unit in units}
    for key, said in special.items():
        above = said.reports_to
        if key not in known:
            raise ListFault([f"例外表里的 {key[0]} 不在名单里，请核对编码和层级。"])
        if above is not None and (above not in known or above[1] >= key[1]):
            raise ListFault([f"例外表里 {key[0]} 的报告上级 {above[0]} 不在名单里，或者不比它高，请核对。"])
    return [_listed(unit, special.get(unit.key, Exceptions())) for unit in units]


def _listed(unit: ListedUnit, special: Exceptions) -> Listed:
    region = unit_of(unit.code, unit.level, unit.name)
    region.unit_name, region.has_data = special.unit_name, special.has_data
    return Listed(unit.key, unit.parent, special.reports_to or unit.parent, region)


def unit_of(code: int, level: int, name: str) -> Region:
    """A unit as code, level and name make it, not yet written and without those above it."""
    low, high = code_range(code, level)
    return Region(code=code, level=level, name=name, low=low, high=high, is_statistical_zone=is_zone(code, level, name))


def is_zone(code: int, level: int, name: str) -> bool:
    """Whether a unit at township level is a farm, a park or a zone and no administrative one."""
    return level == Level.TOWNSHIP and f"{code:012d}"[6] in ZONE_DIGITS and not name.endswith(ADMINISTRATIVE_ENDINGS)


def load_crosswalk(file: Path = CROSSWALK) -> int:
    """Load the codes that counties carried before the list begins, where what they became is here; returns how many.

    Run again, it adds nothing. Of these changes only the year is known.
    """
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    counties = set(Region.objects.filter(level=Level.COUNTY).values_list("code", flat=True))
    known = set(RegionChange.objects.filter(level=Level.COUNTY).values_list("old_code", "new_code"))
    changes = [change for change in map(_change, rows) if change.new_code in counties]
    changes = [change for change in changes if (change.old_code, change.new_code) not in known]
    deeds: dict[int | None, list[RegionChange]] = {}
    for change in changes:
        deeds.setdefault(change.new_code, []).append(change)
    with transaction.atomic():
        record(deeds.values())
    return len(changes)


def _change(row: dict[str, str]) -> RegionChange:
    return RegionChange(
        kind=ChangeKind.MERGE if row["kind"] == "merge" else ChangeKind.RECODE,
        level=Level.COUNTY,
        old_code=int(row["old_code"].ljust(12, "0")),
        old_name=row["old_name"],
        new_code=int(row["new_code"].ljust(12, "0")),
        new_name=row["new_name"],
        carries=True,
        effective_on=date(int(row["year"]), 1, 1),
        day_known=False,
        source="随系统的区划代码对照表",
    )


def record(deeds: Iterable[Sequence[RegionChange]]) -> None:
    """Write changes, those of one deed together.

    Raises:
        RuntimeError: no transaction is open.
    """
    groups = [list(group) for group in deeds if group]
    rows = [change for group in groups for change in group]
    for change, pk in zip(rows, allocate_ids(RegionChange, len(rows)), strict=True):
        change.pk = pk
    for group in groups:
        for change in group:
            change.deed = group[0].pk
    RegionChange.objects.bulk_create(rows, batch_size=1000)
