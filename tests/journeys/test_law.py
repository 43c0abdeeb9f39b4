"""A county's secretary looks up what a number of the law was, and takes the numbers along."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import PHONE, sign_in_staff
from tests.journeys.conftest import Walker
from tests.served import Served

pytestmark = pytest.mark.journey
# By how much each table would have to be pushed aside to be read.
WIDER_INSIDE = "[...document.querySelectorAll('.table-wrap')].map(each => each.scrollWidth - each.clientWidth)"


def test_a_county_looks_up_what_a_number_of_the_law_was(walker: Walker, served: Served, tmp_path: Path) -> None:
    desk = walker.desktop()
    sign_in_staff(desk, served, "nanan")
    desk.get_by_role("link", name="政策参数").click()
    desk.get_by_role("heading", name="政策参数", level=1).wait_for()
    walker.check(desk)
    desk.get_by_label("找什么").fill("奖励扶助")
    desk.get_by_role("button", name="筛选").click()
    desk.get_by_role("link", name="看全部").wait_for()
    with desk.expect_download() as saved:
        desk.get_by_role("link", name="存成表格").click()
    saved.value.save_as(tmp_path / "law.xlsx")
    assert (tmp_path / "law.xlsx").read_bytes().startswith(b"PK")
    desk.get_by_role("link", name="农村奖励扶助金", exact=True).click()
    desk.get_by_role("cell", name="600 元/年").wait_for()
    walker.check(desk)
    desk.set_viewport_size(PHONE)
    walker.check(desk)
    desk.get_by_role("cell", name="600 元/年").wait_for()
    assert desk.evaluate(WIDER_INSIDE) == [0]
    desk.get_by_role("link", name="农村部分计划生育家庭奖励扶助").click()
    desk.get_by_role("heading", name="谁有").wait_for()
