"""The boundary files: the sketch that comes with the package, or the operator's own with its 审图号."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import reporting_units

SKETCH = Path(__file__).parent / "boundaries"


@dataclass(frozen=True, slots=True)
class MapNotice:
    """What must stand on the map: 示意图 or the number of its approval, and where it comes from."""

    notice: str
    approval_number: str
    source: str


def folder() -> Path:
    """Where the boundary files stand."""
    return settings.JIAHE_MAP_FOLDER or SKETCH


@cache
def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def map_notice() -> MapNotice:
    """The words of map.json."""
    data = _read(folder() / "map.json")
    return MapNotice(data["notice"], data.get("approval_number", ""), data.get("source", ""))


def adcode(region: Region) -> str:
    """The six digits a boundary file knows a city or county by."""
    return str(region.code)[:6]


def boundaries(region: Region) -> dict[str, Any]:
    """The shapes of the units that report to a region, as GeoJSON.

    For the province the nine cities and, drawn over 福州, 平潭; for a city its counties; for a county itself alone.
    """
    if region.level == Level.PROVINCE:
        own = set(_own_units(region))
        cities = {adcode(unit) for unit in reporting_units(region)}
        features = [f for f in _read(folder() / "cities.geojson")["features"] if f["properties"]["adcode"] in cities]
        features = features + [f for f in _counties() if f["properties"]["adcode"] in own]
    elif region.level == Level.CITY:
        wanted = {adcode(unit) for unit in reporting_units(region)}
        features = [f for f in _counties() if f["properties"]["adcode"] in wanted]
    else:
        features = [f for f in _counties() if f["properties"]["adcode"] == adcode(region)]
    return {"type": "FeatureCollection", "features": features}


def has_boundaries(region: Region) -> bool:
    """Whether there are shapes to draw for a region; without any its page shows the table in the map's place."""
    return bool(boundaries(region)["features"])


def _own_units(region: Region) -> list[str]:
    units = reporting_units(region)
    return [adcode(unit) for unit in units if unit.level == Level.COUNTY]


def _counties() -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = _read(folder() / "counties.geojson")["features"]
    return features
