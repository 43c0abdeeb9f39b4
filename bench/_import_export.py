"""The opponent's side: households and people in two tables, the same validation, people found again by ID number.

Written as its handbook shows it: region codes and households are foreign keys that widgets look up, households are made
in ``before_import_row``. What ours asks of the database once for a chunk, it asks for each row: whether the two codes
are villages, which household this is, and who is in it already (heads and generations are checked among them).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import connection, models
from import_export import fields, resources
from python_calamine import CalamineWorkbook

from bench._sheets import ON
from jiahe.foundation.regions.models import Region
from jiahe.registry.cells import READERS
from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.validation import check_household, check_row, completed

COUNTY = 350583000000


class FlatHousehold(models.Model):
    """A household by its village and number."""

    village_code = models.BigIntegerField()
    number = models.CharField(max_length=40)

    class Meta:
        app_label = "registry"
        db_table = "bench_flathousehold"
        constraints = [models.UniqueConstraint(fields=["village_code", "number"], name="bench_flathousehold_number")]

    def __str__(self) -> str:
        return f"household {self.pk}"


class FlatPerson(models.Model):
    """All other columns of the contract in one table, with the indexes ours has on them."""

    household = models.ForeignKey(FlatHousehold, models.PROTECT, related_name="members")
    household_number = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    name = models.CharField(max_length=50, db_index=True)
    sex = models.CharField(max_length=1)
    id_number = models.CharField(max_length=18, unique=True)
    birth_date = models.DateField()
    phone = models.CharField(max_length=11, blank=True, db_index=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    hukou_code = models.BigIntegerField(null=True, db_index=True)
    hukou_type = models.CharField(max_length=10, blank=True)
    residence_code = models.BigIntegerField(null=True, db_index=True)
    marital_status = models.CharField(max_length=10, blank=True)
    married_on = models.DateField(null=True)
    education = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=50, blank=True)
    low_income = models.BooleanField(null=True)
    only_child_certificate = models.BooleanField(null=True)
    disability_grade = models.PositiveSmallIntegerField(null=True)
    death_date = models.DateField(null=True)
    address = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        app_label = "registry"
        db_table = "bench_flatperson"

    def __str__(self) -> str:
        return f"row {self.pk}"


class Read(fields.Field):
    """A column whose cell the row already holds read."""

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """The value as our readers read it."""
        return row["read"][self.attribute]


class PeopleResource(resources.ModelResource):
    """Default settings, but for what the task asks: find by ID number, and run the same checks on each row."""

    class Meta:
        model = FlatPerson
        import_id_fields = ("id_number",)
        fields = ("household", *HEADINGS)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read the cells and refuse what cannot be."""
        said = {
            name: READERS[name](row[heading])
            for name, heading in HEADINGS.items()
            if row.get(heading) not in ("", None)
        }
        read = completed(PersonRow(**said))
        faults = [fault for fault in check_row(read, on=ON) if fault.severity == "error"]
        if faults:
            raise ValidationError(faults[0].message)
        home = _village(read.residence_code) or _village(read.hukou_code)
        if home is None:
            raise ValidationError("请填写居住地编码（12 位村居编码）。")
        household, new = FlatHousehold.objects.get_or_create(village_code=home, number=read.household_number)
        members = [] if new else [_as_row(m) for m in household.members.exclude(id_number=read.id_number)]
        if any(fault.severity == "error" for fault in check_household([*members, read], on=ON)):
            raise ValidationError("与同一户的其他人对不上。")
        row["household"] = household.number
        row["read"] = {name: getattr(read, name) for name in HEADINGS} | {"household": household}


def _village(code: int | None) -> int | None:
    """The code, if it is that of a village here; refuses one of our province that names none."""
    if code is None or Region.objects.filter(code=code, level=4, has_data=True).exists():
        return code
    if code // 10**10 == COUNTY // 10**10:
        raise ValidationError(f"编码 {code} 不是现有的村居。")
    return None


def _as_row(person: FlatPerson) -> PersonRow:
    return PersonRow(line=-1, **{name: getattr(person, name) for name in HEADINGS})


PeopleResource.fields["household"] = Read(attribute="household", column_name="household")
for _name, _heading in HEADINGS.items():
    PeopleResource.fields[_name] = Read(attribute=_name, column_name=_heading)


class BulkPeopleResource(PeopleResource):
    """The same in its bulk mode."""

    class Meta(PeopleResource.Meta):
        use_bulk = True
        batch_size = 1000


def import_rows(path: Path, rows: int, *, bulk: bool) -> int:
    """Import the first rows of the sheet; returns how many came in."""
    with connection.schema_editor() as editor:
        editor.create_model(FlatHousehold)
        editor.create_model(FlatPerson)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(nrows=rows + 1)
    data = tablib.Dataset(*[[str(cell) for cell in line] for line in sheet[1:]], headers=[str(c) for c in sheet[0]])
    result = (BulkPeopleResource if bulk else PeopleResource)().import_data(data, dry_run=False)
    found = FlatPerson.objects.count()
    assert found == rows, (found, [str(e.error) for r in result.rows for e in r.errors][:3])
    return found
