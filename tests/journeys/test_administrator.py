"""An administrator keeps the tree of units."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, sign_in_staff
from tests.journeys.conftest import Walker
from tests.provinces import fujian, row, without, write_list
from tests.served import Served

TOWN = "/desk/divisions/township/350583106000/"
ONE, OTHER, NEW = 350583106201, 350583106202, 350583106299
NEXT_YEAR = 350583106298


def fill(page: Page, **said: str) -> None:
    for name, value in said.items():
        page.locator(f"[name={name}]").fill(value)


def test_an_administrator_merges_two_villages_and_brings_the_yearly_list(
    walker: Walker, served: Served, tmp_path: Path
) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "guanli")
    page.get_by_role("link", name="区划管理").click()
    page.get_by_role("heading", name="区划管理").wait_for()
    walker.check(page)
    page.goto(served.url + TOWN)
    walker.check(page)
    page.get_by_role("link", name="新设下级").click()
    assert page.locator("[name=code]").input_value().startswith("350583106")
    fill(page, code=str(NEW), name="溪美新村委会", source="南政文〔2026〕1号")
    page.get_by_role("button", name="记下新设下级").click()
    page.get_by_role("heading", name="溪美新村", exact=True).wait_for()
    assert page.get_by_text("南政文〔2026〕1号").is_visible()
    page.get_by_role("link", name="合并").click()
    walker.check(page)
    fill(page, others="12", source="南政文〔2026〕2号")
    page.get_by_role("button", name="记下合并").click()
    assert page.get_by_text("没有编码为 12 的村居").first.is_visible()
    walker.check(page)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer
    fill(page, others=f"{ONE}")
    page.get_by_role("button", name="记下合并").click()
    page.get_by_role("heading", name="溪美新村", exact=True).wait_for()
    assert page.locator(".timeline").get_by_text("合并").first.is_visible()
    page.goto(f"{served.url}/desk/divisions/village/{ONE}/")
    assert page.get_by_text(re.compile("起已经撤销")).is_visible()
    walker.check(page)
    bring_the_list(page, walker, served, tmp_path)


def bring_the_list(page: Page, walker: Walker, served: Served, folder: Path) -> None:
    page.goto(f"{served.url}/desk/divisions/lists/")
    walker.check(page)
    rows = [*without(fujian(), ONE, OTHER), row(NEW, "溪美新村委会"), row(NEXT_YEAR, "溪东村委会", replaces=str(OTHER))]
    page.get_by_label("全省名单").set_input_files(write_list(folder / "2026 年名单.csv", rows))
    fill(page, effective_on=date.today().isoformat())
    page.get_by_role("button", name="看看会变什么").click()
    page.get_by_role("heading", name="2026 年名单.csv").wait_for()
    assert page.get_by_role("row", name="改编码").get_by_text("溪东村委会").is_visible()
    walker.check(page)
    page.get_by_role("button", name="确认更新").click()
    page.get_by_text("已按这份名单更新").wait_for()
    walker.check(page)
    phone = walker.phone()
    sign_in_staff(phone, served, "guanli")
    for path in ("/desk/divisions/", TOWN, f"{TOWN}split/", "/desk/divisions/lists/"):
        phone.goto(served.url + path)
        walker.check(phone)
    assert "一致" in served.run("screen", "verify").stdout


def test_a_village_is_split_and_its_worker_says_who_belongs_where(
    walker: Walker, served: Served, tmp_path: Path
) -> None:
    rest, part = 350583103202, 350583103297
    served.run("synth", "--region", str(rest), "--households", "3", "--seed", "41")
    page = walker.desktop()
    sign_in_staff(page, served, "guanli")
    page.goto(f"{served.url}/desk/divisions/village/{rest}/split/")
    fill(page, parts=f"{part} 霞东村委会", source="南政文〔2026〕3号")
    page.get_by_role("button", name="记下拆分").click()
    page.get_by_text("拆分已经记下").wait_for()
    phone = walker.phone()
    sign_in_staff(phone, served, "xiaxi")
    phone.get_by_role("link", name="去定一定").click()
    phone.get_by_role("heading", name="霞溪村：哪一户归哪里").wait_for()
    walker.check(phone)
    first = phone.locator(".allotments select").first
    first.select_option(label="归霞东村")
    phone.get_by_role("button", name="定下来").click()
    phone.get_by_text("定了 1 户，其中 1 户归到了新单位").wait_for()
    number = re.search(r"户编号 (\S+)", phone.locator(".allotments li").first.inner_text())
    assert number is not None
    phone.get_by_label("按名单定").fill(f"{number[1]},{part}\n没有这户,{part}")
    phone.get_by_role("button", name="定下来").click()
    assert phone.get_by_text("第 2 行：霞溪村没有还没定的户 没有这户").first.is_visible()
    walker.check(phone)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer
    phone.get_by_label("按名单定").fill(f"{number[1]}，{part}")
    phone.get_by_role("button", name="定下来").click()
    phone.get_by_text("其中 1 户归到了新单位").wait_for()
    page.goto(f"{served.url}/desk/divisions/village/{part}/")
    assert page.get_by_text("2 户", exact=True).is_visible()
    assert "一致" in served.run("screen", "verify").stdout


@pytest.mark.role("administrator")
def test_an_administrator_looks_after_the_work_behind_the_pages(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "guanli")
    page.goto(f"{served.url}/desk/jobs/")
    page.get_by_role("heading", name="后台工作").wait_for()
    assert page.get_by_text("补做中断时留下的事").is_visible()
    walker.check(page)
    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="没有做成").click()
    assert page.get_by_text("没有这样的工作").is_visible()
    walker.check(page)


def test_an_administrator_enters_the_holidays_of_next_year(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "guanli")
    page.get_by_role("link", name="节假日", exact=True).click()
    page.get_by_role("heading", level=1, name="节假日").wait_for()
    walker.check(page)
    page.get_by_role("link", name="录入一年的通知").click()
    page.get_by_label("哪一年").fill("2030")
    page.get_by_label("依据哪份文件").fill("国务院办公厅关于2030年部分节假日安排的通知")
    page.get_by_label("通知里放假的那几行").fill(
        "一、元旦：1月1日（周二）放假，共1天。\n六、中秋节：9月12日放假，共2天。"
    )
    page.get_by_role("button", name="看看认出哪些日子").click()
    page.get_by_text("“中秋节”那一行的天数对不上").first.wait_for()
    walker.check(page)
    walker.complaints.clear()  # the browser notes the 422 as an error of loading; here it is the answer
    page.get_by_label("通知里放假的那几行").fill("一、元旦：1月1日（周二）放假，共1天。1月5日（周六）上班。")
    page.get_by_role("button", name="看看认出哪些日子").click()
    page.get_by_text("认出了 2 天，请核对").wait_for()
    walker.check(page)
    page.get_by_role("button", name="没有错，录入").click()
    page.get_by_text("录好了，一共 2 天。").wait_for()
    page.get_by_role("link", name=re.compile(r"改\s*1 月 1 日")).click()
    page.get_by_label("哪个节").fill("元旦节")
    page.get_by_role("button", name="记下").click()
    page.get_by_text("2030-01-01 记下了：放假。").wait_for()
    page.get_by_role("button", name=re.compile(r"删\s*1 月 5 日")).click()
    page.get_by_text("2030-01-05 删掉了").wait_for()
    walker.check(page)
