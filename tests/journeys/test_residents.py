"""Residents on their phones and the worker at her desk: consent, who looked, claims, corrections, phones, the family's word."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page

from jiahe.registry.id_number import make
from tests.browser import choose_display, sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served


def register(page: Page, served: Served, name: str, number: str, phone: str) -> str:
    """A household of one, registered at the desk; returns the address of its page."""
    page.goto(f"{served.url}/desk/regions/village/350583103201/new-household/")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("公民身份号码").fill(number)
    if phone:
        page.get_by_label("手机号码").fill(phone)
    page.get_by_role("button", name="保存这一户").click()
    page.get_by_role("heading", name=f"{name}家").wait_for()
    return page.url


def test_a_resident_agrees_sees_who_looked_and_takes_a_consent_back(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_staff(desk, served, "yunlin")
    household = register(desk, served, "苏明月", make("999999", date(1991, 6, 8), 122), "18800000001")
    desk.goto(household)
    sign_in_resident(phone, served, "18800000001", agrees=False)
    assert phone.url.endswith("/consent/")
    assert "苏明月" not in phone.content()
    walker.check(phone)
    phone.get_by_role("button", name="我同意").click()
    phone.wait_for_url(f"{served.url}/my/")
    phone.get_by_role("link", name="谁看过").click()
    phone.get_by_text("看了您家的登记").wait_for()
    assert phone.get_by_text("芸林村 · 村级工作者").first.is_visible()
    walker.check(phone)
    choose_display(phone, "长辈版")
    walker.check(phone)
    choose_display(phone, "平常")
    phone.get_by_role("link", name="我的", exact=True).click()
    walker.check(phone)
    phone.get_by_role("link", name="资料留多久").click()
    walker.check(phone)
    phone.go_back()
    phone.get_by_role("link", name="带走一份").click()
    walker.check(phone)
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="下载一份").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    phone.get_by_role("link", name="我的", exact=True).click()
    phone.get_by_role("link", name="我的同意").click()
    walker.check(phone)
    phone.get_by_role("link", name="健康情况").click()
    phone.get_by_role("button", name="我同意").click()
    phone.get_by_text("已同意：健康情况").wait_for()
    phone.get_by_role("link", name="基本服务").click()
    assert phone.get_by_text("马上退出").first.is_visible()
    walker.check(phone)
    phone.get_by_role("button", name="收回同意，并且退出").click()
    phone.get_by_role("heading", name="已经收回").wait_for()
    walker.check(phone)


def test_a_stranger_asks_to_be_bound_and_the_worker_confirms(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_staff(desk, served, "yunlin")
    number = make("999999", date(1988, 3, 9), 135)
    register(desk, served, "罗大海", number, "")
    phone.goto(f"{served.url}/my/sign-in/")
    phone.get_by_role("link", name="申请用新号码登录").click()
    walker.check(phone)
    phone.get_by_label("姓名").fill("罗大海")
    phone.get_by_label("公民身份号码").fill(number)
    phone.get_by_label("手机号码").fill("18800000002")
    phone.get_by_role("button", name="发验证码给我").click()
    phone.wait_for_url(f"{served.url}/my/claim/code/")
    walker.check(phone)
    phone.get_by_label("短信验证码").fill(served.last_code())
    phone.get_by_role("button", name="交上去").click()
    phone.get_by_role("heading", name="收到了").wait_for()
    walker.check(phone)
    desk.goto(f"{served.url}/desk/")
    desk.get_by_role("link", name="居民申请").click()
    walker.check(desk)
    desk.get_by_role("link", name="罗大海").click()
    assert desk.get_by_text("188••••0002").is_visible()
    walker.check(desk)
    desk.get_by_text("核对过了，照办").click()
    desk.get_by_role("button", name="答复", exact=True).click()
    desk.get_by_text("办好了，申请的人看得到。").wait_for()
    served.says("现在可以用它登录")
    phone.goto(f"{served.url}/my/not-me/")
    assert "/my/sign-in/" in phone.url


def test_a_correction_is_asked_for_and_accepted(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_staff(desk, served, "yunlin")
    register(desk, served, "何小云", make("999999", date(1993, 2, 7), 144), "18800000003")
    sign_in_resident(phone, served, "18800000003")
    phone.get_by_role("link", name="看我的登记").click()
    walker.check(phone)
    phone.get_by_role("link", name=re.compile("我要改.*职业")).click()
    walker.check(phone)
    phone.get_by_role("button", name="交给村里").click()
    assert phone.get_by_text("请填写应该是什么。").first.is_visible()
    phone.get_by_label("应该是").fill("茶农")
    phone.get_by_role("button", name="交给村里").click()
    phone.get_by_text("等村里答复").wait_for()
    walker.check(phone)
    request = phone.url
    desk.goto(f"{served.url}/desk/residents/")
    desk.get_by_role("link", name="何小云").click()
    desk.get_by_text("核对过了，照办").click()
    desk.get_by_role("button", name="答复", exact=True).click()
    desk.get_by_text("办好了，申请的人看得到。").wait_for()
    phone.goto(request)
    assert phone.get_by_text("办好了").first.is_visible()
    phone.get_by_role("link", name="我的申请", exact=True).click()
    walker.check(phone)
    phone.goto(f"{served.url}/my/mine/delete/")
    walker.check(phone)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def test_a_resident_changes_her_phone(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_staff(desk, served, "yunlin")
    register(desk, served, "方春燕", make("999999", date(1994, 4, 4), 156), "18800000004")
    sign_in_resident(phone, served, "18800000004")
    phone.goto(f"{served.url}/my/mine/")
    phone.get_by_role("link", name="登录的手机").click()
    phone.get_by_text("就是这台").wait_for()
    walker.check(phone)
    phone.goto(f"{served.url}/my/mine/phone/")
    walker.check(phone)
    phone.get_by_label("新的手机号码").fill("18800000005")
    phone.get_by_role("button", name="发验证码", exact=True).click()
    # The code for signing in was sent less than a minute ago, so that a second one is refused in words.
    assert phone.get_by_text("一分钟后").first.is_visible()
    walker.check(phone)
    phone.get_by_role("link", name="告诉我们").click()
    walker.check(phone)
    phone.get_by_role("button", name="号码现在是我的，请分开").click()
    phone.get_by_role("heading", name="已经分开").wait_for()
    walker.check(phone)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def test_a_worker_acts_for_a_family_without_a_phone(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "yunlin")
    register(page, served, "蔡老伯", make("999999", date(1948, 9, 1), 111), "18800000006")
    page.get_by_role("link", name="代这一家办").click()
    walker.check(page)
    page.get_by_role("link", name="记下同意或收回").click()
    walker.check(page)
    page.get_by_text("基本服务", exact=True).first.click()
    page.get_by_label("谁说的").fill("本人")
    page.get_by_role("button", name="记下").click()
    page.get_by_text("同意了：基本服务").wait_for()
    page.get_by_role("link", name="请家里人代办").click()
    walker.check(page)
    page.go_back()
    page.get_by_role("link", name="手机号换了主人").click()
    walker.check(page)
    page.get_by_role("button", name="把号码分开").click()
    page.get_by_text("号码已经分开").wait_for()
    page.get_by_role("link", name=re.compile("代这一家办")).click()
    page.get_by_role("link", name="要删除资料").click()
    walker.check(page)
    page.get_by_label("家里人怎么说").fill("本人当面说的")
    page.get_by_role("button", name="记下申请").click()
    page.get_by_text("记下了，请核对以后答复").wait_for()
    walker.check(page)
    page.get_by_text("不办", exact=True).click()
    page.get_by_label("说明").fill("再想一想")
    page.get_by_role("button", name="答复", exact=True).click()
    page.get_by_text("已答复：不办").wait_for()
