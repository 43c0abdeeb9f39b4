"""A worker asks a family about work, school and health, mends a slip, and a neighbour's worker sees nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from jiahe.registry.id_number import make
from jiahe.registry.rows import PersonRow
from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.journeys.test_worker import XIAXI, upload, write_sheet
from tests.journeys.test_year import find
from tests.people import HEAD
from tests.served import Served


def the_suns() -> list[PersonRow]:
    """A woman who works, and her father."""
    places = {"residence_code": XIAXI, "hukou_code": XIAXI, "phone": "", "household_number": "S1", "married_on": None}
    daughter = replace(
        HEAD, name="孙月明", sex="F", birth_date=date(1993, 6, 6), marital_status="single",
        id_number=make("999999", date(1993, 6, 6), 62), **places,
    )  # fmt: skip
    father = replace(
        HEAD, line=3, relation="father", name="孙老汉", birth_date=date(1955, 5, 5), marital_status="widowed",
        id_number=make("999999", date(1955, 5, 5), 63), **places,
    )  # fmt: skip
    return [daughter, father]


def answer(page: Page, kind: str, said: str, since: str) -> None:
    """Open one question of the page and answer it."""
    page.get_by_role("link", name=re.compile(f"：{kind}$")).click()
    page.get_by_role("heading", level=1, name=re.compile(kind)).wait_for()
    choice = page.get_by_label(said, exact=True)
    if said and choice.count():
        choice.check()
    elif said:
        page.locator("[name=value]").fill(said)
    page.locator("[name=since]").fill(since)
    page.get_by_role("button", name="记下").click()


def test_a_worker_records_work_school_and_health_and_takes_a_slip_back(
    walker: Walker, served: Served, tmp_path: Path
) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "xiaxi")
    upload(page, served, write_sheet(tmp_path / "孙家.xlsx", the_suns()))
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入", exact=True).wait_for()
    find(page, served, "孙月明")
    household = page.url
    page.get_by_role("link", name="孙月明的情况").click()
    page.get_by_role("heading", level=1, name="孙月明的工作、上学和健康").wait_for()
    assert page.get_by_text("还不清楚").count() == 8
    walker.check(page)
    answer(page, "工作情况", "在单位上班", "2024-01-01")
    page.get_by_text("工作情况记下了。").wait_for()
    answer(page, "医疗保险", "职工医保", "2024-01-01")
    page.get_by_text("医疗保险记下了。").wait_for()
    answer(page, "职工医保已缴月数", "900", "2024-01-01")
    page.get_by_text(re.compile("月数是 0 到 720 的整数")).first.wait_for()
    walker.check(page)
    page.locator("[name=value]").fill("6")
    page.get_by_role("button", name="记下").click()
    page.get_by_text("登记为 6 个月").wait_for()

    page.goto(household)
    page.get_by_role("link", name="孙老汉的情况").click()
    answer(page, "慢性病", "糖尿病", "2023-05-01")
    page.get_by_text("慢性病记下了。").wait_for()
    answer(page, "老年人能力等级", "中度失能", "2025-05-01")
    page.get_by_text("老年人能力等级记下了。").wait_for()
    walker.check(page)
    page.get_by_role("button", name=re.compile("撤销.*慢性病：糖尿病")).click()
    page.get_by_text("已撤销这条登记。").wait_for()
    assert page.get_by_text("糖尿病").count() == 0
    about_him = page.url
    page.goto(household)
    assert page.get_by_text("孙老汉 老年人能力等级：中度失能", exact=True).is_visible()
    assert page.get_by_text("孙月明 工作情况：在单位上班", exact=True).is_visible()
    walker.check(page)

    phone = walker.phone()
    sign_in_staff(phone, served, "xiaxi")
    phone.goto(about_him)
    walker.check(phone)
    answer(phone, "接种疫苗", "", "2025-10-10")
    phone.get_by_text("请选一项。").first.wait_for()
    phone.locator("[name=value]").select_option(label="流感疫苗")
    walker.check(phone)
    phone.get_by_role("button", name="记下").click()
    phone.get_by_text(re.compile("流感疫苗 2025-10-10")).wait_for()

    stranger = walker.desktop()
    sign_in_staff(stranger, served, "yunlin")
    stranger.goto(about_him)
    assert stranger.get_by_text("孙老汉").count() == 0
    walker.complaints.clear()  # the browser notes every 404 and 422 as an error of loading; here they are the answer
