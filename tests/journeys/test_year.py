"""A worker follows a family through a year: what happens is recorded once, moves and merges are made and undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page

from jiahe.registry.id_number import make
from jiahe.registry.rows import PersonRow
from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.journeys.test_worker import XIAXI, upload, write_sheet
from tests.people import HEAD, WIFE
from tests.served import Served


def the_zhengs() -> list[PersonRow]:
    """A young couple, her mother; and the mother once more, as another sheet has her."""
    places = {"residence_code": XIAXI, "hukou_code": XIAXI, "phone": ""}
    husband = replace(
        HEAD, household_number="Z1", name="郑海生", birth_date=date(1991, 2, 2),
        id_number=make("999999", date(1991, 2, 2), 41), **places,
    )  # fmt: skip
    wife = replace(
        WIFE, line=3, household_number="Z1", name="苏晓梅", birth_date=date(1994, 4, 4),
        id_number=make("999999", date(1994, 4, 4), 42), **places,
    )  # fmt: skip
    mother = replace(
        wife, line=4, relation="mother_in_law", name="苏阿婆", birth_date=date(1960, 5, 5), marital_status="widowed",
        id_number=make("999999", date(1960, 5, 5), 44), married_on=None,
    )  # fmt: skip
    again = replace(mother, line=5, household_number="Z2", relation="head", id_number="")
    return [husband, wife, mother, again]


def test_a_worker_follows_a_family_through_a_year(walker: Walker, served: Served, tmp_path: Path) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "xiaxi")
    upload(page, served, write_sheet(tmp_path / "郑家.xlsx", the_zhengs()))
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入", exact=True).wait_for()
    find(page, served, "苏晓梅")
    expect_a_child(page, walker)
    walker_on_a_phone = walker.phone()
    sign_in_staff(walker_on_a_phone, served, "xiaxi")
    walker_on_a_phone.goto(page.url)
    walker.check(walker_on_a_phone)
    split_and_undo(page, walker)
    merge_and_undo(page, walker, served)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def find(page: Page, served: Served, name: str) -> None:
    page.goto(f"{served.url}/desk/search/")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.get_by_role("heading", level=1).wait_for()


def expect_a_child(page: Page, walker: Walker) -> None:
    """A pregnancy is recorded, an impossible end of it refused, a stay in hospital gets its end, a slip is taken back."""
    household = page.url
    row = page.get_by_role("row", name=re.compile("苏晓梅"))
    row.get_by_role("link", name="记一件事").click()
    walker.check(page)
    page.get_by_role("link", name="怀孕").click()
    walker.check(page)
    page.get_by_label("预产期").fill((date.today() + timedelta(days=120)).isoformat())
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(household)
    assert row.get_by_text("孕期").is_visible()
    walker.check(page)

    row.get_by_role("link", name="记一件事").click()
    page.get_by_role("link", name="住院").click()
    page.get_by_label("住院日期").fill("2199-01-01")
    page.get_by_role("button", name="记下").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_label("住院日期").fill(date.today().isoformat())
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(household)
    page.get_by_role("link", name=re.compile("登记结束")).click()
    walker.check(page)
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(household)
    page.get_by_role("button", name=re.compile("撤销.*苏晓梅 住院")).click()
    page.get_by_text("已撤销这条登记").wait_for()
    assert page.get_by_text("苏晓梅 住院").count() == 0


def split_and_undo(page: Page, walker: Walker) -> None:
    """The old mother gets a household of her own; the head may not simply vanish; the split is undone."""
    household = page.url
    page.get_by_role("link", name="迁移、分户").click()
    walker.check(page)
    page.get_by_label("郑海生（户主）").check()
    page.get_by_label(re.compile("分户")).check()
    page.get_by_label("新户的户主").select_option(label="郑海生（户主）")
    page.get_by_role("button", name="登记迁移").click()
    page.get_by_text("请在留下的人里选一位新户主").first.wait_for()
    walker.check(page)
    page.get_by_label("郑海生（户主）").uncheck()
    page.get_by_label(re.compile("苏阿婆（")).check()
    page.get_by_label("新户的户主").select_option(label="苏阿婆（婆婆或岳母）")
    page.get_by_role("button", name="登记迁移").click()
    page.get_by_role("heading", name="苏阿婆家").wait_for()
    walker.check(page)
    page.goto(household)
    assert page.get_by_text(re.compile("苏阿婆 迁往霞溪村")).first.is_visible()
    page.get_by_role("button", name=re.compile("撤销.*苏阿婆 迁往")).click()
    page.get_by_text("已撤销这次迁移").wait_for()
    assert page.get_by_role("row", name=re.compile("苏阿婆.*岁 婆婆或岳母")).is_visible()

    page.get_by_role("link", name=re.compile("接进一位")).click()
    walker.check(page)
    page.get_by_label("公民身份号码").fill(make("999999", date(1960, 5, 5), 46))
    page.get_by_label("姓名").fill("没有这人")
    page.get_by_label("和户主的关系").select_option(label="其他")
    page.get_by_role("button", name="接进来").click()
    page.get_by_text("没有找到号码和姓名都对得上的人").first.wait_for()
    page.goto(household)
    page.get_by_role("link", name="合并重复登记的户").click()
    walker.check(page)
    page.get_by_label("另一条登记的户编号").fill("没有")
    page.get_by_role("button", name="合并").click()
    page.get_by_text("本村没有这个户编号的另一户").first.wait_for()
    page.goto(household)


def merge_and_undo(page: Page, walker: Walker, served: Served) -> None:
    """The mother stands twice: side by side they are one person; merged, and taken apart again."""
    household = page.url
    page.goto(f"{served.url}/desk/regions/village/{XIAXI}/")
    page.get_by_role("link", name="看看有没有重复登记").click()
    walker.check(page)
    page.get_by_role("row", name=re.compile("苏阿婆")).get_by_role("link", name="比一比").click()
    walker.check(page)
    page.get_by_role("button", name="是同一个人，合并").click()
    page.get_by_text("合并好了").wait_for()
    assert page.get_by_role("row", name=re.compile("苏阿婆")).count() == 0
    page.goto(household)
    page.get_by_role("button", name=re.compile("撤销.*苏阿婆 和 Z2 户的一条重复登记合并")).click()
    page.get_by_text("又是两条登记了").wait_for()
    walker.check(page)
