"""The numbers of the law: YAML files by theme, each value with its first day, its document and how sure we are of it.

A value may hold in one area only (``area``: the beginning of its code: 35 Fujian, 3502 Xiamen, 350405 Shaxian); one
without holds in the whole country. A document may stand once at the head of a file and be named by its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from jiahe.foundation.rules.dated import Dated

GRADES = ("A", "A'", "B", "C", "D")
UNCONFIRMED = ("C", "D")
NATION = 0
SOURCES_KEPT = 2000
ALONE_IN_ITS_CITY = 350128  # 平潭 is reckoned beside the cities, so that what 福州 gives does not hold there
MONEY = "元"
# How many of what is counted inside make one of the unit: money in fen, ratios in ten-thousandths.
SCALES = {MONEY: 100, "比例": 10_000}
NEEDED = {"since", "value", "document", "grade", "checked"}


class ParameterError(ValueError):
    """A parameter file says something that cannot be; the text names the file and the place."""


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Where a value comes from: the document, and the grade (A official, A' a copy, B second-hand, C memory, D inferred)."""

    document: str
    number: str
    url: str
    grade: str
    checked: date
    dated: date | None = None  # the day of the document itself, which is not the day it acts from
    note: str = ""
    announced: date | None = None  # the day it was made known, where that is known and another

    @property
    def confirmed(self) -> bool:
        """Whether somebody has seen the text; what is not confirmed is shown as 待核实."""
        return self.grade not in UNCONFIRMED


def worst(grades: Sequence[str]) -> str:
    """The least sure of some grades."""
    return max(grades, key=GRADES.index)


