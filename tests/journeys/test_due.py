"""Somebody without an account asks what a family is due, on a phone."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Walker
from tests.served import Served

pytestmark = pytest.mark.journey


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
