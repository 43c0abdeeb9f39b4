"""A matchmaker comes to serve, her credential ends and is renewed; a resident offers herself and gives her first hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

pytestmark = pytest.mark.journey
NAME = "王巧云"
TODAY = date.today()


def test_a_matchmaker_is_nominated_accepted_certified_and_her_door_closes_and_opens(
    walker: Walker, served: Served
) -> None:
    village, township = walker.desktop(), walker.desktop()
    sign_in_staff(village, served, "yunlin")
    sign_in_staff(township, served, "yingdu")
    nominate(village, walker)
    accept(township, walker)
    record = township.url
    certify(township, walker, issued=TODAY - timedelta(days=400), until=TODAY - timedelta(days=1))
    township.get_by_text("现在不能安排服务").wait_for()
    walker.check(township)
    public = walker.phone()
    public.goto(f"{served.url}/serving/?village=350583103201")
    public.get_by_role("heading", name="家门口的服务人员").wait_for()
    assert NAME not in public.inner_text("main")
    village.get_by_role("link", name="服务人员", exact=True).first.click()
    village.get_by_role("link", name=NAME).click()
    village.get_by_text("现在不能安排服务").wait_for()
    assert village.get_by_role("link", name="安排一项").count() == 0
    township.goto(record)
    certify(township, walker, issued=TODAY, until=TODAY + timedelta(days=365))
    township.get_by_text("证书记下了，可以安排服务").wait_for()
    arrange(village, walker)
    public.reload()
    public.get_by_role("heading", name=NAME).wait_for()
    assert "1390" not in public.inner_text("main")
    walker.check(public)
    public.set_viewport_size(PHONE)
    walker.check(public)


def nominate(desk: Page, walker: Walker) -> None:
    """The form, first with a phone that is none, then whole."""
    desk.get_by_role("link", name="服务人员", exact=True).first.click()
    desk.get_by_role("heading", name="服务人员", level=1).wait_for()
    walker.check(desk)
    desk.get_by_role("link", name="推荐服务人员").click()
    desk.get_by_label("哪一种").select_option(label="红娘")
    desk.get_by_label("姓名", exact=True).fill(NAME)
    desk.get_by_label("手机号码").fill("1390000")
    desk.get_by_label("本职").fill("退休教师")
    desk.get_by_role("checkbox", name="牵线联谊").check()
    desk.get_by_label("服务到哪里").select_option(label="本村居")
    desk.get_by_role("radio", name="愿意公开").check()
    desk.get_by_role("checkbox", name="问过了，本人同意被推荐").check()
    desk.get_by_role("button", name="推荐", exact=True).click()
    desk.get_by_role("alert").get_by_text("11 位手机号码").wait_for()
    walker.complaints.clear()  # the browser notes the 422 as an error of loading; here it is the answer
    walker.check(desk)
    desk.set_viewport_size(PHONE)
    walker.check(desk)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.get_by_label("手机号码").fill("13900000777")
    desk.get_by_role("button", name="推荐", exact=True).click()
    desk.get_by_text("等乡镇一级审核").first.wait_for()
    walker.check(desk)


def accept(desk: Page, walker: Walker) -> None:
    """The township reads of it in its messages and accepts her."""
    desk.get_by_role("link", name="服务人员", exact=True).first.click()
    desk.get_by_role("link", name="待审核").click()
    walker.check(desk)
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("radio", name="同意", exact=True).check()
    walker.check(desk)
    desk.get_by_role("button", name="定了").click()
    desk.get_by_text("登记红娘聘书以后，就能安排服务").wait_for()
    desk.get_by_role("link", name="服务人员", exact=True).first.click()
    desk.get_by_label("姓名或本职").fill(NAME)
    desk.get_by_role("button", name="筛选").click()
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("heading", name=NAME, level=1).wait_for()


def certify(desk: Page, walker: Walker, *, issued: date, until: date) -> None:
    """A credential with its days."""
    desk.get_by_role("link", name="登记证书").click()
    desk.get_by_label("哪一级").select_option(label="乡镇级")
    desk.get_by_label("编号").fill("YD-0777")
    desk.get_by_label("由谁发的").fill("英都镇计生协")
    desk.get_by_label("发证日").fill(issued.isoformat())
    desk.get_by_label("到期日").fill(until.isoformat())
    walker.check(desk)
    desk.get_by_role("button", name="记下").click()
    desk.get_by_role("heading", name=NAME, level=1).wait_for()


def arrange(desk: Page, walker: Walker) -> None:
    """Open again: something to look after, and hours of today."""
    desk.reload()
    desk.get_by_role("link", name="安排一项").click()
    desk.get_by_label("安排他做什么").fill("会员之家相亲角")
    walker.check(desk)
    desk.get_by_role("button", name="安排").click()
    desk.get_by_text("会员之家相亲角").first.wait_for()
    desk.get_by_role("link", name="记服务时长").click()
    desk.get_by_label("做了什么").select_option(label="牵线联谊")
    desk.get_by_label("几个小时").fill("2.5")
    desk.get_by_label("在哪里").fill("芸林村会员之家")
    desk.get_by_role("button", name="记下").click()
    desk.get_by_text("等确认").wait_for()
    walker.check(desk)
    desk.set_viewport_size(PHONE)
    walker.check(desk)


def test_a_resident_offers_herself_and_the_village_confirms_her_hours(walker: Walker, served: Served) -> None:
    phone, desk = walker.phone(), walker.desktop()
    sign_in_resident(phone, served)
    phone.goto(f"{served.url}/serving/")
    phone.get_by_label("哪个市").select_option(label="泉州市")
    phone.get_by_role("button", name="找一找").click()
    phone.get_by_label("哪个县、市、区").select_option(label="南安市")
    phone.get_by_role("button", name="找一找").click()
    phone.get_by_role("heading", name="南安市的服务人员").wait_for()
    walker.check(phone)
    phone.get_by_role("link", name="我要当志愿者").click()
    phone.get_by_role("checkbox", name="组织活动").check()
    phone.get_by_role("radio", name="先不公开").check()
    walker.check(phone)
    phone.get_by_role("button", name="报名").click()
    phone.get_by_text("收到了，谢谢您").wait_for()
    walker.check(phone)
    sign_in_staff(desk, served, "yunlin")
    desk.goto(f"{served.url}/desk/workforce/waiting/")
    desk.get_by_role("row").filter(has_text="自己报名").get_by_role("link").click()
    desk.get_by_role("radio", name="同意", exact=True).check()
    desk.get_by_role("button", name="定了").click()
    desk.get_by_text("可以服务了").wait_for()
    phone.goto(f"{served.url}/my/serving/")
    phone.get_by_role("link", name="记一次服务").click()
    phone.get_by_label("做了什么").select_option(label="活动服务")
    phone.get_by_label("几个小时").fill("1.5")
    phone.get_by_label("在哪里").fill("村里的亲子小屋")
    walker.check(phone)
    phone.get_by_role("button", name="记下").click()
    phone.get_by_text("等确认").wait_for()
    desk.goto(f"{served.url}/desk/workforce/hours/")
    walker.check(desk)
    row = desk.get_by_role("row").filter(has_text="村里的亲子小屋")
    row.get_by_role("checkbox").check()
    desk.get_by_role("button", name="确认").click()
    desk.get_by_text("确认了 1 笔").wait_for()
    phone.reload()
    phone.get_by_text("已确认").wait_for()
    walker.check(phone)
