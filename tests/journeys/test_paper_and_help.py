"""Pages on paper, and the help that stands in them: for who has no script, a keyboard only, or large letters."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PHONE, choose_display, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

VILLAGE = "/desk/regions/village/350583103201/"
WHITE, CLEAR = "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"
WITH_HELP = ("/desk/imports/", "/desk/residents/", f"{VILLAGE}duplicates/", "/screen/")


def seen(page: Page, selector: str) -> int:
    """How many of these can be seen."""
    return sum(each.is_visible() for each in page.locator(selector).all())


def test_a_family_a_list_and_the_screen_are_printed_black_on_white_without_what_is_clicked(
    walker: Walker, served: Served
) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    choose_display(page, "深色")
    page.goto(f"{served.url}{VILLAGE}people/")
    family = page.locator("tbody th a").first.get_attribute("href")
    for address in (f"{VILLAGE}people/", family, f"{VILLAGE}rows/people/", "/screen/"):
        page.emulate_media(media="screen")
        page.goto(f"{served.url}{address}")
        assert seen(page, ".print-head, .print-foot") == 0
        page.emulate_media(media="print")
        assert page.locator(".print-head").inner_text().split() == ["芸林村计划生育协会", "家和"]
        assert "（盖章）" in page.locator(".print-foot").inner_text()
        assert page.locator(".print-foot").bounding_box()["height"] >= 150  # type: ignore[index]  # px: a stamp is 40 mm
        assert seen(page, "nav a, .button, .side, .help, form button, .tick input") == 0
        for element in ("body", "main"):
            ground, ink = page.locator(element).evaluate(
                "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            )
            assert ground in {WHITE, CLEAR}
            assert ink == "rgb(0, 0, 0)"
        assert seen(page, "table") == 1 or address == "/screen/"
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_help_is_opened_with_the_keyboard_and_large_enough_for_a_thumb(walker: Walker, served: Served) -> None:
    for page in (walker.phone(), walker.desktop()):
        sign_in_staff(page, served, "yunlin")
        for mode in (("平常",), ("长辈版", "深色")):
            page.goto(f"{served.url}/desk/")
            choose_display(page, *mode)
            for address in WITH_HELP:
                page.goto(served.url + address)
                summary = page.locator(".help > summary").first
                assert summary.bounding_box()["height"] >= (60 if "长辈版" in mode else 48)  # type: ignore[index]
                words = page.locator(".help-body").first
                assert not words.is_visible()
                summary.focus()
                page.keyboard.press("Enter")
                words.wait_for()
                walker.check(page)
                page.keyboard.press("Space")
                assert not words.is_visible()


def test_help_needs_no_script(browser: Browser, served: Served) -> None:
    for size in (PHONE, DESKTOP):
        page = browser.new_context(viewport=size, java_script_enabled=False).new_page()  # type: ignore[arg-type]
        sign_in_staff(page, served, "nanan")
        page.goto(f"{served.url}/desk/accounts/")
        page.locator(".help > summary").click()
        assert page.get_by_text("每一级管下一级").is_visible()
