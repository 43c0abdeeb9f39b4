"""A young mother signs in on her phone."""

from __future__ import annotations

import re

import pytest

from tests.browser import choose_display, sign_in_resident
from tests.journeys.conftest import Walker
from tests.served import Served


@pytest.mark.role("resident")
def test_a_resident_signs_in_and_sees_her_family(walker: Walker, served: Served) -> None:
    page = walker.phone()
    page.goto(served.url)
    page.get_by_role("link", name="我的家").click()
    walker.check(page)
    sign_in_resident(page, served)
    walker.check(page)
    assert page.get_by_text("芸林村").first.is_visible()
    assert page.get_by_text("199••••0001").is_visible()
    assert page.locator("text=女儿").or_(page.locator("text=儿子")).first.is_visible()
    assert "999999" not in page.content()
    for choice in ("长辈版", "深色", "平常"):
        choose_display(page, choice)
        assert page.url == f"{served.url}/my/"
        walker.check(page)
    page.get_by_role("link", name=re.compile("^消息")).click()
    page.get_by_role("heading", name="消息", exact=True).wait_for()
    walker.check(page)
    page.get_by_role("link", name="回到我的家").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(f"{served.url}/my/sign-in/")
    page.goto(f"{served.url}/my/")
    assert "/my/sign-in/" in page.url


def test_a_wrong_code_says_so_and_an_unknown_number_learns_nothing(walker: Walker, served: Served) -> None:
    page = walker.phone()
    page.goto(f"{served.url}/my/sign-in/")
    page.get_by_label("手机号码").fill("12345")
    page.get_by_role("button", name="发验证码给我").click()
    assert page.get_by_text("请输入 11 位手机号码。").first.is_visible()
    page.get_by_label("手机号码").fill("13811112222")
    page.get_by_role("button", name="发验证码给我").click()
    page.wait_for_url(f"{served.url}/my/code/")
    page.get_by_label("短信验证码").fill("000000")
    page.get_by_role("button", name="进入我的家").click()
    assert page.get_by_text("验证码不对").first.is_visible()
    assert "138••••2222" not in served.console.read_text(encoding="utf-8")
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer
