"""The opponent's side: the same columns in one table, the same validation, found again by ID number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import connection, models
from import_export import fields, resources
from python_calamine import CalamineWorkbook

from bench._sheets import ON
from jiahe.registry.cells import READERS
from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.validation import check_row, completed


class FlatPerson(models.Model):
    """All columns of the contract in one table, with the indexes ours has on them."""

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
        fields = tuple(HEADINGS)

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
        row["read"] = {name: getattr(read, name) for name in HEADINGS}


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
        editor.create_model(FlatPerson)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(nrows=rows + 1)
    data = tablib.Dataset(*[[str(cell) for cell in line] for line in sheet[1:]], headers=[str(c) for c in sheet[0]])
    result = (BulkPeopleResource if bulk else PeopleResource)().import_data(data, dry_run=False)
    found = FlatPerson.objects.count()
    assert found == rows, (found, [str(e.error) for r in result.rows for e in r.errors][:3])
    return found
