"""Lectures: recorded once, put right with a history, and the awareness rate that is made of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.library import actions
from jiahe.delivery.library.awareness import rates_of_places, rates_of_topics
from jiahe.delivery.library.measures import ASKED, HELD, PEOPLE, RIGHT
from jiahe.delivery.library.models import Lecture
from jiahe.delivery.library.queries import LecturesWanted
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.library import COUNTY, details_at, lecture_at
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.django_db
RECORD = ("desk:record-lecture", ["talks", "leave"])


def form(**said: str) -> dict[str, str]:
    """What a browser sends."""
    return {
        "village": str(YUNLIN), "place": "村文化礼堂", "held_on": localdate().isoformat(), "speaker": "市司法局公益律师",
        "people": "36", "asked_days": "30", "right_days": "27", "asked_father": "30", "right_father": "20",
        "asked_parental": "20", "right_parental": "13", **said,
    }  # fmt: skip


def record(client: Client, **said: str):
    """Send the form."""
    return client.post(reverse(RECORD[0], args=RECORD[1]), form(**said))


def test_a_village_records_a_lecture_and_the_rate_follows(cast: Cast, yunlin: Region) -> None:
    lin = cast.client("lin")
    answer = record(lin)
    lecture = Lecture.objects.get()
    assert answer.url == reverse("desk:lecture", args=[lecture.pk])
    assert (lecture.asked, lecture.right) == (80, 60)
    assert '<span class="figure">75</span>' in lin.get(answer.url).content.decode()
    proof = verify(on=localdate())
    assert proof.ok, proof.differences
    sums = totals([HELD, PEOPLE, ASKED, RIGHT], [yunlin], on=localdate(), since=localdate())
    assert [sums[m.code, yunlin.pk] for m in (HELD, PEOPLE, ASKED, RIGHT)] == [1, 36, 80, 60]


def test_the_same_place_day_and_topic_is_refused_with_the_way_to_the_first(cast: Cast) -> None:
    lin = cast.client("lin")
    record(lin)
    again = record(lin, people="40")
    page = again.content.decode()
    assert again.status_code == 422
    assert "已经登记过一场" in page
    assert reverse("desk:lecture", args=[Lecture.objects.get().pk]) in page
    assert 'value="40"' in page
    other = reverse("desk:record-lecture", args=["talks", "support"])
    said = {**form(), "asked_three": "5", "right_three": "5"}
    assert lin.post(other, said).status_code == 302


def test_a_form_sent_twice_records_one(cast: Cast) -> None:
    lin = cast.client("lin")
    for _ in range(2):
        assert record(lin, once="7a0a9a35-7b52-4f0e-8d0f-0a4c3c3d9f12").status_code == 302
    assert Lecture.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"people": "20"}, "答题的有 30 人，比来的 20 人还多"),
        ({"right_days": "31"}, "答对的 31 人比答题的 30 人还多"),
        ({"held_on": "2099-01-01"}, "这一天还没有到"),
        ({"held_on": "2019-01-01"}, "三年以前的讲座不在这里登记"),
        ({"people": "0"}, "来了多少人"),
        ({"people": "很多"}, "人数写整数"),
        ({"asked_days": "-1"}, "请写不是负数的整数"),
        ({"place": ""}, "请填写在哪里讲的"),
        ({"speaker": "王律师 13800000011"}, "像是手机号"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(said: dict[str, str], sentence: str, cast: Cast) -> None:
    answer = record(cast.client("lin"), **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Lecture.objects.exists()


def test_a_correction_says_why_keeps_what_stood_there_and_moves_the_numbers(cast: Cast, yunlin: Region) -> None:
    lin = cast.client("lin")
    record(lin)
    lecture = Lecture.objects.get()
    correct = reverse("desk:correct-lecture", args=[lecture.pk])
    assert lin.post(correct, form(people="46", moves="0", reason="")).status_code == 422
    assert lin.post(correct, form(people="46", moves="0", reason="人数数错了")).status_code == 302
    page = lin.get(reverse("desk:lecture", args=[lecture.pk])).content.decode()
    assert "人数：36 → 46" in page
    assert "人数数错了" in page
    late = lin.post(correct, form(people="56", moves="0", reason="又错了"))
    assert "刚刚更正过" in late.content.decode()
    proof = verify(on=localdate())
    assert proof.ok, proof.differences
    assert totals([PEOPLE], [yunlin], on=localdate(), since=localdate())[PEOPLE.code, yunlin.pk] == 46


def test_a_correction_may_move_it_to_another_village_and_day_where_there_is_none(cast: Cast) -> None:
    by = cast.actor("township")
    first, second = lecture_at(YUNLIN, by=by), lecture_at(XIAXI, by=by)
    when = {"seen": 0, "reason": "村写错了", "by": by, "at": NOW, "on": TODAY}
    with pytest.raises(Refused, match="已经登记过一场"):
        actions.correct_lecture(lecture=second, details=details_at(YUNLIN), **when)
    actions.strike_lecture(lecture=first, seen=0, reason="没有讲成", by=by, at=NOW)
    actions.correct_lecture(lecture=second, details=details_at(YUNLIN), **when)
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_a_record_that_is_struck_out_counts_no_more_and_is_still_read(cast: Cast) -> None:
    lin = cast.client("lin")
    record(lin)
    lecture = Lecture.objects.get()
    strike = reverse("desk:strike-lecture", args=[lecture.pk])
    assert lin.post(strike, {"moves": "0", "reason": ""}).status_code == 422
    assert lin.post(strike, {"moves": "0", "reason": "登记到别的村了"}).status_code == 302
    assert "这一条划掉了" in lin.get(reverse("desk:lecture", args=[lecture.pk])).content.decode()
    assert "这里还没有登记过讲座" in lin.get(reverse("desk:lectures")).content.decode()
    assert record(lin).status_code == 302
    proof = verify(on=localdate())
    assert proof.ok, proof.differences


def test_a_village_next_door_does_not_see_it(cast: Cast) -> None:
    lecture = lecture_at(YUNLIN, by=cast.actor("lin"))
    assert cast.client("chen").get(reverse("desk:lecture", args=[lecture.pk])).status_code == 404
    assert record(cast.client("chen")).status_code == 422  # her list of villages has her own only


def test_the_rate_opens_from_the_county_to_the_lecture_and_adds_up(cast: Cast) -> None:
    by = cast.actor("township")
    lecture = lecture_at(YUNLIN, by=by)
    lecture_at(XIAXI, by=by, topic="support", people=3, answers={"three": (3, 2), "subsidy": (0, 0), "who": (0, 0)})
    county, place = cast.client("county"), Region.objects.get(code=COUNTY)
    address = reverse("desk:awareness", args=["county", COUNTY])
    page = county.get(address).content.decode()
    for step, shown in (("township", 350583103000), ("village", YUNLIN), ("lecture", lecture.pk)):
        route = ("desk:lecture", [shown]) if step == "lecture" else ("desk:awareness", [step, shown])
        link = reverse(route[0], args=route[1])
        assert f'href="{link}"' in page, step
        page = county.get(link).content.decode()
    actor = cast.actor("city")
    own = rates_of_places([place], LecturesWanted(), by=actor)[place.pk]
    topics = rates_of_topics(place, LecturesWanted(), by=actor)
    assert (own.lectures, own.asked, own.right, own.percent) == (2, 83, 62, "75")
    assert sum(rate.asked for rate in topics.values()) == own.asked
    assert topics["talks", "support"].few
    assert topics["talks", "support"].hidden


def test_the_rate_on_the_screen_opens_into_the_same(cast: Cast) -> None:
    lecture_at(YUNLIN, by=cast.actor("lin"))
    county = cast.client("county")
    screen = county.get(reverse("screen:programme", args=["three-talks-two-visits"])).content.decode()
    address = f"{reverse('desk:awareness', args=['county', COUNTY])}?since={localdate().year}-01-01"
    address += "&programme=three-talks-two-visits"
    assert address.replace("&", "&amp;") in screen
    assert '<span class="figure">75</span>' in screen
    assert '<span class="figure">75</span>' in county.get(address).content.decode()


def test_a_small_number_is_told_to_be_small_and_kept_off_paper(cast: Cast) -> None:
    by = cast.actor("lin")
    lecture_at(YUNLIN, by=by, topic="support", people=3, answers={"three": (3, 2), "subsidy": (0, 0), "who": (0, 0)})
    page = cast.client("county").get(reverse("desk:awareness", args=["village", YUNLIN])).content.decode()
    assert "答题少，仅供参考" in page
    assert '<span class="screen-only">3</span><span class="print-only">不足 5</span>' in page
    screen = cast.client("county").get(reverse("screen:programme", args=["three-talks-two-visits"])).content.decode()
    assert "不足 5" in screen


def test_the_rate_is_narrowed_by_topic_and_day(cast: Cast) -> None:
    by = cast.actor("lin")
    lecture_at(YUNLIN, by=by)
    address = reverse("desk:awareness", args=["county", COUNTY])
    county = cast.client("county")
    assert "75" in county.get(address + "?topic=talks.leave").content.decode()
    for nothing in ("?topic=talks.support", "?since=2099-01-01"):
        assert "没有这样的讲座" in county.get(address + nothing).content.decode()
