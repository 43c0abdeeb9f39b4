"""The table of holidays: seeded, edited, read from a notice, counted by, and asked for in time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.health.answers import State
from jiahe.foundation.holidays.actions import NotADay, enter_notice, set_day
from jiahe.foundation.holidays.health import holidays_are_loaded
from jiahe.foundation.holidays.loading import load_holidays
from jiahe.foundation.holidays.models import DayKind, Holiday
from jiahe.foundation.holidays.reading import NoticeFault, read_notice
from jiahe.foundation.holidays.workdays import is_working_day, workdays_between, working_days_after
from tests.places import NOW

pytestmark = pytest.mark.django_db
SPRING = "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。"
OF_2026 = f"""一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
{SPRING}
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False),
        ("2026-02-24", True), ("2026-02-28", True), ("2026-03-01", False), ("2026-09-20", True),
        ("2026-10-08", True), ("2026-10-10", True), ("2026-10-11", False),
    ],
)  # fmt: skip
def test_a_day_is_worked_by_the_table_and_else_by_the_week(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-02-13", 0, "2026-02-13"), ("2026-02-13", 1, "2026-02-14"), ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-24", 5, "2026-03-02"), ("2026-09-18", 8, "2026-09-30"), ("2026-09-30", 1, "2026-10-08"),
    ],
)  # fmt: skip
def test_working_days_are_counted_over_holidays_and_the_weekends_worked_for_them(
    day: str, count: int, then: str
) -> None:
    assert working_days_after(date.fromisoformat(day), count) == date.fromisoformat(then)


@pytest.mark.parametrize("count", [-1, 367])
def test_nobody_counts_backwards_or_for_more_than_a_year(count: int) -> None:
    with pytest.raises(ValueError, match="not counted"):
        working_days_after(date(2026, 1, 1), count)


def test_a_year_nobody_entered_goes_by_the_week_and_is_named() -> None:
    table = workdays_between(date(2026, 12, 1), date(2027, 3, 1))
    assert table.is_working_day(date(2027, 1, 1))
    assert table.years_not_loaded(date(2026, 12, 1), date(2027, 3, 1)) == [2027]


def test_seeding_again_changes_nothing_and_brings_back_nothing_that_was_taken_out() -> None:
    assert Holiday.objects.filter(day__year=2026).count() == 39
    Holiday.objects.get(day=date(2026, 10, 1)).delete()
    assert load_holidays() == 0
    assert not Holiday.objects.filter(day=date(2026, 10, 1)).exists()


def test_the_notice_of_2026_says_what_the_seed_says() -> None:
    found = {(one.day, one.kind.value, one.name) for one in read_notice(OF_2026, 2026)}
    assert found == set(Holiday.objects.filter(day__year=2026).values_list("day", "kind", "name"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("今年放假的安排如下。", "没有认出放假的日子"),
        ("一、元旦：1月1日至3日放假，共4天。", "天数对不上"),
        ("一、元旦：2月30日放假，共1天。", "2月30日，日历上没有"),
        ("一、元旦：1月5日至3日放假。", "起止日子不对"),
        ("一、元旦：1月1日放假。\n二、春节：1月1日放假。", "出现了两次"),
        ("一、元旦：放假调休。", "天数对不上"),
    ],
)
def test_a_notice_that_is_not_understood_says_which_line(text: str, says: str) -> None:
    with pytest.raises(NoticeFault, match=says):
        read_notice(text, 2027)


def test_a_holiday_over_the_turn_of_the_year_is_read() -> None:
    found = read_notice("一、元旦：2027年12月31日至2028年1月2日放假，共3天。", 2028)
    assert [one.day for one in found] == [date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 2)]


def test_every_change_is_told_of_in_the_audit(by_operator: Actor, cast) -> None:
    client = cast.client("administrator")
    said = {"day": "2027-01-01", "kind": "holiday", "name": "元旦", "source": "通知"}
    client.post(reverse("desk:holidays"), said)
    client.post(reverse("desk:holidays"), {**said, "name": "元旦节"})
    client.post(reverse("desk:remove-holiday", args=["2027-01-01"]))
    told = Entry.objects.filter(action__startswith="holidays.").order_by("pk")
    assert [entry.action for entry in told] == ["holidays.set_day", "holidays.set_day", "holidays.remove_day"]
    assert told[1].details["before"] == "holiday"
    enter_notice(days=read_notice(SPRING, 2027), source="通知", by=by_operator, at=NOW)
    assert Entry.objects.filter(action="holidays.enter_notice").get().details["days"] == 11


