"""A long list is asked for, looked at and approved by a second person, and saved; a short one is made at once."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

CROWDED = "350526100"  # a township of 德化县 that no other journey looks at


def test_a_city_asks_for_a_long_list_the_president_approves_and_it_is_saved(walker: Walker, served: Served) -> None:
    assert served.run("synth", "--region", CROWDED, "--households", "450", "--seed", "3").returncode == 0
    asking, answering = walker.desktop(), walker.desktop()
    sign_in_staff(asking, served, "quanzhou")
    ask_for_the_long_list(asking, walker)
    sign_in_staff(answering, served, "huizhang")
    approve(answering, walker)
    save(asking, walker)
    answering.reload()
    assert answering.get_by_text("名单做好了，由申请的同事下载").is_visible()
    assert answering.get_by_role("link", name="下载名单").count() == 0
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def ask_for_the_long_list(page: Page, walker: Walker) -> None:
    """From the navigation to a request that waits; without saying why, it is refused in words."""
    page.get_by_role("link", name="导出名单").click()
    walker.check(page)
    page.get_by_role("link", name="导出一份名单").click()
    page.get_by_label("哪里的人").select_option(label="德化县")
    page.get_by_role("button", name="看有多少人").click()
    page.wait_for_url(re.compile("/county/350526000000/export/"))
    assert page.get_by_text("超过 1,000 人的名单要两个人").is_visible()
    walker.check(page)
    page.get_by_role("button", name="提交申请").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_label("这份名单要做什么用").fill("核对奖励扶助名册")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已经提交，等另一位同事批准").wait_for()
    assert page.get_by_text("省会长").first.is_visible()
    assert page.get_by_role("button", name="答复").count() == 0
    walker.check(page)


def approve(page: Page, walker: Walker) -> None:
    """The second person finds the request on the first page and among what he was told, and answers it."""
    walker.check(page)
    assert page.get_by_role("link", name=re.compile("德化县")).filter(has_text="人").first.is_visible()
    page.get_by_role("link", name=re.compile("^消息")).click()
    walker.check(page)
    page.get_by_role("link", name=re.compile("德化县有一份名单等人审批")).first.click()
    page.get_by_role("heading", name="德化县的名单").wait_for()
    walker.check(page)
    page.get_by_role("button", name="答复").click()
    page.get_by_role("alert").wait_for()
    page.get_by_text("批准", exact=True).first.click()
    page.get_by_role("button", name="答复").click()
    page.get_by_text("已批准").first.wait_for()


def save(page: Page, walker: Walker) -> None:
    """The one who asked saves the list: masked, with a sheet that says what it is."""
    for _ in range(30):
        page.reload()
        if page.get_by_role("link", name="下载名单").count():
            break
        page.wait_for_timeout(1000)
    walker.check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载名单").click()
    assert re.fullmatch(r"名单-德化县-\d{4}-\d\d-\d\d\.xlsx", download.value.suggested_filename)
    book = CalamineWorkbook.from_path(str(download.value.path()))
    rows = book.get_sheet_by_name("人员").to_python()
    assert len(rows) > 1000
    assert all("•" in str(row[4]) or row[4] == "" for row in rows[1:])
    page.get_by_role("link", name="导出名单").first.click()
    assert page.get_by_role("row", name=re.compile("德化县.*可以下载")).is_visible()
    walker.check(page)
    page.get_by_role("link", name=re.compile("^消息")).click()
    assert page.get_by_text("您申请的德化县名单：批准了").first.is_visible()
    page.get_by_role("button", name="都看过了").click()
    walker.check(page)
    assert page.get_by_role("button", name="都看过了").count() == 0


def test_a_worker_saves_a_short_list_on_her_phone(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/regions/village/350583103201/people/?category=elders")
    page.get_by_role("link", name="导出这份名单").click()
    assert page.get_by_label("人群").input_value() == "elders"
    walker.check(page)
    page.get_by_role("button", name="生成名单").click()
    page.get_by_role("link", name="下载名单").wait_for(timeout=30_000)
    walker.check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载名单").click()
    assert download.value.suggested_filename.startswith("名单-芸林村-")
    page.goto(f"{served.url}/desk/exports/")
    walker.check(page)
