"""Today and the settings walked: a township opens its numbers, a county sets a programme, a resident reads it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page

from tests.browser import sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

TALKS = "three-talks-two-visits"


def hear(page: Page, served: Served, name: str) -> None:
    """A visitor is heard at the village."""
    page.goto(f"{served.url}/desk/cases/new/reception/")
    page.get_by_label("怎么称呼").fill(name)
    page.get_by_label("是哪方面的事").select_option(label="补贴、奖励扶助")
    page.get_by_label("是怎么回事").fill("今年没有到账")
    page.get_by_role("button", name="记下").click()
    page.get_by_role("heading", name=name).wait_for()


def count(text: str) -> int:
    """The number in some words."""
    found = re.search(r"[\d,]+", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))


def test_a_township_opens_the_numbers_of_today_and_helps(walker: Walker, served: Served) -> None:
    village, phone, township = walker.desktop(), walker.phone(), walker.desktop()
    sign_in_staff(village, served, "yunlin")
    hear(village, served, "郑阿公")
    village.goto(f"{served.url}/desk/")
    walker.check(village)
    village.get_by_role("link", name="郑阿公：补贴、奖励扶助").wait_for()
    for number in village.locator(".agenda-figure").all():
        number.click(modifiers=["ControlOrMeta"])  # beside the page, so that the others stay
    for tab in village.context.pages[1:]:
        tab.wait_for_load_state()
        shown = count(tab.locator("main .muted").first.inner_text().rsplit("共", 1)[1])
        assert tab.locator(".agenda-what").count() == shown
        walker.check(tab)
    sign_in_staff(phone, served, "yunlin")
    walker.check(phone)
    sign_in_staff(township, served, "yingdu")
    walker.check(township)
    load = township.get_by_role("region", name="各地在办和超期的事").get_by_role("row", name="芸林村")
    shown = count(load.get_by_role("link").last.inner_text())
    load.get_by_role("link").last.click()
    township.get_by_role("heading", level=1, name="待办").wait_for()
    walker.check(township)
    assert township.locator(".agenda-what").count() == shown
    walk_to_the_rows(walker, served)


def walk_to_the_rows(walker: Walker, served: Served) -> None:
    """From the county to the township, the village and the cases behind the number."""
    page = walker.desktop()
    sign_in_staff(page, served, "nanan")
    page.goto(f"{served.url}/screen/programmes/{TALKS}/")
    walker.check(page)
    for place in ("英都镇", "芸林村"):
        page.get_by_role("link", name=place, exact=True).click()
        page.get_by_text(f"{place} · 今年到").wait_for()
        walker.check(page)
    number = page.locator(".tile", has_text="收到").get_by_role("link")
    shown = count(number.inner_text())
    number.click()
    page.get_by_text("屏上的数字就是这些").wait_for()
    walker.check(page)
    assert page.locator(".counted-row").count() == shown
    page.get_by_role("link", name="郑阿公").click()
    page.get_by_role("heading", name="郑阿公").wait_for()


def test_a_county_sets_a_programme_and_a_second_person_approves_it(walker: Walker, served: Served) -> None:
    county, city, phone = walker.desktop(), walker.desktop(), walker.phone()
    sign_in_staff(county, served, "nanan")
    county.get_by_role("link", name="项目设置").click()
    walker.check(county)
    county.get_by_role("link", name="看设置、改设置").first.click()
    walker.check(county)
    county.get_by_role("link", name="改设置", exact=True).click()
    walker.check(county)
    county.get_by_label("从哪天起").fill((date.today() + timedelta(days=1)).isoformat())
    county.get_by_label("办理答复的时限").fill("99")
    county.get_by_label("为什么要改").fill("县里定了新办法")
    county.get_by_role("button", name="提出来").click()
    county.get_by_role("alert").wait_for()
    walker.check(county)
    county.get_by_label("办理答复的时限").fill("15")
    county.get_by_label("当面说的地方").fill("每月 10 日上午，县计生协接访室。")
    county.get_by_role("button", name="提出来").click()
    county.get_by_text("另一位同事通过以后").wait_for()
    assert county.get_by_text("20 个工作日").is_visible()  # as the city has set it from tomorrow on
    assert county.get_by_text("可以请他们来审核：泉州市").is_visible()
    walker.check(county)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer
    sign_in_staff(city, served, "quanzhou")
    city.get_by_role("link", name="审核：南安市 三说两访").click()
    walker.check(city)
    city.get_by_label("通过，到那一天起用").check()
    city.get_by_role("button", name="确定").click()
    city.get_by_text("通过了。到那一天").wait_for()
    walker.check(city)
    sign_in_resident(phone, served)
    phone.goto(f"{served.url}/services/{TALKS}/")
    walker.check(phone)
    assert phone.get_by_text("这是芸林村现在的办法").is_visible()
    assert phone.get_by_text("县计生协接访室").count() == 0  # its day is tomorrow