@pytest.mark.parametrize("day", ["2027-01-04", "2027-01-08"], ids=["monday", "friday"])
def test_only_a_weekend_is_worked_in_place_of_another_day(by_operator: Actor, day: str, cast) -> None:
    said = {"day": date.fromisoformat(day), "kind": DayKind.MAKEUP, "name": "元旦", "source": "通知"}
    with pytest.raises(NotADay):
        set_day(**said, by=by_operator, at=NOW)
    answer = cast.client("administrator").post(reverse("desk:holidays"), {**said, "day": day, "kind": "makeup"})
    assert answer.status_code == 422
    assert "本来就上班" in answer.content.decode()
    assert f'value="{day}"' in answer.content.decode(), "nothing that was typed is lost"


def test_a_notice_is_shown_as_it_was_understood_before_it_is_entered(cast) -> None:
    client = cast.client("administrator")
    said = {"year": "2027", "source": "国务院办公厅的通知", "text": SPRING}
    page = client.post(reverse("desk:holiday-notice"), said).content.decode()
    assert "认出了 11 天" in page
    assert not Holiday.objects.filter(day__year=2027).exists()
    answer = client.post(reverse("desk:holiday-notice"), {**said, "text": "第一行"})
    assert (answer.status_code, "没有认出放假的日子" in answer.content.decode()) == (422, True)


def test_the_way_back_from_a_notice_stands_in_the_path(cast) -> None:
    page = cast.client("administrator").get(reverse("desk:holiday-notice")).content.decode()
    path = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert f'href="{reverse("desk:holidays")}"' in path


def test_a_notice_that_has_a_weekday_worked_is_refused_as_a_whole(cast) -> None:
    said = {"year": "2027", "source": "通知", "text": "一、元旦：1月1日放假，共1天。1月4日上班。", "enter": "yes"}
    answer = cast.client("administrator").post(reverse("desk:holiday-notice"), said)
    assert answer.status_code == 422
    assert not Holiday.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize("day", ["2099-01-01", "no-day", "2026-13-01"])
def test_a_day_that_is_not_there_cannot_be_taken_out(cast, day: str) -> None:
    client = cast.client("administrator")
    page = client.post(reverse("desk:remove-holiday", args=[day]), follow=True).content.decode()
    assert "表里没有这一天" in page


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def test_from_december_on_next_year_is_asked_for_until_it_is_there(by_operator: Actor) -> None:
    assert holidays_are_loaded(at("2026-11-30")).state == State.WELL
    asked = holidays_are_loaded(at("2026-12-01"))
    assert (asked.state, "2027 年的节假日还没有录入" in asked.detail) == (State.WARNING, True)
    set_day(day=date(2027, 1, 1), kind=DayKind.HOLIDAY, name="元旦", source="通知", by=by_operator, at=at("2026-12-01"))
    assert holidays_are_loaded(at("2026-12-01")).state == State.WELL
    assert holidays_are_loaded(at("2028-01-01")).state == State.WARNING


def test_the_administrator_reads_it_on_his_first_page(cast) -> None:
    Holiday.objects.all().delete()
    page = cast.client("administrator").get(reverse("desk:home")).content.decode()
    assert "节假日要您看一看" in page
    assert f'href="{reverse("desk:holidays")}">去录节假日' in page


def test_the_list_costs_the_same_for_ten_days_and_for_twenty(cast) -> None:
    client: Client = cast.client("administrator")
    address = reverse("desk:holidays") + "?year=2030"

    def cost(first: int) -> int:
        Holiday.objects.bulk_create(
            Holiday(day=date(2030, 5, n), kind="holiday", name="节", source="通知") for n in range(first, first + 10)
        )
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    assert cost(1) == cost(11)
