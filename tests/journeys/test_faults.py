"""The pages of faults in a browser: readable in every mode, on a phone and on a desk, and a way back that leads back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE, choose_display, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_somebody_who_lost_the_way_finds_back(
    browser: Browser, walker: Walker, served: Served, size: dict[str, int]
) -> None:
    # A window of its own: the browser complains of every 404 and 403, which here is what is wanted.
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]
    sign_in_staff(page, served, "shenji")
    for mode in (("平常", "浅色"), ("长辈版", "深色")):
        page.goto(f"{served.url}/desk/")
        choose_display(page, *mode)
        for address, heading in (
            ("/desk/no-such-page/", "没有找到这一页"),
            ("/desk/regions/village/350583103201/", "您的岗位看不了这一页"),
        ):
            page.goto(served.url + address)
            page.get_by_role("heading", level=1, name=heading).wait_for()
            walker.check(page)
            page.get_by_role("link", name="回工作台").click()
            page.wait_for_url(f"{served.url}/desk/")
    page.context.close()