def areas_of(place: int) -> tuple[int, ...]:
    """The areas a place lies in, the most local first: county, city, province, nation. 0 is somewhere else."""
    county = place // 10**6
    if not place:
        return (NATION,)
    if county == ALONE_IN_ITS_CITY:
        return (county, county // 10**4, NATION)
    return (county, county // 100, county // 10**4, NATION)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law through time. ``unit`` is the word it is read with: 周岁, 元/月.

    Inside, money is whole fen and a ratio whole ten-thousandths. Where ``floor`` is said, a value of a wider area is
    the least that a place may give.
    """

    code: str
    title: str
    unit: str
    values: Dated[int]  # of the nation, or of wherever the file speaks for
    sources: Mapping[date, Source]
    layers: Mapping[int, Parameter] = field(default_factory=dict)
    floor: bool = False
    _places: dict[int, Dated[int]] = field(default_factory=dict, compare=False, repr=False)
    _sources: dict[tuple[int, date], Source | None] = field(default_factory=dict, compare=False, repr=False)

    def source_on(self, day: date) -> Source | None:
        """The source of the value of a day; None before the first."""
        begun = [since for since in self.sources if since <= day]
        return self.sources[max(begun)] if begun else None

    def at(self, place: int) -> Dated[int]:
        """Its values at a place: those of the most local area that has one, not their sum."""
        county = place // 10**6  # nothing is more local
        found = self._places.get(county)
        if found is None:
            areas = tuple(area for area in areas_of(place) if area in self.layers)
            days = sorted({day for area in areas for day, _ in self.layers[area].values.changes})
            found = Dated.since((day, self._held(areas, day)[1]) for day in days)
            self._places[county] = found
        return found

    def source_at(self, place: int, day: date) -> Source | None:
        """The source of what holds at a place on a day; None where nothing does."""
        key = place // 10**6, day
        if key not in self._sources:
            area, _ = self._held(tuple(area for area in areas_of(place) if area in self.layers), day)
            if len(self._sources) >= SOURCES_KEPT:
                self._sources.clear()
            self._sources[key] = None if area is None else self.layers[area].source_on(day)
        return self._sources[key]

    def everywhere(self) -> Sequence[Dated[int]]:
        """Its values in each area that has some, and so the bounds of what it may be somewhere unknown."""
        return [self.at(area * 10 ** (12 - len(str(area))) if area else 0) for area in self.layers]

    def with_value(self, area: int, since: date, value: int | None, source: Source) -> Parameter:
        """The same number with one more value from a day on in an area (None: from then on there is none)."""
        layer = self.layers.get(area) or Parameter(self.code, self.title, self.unit, NO_VALUES, {})
        changes = {**dict(layer.values.changes), since: value}
        changed = replace(
            layer,
            values=Dated.since(changes.items()),
            sources={**layer.sources, since: source},
            _places={},
            _sources={},
        )
        layers = {**self.layers, area: changed}
        nation = layers.get(NATION, self)
        return replace(self, values=nation.values, sources=nation.sources, layers=layers, _places={}, _sources={})

    def _held(self, areas: tuple[int, ...], day: date) -> tuple[int | None, int | None]:
        """The area whose value holds, and the value."""
        held: tuple[int | None, int | None] = (None, None)
        for area in areas:
            value = self.layers[area].values.on(day)
            if value is not None and (held[1] is None or (self.floor and value > held[1])):
                held = area, value
        return held


def read_parameters(file: Path) -> dict[str, Parameter]:
    """The parameters of one file, by code.

    Raises:
        ParameterError: a value lacks its date, document or grade, two values of one area begin on one day, or a value
            is finer than the unit is counted in.
    """
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  # one of the two safe loaders
    documents = content.get("documents", {})
    return {
        code: _parameter(f"{file.name}: {code}", code, entry, documents)
        for code, entry in content["parameters"].items()
    }


NO_VALUES: Dated[int] = Dated(None)
LOADER: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same as safe_load, ten times as fast where it is built


def _parameter(where: str, code: str, entry: Mapping[str, Any], documents: Mapping[str, Any]) -> Parameter:
    by_area: dict[int, list[Mapping[str, Any]]] = {}
    for value in entry["values"]:
        by_area.setdefault(value.get("area", NATION), []).append(value)
    layers = {area: _layer(where, code, entry, values, documents) for area, values in by_area.items()}
    nation = layers.get(NATION)
    values, sources = (nation.values, nation.sources) if nation else (NO_VALUES, {})
    return Parameter(code, entry["title"], entry["unit"], values, sources, layers, bool(entry.get("floor")))


def _layer(
    where: str, code: str, entry: Mapping[str, Any], values: Sequence[Mapping[str, Any]], documents: Mapping[str, Any]
) -> Parameter:
    sources: dict[date, Source] = {}
    changes: list[tuple[date, int | None]] = []
    for value in values:
        lacking = NEEDED - value.keys()
        if lacking:
            raise ParameterError(f"{where} lacks {', '.join(sorted(lacking))}")
        since = value["since"]
        if since in sources or value["grade"] not in GRADES:
            raise ParameterError(f"{where} has two values from {since}, or an unknown grade")
        sources[since] = _source(where, value, documents)
        changes.append((since, _counted(where, value["value"], entry["unit"])))
    return Parameter(code, entry["title"], entry["unit"], Dated.since(changes), sources)


def _source(where: str, value: Mapping[str, Any], documents: Mapping[str, Any]) -> Source:
    named = documents.get(value["document"])
    if documents and named is None:
        raise ParameterError(f"{where} names a document {value['document']!r} that does not stand at the head")
    said = {**(named or {"title": value["document"]}), **{k: value[k] for k in ("number", "url") if k in value}}
    return Source(
        said["title"], said.get("number", ""), said.get("url", ""), value["grade"], value["checked"], said.get("date"),
        value.get("note", ""), said.get("announced"),
    )  # fmt: skip


def scale_of(unit: str) -> int:
    """How many of what is counted inside make one of the unit."""
    return next((scale for word, scale in SCALES.items() if unit.startswith(word)), 1)


def _counted(where: str, value: Any, unit: str) -> int | None:
    """A value as it is counted inside; None where a value ends and none follows."""
    if value is None:
        return None
    counted = Decimal(str(value)) * scale_of(unit)
    if counted != counted.to_integral_value():
        raise ParameterError(f"{where}: {value} is finer than {unit} is counted in")
    return int(counted)
