"""A newcomer opens the front door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Response

from tests.journeys.conftest import Walker
from tests.served import Served


def test_a_newcomer_sees_the_house_and_its_components(walker: Walker, served: Served) -> None:
    for page in (walker.phone(), walker.desktop()):
        assert page.request.get(f"{served.url}/healthz").text().strip() == "ok"
        page.goto(served.url)
        assert page.get_by_text("84 个县").is_visible()
        walker.check(page)
        page.goto(f"{served.url}/design/")
        walker.check(page)
        page.goto(served.url)
        page.get_by_role("link", name="工作人员入口").click()
        page.wait_for_url(re.compile("/desk/sign-in/"))
        walker.check(page)


@pytest.mark.role("newcomer")
def test_the_first_load_of_the_portal_is_light_enough_for_a_village_phone(walker: Walker, served: Served) -> None:
    page = walker.phone()
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        sizes[answer.url] = int(answer.headers.get("content-length", "0")) or len(answer.body())

    page.on("response", weigh)
    page.goto(f"{served.url}/my/sign-in/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes.values()) < 80_000
    assert [0 < size < 20_000 for url, size in sizes.items() if ".css" in url] == [True]


@pytest.mark.role("newcomer")
def test_what_the_demo_prints_opens_every_door(served: Served) -> None:
    console = served.console.read_text(encoding="utf-8")
    for name in ("huizhang", "nanan", "yingdu", "yunlin", "shenji", "guanli", "19900000001"):
        assert name in console
    assert re.search(r"http://127\.0\.0\.1:\d+/desk/", console)
    assert served.run("doctor", "--json").returncode == 0
    assert served.run("screen", "verify").returncode == 0
    assert served.run("audit", "verify").returncode == 0
