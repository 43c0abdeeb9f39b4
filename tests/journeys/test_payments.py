"""A village enters an account, the county makes a batch, the city checks it, the bank answers."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.browser import sign_in_staff
from tests.delivery.answers import sheet
from tests.journeys.conftest import Walker
from tests.served import Served

TITLE = "农村计生家庭奖励扶助"
NUMBER = "9999990000000000006"  # no bank's, and its last digit fits


def test_a_county_pays_the_city_checks_and_the_bank_answers(walker: Walker, served: Served, tmp_path: Path) -> None:
    enter_an_account(walker, served)
    making, checking = walker.desktop(), walker.desktop()
    sign_in_staff(making, served, "nanan")
    make_a_batch(making, walker)
    address = making.url
    sign_in_staff(checking, served, "quanzhou")
    approve(checking, walker)
    rows = save(making, walker, address)
    bring_with_faults(making, walker, rows, tmp_path)
    bring_the_rest(making, walker, rows, tmp_path, address)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def enter_an_account(walker: Walker, served: Served) -> None:
    """On a phone, from the list of those who lack one; a number that was copied wrongly is refused in words."""
    page = walker.phone()
    sign_in_staff(page, served, "yunlin")
    page.goto(f"{served.url}/desk/payments/")
    walker.check(page)
    page.get_by_role("link", name="看缺账户的是谁").click()
    walker.check(page)
    page.get_by_role("link", name=re.compile("的收款账户")).first.click()
    walker.check(page)
    page.get_by_label("开户行").fill("福建农信样例社")
    page.get_by_label("账号", exact=True).fill(NUMBER[:-1] + "5")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("有一位对不上").first.wait_for()
    walker.check(page)
    page.get_by_label("账号", exact=True).fill(NUMBER)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("的收款账户登记好了").wait_for()
    walker.check(page)


def make_a_batch(page: Page, walker: Walker) -> None:
    """From the navigation to a batch that waits for its second person."""
    page.get_by_role("link", name="付款", exact=True).click()
    walker.check(page)
    page.get_by_role("row", name=re.compile(TITLE)).get_by_role("link", name=re.compile("汇总")).click()
    walker.check(page)
    page.get_by_role("button", name="汇总成一批").click()
    page.wait_for_url(re.compile(r"/batches/\d+/"))
    until(page, "汇总好了，等另一位同事复核")
    assert page.get_by_role("button", name="确定").count() == 0
    walker.check(page)


def until(page: Page, words: str) -> None:
    """Look again until the page says something."""
    for _ in range(30):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(words)


def approve(page: Page, walker: Walker) -> None:
    """The second person finds the batch on the page of payments, looks at the list and approves."""
    page.get_by_role("link", name="付款", exact=True).click()
    walker.check(page)
    page.locator(".notice").filter(has_text=TITLE).get_by_role("link").click()
    walker.check(page)
    page.get_by_role("link", name="名单", exact=True).first.click()
    page.get_by_role("heading", name=f"{TITLE}的名单").wait_for()
    walker.check(page)
    page.go_back()
    page.get_by_role("button", name="确定").click()
    page.get_by_role("alert").wait_for()
    page.get_by_text("核对过了，批准", exact=True).click()
    page.get_by_role("button", name="确定").click()
    page.get_by_text("批准了，正在生成银行文件").wait_for()


def save(page: Page, walker: Walker, address: str) -> list[list[str]]:
    """The maker saves the bank's file; returns its rows."""
    page.goto(address)
    until(page, "银行文件做好了")
    walker.check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载银行文件").click()
    assert download.value.suggested_filename.startswith(f"付款-{TITLE}-")
    headings, *rows = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0).to_python()
    assert headings[-1] == "付款编号"
    assert len(rows) > 2
    return [[str(cell) for cell in row] for row in rows]


def upload(page: Page, path: Path, content: bytes) -> None:
    """Bring a file of results."""
    path.write_bytes(content)
    page.get_by_label("银行的结果").set_input_files(path)
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(re.compile(r"/results/\d+/"))


def bring_with_faults(page: Page, walker: Walker, rows: list[list[str]], folder: Path) -> None:
    """A file with a number that is not of this batch is shown with its fault; the good rows are taken on a word."""
    first, second = rows[0][-1], rows[1][-1]
    upload(page, folder / "one.xlsx", sheet([(first, "成功", ""), (second, "失败", "账户已销户"), ("JH1", "成功", "")]))
    assert page.get_by_text("这个付款编号不在这一批里").is_visible()
    walker.check(page)
    page.get_by_role("button", name="收没有问题的 2 行").click()
    until(page, "付成 1 笔，退票 1 笔")
    walker.check(page)


def bring_the_rest(page: Page, walker: Walker, rows: list[list[str]], folder: Path, address: str) -> None:
    """The rest comes, the batch adds up to the fen, and what came back stands in the list of what to look at."""
    page.goto(address)
    upload(page, folder / "two.xlsx", sheet([(row[-1], "成功", "") for row in rows[2:]]))
    until(page, "这一批都有结果了")
    page.goto(address)
    assert page.get_by_text("一分不差").is_visible()
    walker.check(page)
    page.get_by_role("link", name="退票").click()
    assert page.get_by_text("账户已销户").is_visible()
    walker.check(page)
    page.locator(".crumbs").get_by_text("批次").click()
    assert page.get_by_role("row", name=re.compile(f"{TITLE}.*都有结果了")).is_visible()
    walker.check(page)
