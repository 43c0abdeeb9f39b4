"""Accounts are opened from a sheet, a colleague stands in, a post is handed over, a password is forgotten."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served
from tests.staffing import read_table, write_accounts

# Villages of 英都镇 that no other journey works in.
FIRST, SECOND, THIRD = 350583103205, 350583103206, 350583103207
NEW_PASSWORD = "warm-tea-and-rain"


def sign_in_first(page: Page, served: Served, username: str, password: str) -> None:
    """The first sign-in with a one-time password, which is changed at once."""
    page.goto(f"{served.url}/desk/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{served.url}/desk/password/")
    page.get_by_label("新密码").fill(NEW_PASSWORD)
    page.get_by_label("再输一次").fill(NEW_PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    page.wait_for_url(f"{served.url}/desk/")


def opened(page: Page, served: Served, village: int, username: str, name: str) -> str:
    """Open an account for a village's worker; returns its one-time password."""
    page.goto(f"{served.url}/desk/accounts/village/{village}/new/")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("账号").fill(username)
    page.get_by_role("button", name="开账号").click()
    page.wait_for_url(re.compile(r"/desk/accounts/people/\d+/"))
    return page.locator(".number-shown").inner_text()


def test_a_county_secretary_opens_accounts_for_a_township_from_a_sheet(
    walker: Walker, served: Served, tmp_path: Path
) -> None:
    page = walker.desktop()
    sign_in_staff(page, served, "nanan")
    page.get_by_role("link", name="账号管理").click()
    walker.check(page)
    page.get_by_role("link", name="权限一览").click()
    walker.check(page)
    page.goto(f"{served.url}/desk/accounts/vacant/")
    walker.check(page)
    page.goto(f"{served.url}/desk/accounts/township/350583103000/")
    walker.check(page)
    page.goto(f"{served.url}/desk/accounts/village/{FIRST}/new/")
    walker.check(page)
    page.goto(f"{served.url}/desk/accounts/sheets/")
    walker.check(page)
    page.get_by_label("哪里").select_option(label="英都镇")
    with page.expect_download() as empty:
        page.get_by_role("button", name="下载空表").click()
    empty.value.save_as(tmp_path / "empty.xlsx")
    lines = read_table(tmp_path / "empty.xlsx")
    assert all("英都镇" in line[1] for line in lines[1:])
    filled = [(str(FIRST), "叶一", "13900000021", "sheet.one"), (str(SECOND), "叶二", "", "sheet.two")]
    wrong = (str(THIRD), "叶三", "123", "sheet.three")
    sheet = write_accounts(tmp_path / "英都镇.xlsx", [*filled, wrong])
    page.get_by_label("填好的表格").set_input_files(sheet)
    page.get_by_role("button", name="检查这份表格").click()
    page.wait_for_url(re.compile(r"/desk/accounts/sheets/\d+/"))
    walker.check(page)
    assert page.get_by_role("row", name=re.compile("4 手机号码 .*11 位")).is_visible()
    page.get_by_role("button", name="确认，开账号").click()
    page.get_by_text("已开好", exact=True).wait_for(timeout=60_000)
    walker.check(page)
    with page.expect_download() as made:
        page.get_by_role("button", name="下载结果").click()
    made.value.save_as(tmp_path / "result.xlsx")
    passwords = {line[5]: line[6] for line in read_table(tmp_path / "result.xlsx")[1:]}
    assert set(passwords) == {"sheet.one", "sheet.two"}
    page.reload()
    assert page.get_by_text("结果已经下载过").is_visible()
    worker = walker.phone()
    sign_in_first(worker, served, "sheet.one", passwords["sheet.one"])
    walker.check(worker)


def test_a_colleague_stands_in_for_a_day(walker: Walker, served: Served) -> None:
    boss = walker.desktop()
    sign_in_staff(boss, served, "yingdu")
    absent, colleague = ("leave.one", "叶请假"), ("leave.two", "叶代班")
    first = opened(boss, served, FIRST, *absent)
    second = opened(boss, served, SECOND, *colleague)
    page, other = walker.phone(), walker.phone()
    sign_in_first(page, served, absent[0], first)
    page.goto(f"{served.url}/desk/post/mine/")
    walker.check(page)
    page.get_by_role("link", name="请假了？找人代班").click()
    walker.check(page)
    page.get_by_label("代班同事的账号").fill(colleague[0])
    page.get_by_label("到哪天为止").fill(date.today().isoformat())
    page.get_by_role("button", name="请他代班").click()
    page.wait_for_url(f"{served.url}/desk/post/mine/")
    assert page.get_by_text(colleague[1]).first.is_visible()
    walker.check(page)
    other.goto(f"{served.url}/desk/sign-in/")
    other.get_by_label("账号").fill(colleague[0])
    other.get_by_label("密码").fill(second)
    other.get_by_role("button", name="登录").click()
    other.get_by_label("新密码").fill(NEW_PASSWORD)
    other.get_by_label("再输一次").fill(NEW_PASSWORD)
    other.get_by_role("button", name="保存新密码").click()
    other.get_by_role("button", name=re.compile(f"代{absent[1]}")).click()
    other.wait_for_url(f"{served.url}/desk/")
    walker.check(other)
    other.get_by_role("link", name="登记一户").first.wait_for()
    page.get_by_role("button", name="我回来了，结束代班").click()
    expect(page.get_by_text("没有人代您的班")).to_be_visible()
    other.goto(f"{served.url}/desk/")
    assert other.get_by_role("heading", name="代班已经结束").is_visible()
    walker.complaints.clear()  # the browser notes the 409 as an error of loading; here it is the answer


def test_a_post_is_handed_over_while_its_holder_works(walker: Walker, served: Served) -> None:
    boss, page = walker.desktop(), walker.desktop()
    sign_in_staff(boss, served, "yingdu")
    password = opened(boss, served, THIRD, "leaves.soon", "叶离岗")
    account = boss.url
    sign_in_first(page, served, "leaves.soon", password)
    page.get_by_role("link", name="登记一户").first.click()
    boss.goto(account)
    walker.check(boss)
    boss.get_by_role("link", name="再给一个岗位").click()
    walker.check(boss)
    boss.goto(account)
    boss.get_by_role("link", name="结束", exact=True).click()
    walker.check(boss)
    boss.goto(account)
    boss.get_by_role("link", name="交接").click()
    walker.check(boss)
    boss.get_by_label("接手的人的账号").fill("comes.new")
    boss.get_by_label("姓名").fill("叶接手")
    boss.get_by_role("button", name="交接").click()
    boss.get_by_role("heading", name="叶接手").wait_for()
    assert boss.locator(".number-shown").is_visible()
    walker.check(boss)
    page.get_by_label("姓名").fill("林写一半")
    page.get_by_role("button", name="保存这一户").click()
    page.get_by_role("heading", name="这个岗位已经交接给叶接手").wait_for()
    walker.check(page)
    page.get_by_role("link", name="知道了").click()
    assert page.get_by_text("还没有岗位").is_visible()
    assert page.get_by_text("英都镇秘书长").is_visible()
    walker.check(page)
    boss.goto(account)
    boss.get_by_role("button", name="停用账号").click()
    boss.get_by_role("button", name="恢复账号").wait_for()
    walker.complaints.clear()  # the browser notes the 409 as an error of loading; here it is the answer


def test_a_worker_who_forgot_her_password_gets_another(walker: Walker, served: Served) -> None:
    boss, page = walker.desktop(), walker.phone()
    sign_in_staff(boss, served, "yingdu")
    opened(boss, served, 350583103208, "forgets.it", "叶忘记")
    page.goto(f"{served.url}/desk/sign-in/")
    page.get_by_role("link", name="忘记密码").click()
    walker.check(page)
    page.get_by_label("账号").fill("forgets.it")
    page.get_by_role("button", name="告诉他我忘了密码").click()
    page.get_by_text("已经告诉管您账号的同事").wait_for()
    walker.check(page)
    boss.goto(f"{served.url}/desk/")
    walker.check(boss)
    boss.get_by_role("link", name="叶忘记").click()
    boss.get_by_role("button", name="重置密码").click()
    password = boss.locator(".number-shown").inner_text()
    sign_in_first(page, served, "forgets.it", password)
