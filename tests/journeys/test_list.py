"""A worker narrows the list of her people, changes several at once, and finds anybody by what is said at the door."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

PEOPLE = "/desk/regions/village/350583103201/people/"


def test_a_worker_narrows_a_list_and_changes_several_people_at_once(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    page.get_by_role("link", name="家庭", exact=True).click()
    page.get_by_role("link", name="人员名单").click()
    walker.check(page)
    page.get_by_label("人群").select_option(label="老年人")
    page.get_by_label("性别").select_option(label="女")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url(re.compile("category=elders"))
    rows = page.get_by_role("table").get_by_role("row")
    assert rows.count() > 2
    assert page.get_by_text("老年人").count() > 1
    change_several(page, walker)
    phone = walker.phone()
    sign_in_staff(phone, served, "yunlin")
    phone.goto(served.url + PEOPLE)
    walker.check(phone)
    phone.goto(f"{served.url}{PEOPLE}?youngest=129")
    assert phone.get_by_text("没有符合条件的人").is_visible()
    walker.check(phone)
    find_by_sound(phone, walker)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def change_several(page: Page, walker: Walker) -> None:
    """Nobody ticked, the wrong value, then the right one; done twice it changes nothing."""
    page.get_by_role("button", name="一起改").click()
    page.get_by_text("还没有勾选人").wait_for()
    walker.check(page)
    page.go_back()
    for tick in page.get_by_role("checkbox").all()[:2]:
        tick.check()
    page.get_by_label("把哪一项").select_option(label="文化程度")
    page.get_by_label("改成").select_option(value="ethnicity:畲族")
    page.get_by_role("button", name="一起改").click()
    page.get_by_text("请在“文化程度”下面选一个").first.wait_for()
    walker.check(page)
    page.get_by_label("改成").select_option(value="education:primary")
    page.get_by_role("button", name="一起改").click()
    page.get_by_role("heading", name=re.compile("文化程度：改了")).wait_for()
    walker.check(page)
    assert page.get_by_role("table").get_by_role("row").count() == 3


def find_by_sound(page: Page, walker: Walker) -> None:
    """The search box stands on every page of the desk."""
    page.get_by_role("searchbox").fill("l")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("heading", name="搜索").wait_for()
    walker.check(page)
    page.get_by_role("searchbox").fill("没有这个人")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_text("没有找到“没有这个人”").wait_for()
