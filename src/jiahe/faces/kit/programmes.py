"""A programme as the faces tell of it: where it is found, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse

from jiahe.delivery.cases.measures import CLOSED, ON_TIME, OPENED, RECOVERED
from jiahe.delivery.catalogue.money import yuan
from jiahe.delivery.catalogue.programme import Programme, programmes
from jiahe.faces.kit.library_numbers import library_numbers
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


class Number(NamedTuple):
    """An amount as a page shows it, of which measure of cases (none: of something else), and what it opens into."""

    title: str
    value: str
    unit: str
    measure: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """What a programme did in one place since 1 January: of its cases by the code of the measure, and what else it runs."""

    region: Region
    values: Mapping[str, int]
    others: tuple[Number, ...] = ()
    has_cases: bool = True

    @property
    def shown(self) -> list[Number]:
        """The amounts with their units; money in yuan, and of what was closed the share that was on time."""
        if not self.has_cases:
            return list(self.others)
        closed = self.values[CLOSED.code]
        share = f"{round(100 * self.values[ON_TIME.code] / closed)}" if closed else ""
        return [
            Number("收到", f"{self.values[OPENED.code]:,}", "件", OPENED.code),
            Number("办结", f"{closed:,}", "件", CLOSED.code),
            Number("按时办结", share or "—", "%" if share else "", ON_TIME.code),
            Number("要回的钱", yuan(self.values[RECOVERED.code]), "元", RECOVERED.code),
            *self.others,
        ]

    def opened(self, on: date, *, rows: bool, below: str = "") -> list[Number]:
        """The same with what each opens into: its rows, or for who may not see those what stands ``below``."""
        return [
            number._replace(href=self._rows(number.measure, on) if rows else below)
            if self.values.get(number.measure)
            else number
            for number in self.shown
        ]

    def _rows(self, measure: str, on: date) -> str:
        at = reverse("desk:case-rows", args=[self.region.slug, self.region.code, measure])
        return f"{at}?on={on.isoformat()}"


MEASURES = (OPENED, CLOSED, ON_TIME, RECOVERED)


def numbers_of(programme: Programme, region: Region, *, on: date) -> tuple[UnitNumbers, list[UnitNumbers]]:
    """What a programme did in a place and in the units it is made of, since 1 January."""
    places = [region, *reporting_units(region)]
    since = on.replace(month=1, day=1)
    sums = totals(MEASURES, places, on=on, since=since)
    others = library_numbers(programme, places, on=on, since=since)
    own, *units = [
        UnitNumbers(
            place,
            {m.code: sums[m.code, place.id] for m in MEASURES},
            tuple(Number(title, value, unit, href=href) for title, value, unit, href in others[place.id]),
            "case" in programme.kinds,
        )
        for place in places
    ]
    return own, units


def programme_or_404(code: str) -> Programme:
    """A programme by its code."""
    found = next((programme for programme in programmes() if programme.code == code), None)
    if found is None:
        raise Http404("没有找到这个项目。")
    return found
