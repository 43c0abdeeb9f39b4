"""A township brings a large sheet: it is checked and imported beside the requests, reported on, and undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page

from jiahe.registry.rows import HEADINGS, PersonRow
from jiahe.registry.synthetic import families, give_numbers
from tests.browser import sign_in_staff
from tests.contracts.test_interruption import words
from tests.journeys.conftest import Walker
from tests.journeys.test_worker import XIAXI
from tests.served import Served

ROWS = 6000  # beyond what is checked while one waits


def large_sheet(path: Path) -> Path:
    """Six thousand people; one cell is wrong, and the column of occupations has a name of its own."""
    made = families(villages=[XIAXI], households=ROWS, seed=77, on=date(2026, 11, 23))
    plain = [replace(row, line=0) for family in made for row in family][:ROWS]
    rows: list[PersonRow] = words(give_numbers(plain, lambda number: False))
    rows[10] = replace(rows[10], phone="12")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["干啥的" if h == "职业" else h for h in HEADINGS.values()])
        for line, row in enumerate(rows, start=1):
            for column, name in enumerate(HEADINGS):
                value = getattr(row, name)
                if value not in ("", None):
                    page.write_string(line, column, str(value))
    return path


def test_a_township_imports_a_large_sheet_and_undoes_it(walker: Walker, served: Served, tmp_path: Path) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yingdu")
    page.goto(f"{served.url}/desk/imports/")
    page.get_by_label("表格").set_input_files(large_sheet(tmp_path / "英都镇.xlsx"))
    page.get_by_role("button", name="检查这份表格").click()
    page.wait_for_url(re.compile(r"/desk/imports/\d+/"))
    assert page.get_by_text("正在检查").first.is_visible()
    walker.check(page)
    page.get_by_text("检查好了，还没有写入").wait_for(timeout=90_000)
    walker.check(page)
    name_the_column(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核对表").click()
    assert download.value.suggested_filename == "核对-英都镇.xlsx"
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入", exact=True).wait_for(timeout=120_000)
    assert page.locator(".tile", has_text="新增").locator(".figure").inner_text() == f"{ROWS - 1:,}"
    walker.check(page)
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_text("这次导入已经撤销").wait_for(timeout=120_000)
    assert page.get_by_text("表里带来的人和改动都退回去了").is_visible()
    walker.check(page)


def name_the_column(page: Page) -> None:
    """The heading nobody knows is given its meaning once."""
    page.get_by_label(re.compile("干啥的")).select_option(label="是“职业”")
    page.get_by_role("button", name="记住，再检查一遍").click()
    page.get_by_text("记住了").wait_for(timeout=90_000)
    assert page.get_by_text("这几列是什么？").count() == 0
