"""Somebody without an account asks what a family is due, on a phone."""

from __future__ import annotations

import pytest

from tests.browser import sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import RESIDENT_PHONE, Served

pytestmark = pytest.mark.journey


@pytest.mark.role("anybody")
def test_anybody_sees_in_a_minute_what_a_family_is_due(walker: Walker, served: Served) -> None:
    phone = walker.phone()
    phone.goto(f"{served.url}/")
    phone.get_by_role("link", name="能领什么").click()
    walker.check(phone)
    phone.get_by_role("button", name="看看能领什么").click()
    phone.get_by_text("还有几处要改一改").wait_for()
    walker.check(phone)
    phone.get_by_label("县（市、区）").select_option(label="南安市")
    phone.locator("[name=hukou][value=here]").check()
    phone.locator("[name=hukou_type][value=rural]").check()
    phone.locator("[name=sex][value=F]").check()
    phone.get_by_label("出生日期", exact=True).fill("1995-04-02")
    phone.get_by_label("老大的出生日期").fill("2025-07-15")
    phone.get_by_label("老大是").select_option(label="女孩")
    phone.get_by_role("button", name="看看能领什么").click()
    phone.get_by_role("heading", name="您家能领的").wait_for()
    card = phone.locator("article", has_text="育儿补贴")
    assert card.get_by_text("3,600 元/年").is_visible()
    card.get_by_text("为什么有，依据什么").click()
    assert card.get_by_text("不满3周岁").is_visible()
    assert card.get_by_role("link", name="《育儿补贴制度实施方案》").is_visible()
    walker.check(phone)
    assert phone.get_by_label("老大的出生日期").input_value() == "2025-07-15"
    walker.complaints.clear()  # the browser notes the 422 as an error of loading; here it is the answer


def test_a_resident_and_her_worker_read_the_same_of_her_family(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_resident(phone, served)
    phone.get_by_role("link", name="能领什么").click()
    phone.get_by_role("heading", name="能领什么").wait_for()
    walker.check(phone)
    mine = phone.locator("article h3").all_inner_texts()
    assert "免费预防接种" in mine
    card = phone.locator("article", has_text="育儿补贴")
    card.get_by_role("button", name="请村里帮我办").click()
    phone.get_by_text("等村里答复").wait_for()
    assert phone.get_by_text("3,600 元/年").is_visible()
    walker.check(phone)
    sign_in_staff(desk, served, "yunlin")
    desk.locator("#search-text").fill(RESIDENT_PHONE)
    desk.get_by_role("button", name="搜索").click()
    desk.locator(".person-chip").first.click()
    desk.get_by_role("link", name="能领什么").click()
    desk.get_by_role("heading", level=1).wait_for()
    walker.check(desk)
    assert set(mine) <= set(desk.locator("article h3").all_inner_texts())
    desk.get_by_role("link", name="参加哪种医保").first.click()
    assert "/circumstances/insurance/" in desk.url
    desk.goto(f"{served.url}/desk/residents/")
    walker.check(desk)
    desk.get_by_role("row", name="申请育儿补贴").get_by_role("link").click()
    walker.check(desk)
    desk.get_by_text("核对过了，照办").click()
    desk.get_by_role("button", name="答复", exact=True).click()
    desk.get_by_text("办好了，申请的人看得到。").wait_for()
    phone.goto(f"{served.url}/my/benefits/")
    phone.locator("article", has_text="育儿补贴").get_by_text("办好了").wait_for()
