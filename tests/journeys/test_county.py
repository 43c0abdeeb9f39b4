"""A county's secretary goes through all her townships, on sample data of the whole county."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE, sign_in_staff
from tests.journeys.conftest import Walker
from tests.provinces import fujian
from tests.served import Served, sample_province

pytestmark = pytest.mark.slow
COUNTY, FAMILIES = "350583", 1500


@pytest.fixture(scope="module")
def county() -> Iterator[Served]:
    """A sample province in which every township of 南安市 has families."""
    with sample_province(households=0) as found:
        made = found.run("synth", "--region", COUNTY, "--households", str(FAMILIES), "--seed", "11")
        assert made.returncode == 0, made.stderr
        yield found


def figure(page: Page, label: str) -> int:
    return int(page.locator(".tile", has_text=label).locator(".figure").first.inner_text().replace(",", ""))


def test_every_page_of_every_township_of_a_county_opens_and_agrees(walker: Walker, county: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, county, "nanan")
    page.goto(f"{county.url}/screen/")
    page.locator("[data-map][data-drawn]").wait_for()
    whole = {label: figure(page, label) for label in ("家庭", "人口")}
    rows = page.locator("tbody tr")
    townships = [(link.inner_text(), link.get_attribute("href") or "") for link in rows.locator("th a").all()]
    listed = [each for each in fujian() if each["code"].startswith(COUNTY) and each["level"] == "township"]
    assert len(townships) == len(listed)
    added = dict.fromkeys(whole, 0)
    for place, (name, address) in enumerate(townships):
        page.goto(county.url + address)
        page.get_by_role("heading", name=name, exact=True).wait_for()
        here = {label: figure(page, label) for label in whole}
        assert here["人口"] > 0, f"{name} has nobody"
        for label, number in here.items():
            added[label] += number
        walk_desk(page, walker, county, address.replace("/screen/", "/desk/regions/"), here, closely=place < 2)
        page.set_viewport_size(PHONE if place % 2 == 0 else DESKTOP)
    assert added == whole


def walk_desk(page: Page, walker: Walker, county: Served, region: str, here: dict[str, int], *, closely: bool) -> None:
    """What the desk shows of one township: its units, its people, its pairs, one family of it.

    The first two, at one size each, are looked at as closely as every journey looks; the others must fit the window.
    """

    def look() -> None:
        if closely:
            walker.check(page)
        else:
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
                page.url
            )

    for part in ("", "people/", "people/?category=elders", "duplicates/", "rows/births/", "export/"):
        response = page.goto(county.url + region + part)
        assert response is not None
        assert response.status == 200, page.url
        look()
    page.goto(f"{county.url}{region}rows/people/")
    assert page.get_by_text(f"共 {here['人口']:,} 人").is_visible()
    page.goto(f"{county.url}{region}rows/households/")
    assert page.get_by_text(f"共 {here['家庭']:,} 户").is_visible()
    page.locator(".household-card a").first.click()
    page.wait_for_url(re.compile(r"/desk/households/\d+/"))
    look()
