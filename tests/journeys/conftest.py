"""One served sample province and one browser for all journeys of a test process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import DESKTOP, PHONE, chromium, chromium_path
from tests.served import Served, sample_province

# Journeys share one server, so they run in one test process, one after the other.
pytestmark = pytest.mark.xdist_group("journeys")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys together and mark them; `make test` walks one for each role, `make test-slow` the others."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.journey)
            if item.get_closest_marker("role") is None:
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where there is none the journeys are left out, except in CI, where that is a failure."""
    if chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not on this machine; journeys are left out here. apt-get install chromium")
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The sample province."""
    with sample_province() as found:
        yield found


class Walker:
    """Opens pages in a window of some size and minds what no page may do: errors in the console, faults of access."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def window(self, size: dict[str, int]) -> Page:
        """A new window without any sign-in."""
        context = self.browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda m: self.complaints.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        return page

    def desktop(self) -> Page:
        """A window on a desk."""
        return self.window(DESKTOP)

    def phone(self) -> Page:
        """A window on a cheap phone."""
        return self.window(PHONE)

    def check(self, page: Page) -> None:
        """A page must be usable by everybody: no fault that axe knows, nothing wider than the window, targets to hit."""
        page.wait_for_load_state("networkidle")  # a click may still be on its way to the next page
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in results.response["violations"]]
        assert not faults, f"{page.url}\n" + "\n".join(faults)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{page.url} is {width} px wider than its window"
        broken = page.evaluate(
            "[...document.querySelectorAll('.figure')].filter(e => e.getClientRects().length > 1).length"
        )
        assert not broken, f"{page.url}: a number stands on two lines"
        small = page.evaluate(SMALL_TARGETS)
        assert not small, f"{page.url}: too small to hit: {small}"


# Buttons and fields at least 44 px high on a desk, 48 on a phone; links inside text are as high as the text.
SMALL_TARGETS = """() => {
  const least = window.innerWidth < 900 ? 48 : 44;
  return [...document.querySelectorAll('button, .button, input:not([type=radio],[type=checkbox],[type=hidden]), select')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - 0.5)
    .map(e => (e.textContent || e.name).trim().slice(0, 30) + ' ' + e.getBoundingClientRect().height);
}"""


@pytest.fixture
def walker(browser: Browser) -> Iterator[Walker]:
    """A walker whose windows close with the test; any complaint of the browser fails it."""
    found = Walker(browser)
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []
