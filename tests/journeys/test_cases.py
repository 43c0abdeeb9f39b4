"""三说两访 walked: a mother asks on her phone, the village takes it up and asks above, a department settles it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

from jiahe.registry.id_number import make
from tests.browser import sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.journeys.test_residents import register
from tests.served import Served

PHONE = "18800000061"


@pytest.mark.role("partner department")
def test_a_mother_is_heard_the_village_asks_above_a_department_settles_it(walker: Walker, served: Served) -> None:
    village, township, partner, phone = walker.desktop(), walker.desktop(), walker.desktop(), walker.phone()
    sign_in_staff(village, served, "yunlin")
    register(village, served, "叶知秋", make("999999", date(1994, 5, 6), 162), PHONE)
    sign_in_resident(phone, served, PHONE)
    ask(phone, walker, served)
    take_up(village, walker, served)
    hand_on(township, walker, served)
    settle(partner, walker, served)
    rate(phone, walker)
    county = walker.desktop()
    sign_in_staff(county, served, "nanan")
    county.goto(f"{served.url}/desk/cases/?show=closed")
    county.get_by_role("link", name="叶知秋").click()
    assert county.get_by_text("6,200 元").first.is_visible()
    walker.check(county)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def ask(page: Page, walker: Walker, served: Served) -> None:
    """From the list of programmes to a case with a number; what is missing is said at its field."""
    page.goto(f"{served.url}/services/")
    walker.check(page)
    page.get_by_role("link", name="三说两访").click()
    walker.check(page)
    page.get_by_role("link", name="找人帮忙").click()
    walker.check(page)
    page.get_by_role("button", name="交上去").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_label("是哪方面的事").select_option(label="产假")
    page.get_by_label("单位叫什么").fill("英都镇一家茶厂")
    page.get_by_label("是怎么回事").fill("产假只给了九十八天，工资也扣了。")
    page.get_by_role("button", name="交上去").click()
    page.get_by_role("heading", name="产假").wait_for()
    assert page.get_by_text("芸林村 · 村级工作者办理").is_visible()
    walker.check(page)


def take_up(page: Page, walker: Walker, served: Served) -> None:
    """The worker sees it among what is hers, finds out what it is about and asks the township."""
    page.goto(f"{served.url}/desk/cases/")
    page.get_by_role("link", name="叶知秋").click()
    walker.check(page)
    page.get_by_label("问到的情况").fill("单位承认少给了六十天")
    page.get_by_role("button", name="这一步办好了").click()
    page.get_by_text("这一步办好了。").wait_for()
    page.get_by_text("请上级办理").first.click()
    page.get_by_role("button", name="请上级办理").click()
    page.get_by_role("alert").wait_for()
    walker.check(page)
    page.get_by_label("为什么请上级办").fill("单位在镇上，请镇里出面")
    page.get_by_role("button", name="请上级办理").click()
    page.get_by_text("后面怎么办这里看得到").wait_for()


def hand_on(page: Page, walker: Walker, served: Served) -> None:
    """The township signs for it and refers it to a department of the county."""
    sign_in_staff(page, served, "yingdu")
    page.goto(f"{served.url}/desk/cases/")
    walker.check(page)
    page.get_by_role("link", name="叶知秋").click()
    page.get_by_role("button", name="签收").click()
    page.get_by_text("签收了。").wait_for()
    page.get_by_text("转给部门").first.click()
    page.get_by_label("转给哪个部门").select_option(label="人力资源社会保障")
    page.get_by_label("请部门做什么").fill("请劳动监察查一查这家单位的产假")
    page.get_by_role("button", name="转给部门").click()
    page.get_by_text("已转给部门").wait_for()
    walker.check(page)


def settle(page: Page, walker: Walker, served: Served) -> None:
    """The department sees this case and no family; it answers, and says how much came back."""
    sign_in_staff(page, served, "renshe")
    page.get_by_role("link", name="事项", exact=True).click()
    walker.check(page)
    page.get_by_role("link", name="叶知秋").click()
    walker.check(page)
    assert page.get_by_role("link", name="叶知秋").count() == 0
    page.get_by_role("button", name="签收").click()
    page.get_by_label("答复").fill("单位已补足六十天产假，补发工资。依据《女职工劳动保护特别规定》。")
    page.get_by_label("要回多少钱").fill("6200")
    page.get_by_role("button", name="答复办结").click()
    page.get_by_text("办结了").first.wait_for()
    walker.check(page)


def rate(page: Page, walker: Walker) -> None:
    """She reads the answer and says how content she is."""
    page.reload()
    page.get_by_text("单位已补足六十天产假").wait_for()
    walker.check(page)
    page.get_by_label("很满意", exact=True).check()
    page.get_by_role("button", name="评价").click()
    page.get_by_text("谢谢您的评价").wait_for()
    page.get_by_role("link", name="回到我的事项").click()
    walker.check(page)


def test_a_visitor_without_a_phone_is_heard_at_the_village(walker: Walker, served: Served) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/cases/")
    page.get_by_role("link", name="有人来访、来电").click()
    walker.check(page)
    page.get_by_role("link", name="接访").click()
    walker.check(page)
    page.get_by_label("怎么称呼").fill("赵阿婆")
    page.get_by_label("联系电话").fill("059586000000")
    page.get_by_label("是哪方面的事").select_option(label="补贴、奖励扶助")
    page.get_by_label("是怎么回事").fill("奖励扶助今年没有到账")
    page.get_by_role("button", name="记下").click()
    page.get_by_role("heading", name="赵阿婆：补贴、奖励扶助").wait_for()
    walker.check(page)
    page.get_by_text("请他补充").first.click()
    page.get_by_label("要补充什么").fill("请带存折来")
    page.get_by_role("button", name="请他补充").click()
    page.get_by_text("时限停着").first.wait_for()
    walker.check(page)
    page.get_by_text("他补充了").first.click()
    page.get_by_label("他补充了什么").fill("存折带来了")
    page.get_by_role("button", name="他补充了").click()
    page.get_by_text("时限接着走").wait_for()
    page.goto(f"{served.url}/desk/cases/")
    page.get_by_label("选中赵阿婆").check()
    page.get_by_text("选中的一起办").click()
    page.get_by_label("请上级办理").check()
    page.get_by_label("原因").fill("要县里查一查发放的名册")
    page.get_by_role("button", name="一起办").click()
    page.get_by_role("heading", name="办成 1 件").wait_for()
    walker.check(page)
    with page.expect_download():
        page.get_by_role("link", name="存成表格").click()
    page.goto(f"{served.url}/desk/programmes/three-talks-two-visits/")
    walker.check(page)
    page.get_by_role("link", name="看各地的数").click()
    walker.check(page)
    page.goto(register(page, served, "赵云水", make("999999", date(1961, 4, 4), 163), ""))
    page.get_by_role("link", name="代这一家办").click()
    page.get_by_role("link", name="接访：记下他说的事").first.click()
    walker.check(page)
    page.get_by_label("来电").check()
    page.get_by_label("是哪方面的事").select_option(label="别的事")
    page.get_by_label("是怎么回事").fill("想问独生子女证补办")
    page.get_by_role("button", name="记下").click()
    page.get_by_text("由您负责到底").first.wait_for()
    walker.check(page)
