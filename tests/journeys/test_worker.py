"""A village worker brings her sheet, looks after a family, and is told plainly what is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page

from jiahe.registry.choices import MARITAL_STATUSES, RELATIONS
from jiahe.registry.id_number import make
from jiahe.registry.rows import HEADINGS, PersonRow
from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.people import FAMILY
from tests.served import Served

XIAXI = 350583103202
WORDS = {
    "relation": RELATIONS,
    "sex": {"F": "女", "M": "男"},
    "marital_status": MARITAL_STATUSES,
    "hukou_type": {"rural": "农业"},
}


def write_sheet(path: Path, rows: list[PersonRow], unknown: str = "") -> Path:
    """A sheet as a worker has it: the contract's headings, text cells; ``unknown`` stands over the occupations."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [unknown if unknown and h == "职业" else h for h in HEADINGS.values()])
    for line, row in enumerate(rows, start=1):
        for column, name in enumerate(HEADINGS):
            value = getattr(row, name)
            text = WORDS[name].get(value, value) if name in WORDS else value
            sheet.write_string(line, column, "" if text is None else str(text))
    book.close()
    return path


def sheet_of_xiaxi(path: Path) -> Path:
    """One good family, one person with a wrong check digit, one who lives in another village."""
    good = [replace(row, residence_code=XIAXI, hukou_code=XIAXI) for row in FAMILY]
    wrong = make("999999", date(1980, 1, 1), 33)
    wrong = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    bad = replace(
        good[0], household_number="002", name="林错号", id_number=wrong, birth_date=date(1980, 1, 1), phone=""
    )
    far = replace(good[0], household_number="003", name="林别处", residence_code=350583103201, phone="")
    far = replace(far, id_number=make("999999", date(1981, 1, 1), 33), birth_date=date(1981, 1, 1))
    return write_sheet(path, [*good, bad, far])


def upload(page: Page, served: Served, path: Path) -> None:
    page.goto(f"{served.url}/desk/imports/")
    page.get_by_label("表格").set_input_files(path)
    page.get_by_role("button", name="检查这份表格").click()
    page.wait_for_url(re.compile(r"/desk/imports/\d+/"))


@pytest.mark.role("village worker")
def test_a_worker_imports_a_sheet_and_looks_after_a_family(walker: Walker, served: Served, tmp_path: Path) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "xiaxi")
    walker.check(page)
    page.get_by_role("link", name="导入表格").first.click()
    walker.check(page)
    sheet = sheet_of_xiaxi(tmp_path / "霞溪村.xlsx")
    upload(page, served, sheet)
    walker.check(page)
    assert page.get_by_role("row", name=re.compile("5 公民身份号码")).is_visible()
    assert page.get_by_role("row", name=re.compile("6 居住地编码.*不在霞溪村的范围里")).is_visible()
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入", exact=True).wait_for()
    assert page.locator(".tile", has_text="新增").locator(".figure").inner_text() == "3"
    upload(page, served, sheet)
    assert page.locator(".tile", has_text="不变").locator(".figure").inner_text() == "3"
    assert page.get_by_role("button", name="确认导入").count() == 0

    page.keyboard.press("Escape")
    page.goto(f"{served.url}/desk/")
    page.keyboard.press("/")
    page.keyboard.type("林建国")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("林建国")).click()
    page.get_by_role("heading", name="林建国家").wait_for()
    walker.check(page)
    look_after(page, walker)


def look_after(page: Page, walker: Walker) -> None:
    """A birth, a correction, a number looked up with a reason, a death recorded by mistake and taken back."""
    household = page.url
    page.get_by_role("link", name="登记出生").click()
    page.get_by_label("与户主关系").select_option(label="儿子")
    page.get_by_label("姓名").fill("林小安")
    page.get_by_text("男", exact=True).click()
    page.get_by_label("出生日期").fill("2099-01-01")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("姓名").input_value() == "林小安"
    walker.check(page)
    page.get_by_label("出生日期").fill(date.today().isoformat())
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(household)
    assert page.get_by_role("rowheader", name="林小安").is_visible()

    row = page.get_by_role("row", name=re.compile("陈秀英"))
    row.get_by_role("link", name="修改").click()
    walker.check(page)
    page.get_by_text("更多资料").click()
    page.get_by_label("职业").fill("茶农")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(household)

    page.get_by_role("link", name=re.compile("查看陈秀英的号码")).click()
    walker.check(page)
    page.get_by_role("button", name="查看").click()
    assert page.get_by_text("请写明为什么要看。").first.is_visible()
    page.get_by_label("为什么要看").fill("核对育儿补贴申请")
    page.get_by_role("button", name="查看").click()
    assert re.fullmatch(r"999999\d{11}[\dX]", page.locator(".number-shown").inner_text())
    page.get_by_role("link", name="看完了").click()

    page.get_by_role("row", name=re.compile("林小安")).get_by_role("link", name="修改").click()
    page.get_by_role("link", name="登记去世").click()
    walker.check(page)
    page.get_by_label("去世日期").fill(date.today().isoformat())
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(household)
    page.get_by_role("row", name=re.compile("林小安")).get_by_role("link", name="修改").click()
    page.get_by_role("button", name="撤销这条登记").click()
    page.wait_for_url(household)
    assert page.get_by_role("row", name=re.compile("林小安.*0 岁")).is_visible()
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def test_a_worker_registers_a_household_on_a_phone(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "yunlin")
    walker.check(page)
    page.get_by_role("link", name="登记一户").click()
    walker.check(page)
    page.get_by_label("姓名").fill("叶春生")
    page.get_by_label("公民身份号码").fill(make("999999", date(1971, 4, 9), 77))
    page.get_by_label("住址").fill("6组3号")
    page.get_by_role("button", name="保存这一户").click()
    page.get_by_role("heading", name="叶春生家").wait_for()
    assert page.get_by_text("6组3号").is_visible()
    assert page.get_by_role("row", name=re.compile("叶春生 55 岁 户主|叶春生 5. 岁 户主")).is_visible()
    walker.check(page)
    page.get_by_text("菜单").click()
    page.get_by_role("link", name="家庭", exact=True).click()
    walker.check(page)


def test_a_worker_cannot_open_the_neighbours_family(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/regions/village/350583103201/")
    page.locator(".household-card a").first.click()
    address = page.url
    other = walker.desktop()
    sign_in_staff(other, served, "xiaxi")
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert other.get_by_text("没有找到这一页").is_visible()
    walker.check(other)
    walker.complaints.clear()  # the browser notes the 404 as an error of loading; here it is the answer


def test_a_sheet_that_is_no_sheet_is_refused_in_one_sentence(walker: Walker, served: Served, tmp_path: Path) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/imports/")
    page.get_by_role("button", name="检查这份表格").click()
    assert page.get_by_text("请选择一份表格。").first.is_visible()
    fake = tmp_path / "photo.xlsx"
    fake.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 400)
    page.get_by_label("表格").set_input_files(fake)
    page.get_by_role("button", name="检查这份表格").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer
