"""A real Chromium, and how each sort of person signs in with it."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.served import PASSWORD, RESIDENT_PHONE, Served

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


def chromium_path() -> str | None:
    """Where Chromium stands; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        yield browser
        browser.close()


def sign_in_staff(page: Page, served: Served, username: str) -> None:
    """Sign in at the desk."""
    page.goto(f"{served.url}/desk/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{served.url}/desk/")


_signed_in: dict[tuple[str, str], list[Any]] = {}


def sign_in_resident(page: Page, served: Served, phone: str = RESIDENT_PHONE, *, agrees: bool = True) -> None:
    """Sign in at the portal with the code that the console of the server shows, and agree to the basic service.

    A number gets one code a minute: who signed in before, in another journey, comes in by what that browser was given.
    """
    kept = _signed_in.get((served.url, phone))
    if kept is not None:
        page.context.add_cookies(kept)
        page.goto(f"{served.url}/my/")
        if page.url == f"{served.url}/my/":
            return
    page.goto(f"{served.url}/my/sign-in/")
    page.get_by_label("手机号码").fill(phone)
    page.get_by_role("button", name="发验证码给我").click()
    page.wait_for_url(f"{served.url}/my/code/")
    page.get_by_label("短信验证码").fill(served.last_code())
    page.get_by_role("button", name="进入我的家").click()
    page.wait_for_url(re.compile(r"/my/(consent/)?$"))
    if agrees and page.url.endswith("/consent/"):
        page.get_by_role("button", name="我同意").click()
        page.wait_for_url(f"{served.url}/my/")
    _signed_in[served.url, phone] = [
        {"name": c["name"], "value": c["value"], "url": served.url} for c in page.context.cookies()
    ]


def choose_display(page: Page, *names: str) -> None:
    """Tap choices of letters and colours; on a phone the desk's control stands in the menu."""
    for name in names:
        menu = page.locator(".side-menu > summary")
        if menu.count() and menu.is_visible() and not page.locator(".display").is_visible():
            menu.click()
        page.locator(".display > summary").click()
        page.get_by_role("button", name=name).click()
        page.wait_for_load_state("networkidle")
