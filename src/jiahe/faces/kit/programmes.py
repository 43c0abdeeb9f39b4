"""A programme as the faces tell of it: where it is found, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from jiahe.delivery.cases.measures import CLOSED, ON_TIME, OPENED, RECOVERED
from jiahe.delivery.catalogue.programme import Programme, programmes
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import reporting_units


def described(programme: Programme) -> dict[str, Any]:
    """Code, title, system, task, kinds, where each face has it, and the journey that walks it."""
    return {
        "code": programme.code,
        "title": programme.title,
        "system": programme.system.value,
        "task": programme.task.value,
        "kinds": programme.kinds,
        "paths": {
            "portal": f"/services/{programme.code}/",
            "desk": f"/desk/programmes/{programme.code}/",
            "screen": f"/screen/programmes/{programme.code}/",
            "api": f"/api/v1/programmes/{programme.code}",
        },
        "journey": programme.journey,
    }


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """What a programme did in one place since 1 January, by the code of the measure."""

    region: Region
    values: Mapping[str, int]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Title and amount of each, in words; the share that was on time where something was closed."""
        lines = [(m.title, in_words(m, self.values[m.code])) for m in MEASURES]
        closed = self.values[CLOSED.code]
        share = f"{round(100 * self.values[ON_TIME.code] / closed)}%" if closed else "还没有办结的"
        return [*lines, ("按时办结率", share)]

    @property
    def row(self) -> list[str]:
        """The amounts alone, as a table has them."""
        return [value for _, value in self.shown]


MEASURES = (OPENED, CLOSED, ON_TIME, RECOVERED)


def in_words(measure: Measure, amount: int) -> str:
    """An amount with its unit; fen are said in yuan."""
    if measure.unit == "分":
        return f"{amount / 100:,.2f} 元"
    return f"{amount:,} {measure.unit}"


def numbers_of(programme: Programme, region: Region, *, on: date) -> tuple[UnitNumbers, list[UnitNumbers]]:
    """What a programme did in a place and in the units it is made of, since 1 January."""
    places = [region, *reporting_units(region)]
    sums = totals(MEASURES, places, on=on, since=on.replace(month=1, day=1))
    own, *units = [UnitNumbers(place, {m.code: sums[m.code, place.id] for m in MEASURES}) for place in places]
    return own, units


def programme_or_404(code: str) -> Programme:
    """A programme by its code."""
    found = next((programme for programme in programmes() if programme.code == code), None)
    if found is None:
        raise Http404("没有找到这个项目。")
    return found
