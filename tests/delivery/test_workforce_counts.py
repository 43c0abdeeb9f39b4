"""Hours, load, leave, reminders, and the numbers: each equals its recount, whatever was done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.delivery.workforce import actions, queries
from jiahe.delivery.workforce.clock import remind, remind_of_those_who_rest
from jiahe.delivery.workforce.following import follow
from jiahe.delivery.workforce.measures import EXPIRED, MINUTES, WORKERS
from jiahe.delivery.workforce.models import ServiceHours, ServiceWorker
from jiahe.delivery.workforce.sample import sample_nominations, sample_workforce
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.measures import Measure, roll_all
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.notices.models import Message, Notice
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.actions import Refused
from jiahe.registry.actions.families import record_death
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.people import FAMILY, WIFE
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.residents import agree, resident_client
from tests.workforce import certified, form_of, nominated, serving

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"at": NOW, "on": TODAY}
MINE = reverse("portal:serving")


def counted(measure: Measure, code: int = YUNLIN, *, on: date = TODAY) -> int:
    """What the screen would say of a place on a day."""
    region = find_region(code)
    assert region is not None
    roll_all(on)
    fold_pending()
    return totals([measure], [region], on=on, since=date(2020, 1, 1))[measure.code, region.pk]


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def give(worker: ServiceWorker, by: Actor | None = None, **changed: Any) -> ServiceHours:
    words = {"served_on": TODAY, "minutes": 120, "purpose": "event", "place": "村里", **changed}
    return actions.record_hours(worker=worker, **words, by=by or operator(), **HERE)


@pytest.fixture
def wife(yunlin: Region) -> Person:
    """陈秀英, registered in 芸林村."""
    enrol(FAMILY, by=operator(), at=NOW, on=TODAY, territory=yunlin)
    return Person.objects.select_related("household").get(household__number="001", relation="spouse")


def test_a_credential_that_ends_is_counted_from_that_day_and_no_more_once_renewed(by_operator: Actor) -> None:
    worker = serving()
    certified(worker, since=date(2025, 1, 1), until=date(2026, 12, 31))
    assert (counted(WORKERS), counted(EXPIRED)) == (1, 0)
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    assert counted(EXPIRED, on=last) == 0
    assert queries.may_serve("matchmaker", worker, on=last)
    assert counted(EXPIRED, on=first) == counted(EXPIRED, 350000000000, on=first) == 1
    assert not queries.may_serve("matchmaker", worker, on=first)
    assert verify(on=first).ok
    certified(worker, since=date(2027, 2, 1), until=None, on=date(2027, 2, 1))
    assert counted(EXPIRED, on=date(2027, 2, 1)) == 0
    assert verify(on=date(2027, 2, 1)).ok


def test_a_renewal_recorded_late_takes_the_gap_away(by_operator: Actor) -> None:
    worker = serving()
    certified(worker, since=date(2025, 1, 1), until=date(2026, 12, 1))
    assert counted(EXPIRED, on=date(2026, 12, 20)) == 1
    certified(worker, since=date(2026, 12, 2), until=date(2028, 1, 1), on=date(2026, 12, 21))
    assert counted(EXPIRED, on=date(2026, 12, 21)) == 0
    assert verify(on=date(2026, 12, 21)).ok


def test_a_withdrawn_credential_counts_as_ended_and_who_leaves_is_counted_no_more(by_operator: Actor) -> None:
    worker = serving()
    held = certified(worker)
    actions.withdraw_credential(credential=held, reason="写错了", by=by_operator, **HERE)
    assert (counted(WORKERS), counted(EXPIRED)) == (1, 1)
    actions.end_worker(worker=worker, reason="搬走了", handed_to=None, by=by_operator, at=NOW, on=TODAY)
    assert (counted(WORKERS), counted(EXPIRED)) == (0, 0)
    assert verify(on=TODAY).ok
    assert verify(on=TODAY + timedelta(days=400)).ok


def test_who_moves_and_whose_village_became_another_is_counted_once(by_operator: Actor, cast: Cast) -> None:
    worker = serving()
    certified(worker, until=date(2026, 11, 30))
    give(worker)
    details = form_of(village=str(XIAXI), phone="")
    cast.client("township").post(reverse("desk:edit-worker", args=[worker.pk]), details)
    worker.refresh_from_db()
    assert (worker.village_code, worker.serves.code) == (XIAXI, XIAXI)
    later = date(2026, 12, 10)
    assert counted(WORKERS, on=later) == 0
    assert counted(WORKERS, XIAXI, on=later) == counted(EXPIRED, XIAXI, on=later) == 1
    event = RegionReplaced(level=Level.VILLAGE, code=XIAXI, successor_code=YUNLIN, on=later)
    for _ in range(2):
        follow(event, NOW)
    worker.refresh_from_db()
    assert (worker.village_code, worker.serves.code) == (YUNLIN, YUNLIN)
    assert counted(WORKERS, on=later) == counted(EXPIRED, on=later) == 1
    assert counted(WORKERS, XIAXI, on=later) == 0
    assert verify(on=later).ok


def test_hours_count_once_they_are_confirmed_by_a_level_above(cast: Cast) -> None:
    worker, today = serving(kind="volunteer", on=timezone.localdate()), timezone.localdate()
    lin, township = cast.client("lin"), cast.client("township")
    record = reverse("desk:record-hours", args=[worker.pk])
    sent = {"served_on": today.isoformat(), "purpose": "event", "hours": "2.5", "place": "村里"}
    for _ in range(2):
        assert "等乡镇一级确认" in said(lin.post(record, sent, follow=True))
    made = ServiceHours.objects.get()
    assert (made.minutes, counted(MINUTES, on=today)) == (150, 0)
    queue = reverse("desk:workforce-hours")
    refused = lin.post(queue, {"hours": [made.pk], "answer": "confirm"})
    assert "由记的人的上级来确认" in said(refused)
    assert worker.name not in said(lin.get(queue))
    assert "还没有勾选" in said(township.post(queue, {"answer": "confirm"}))
    assert "请写原因" in said(township.post(queue, {"hours": [made.pk], "answer": "refuse"}))
    for words in ("确认了 1 笔", "已经有同事办过了"):
        assert words in said(township.post(queue, {"hours": [made.pk], "answer": "confirm"}, follow=True))
    assert counted(MINUTES, on=today) == 150
    assert "2.5 小时" in said(lin.get(reverse("desk:worker", args=[worker.pk])))
    assert verify(on=today).ok


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hours", "0", "半小时"),
        ("hours", "2.2", "半小时"),
        ("hours", "17", "半小时"),
        ("hours", "许多", "半小时"),
        ("served_on", "2099-01-01", "还没有到"),
        ("served_on", "2020-01-01", "三个月以前"),
        ("purpose", "", "请选做了什么"),
        ("place", "", "请填写在哪里"),
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_field(field: str, value: str, words: str, cast: Cast) -> None:
    worker, today = serving(kind="volunteer", on=timezone.localdate()), timezone.localdate()
    sent = {"served_on": today.isoformat(), "purpose": "event", "hours": "2", "place": "村里", field: value}
    refused = cast.client("lin").post(reverse("desk:record-hours", args=[worker.pk]), sent)
    assert words in "".join(refused.context["form"].errors[field])
    assert not ServiceHours.objects.exists()


def test_one_day_has_one_record_for_a_purpose_and_no_more_hours_than_a_day_bears(cast: Cast) -> None:
    worker = serving(kind="volunteer")
    lin = cast.actor("lin")
    made = give(worker, by=lin)
    with pytest.raises(Refused, match="一天一种只记一次"):
        give(worker, by=lin, minutes=60)
    give(worker, by=lin, purpose="advice", minutes=780)
    with pytest.raises(Refused, match="一天最多 16 小时"):
        give(worker, by=lin, purpose="company", minutes=90)
    township = cast.actor("township")
    actions.answer_hours(hours=[made], confirm=False, reason="写错了", by=township, **HERE)
    assert give(worker, by=lin, minutes=60).minutes == 60  # sent back, it is recorded anew


def test_hours_before_he_served_or_while_he_rests_are_not_recorded(by_operator: Actor) -> None:
    worker = serving(kind="volunteer")
    with pytest.raises(Refused, match="还没有开始服务"):
        give(worker, served_on=TODAY - timedelta(days=1))
    actions.rest_worker(worker=worker, reason="带孙子", until=None, handed_to=None, by=by_operator, **HERE)
    with pytest.raises(Refused, match="在休息"):
        give(worker)


def test_nobody_gets_more_than_he_can_and_what_he_has_is_handed_over(cast: Cast, by_operator: Actor) -> None:
    giver, taker, full = serving(capacity=2), serving(1, capacity=3), serving(2, capacity=1)
    for worker in (giver, taker, full):
        certified(worker)
    page = reverse("desk:assign-worker", args=[giver.pk])
    lin = cast.client("lin")
    for what in ("值班", "值班", "相亲角"):  # the same sent twice is one
        assert lin.post(page, {"what": what, "number": ""}).status_code == 302
    assert "已经满了" in said(lin.post(page, {"what": "第三件", "number": ""}))
    rest = reverse("desk:worker-state", args=[giver.pk, "rest"])
    assert "手上还有 2 项" in said(lin.post(rest, {"reason": "住院", "until": ""}))
    assert "接不下 2 项" in said(lin.post(rest, {"reason": "住院", "until": "", "handed_to": full.pk}))
    yesterday = timezone.localdate().isoformat()
    refused = lin.post(rest, {"reason": "住院", "until": yesterday, "handed_to": taker.pk})
    assert "今天以后" in refused.context["form"].errors["until"][0]
    told = said(lin.post(rest, {"reason": "住院", "until": "", "handed_to": taker.pk}, follow=True))
    assert "手上的事由" in told
    assert (queries.load_of(giver), queries.load_of(taker)) == (0, 2)
    assert giver.name not in said(Client().get(reverse("serving")))
    lin.post(reverse("desk:worker-state", args=[giver.pk, "resume"]))
    giver.refresh_from_db()
    assert (giver.state, queries.load_of(giver), counted(WORKERS)) == ("serving", 0, 3)
    first = taker.assignments.order_by("pk").first()
    assert first is not None
    lin.post(reverse("desk:end-assignment", args=[first.pk]))
    assert queries.load_of(taker) == 1


def test_a_household_is_assigned_by_its_number(wife: Person, cast: Cast) -> None:
    worker = serving(kind="contact", shown=False)
    lin = cast.client("lin")
    page = reverse("desk:assign-worker", args=[worker.pk])
    assert "没有这个户编号" in said(lin.post(page, {"what": "联系", "number": "999"}))
    assert lin.post(page, {"what": "每月联系", "number": "001"}).status_code == 302
    assert "户编号 001" in said(lin.get(reverse("desk:worker", args=[worker.pk])))
    assert worker.name not in said(Client().get(reverse("serving")))


def test_of_a_credential_that_ends_one_is_told_once_before_and_once_after(cast: Cast, wife: Person) -> None:
    cast.user("lin")
    worker = serving(name=WIFE.name, phone=WIFE.phone)
    assert worker.person == wife
    certified(worker, until=date(2026, 12, 10))
    of_posts = Notice.objects.filter(kind__startswith="workforce.credential")
    assert [remind(on=day, at=NOW) for day in (TODAY, TODAY, date(2026, 12, 10))] == [1, 0, 0]
    assert [remind(on=day, at=NOW) for day in (date(2026, 12, 11), date(2026, 12, 12))] == [1, 0]
    assert [n.kind for n in of_posts.order_by("pk")] == ["workforce.credential_soon", "workforce.credential_over"]
    assert Notice.objects.filter(person=wife.pk, kind__startswith="workforce.own").count() == 2
    assert not any("红娘" in message.text for message in Message.objects.all())


def test_of_a_credential_that_was_renewed_in_time_nothing_is_said(cast: Cast) -> None:
    cast.user("lin")
    worker = serving()
    certified(worker, since=date(2025, 1, 1), until=date(2026, 12, 1))
    certified(worker, since=date(2026, 11, 1), until=date(2029, 12, 1))
    assert remind(on=TODAY, at=NOW) == remind(on=date(2026, 12, 2), at=NOW) == 0


def test_a_resident_offers_herself_and_the_village_answers(wife: Person, cast: Cast) -> None:
    phone, lin = resident_client(wife), cast.client("lin")
    join = reverse("portal:join-serving")
    sent = {"kind": "volunteer", "reach": "4", "skills": ["events"], "job": "", "hours": "周末", "shown": "yes"}
    assert "请选公开" in said(phone.post(join, {**sent, "shown": ""}))
    assert "收到了，谢谢您" in said(phone.post(join, sent, follow=True))
    assert "报过名的不用再报" in said(phone.post(join, sent))
    worker = ServiceWorker.objects.get()
    assert (worker.name, worker.awaits, worker.person) == ("陈秀英", Level.VILLAGE, wife)
    assert Notice.objects.filter(kind="workforce.waiting", post__role="village_worker").count() == 1
    lin.post(reverse("desk:review-worker", args=[worker.pk]), {"answer": "accept", "reason": ""})
    assert "可以开始服务了" in said(phone.get(reverse("portal:messages")))
    assert "陈秀英" in said(Client().get(reverse("serving"), {"village": YUNLIN}))
    assert "139" not in re.sub(r"<[^>]*>", "", said(Client().get(reverse("serving"), {"village": YUNLIN})))
    own = reverse("portal:own-hours", args=[worker.pk])
    today = timezone.localdate().isoformat()
    assert (
        phone.post(own, {"served_on": today, "purpose": "company", "hours": "1.5", "place": "村里"}).status_code == 302
    )
    lin.post(reverse("desk:workforce-hours"), {"hours": [ServiceHours.objects.get().pk], "answer": "confirm"})
    assert "1.5 小时" in said(phone.get(MINE))


def test_a_resident_records_nothing_for_somebody_else(wife: Person) -> None:
    other = serving(kind="volunteer")
    assert resident_client(wife).get(reverse("portal:own-hours", args=[other.pk])).status_code == 404
    by = agree(wife)
    with pytest.raises(Exception, match="没有找到"):
        give(other, by=by)


def test_a_place_shows_who_stands_in_it_and_who_serves_it_from_above() -> None:
    here = serving(kind="volunteer")
    there = serving(1, kind="volunteer", village_code=XIAXI)
    wide = serving(2, kind="presenter", village_code=XIAXI, reach=Level.TOWNSHIP)
    serving(3, kind="volunteer", shown=False)
    nominated(4, kind="volunteer")
    found = said(Client().get(reverse("serving"), {"village": YUNLIN}))
    assert [w.name in found for w in (here, there, wide)] == [True, False, True]
    assert "王巧3" not in found
    assert "王巧4" not in found
    city = said(Client().get(reverse("serving"), {"city": 350500000000, "kind": "presenter"}))
    assert [w.name in city for w in (here, there, wide)] == [False, False, True]
    pingtan = Client().get(reverse("serving"), {"village": 350128001001})
    assert pingtan.context["form"].place.code == 350128001001


def test_the_sample_adds_up_and_is_made_once(by_operator: Actor, cast: Cast) -> None:
    made = sample_workforce(by=by_operator, **HERE) + sample_nominations(by=cast.actor("lin"), **HERE)
    assert made == 11 * 6 + 12 + 2
    assert sample_workforce(by=by_operator, **HERE) == sample_nominations(by=cast.actor("lin"), **HERE) == 0
    assert ServiceWorker.objects.filter(state="nominated").count() == 2
    assert verify(on=TODAY).ok
    assert verify(on=TODAY + timedelta(days=30)).ok
    assert counted(WORKERS, 350000000000) == made - 2


def test_the_village_is_told_once_when_somebody_said_he_would_be_back(cast: Cast, by_operator: Actor) -> None:
    cast.user("lin")
    worker = serving(kind="volunteer")
    back = TODAY + timedelta(days=7)
    actions.rest_worker(worker=worker, reason="带孙子", until=back, handed_to=None, by=by_operator, **HERE)
    for day in (TODAY, back, back + timedelta(days=1)):
        remind_of_those_who_rest(on=day, at=NOW)
    assert [n.title for n in Notice.objects.filter(kind="workforce.back")] == [f"{worker.name}说好 {back} 回来"]


def test_today_says_what_waits_for_a_word(cast: Cast) -> None:
    cast.client("lin").post(reverse("desk:nominate-worker"), form_of())
    assert "1 人等审核" in said(cast.client("township").get(reverse("desk:home")))
    assert "人等审核" not in said(cast.client("lin").get(reverse("desk:home")))


def test_a_village_is_covered_while_somebody_in_it_or_of_its_township_may_serve(cast: Cast) -> None:
    today = timezone.localdate()
    township = cast.client("township")
    page = reverse("desk:workforce-coverage")
    all_of_them = township.get(page).context["villages"]
    guide = serving(kind="guide", on=today)
    assert township.get(page).context["have"] == 0  # no credential yet
    certified(guide, since=today, until=today + timedelta(days=9), on=today)
    found = township.get(page)
    assert (found.context["have"], found.context["lacking"]) == (1, all_of_them - 1)
    assert "芸林村" not in said(found)
    wide = serving(1, kind="guide", village_code=XIAXI, reach=Level.TOWNSHIP, on=today)
    certified(wide, since=today, until=today + timedelta(days=9), on=today)
    assert township.get(page).context["have"] == all_of_them
    assert township.get(page, {"kind": "castle"}).context["kind"] == "家庭健康指导员"
    assert cast.client("leader").get(page).status_code == 403


def test_somebody_who_died_is_shown_to_nobody_and_told_nothing(wife: Person, cast: Cast, by_operator: Actor) -> None:
    worker = serving(kind="volunteer", name=WIFE.name, phone=WIFE.phone)
    assert worker.name in said(Client().get(reverse("serving")))
    record_death(person=wife, died_on=TODAY, **HERE, by=by_operator)
    worker = queries.worker(worker.pk, by=by_operator)
    assert "已经去世" in queries.why_not(worker, on=TODAY)
    assert worker.name not in said(Client().get(reverse("serving")))


def test_who_stands_for_a_merged_record_keeps_his_page(wife: Person) -> None:
    own = serving(kind="volunteer", name=WIFE.name, phone=WIFE.phone)
    other = Person.objects.create(
        household=wife.household, village_code=YUNLIN, relation="other", name=WIFE.name, sex="F",
        birth_date=WIFE.birth_date or TODAY, since=TODAY, changed_at=NOW,
    )  # fmt: skip
    ServiceWorker.objects.filter(pk=own.pk).update(person=other)
    Person.objects.filter(pk=other.pk).update(merged_into=wife)
    assert "志愿者" in said(resident_client(wife).get(MINE))
    assert [each.pk for each in queries.own_workers(by=agree(wife))] == [own.pk]
