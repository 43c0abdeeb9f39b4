"""Proving who one is, in a real browser: an app on the phone, codes on paper, a passkey, and the devices one uses."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from jiahe.foundation.accounts.one_time import STEP, code_at
from tests.browser import PASSWORD, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served


def code_of(secret: str, step: int) -> str:
    """The code of a step, once it is near enough to be taken."""
    time.sleep(max(0.0, (step - 1) * STEP + 1 - time.time()))
    return code_at(secret, step)


def give_password(page: Page, served: Served, username: str) -> None:
    page.goto(f"{served.url}/desk/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.role("secretary")
def test_a_secretary_proves_herself_with_her_phone_and_with_a_paper_code(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "pingtan")
    page.get_by_role("link", name="我的账号").click()
    walker.check(page)
    page.get_by_role("link", name="设置验证器").click()
    assert page.locator("svg.qr").is_visible()
    walker.check(page)
    page.get_by_text("扫不了？手动输入").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    step = int(time.time()) // STEP
    page.get_by_label("验证器上的 6 位数字").fill(code_at(secret, step))
    page.get_by_role("button", name="打开两步验证").click()
    page.get_by_text("只显示这一次").wait_for()
    walker.check(page)
    paper = page.locator(".paper-codes li").all_inner_texts()
    page.get_by_role("button", name="我抄好了").click()
    page.get_by_text("还有 10 个没用过").wait_for()

    phone = walker.phone()
    give_password(phone, served, "pingtan")
    phone.get_by_role("heading", name="还有一步").wait_for()
    walker.check(phone)
    phone.get_by_label("6 位数字").fill(code_of(secret, step + 1))
    phone.get_by_role("button", name="进入工作台").click()
    phone.wait_for_url(f"{served.url}/desk/")
    phone.goto(f"{served.url}/desk/account/")
    walker.check(phone)
    phone.get_by_role("button", name="其他设备都退出").click()
    phone.get_by_text("其他 1 台设备已经退出").wait_for()
    page.reload()
    page.wait_for_url(re.compile("/desk/sign-in/"))
    assert page.get_by_text("在别处结束了这次登录").is_visible()

    give_password(page, served, "pingtan")
    page.get_by_label("6 位数字").fill(paper[0])
    page.get_by_role("button", name="进入工作台").click()
    page.wait_for_url(f"{served.url}/desk/")
    page.goto(f"{served.url}/desk/account/")
    assert page.get_by_text("还有 9 个没用过").is_visible()
    page.get_by_role("button", name="移除验证器").click()
    page.get_by_text("验证器已经移除").wait_for()


def test_a_secretary_signs_in_with_a_passkey_and_nothing_else(walker: Walker, served: Served) -> None:
    # A passkey belongs to a name, and this machine's name is localhost.
    named = replace(served, url=served.url.replace("127.0.0.1", "localhost"))
    page = walker.desktop()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in_staff(page, named, "nanan")
    page.goto(f"{named.url}/desk/account/")
    page.get_by_role("link", name="添加通行密钥").click()
    walker.check(page)
    page.get_by_label("给它起个名字").fill("办公室电脑")
    page.get_by_role("button", name="在这台设备上添加").click()
    page.get_by_role("button", name="我抄好了").click()
    page.get_by_text("办公室电脑").first.wait_for()
    walker.check(page)

    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(f"{named.url}/desk/")

    page.get_by_role("button", name="退出", exact=True).click()
    give_password(page, named, "nanan")
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(f"{named.url}/desk/")
    page.goto(f"{named.url}/desk/account/")
    page.get_by_role("button", name=re.compile("移除.*办公室电脑")).click()
    page.get_by_text("通行密钥“办公室电脑”已经移除").wait_for()


AWAY = "from jiahe.foundation.accounts.models import SignIn; from datetime import timedelta as d; " + (
    "[SignIn.objects.filter(pk=s.pk).update(used_at=s.used_at - d(minutes=32)) for s in SignIn.objects.all()]"
)


def test_a_worker_comes_back_after_lunch_and_what_she_typed_is_still_there(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sign_in_staff(page, served, "yunlin")
    page.clock.install()
    page.goto(f"{served.url}/desk/")
    note = page.locator("[data-idle]")
    assert not note.is_visible()
    page.clock.fast_forward("28:15")
    note.wait_for()
    walker.check(page)
    with page.expect_response(re.compile("/design/stay/")):
        note.get_by_role("button", name="继续").click()
    note.wait_for(state="hidden")
    page.clock.fast_forward("20:00")
    assert not note.is_visible()

    page.goto(f"{served.url}/desk/regions/village/350583103201/")
    page.locator(".household-card a").first.click()
    page.wait_for_url(re.compile(r"/desk/households/\d+/"))
    household = page.url
    page.goto(f"{household}address/")
    page.get_by_label("住址").fill("岭头 7 号")
    assert served.run("django", "shell", "-c", AWAY).returncode == 0
    page.clock.fast_forward("32:00")
    page.get_by_text("填的内容还在这一页").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("有一阵子没有操作").wait_for()
    walker.check(page)
    page.get_by_label("账号").fill("yunlin")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", name="刚才填的还在").wait_for()
    walker.check(page)
    page.get_by_role("button", name="接着提交").click()
    page.wait_for_url(household)
    assert page.get_by_text("岭头 7 号").is_visible()
