"""金秋助学 walked: papers from the phone, three levels, a public notice with an objection, and the money that is due."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from jiahe.registry.id_number import make
from tests.browser import sign_in_resident, sign_in_staff
from tests.delivery.granting import JPEG, PDF
from tests.journeys.conftest import Walker
from tests.journeys.test_residents import register
from tests.served import Served

PHONE = "18800000071"
# The days of the notice go by: what the job of each morning does, on a later one.
DAYS_LATER = """
from datetime import timedelta
from django.utils import timezone
from jiahe.delivery.cases.actions import end_notices
now = timezone.now()
print(end_notices(on=timezone.localdate(now) + timedelta(days=30), at=now))
"""


def test_a_family_asks_papers_are_brought_it_is_public_and_paid(walker: Walker, served: Served, tmp_path: Path) -> None:
    village, township, county, phone = walker.desktop(), walker.desktop(), walker.desktop(), walker.phone()
    sign_in_staff(village, served, "yunlin")
    register(village, served, "林小满", make("999999", date(1979, 2, 3), 172), PHONE)
    sign_in_resident(phone, served, PHONE)
    ask(phone, walker, served, tmp_path)
    case = phone.url.rstrip("/").rpartition("/")[2]
    look(village, walker, served, case)
    sign_in_staff(township, served, "yingdu")
    township.goto(f"{served.url}/desk/cases/{case}/")
    township.get_by_label("审核意见").fill("同意上报")
    township.get_by_role("button", name="这一步办好了").click()
    decide(county, walker, served, case)
    phone.reload()
    phone.get_by_text("公示里写的是").wait_for()
    walker.check(phone)
    stranger = walker.phone()
    stranger.goto(f"{served.url}/notices/?city=350500000000")
    stranger.get_by_text("林*满，芸林村，5,000 元").wait_for()
    walker.check(stranger)
    assert int(served.run("django", "shell", "-c", DAYS_LATER).stdout.split()[-1]) >= 1  # the sample has some, too
    stranger.reload()
    stranger.get_by_text("这里现在没有公示").wait_for()
    pay(county, walker, served, case)
    walker.complaints.clear()  # the browser notes every 422 as an error of loading; here it is the answer


def ask(page: Page, walker: Walker, served: Served, folder: Path) -> None:
    """From the list of programmes to a case, with its papers; what is no paper is refused in words."""
    page.goto(f"{served.url}/services/golden-autumn/")
    walker.check(page)
    page.get_by_role("link", name="申请金秋助学").click()
    page.get_by_label("考上的孩子叫什么").fill("林夏至")
    page.get_by_label("录取的学校").fill("福建师范大学")
    page.get_by_label("本科").check()
    page.get_by_label("去年家里人均收入").fill("9800")
    page.get_by_label("家里有什么困难").fill("父亲去年摔伤了，干不了重活。")
    page.get_by_role("button", name="交上去").click()
    page.get_by_text("还没交").first.wait_for()
    walker.check(page)
    wrong, letter, proof = folder / "a.docx", folder / "通知书.pdf", folder / "证明.jpg"
    wrong.write_bytes(b"PK\x03\x04")
    letter.write_bytes(PDF)
    proof.write_bytes(JPEG)
    page.get_by_label("文件").set_input_files(wrong)
    page.get_by_role("button", name="交上去").click()
    page.get_by_role("alert").first.wait_for()
    walker.check(page)
    for title, file in (("录取通知书", letter), ("低保证或者困难证明", proof)):
        page.get_by_label(title, exact=True).check()
        page.get_by_label("文件").set_input_files(file)
        page.get_by_role("button", name="交上去").click()
        page.get_by_text("收到了。交错了").wait_for()
    walker.check(page)


def look(page: Page, walker: Walker, served: Served, case: str) -> None:
    """The worker opens what was brought, and says what she saw."""
    page.goto(f"{served.url}/desk/cases/{case}/")
    walker.check(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("打开.*录取通知书")).click()
    assert saved.value.path().read_bytes() == PDF
    page.get_by_label("核实的情况").fill("属实，材料对得上")
    page.get_by_role("button", name="这一步办好了").click()
    page.get_by_text("这一步办好了。").wait_for()


def decide(page: Page, walker: Walker, served: Served, case: str) -> None:
    """The county grants 5,000 yuan, puts it up in public without a phone number, and looks into an objection."""
    sign_in_staff(page, served, "nanan")
    page.goto(f"{served.url}/desk/cases/{case}/")
    page.get_by_label("资助多少元").fill("5000")
    page.get_by_role("button", name="这一步办好了").click()
    page.get_by_text("网上会这样写").wait_for()
    walker.check(page)
    page.get_by_label("要补充的一句").fill("有事打 0595-86000000")
    page.get_by_role("button", name="公示 7 个工作日").click()
    page.get_by_text("像证件号、电话或者银行卡号").first.wait_for()
    walker.check(page)
    page.get_by_label("要补充的一句").fill("经县计生协研究同意。")
    page.get_by_role("button", name="公示 7 个工作日").click()
    page.get_by_text("公示了，网上看得到").wait_for()
    walker.check(page)
    page.get_by_text("记一条异议").first.click()
    page.get_by_label("谁提的异议").fill("邻居说他家有两套房")
    page.get_by_role("button", name="记一条异议").click()
    page.get_by_text("有 1 条异议要核实").wait_for()
    walker.check(page)
    page.get_by_text("异议核实过了，不成立").first.click()
    page.get_by_label("怎么核实的").fill("实地看过，只有一套老屋")
    page.get_by_role("button", name="异议核实过了，不成立").click()
    page.get_by_text("公示期满就进到下一步").first.wait_for()


def pay(page: Page, walker: Walker, served: Served, case: str) -> None:
    """When the days are over the payment is entered, and stands among what is due."""
    page.goto(f"{served.url}/desk/cases/{case}/")
    walker.check(page)
    page.get_by_role("button", name="这一步办好了").click()
    page.get_by_role("heading", name="回访").wait_for()
    page.goto(f"{served.url}/desk/payments/")
    page.get_by_role("row", name="金秋助学").first.wait_for()
