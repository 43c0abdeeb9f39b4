"""The president looks at the province and walks from a number to the people behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served


def number(page: Page, label: str) -> int:
    tile = page.locator(".tile", has_text=label)
    return int(tile.locator(".figure").inner_text().replace(",", ""))


@pytest.mark.role("president")
def test_the_president_walks_from_the_map_to_the_rows(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "huizhang")
    walker.check(page)
    page.get_by_role("link", name="一屏").click()
    page.locator("[data-map][data-drawn]").wait_for()
    walker.check(page)
    assert page.get_by_text("示意图").is_visible()
    rows = page.locator("tbody tr")
    assert rows.count() == 10
    column = [int(t.replace(",", "")) for t in rows.locator("td:nth-of-type(2)").all_inner_texts()]
    assert sum(column) == number(page, "人口")
    for place in ("泉州市", "南安市", "英都镇"):
        page.get_by_role("link", name=place, exact=True).click()
        page.get_by_role("heading", name=place, exact=True).wait_for()
        walker.check(page)
    page.get_by_role("link", name="芸林村", exact=True).click()
    page.get_by_role("heading", name="芸林村", exact=True).wait_for()
    walker.check(page)
    assert page.locator("[data-map]").count() == 0
    assert page.locator(".tile", has_text="上次登记").is_visible()
    ends = page.locator("tbody tr").last.locator("td").all_inner_texts()
    assert [int(n.replace(",", "")) for n in ends[2:]] == [number(page, "家庭"), number(page, "人口")]
    page.get_by_role("link", name="英都镇", exact=True).click()
    page.get_by_role("heading", name="英都镇", exact=True).wait_for()
    households = number(page, "家庭")
    page.locator(".tile", has_text="家庭").get_by_role("link").click()
    page.wait_for_url(re.compile("/rows/households/"))
    assert page.get_by_text(f"共 {households:,} 户").is_visible()
    assert page.get_by_role("link", name="下一页").is_visible()
    walker.check(page)
    page.locator(".household-card a").first.click()
    assert page.get_by_text("只能看").is_visible()
    walker.check(page)
    assert page.get_by_role("link", name="修改").count() == 0


def test_a_click_on_the_map_opens_the_place(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "huizhang")
    page.goto(f"{served.url}/screen/")
    page.locator("[data-map][data-drawn]").wait_for()
    page.wait_for_timeout(400)
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    page.wait_for_url(re.compile("/screen/city/"))


def test_the_screen_is_read_on_a_phone_too(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "pingtan")
    page.goto(f"{served.url}/screen/")
    page.locator("[data-map][data-drawn]").wait_for()
    assert page.get_by_role("heading", name="平潭综合实验区").is_visible()
    walker.check(page)
    village = walker.phone()
    sign_in_staff(village, served, "yunlin")
    village.goto(f"{served.url}/screen/")
    village.get_by_role("heading", name="芸林村", exact=True).wait_for()
    walker.check(village)
