"""A small province that is nowhere, for tests of what must not be about Fujian: code 98."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGED = (
    ROOT / "src" / "jiahe" / "foundation" / "regions" / "data" / "fujian_divisions.csv"
)  # nothing here needs Django
Row = Mapping[str, str]
HEADINGS = ("code", "name", "level", "parent", "replaces")
SOUTH_RIVER = 980000000000  # 南河省
PLUM = 980101001001  # 梅园村, 滨河街道, 东城区, 平川市
SMALL = [
    ("980000000000", "南河省", "province", ""),
    ("980100000000", "平川市", "city", "980000000000"),
    ("980101000000", "东城区", "county", "980100000000"),
    ("980101001000", "滨河街道", "township", "980101000000"),
    ("980101001001", "梅园村委会", "village", "980101001000"),
    ("980101001002", "柳湾社区居委会", "village", "980101001000"),
    ("980102000000", "松岭县", "county", "980100000000"),
    ("980102100000", "石桥镇", "township", "980102000000"),
    ("980102100201", "石桥村委会", "village", "980102100000"),
]


def small_province() -> list[dict[str, str]]:
    """The rows of the small province's list."""
    return [dict(zip(HEADINGS, row, strict=False)) for row in SMALL]


def fujian() -> list[dict[str, str]]:
    """The rows of the packaged list."""
    with PACKAGED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def without(rows: Iterable[Row], *codes: int) -> list[Row]:
    """Rows without those of some codes."""
    gone = {str(code) for code in codes}
    return [row for row in rows if row["code"] not in gone]


def row(code: int, name: str, level: str = "village", parent: int | None = None, replaces: str = "") -> Row:
    """One row of a list."""
    above = str(parent if parent is not None else code // 1000 * 1000)
    return {"code": str(code), "name": name, "level": level, "parent": above, "replaces": replaces}


def write_list(path: Path, rows: Iterable[Row], encoding: str = "utf-8") -> Path:
    """Write a list as people bring it."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, HEADINGS, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def text_of(rows: Iterable[Row]) -> str:
    """The text of a list."""
    return "\n".join([",".join(HEADINGS), *(",".join(row.get(name, "") for name in HEADINGS) for row in rows)])
