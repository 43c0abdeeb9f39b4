"""A grandmother reads in large letters, a worker by night; both find every page whole."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser import PHONE, choose_display, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

# Colours as the browser computes them.
NIGHT, PAPER = "rgb(14, 26, 31)", "rgb(251, 248, 242)"
ROOT = "document.documentElement"


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def letters(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))


def test_somebody_chooses_large_letters_and_dark_on_her_phone(walker: Walker, served: Served) -> None:
    page = walker.phone()
    page.goto(f"{served.url}/my/sign-in/")
    before = letters(page)
    page.locator(".display > summary").click()
    walker.check(page)
    page.get_by_role("button", name="长辈版").click()
    page.wait_for_url(f"{served.url}/my/sign-in/")
    assert letters(page) == before * 1.25
    choose_display(page, "深色")
    assert ground(page) == NIGHT
    for address in ("/", "/my/sign-in/", "/desk/sign-in/", "/design/", "/my/"):
        page.goto(served.url + address)
        walker.check(page)
    page.goto(served.url)
    page.locator(".display > summary").click()
    assert page.get_by_role("button", name="深色", pressed=True).is_visible()
    assert page.get_by_role("button", name="浅色", pressed=False).is_visible()
    page.locator(".display > summary").click()
    choose_display(page, "浅色", "平常")
    assert (ground(page), letters(page)) == (PAPER, before)


def test_a_worker_works_in_every_mode(walker: Walker, served: Served) -> None:
    for page in (walker.desktop(), walker.phone()):
        sign_in_staff(page, served, "yunlin")
        pages = ["/desk/", "/desk/regions/village/350583103201/", "/desk/imports/", "/desk/search/", "/screen/"]
        pages += [f"/desk/regions/village/350583103201/{part}/" for part in ("people", "duplicates")]
        page.goto(served.url + pages[1])
        page.locator(".household-card a").first.click()
        pages.append(page.url.removeprefix(served.url))
        page.goto(f"{served.url}/desk/")
        for names in (("深色",), ("长辈版",), ("浅色",)):
            choose_display(page, *names)
            for address in pages:
                page.goto(served.url + address)
                walker.check(page)
            page.goto(f"{served.url}/desk/")


def test_the_device_decides_where_nobody_chose(walker: Walker, served: Served) -> None:
    page = walker.phone()
    page.emulate_media(color_scheme="dark")
    page.goto(served.url)
    assert ground(page) == NIGHT
    walker.check(page)
    page.emulate_media(color_scheme="light")
    assert ground(page) == PAPER
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(f"getComputedStyle({ROOT}).colorScheme") == "light"


def test_the_choice_is_made_without_script_too(walker: Walker, served: Served) -> None:
    context = walker.browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)  # type: ignore[arg-type]
    walker.contexts.append(context)
    page = context.new_page()
    page.goto(f"{served.url}/desk/sign-in/?next=/desk/")
    page.locator(".display > summary").click()
    page.get_by_role("button", name="深色").click()
    page.wait_for_url(f"{served.url}/desk/sign-in/?next=/desk/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_question_is_asked_in_a_dialog_and_on_a_page_of_its_own_without_script(
    walker: Walker, served: Served
) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/regions/village/350583103201/")
    page.locator(".household-card a").first.click()
    page.wait_for_url(re.compile("/desk/households/"))
    household = page.url
    question = page.get_by_role("link", name=re.compile("的号码")).first
    question.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("为什么要看").wait_for()
    walker.check(page)
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-asks')")
    question.click()
    dialog.get_by_role("link", name="返回").click()
    assert (dialog.count(), page.url) == (0, household)
    question.click()
    dialog.get_by_role("button", name="关上").click()
    assert dialog.count() == 0
    question.click()
    dialog.get_by_label("为什么要看").fill("核对育儿补贴申请")
    dialog.get_by_role("button", name="查看").click()
    page.locator(".number-shown").wait_for()

    plain = walker.browser.new_context(
        storage_state=page.context.storage_state(), java_script_enabled=False, locale="zh-CN"
    )
    walker.contexts.append(plain)
    still = plain.new_page()
    still.goto(household)
    still.get_by_role("link", name=re.compile("的号码")).first.click()
    still.get_by_label("为什么要看").wait_for()
    assert still.url.endswith("/reveal/")


def test_what_is_on_its_way_says_so_and_stands_still_for_those_who_ask(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    page.goto(f"{served.url}/design/")
    busy = page.locator("button[aria-busy=true]").first
    ring = "e => getComputedStyle(e, '::before').animationName"
    assert busy.evaluate(ring) == "turn"
    page.emulate_media(reduced_motion="reduce")
    assert busy.evaluate(ring) == "none"
    assert page.locator(".skeleton").first.evaluate("e => getComputedStyle(e).animationName") == "none"
