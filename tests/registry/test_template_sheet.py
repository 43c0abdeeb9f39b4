"""The empty sheet that people fill in."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jiahe.registry import choices
from jiahe.registry.cells import READERS
from jiahe.registry.rows import HEADINGS
from jiahe.registry.sheets import SheetError, read_sheet
from jiahe.registry.template_sheet import EXPLANATION_SHEET, PEOPLE_SHEET, write_template


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path)
    return path


def test_the_first_sheet_holds_the_headings_in_order_and_nobody(template: Path) -> None:
    rows = CalamineWorkbook.from_path(str(template)).get_sheet_by_name(PEOPLE_SHEET).to_python()
    assert rows == [list(HEADINGS.values())]


def test_the_second_sheet_explains_every_column_in_a_sentence_with_an_example(template: Path) -> None:
    rows = CalamineWorkbook.from_path(str(template)).get_sheet_by_name(EXPLANATION_SHEET).to_python()
    assert [row[0] for row in rows[1 : len(HEADINGS) + 1]] == list(HEADINGS.values())
    for row in rows[1 : len(HEADINGS) + 1]:
        assert str(row[1]).endswith("。")
        assert row[2]


def test_a_template_sent_back_as_it_is_says_that_nobody_is_in_it(template: Path) -> None:
    with pytest.raises(SheetError, match="表里还没有人"):
        read_sheet(template, on=date(2026, 3, 1))


def test_the_choice_columns_have_drop_down_lists_and_the_header_stays(template: Path) -> None:
    with zipfile.ZipFile(template) as packed:
        people = packed.read("xl/worksheets/sheet1.xml").decode()
    assert people.count("<dataValidation ") == 9
    assert ",".join(choices.RELATIONS.values()) in people
    assert ",".join(choices.ETHNICITIES) in people
    assert 'state="frozen"' in people


def test_every_option_offered_is_understood_by_the_import(template: Path) -> None:
    with zipfile.ZipFile(template) as packed:
        people = packed.read("xl/worksheets/sheet1.xml").decode()
    offered = re.findall(r'sqref="([A-Z])2:.*?<formula1>"(.*?)"</formula1>', people)
    assert len(offered) == 9
    fields = list(HEADINGS)
    for column, options in offered:
        read = READERS[fields[ord(column) - ord("A")]]
        values = [read(option) for option in options.split(",")]
        assert None not in values
        assert len(set(values)) == len(values)
