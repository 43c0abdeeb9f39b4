"""Somebody without an account asks what a family is due, on a phone."""

from __future__ import annotations

import base64

import pytest

from tests.browser import sign_in_resident, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import RESIDENT_PHONE, Served

# How many pixels of a picture are quite black: the ink of the words is not.
BLACK = """async (content) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + content;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let black = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] === 0) black += 1;
  return black;
}"""
PNG = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.journey


@pytest.mark.role("anybody")
def test_anybody_sees_in_a_minute_what_a_family_is_due(walker: Walker, served: Served) -> None:
    phone = walker.phone()
    phone.goto(f"{served.url}/")
    phone.get_by_role("link", name="政策问一问").click()
    phone.get_by_label("找一项政策").fill("育儿")
    phone.get_by_role("button", name="搜索").click()
    walker.check(phone)
    phone.get_by_role("link", name="育儿补贴").click()
    phone.get_by_role("heading", name="给多少").wait_for()
    phone.get_by_text("照着算一遍").click()
    walker.check(phone)
    phone.get_by_role("link", name="看看您家能领什么").click()
    walker.check(phone)
    phone.get_by_role("button", name="看看能领什么").click()
    phone.get_by_text("还有几处要改一改").wait_for()
    walker.check(phone)
    phone.get_by_label("县（市、区）").select_option(label="南安市")
    phone.locator("[name=hukou][value=here]").check()
    phone.locator("[name=hukou_type][value=rural]").check()
    phone.locator("[name=sex][value=F]").check()
    phone.get_by_label("出生日期", exact=True).fill("1995-04-02")
    phone.get_by_label("老大的出生日期").fill("2025-07-15")
    phone.get_by_label("老大是").select_option(label="女孩")
    phone.get_by_role("button", name="看看能领什么").click()
    phone.get_by_role("heading", name="您家能领的").wait_for()
    card = phone.locator("article", has_text="育儿补贴")
    assert card.get_by_text("3,600 元/年").is_visible()
    card.get_by_text("为什么有，依据什么").click()
    assert card.get_by_text("不满3周岁").is_visible()
    assert card.get_by_role("link", name="《育儿补贴制度实施方案》").is_visible()
    walker.check(phone)
    assert card.get_by_role("link", name="育儿补贴", exact=True).get_attribute("href") == "/policies/childcare_subsidy/"
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="分享图片").click()
    picture = saved.value.path().read_bytes()
    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20]) == 1080  # pixels, as the head of the file says
    assert int.from_bytes(picture[20:24]) > 800
    assert phone.evaluate(BLACK, base64.b64encode(picture).decode()) > 5_000  # the squares of the code
    assert phone.get_by_label("老大的出生日期").input_value() == "2025-07-15"
    walker.complaints.clear()  # the browser notes the 422 as an error of loading; here it is the answer


def test_a_resident_and_her_worker_read_the_same_of_her_family(walker: Walker, served: Served) -> None:
    desk, phone = walker.desktop(), walker.phone()
    sign_in_resident(phone, served)
    phone.get_by_role("link", name="能领什么").click()
    phone.get_by_role("heading", name="能领什么").wait_for()
    walker.check(phone)
    mine = phone.locator("article h3").all_inner_texts()
    assert "免费预防接种" in mine
    card = phone.locator("article", has_text="育儿补贴")
    card.get_by_role("button", name="请村里帮我办").click()
    phone.get_by_role("heading", name="育儿补贴").wait_for()
    assert phone.get_by_text("3,600 元/年").is_visible()
    assert phone.get_by_text("芸林村 · 村级工作者办理").is_visible()
    assert phone.get_by_text("不满3周岁").is_visible()
    walker.check(phone)
    sign_in_staff(desk, served, "yunlin")
    desk.locator("#search-text").fill(RESIDENT_PHONE)
    desk.get_by_role("button", name="搜索").click()
    desk.locator(".person-chip").first.click()
    desk.get_by_role("link", name="能领什么").click()
    desk.get_by_role("heading", level=1).wait_for()
    walker.check(desk)
    assert set(mine) <= set(desk.locator("article h3").all_inner_texts())
    desk.get_by_role("link", name="参加哪种医保").first.click()
    assert "/circumstances/insurance/" in desk.url
    desk.goto(f"{served.url}/desk/residents/")
    walker.check(desk)
    desk.get_by_role("row", name="申请育儿补贴").get_by_role("link").click()
    desk.get_by_label("核对的情况").fill("户口簿和出生证都对")
    walker.check(desk)
    desk.get_by_role("button", name="这一步办好了").click()
    desk.get_by_text("当时依据").first.wait_for()
    desk.get_by_label("办的结果").fill("窗口收下了，下个月到账")
    desk.get_by_role("button", name="答复办结").click()
    desk.get_by_text("办结了").first.wait_for()
    phone.goto(f"{served.url}/my/benefits/")
    phone.locator("article", has_text="育儿补贴").get_by_text("办好了").wait_for()
