"""A county raises a standard: proposed with its document, counted through, published by the city, read by a family's worker."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

PLACE = "350526"  # 德化县, of which no other journey reads what is due
TOWNSHIP = "350526101"


@pytest.mark.role("city secretary")
def test_a_county_raises_a_standard_and_the_city_publishes_it(walker: Walker, served: Served) -> None:
    assert served.run("synth", "--region", TOWNSHIP, "--households", "30", "--seed", "5").returncode == 0
    city, president = walker.desktop(), walker.desktop()
    sign_in_staff(city, served, "quanzhou")
    sign_in_staff(president, served, "huizhang")
    propose(city, walker, served)
    count(city, walker)
    publish(president, walker)
    city.reload()
    assert city.get_by_text("已发布").first.is_visible()
    walker.check(city)
    take_back(city, walker, served)
    days_of_a_rule(president, walker, served)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def propose(page: Page, walker: Walker, served: Served) -> None:
    """From the empty list to a proposal; what is missing is said at its field."""
    page.get_by_role("link", name="政策参数").first.click()
    page.get_by_role("link", name="修改记录").click()
    walker.check(page)
    page.goto(f"{served.url}/desk/law/childcare_subsidy/")
    page.get_by_role("link", name="提出修改").click()
    walker.check(page)
    page.get_by_role("button", name="提出修改").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_label("适用的地方").select_option(label="德化县")
    page.get_by_label("从哪天起").fill("2026-01-01")
    page.get_by_label("数值（").fill("4200")
    page.get_by_label("依据的文件").fill("德化县育儿补贴提标办法")
    page.get_by_label("为什么要改").fill("县里今年提高了标准")
    page.get_by_role("button", name="提出修改").click()
    page.get_by_role("heading", name="育儿补贴标准").wait_for()


def count(page: Page, walker: Walker) -> None:
    """The households of the county are gone through while one watches."""
    page.get_by_text("看了多少户").wait_for(timeout=60_000)
    assert page.get_by_text("数额变多").is_visible()
    assert page.get_by_text(re.compile("可以请他们来审核.*省会长")).is_visible()
    walker.check(page)


def publish(page: Page, walker: Walker) -> None:
    """The second person finds it among what he was told, and answers."""
    page.get_by_role("link", name=re.compile("^消息")).click()
    page.get_by_role("link", name=re.compile("有一处政策修改等您审核")).first.click()
    page.get_by_role("heading", name="育儿补贴标准").wait_for()
    walker.check(page)
    page.get_by_role("button", name="确定").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_text("核对过原文，发布").click()
    page.get_by_role("button", name="确定").click()
    page.get_by_text("发布了。从执行的日子起").first.wait_for()
    walker.check(page)


def take_back(page: Page, walker: Walker, served: Served) -> None:
    """A second thought: one's own proposal is taken back."""
    page.goto(f"{served.url}/desk/law/childcare_month/propose/")
    page.get_by_label("适用的地方").select_option(label="德化县")
    page.get_by_label("从哪天起").fill("2026-06-01")
    page.get_by_label("数值（").fill("350")
    page.get_by_label("依据的文件").fill("德化县育儿补贴提标办法")
    page.get_by_label("为什么要改").fill("写错了")
    page.get_by_role("button", name="提出修改").click()
    page.get_by_role("button", name="撤回").click()
    page.get_by_text("已撤回").first.wait_for()
    page.get_by_role("link", name="修改记录").first.click()
    page.get_by_role("row", name=re.compile("已发布")).wait_for()
    walker.check(page)


def days_of_a_rule(page: Page, walker: Walker, served: Served) -> None:
    """The province alone changes from when to when a rule acts."""
    page.goto(f"{served.url}/desk/law/rules/care_voucher/2026-01-01/propose/")
    assert page.get_by_label("从哪天起执行").input_value() == "2026-01-01"
    walker.check(page)
