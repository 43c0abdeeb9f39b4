"""A resident reads her calendar on her phone and lets the phone's own calendar subscribe to it."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.browser import sign_in_resident
from tests.journeys.conftest import Walker
from tests.served import Served

pytestmark = pytest.mark.journey


def test_a_resident_reads_what_comes_and_lets_her_phone_subscribe_to_it(walker: Walker, served: Served) -> None:
    phone = walker.phone()
    sign_in_resident(phone, served)
    phone.get_by_role("link", name="家庭日历").click()
    phone.get_by_role("heading", level=1, name="家庭日历").wait_for()
    walker.check(phone)
    phone.get_by_text("怎么办，依据什么").first.click()
    walker.check(phone)
    phone.get_by_role("button", name="要一个订阅地址").click()
    address = phone.get_by_label("订阅地址").input_value()
    walker.check(phone)
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.get_by_role("button", name="复制地址").click()
    phone.get_by_role("button", name="复制好了").wait_for()
    assert phone.evaluate("navigator.clipboard.readText()") == address
    with urlopen(address) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR")
    phone.goto(f"{served.url}/my/calendar/")
    assert phone.get_by_label("订阅地址").count() == 0
    phone.get_by_role("button", name="不订阅了").click()
    phone.get_by_text("停掉了").wait_for()
    walker.check(phone)
    with pytest.raises(HTTPError, match="404"):
        urlopen(address)


def test_anybody_reckons_a_leave(walker: Walker, served: Served) -> None:
    phone = walker.phone()
    phone.goto(f"{served.url}/")
    phone.get_by_role("link", name="算假期").click()
    walker.check(phone)
    phone.get_by_role("link", name="产假").click()
    phone.get_by_role("button", name="算一算").click()
    phone.get_by_text("还有几处要改一改").wait_for()
    walker.complaints.clear()  # the browser notes the 422 as an error of loading; here it is the answer
    phone.get_by_label("孩子出生的日子").fill("2026-03-02")
    phone.get_by_label("从哪天开始休").fill("2026-03-02")
    phone.get_by_role("button", name="算一算").click()
    phone.get_by_role("heading", name="158 至 180 天").wait_for()
    assert phone.get_by_role("row", name="158 天，").first.get_by_text("2026-08-06").is_visible()
    phone.get_by_text("依据什么").click()
    assert phone.get_by_text("国务院令第619号").is_visible()
    walker.check(phone)
