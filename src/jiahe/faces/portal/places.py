"""Saying where one lives: the city, and the county once the city is known."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import province, reporting_units


class PlaceForm(forms.Form):
    """In which city and county. A county is asked for once the city is known."""

    filters = True
    derived: tuple[str, ...] = ()
    city = forms.ChoiceField(label="哪个市", required=False)
    county = forms.ChoiceField(label="哪个县、市、区", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        whole = province()
        self.cities = {str(unit.code): unit for unit in reporting_units(whole)} if whole else {}
        self.chosen_city = self.cities.get(data.get("city", ""))
        below = reporting_units(self.chosen_city) if self.chosen_city is not None else []
        self.counties = {str(unit.code): unit for unit in below if unit.level == Level.COUNTY}
        for name, units, all_of in (("city", self.cities, "全省"), ("county", self.counties, "全市")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
            field.choices = [("", all_of), *((code, unit.title) for code, unit in units.items())]
        if not self.counties:
            del self.fields["county"]

    @property
    def place(self) -> Region | None:
        """The place that was chosen; None is the whole province."""
        return self.counties.get(self.data.get("county", "")) or self.chosen_city
