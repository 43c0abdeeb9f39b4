"""Those who serve: nominated from below, accepted from above, the door their credential opens and closes."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jiahe.delivery.workforce import queries
from jiahe.delivery.workforce.models import ServiceWorker, WorkerEntry, WorkerState
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.notices.models import Notice
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region
from tests.conftest import Cast
from tests.places import XIAXI, YUANMEN
from tests.workforce import certified, form_of, nominated, serving

pytestmark = pytest.mark.django_db
LIST = reverse("desk:workforce")
ADD = reverse("desk:nominate-worker")
PUBLIC = reverse("serving")


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(worker: ServiceWorker, name: str = "worker", *more: str) -> str:
    return reverse(f"desk:{name}", args=[worker.pk, *more])


def paper(**changed: str) -> dict[str, str]:
    """What a browser sends of a credential that is valid today."""
    today = timezone.localdate()
    return {
        "title": "红娘聘书", "level": "township", "number": "YD-0001", "issuer": "英都镇计生协",
        "issued_on": today.isoformat(), "expires_on": (today + timedelta(days=300)).isoformat(), **changed,
    }  # fmt: skip


def answer(accept: bool = True, reason: str = "") -> dict[str, str]:
    return {"answer": "accept" if accept else "refuse", "reason": reason}


def test_a_village_nominates_and_the_township_accepts(cast: Cast) -> None:
    lin, township = cast.client("lin"), cast.client("township")
    told = said(lin.post(ADD, form_of(), follow=True))
    assert "推荐好了，等乡镇一级审核" in told
    worker = ServiceWorker.objects.get()
    assert (worker.state, worker.awaits, worker.phone) == ("nominated", Level.TOWNSHIP, "13900000101")
    assert b"13900000101" not in bytes(worker.phone_sealed or b"")
    assert Notice.objects.filter(kind="workforce.waiting", post__role="township_secretary").count() == 1
    assert worker.name in said(township.get(reverse("desk:workforce-waiting")))
    told = said(township.post(page_of(worker, "review-worker"), answer(), follow=True))
    assert "通过了。登记红娘聘书以后，就能安排服务" in told
    worker.refresh_from_db()
    assert (worker.state, worker.awaits) == ("serving", None)
    assert Notice.objects.filter(kind="workforce.answered", post__role="village_worker").count() == 1
    assert [e.action for e in Entry.objects.filter(subject_type="service_worker").order_by("pk")] == [
        "workforce.nominated",
        "workforce.passed",
    ]


def test_who_nominated_somebody_does_not_accept_him(cast: Cast) -> None:
    township = cast.client("township")
    township.post(ADD, form_of())
    worker = ServiceWorker.objects.get()
    assert worker.awaits == Level.COUNTY
    page = page_of(worker, "review-worker")
    assert "不用您审核" in said(township.get(page))
    refused = township.post(page, answer())
    assert refused.status_code == 422
    assert "推荐或者审核过的人不能再审核" in said(refused)
    lin = cast.client("lin")
    assert "这一步由县一级审核" in said(lin.post(page, answer()))
    assert ServiceWorker.objects.get().state == WorkerState.NOMINATED


def test_a_guide_is_accepted_by_the_township_and_then_by_the_county(cast: Cast) -> None:
    cast.client("lin").post(ADD, form_of(kind="guide"))
    worker = ServiceWorker.objects.get()
    page = page_of(worker, "review-worker")
    told = said(cast.client("township").post(page, answer(), follow=True))
    assert "接着由县一级审核" in told
    assert "推荐或者审核过" in said(cast.client("township").post(page, answer()))
    cast.client("county").post(page, answer())
    worker.refresh_from_db()
    assert worker.state == WorkerState.SERVING


def test_who_serves_a_whole_township_is_accepted_from_there(cast: Cast) -> None:
    cast.client("lin").post(ADD, form_of(kind="volunteer", reach=str(int(Level.COUNTY))))
    worker = ServiceWorker.objects.get()
    cast.client("township").post(page_of(worker, "review-worker"), answer())
    worker.refresh_from_db()
    assert (worker.state, worker.awaits, worker.serves.title) == ("nominated", Level.COUNTY, "南安市")


def test_a_refusal_says_why_and_he_can_be_nominated_again(cast: Cast) -> None:
    lin, township = cast.client("lin"), cast.client("township")
    lin.post(ADD, form_of())
    page = page_of(ServiceWorker.objects.get(), "review-worker")
    assert "请写原因" in said(township.post(page, answer(accept=False)))
    township.post(page, answer(accept=False, reason="先参加培训"))
    assert "先参加培训" in said(lin.get(page_of(ServiceWorker.objects.get())))
    again = township.post(page, answer())
    assert "已经有人审核过了" in said(again)
    assert lin.post(ADD, form_of()).status_code == 302
    assert [w.state for w in ServiceWorker.objects.order_by("pk")] == ["refused", "nominated"]


def test_a_form_sent_twice_nominates_once_and_two_colleagues_do_not_nominate_the_same(cast: Cast) -> None:
    lin = cast.client("lin")
    sent = form_of(once=str(uuid4()))
    first, second = lin.post(ADD, sent), lin.post(ADD, sent)
    assert first["Location"] == second["Location"]
    other = cast.client("township").post(ADD, form_of(name="王大姐"))
    assert other.status_code == 422
    assert "已经有人以同一种身份推荐过" in other.context["form"].errors["phone"][0]
    assert "王大姐" in said(other)  # nothing typed is lost
    assert ServiceWorker.objects.count() == WorkerEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "12", "11 位手机号码"),
        ("name", "", "请填写姓名"),
        ("kind", "", "请选哪一种"),
        ("capacity", "0", "整数"),
        ("capacity", "很多", "整数"),
        ("village", str(XIAXI), "从列出的村居里选"),
        ("skills", "flying", "请从列出的"),
        ("agreed", [], "先问过本人"),
        ("account", "nobody-here", "没有这个账号"),
        ("account", "lin", "不能推荐自己"),
        ("shown", "", "问过本人"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: Any, words: str, cast: Cast) -> None:
    refused = cast.client("lin").post(ADD, form_of(**{field: value}))
    assert refused.status_code == 422
    assert words in "".join(refused.context["form"].errors[field])
    assert not ServiceWorker.objects.exists()


def test_a_contact_is_never_public_and_an_organisation_names_who_speaks_for_it(cast: Cast) -> None:
    lin = cast.client("lin")
    refused = lin.post(ADD, form_of(kind="contact"))
    assert "联系人不对外公开" in refused.context["form"].errors["shown"][0]
    refused = lin.post(ADD, form_of(kind="organisation", phone="0595-86480000"))
    assert "由谁联系" in refused.context["form"].errors["contact"][0]
    assert lin.post(ADD, form_of(kind="organisation", phone="0595-86480000", contact="林主任")).status_code == 302


def test_pingtan_has_no_city_above_it(cast: Cast) -> None:
    refused = cast.client("pingtan").post(ADD, form_of(village="辕门", reach=str(int(Level.CITY))))
    assert "没有这一级" in refused.context["form"].errors["reach"][0]
    cast.client("pingtan").post(ADD, form_of(village=str(YUANMEN), reach=str(int(Level.COUNTY))))
    assert ServiceWorker.objects.get().awaits == Level.PROVINCE


def test_a_neighbour_finds_nobody_and_the_phone_is_seen_with_a_reason(cast: Cast, by_operator: Actor) -> None:
    worker = serving()
    names = ("worker", "edit-worker", "review-worker", "assign-worker", "record-hours", "worker-phone")
    chen, lin = cast.client("chen"), cast.client("lin")
    assert {chen.get(page_of(worker, name)).status_code for name in names} == {404}
    assert worker.name not in said(chen.get(LIST))
    assert cast.client("leader").get(page_of(worker)).status_code == 403
    assert lin.get(page_of(worker, "certify-worker")).status_code == 403  # who names somebody does not certify him
    shown = said(lin.get(page_of(worker)))
    assert "139••••0101" in shown
    assert "13900000101" not in shown
    assert "13900000101" in said(lin.post(page_of(worker, "worker-phone"), {"reason": "约周三上门"}))
    assert Entry.objects.get(action="workforce.reveal_phone").details["reason"] == "约周三上门"


def test_the_credential_opens_the_door_and_its_end_closes_it(cast: Cast) -> None:
    worker, today = serving(on=timezone.localdate()), timezone.localdate()
    township, stranger = cast.client("township"), Client()
    hours = {"served_on": today.isoformat(), "purpose": "matching", "hours": "2", "place": "会员之家"}
    closed = township.post(page_of(worker, "record-hours"), hours)
    assert "没有登记红娘聘书" in closed.context["form"].errors["served_on"][0]
    assert worker.name not in said(stranger.get(PUBLIC))
    told = said(township.post(page_of(worker, "certify-worker"), paper(), follow=True))
    assert "证书记下了，可以安排服务" in told
    assert worker.name in said(stranger.get(PUBLIC))
    assert township.post(page_of(worker, "assign-worker"), {"what": "会员之家值班", "number": ""}).status_code == 302
    assert township.post(page_of(worker, "record-hours"), hours).status_code == 302
    held = worker.credentials.get()
    township.post(reverse("desk:withdraw-credential", args=[held.pk]), {"reason": "聘期改了"})
    worker.refresh_from_db()
    assert not queries.may_serve("matchmaker", worker, on=today)
    assert queries.may_serve("matchmaker", worker, on=today) == queries.may_serve("volunteer", worker, on=today)
    assert worker.name not in said(stranger.get(PUBLIC))
    shut = township.post(page_of(worker, "assign-worker"), {"what": "相亲角", "number": ""})
    assert "收回了" in shut.context["form"].errors["what"][0]
    assert "现在不能安排服务" in said(township.get(page_of(worker)))
    again = {**paper(number="YD-0002")}
    township.post(page_of(worker, "certify-worker"), again)
    assert queries.may_serve("matchmaker", worker, on=today)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "请填写证书名称"),
        ("number", "", "请填写编号"),
        ("level", "", "请选哪一级"),
        ("issued_on", "2099-01-01", "今天或者以前"),
        ("issued_on", "yesterday", "请按"),
        ("expires_on", "2001-01-01", "发证以后"),
        ("expires_on", "2099-01-01", "三十年"),
    ],
)
def test_a_credential_that_cannot_be_is_refused_at_its_field(field: str, value: str, words: str, cast: Cast) -> None:
    worker = serving()
    refused = cast.client("township").post(page_of(worker, "certify-worker"), paper(**{field: value}))
    assert refused.status_code == 422
    assert words in "".join(refused.context["form"].errors[field])
    assert not worker.credentials.exists()


def test_one_number_is_one_persons_and_the_same_again_changes_nothing(cast: Cast) -> None:
    one, other = serving(), serving(1)
    township = cast.client("township")
    for _ in range(2):
        assert township.post(page_of(one, "certify-worker"), paper()).status_code == 302
    assert one.credentials.count() == 1
    refused = township.post(page_of(other, "certify-worker"), paper())
    assert "登记在别人名下" in refused.context["form"].errors["number"][0]
    changed = township.post(page_of(one, "certify-worker"), paper(expires_on=""))
    assert "已经登记过了" in changed.context["form"].errors["number"][0]


def test_the_list_is_narrowed_by_kind_place_state_and_credential(cast: Cast) -> None:
    with_paper, without = serving(), serving(1)
    soon, volunteer = serving(2, village_code=XIAXI), nominated(3, kind="volunteer")
    today = timezone.localdate()
    certified(with_paper, since=today - timedelta(days=10), until=today + timedelta(days=200), on=today)
    certified(soon, since=today - timedelta(days=10), until=today + timedelta(days=20), on=today)
    township = cast.client("township")
    everybody = {"1": with_paper, "2": without, "3": soon, "4": volunteer}
    xiaxi = find_region(XIAXI)
    assert xiaxi is not None
    for narrowed, expected in (
        ("?credential=lacking", "2"), ("?credential=valid", "13"), ("?credential=soon", "3"),
        ("?kind=volunteer", "4"), ("?state=nominated", "4"), ("?q=王巧1", "2"), (f"?place={xiaxi.pk}", "3"),
    ):  # fmt: skip
        page = said(township.get(LIST + narrowed))
        found = "".join(key for key, worker in everybody.items() if page_of(worker) + '"' in page)
        assert found == expected, narrowed


def test_the_list_is_taken_along_with_masked_phones_and_the_audit_knows(cast: Cast) -> None:
    certified(serving())
    serving(1, village_code=XIAXI)
    taken = cast.client("lin").get(reverse("desk:save-workforce"))
    rows = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["姓名", "王巧云"]
    assert "139••••0101" in rows[1]
    assert Entry.objects.get(action="workforce.take_list").details["rows"] == 1


def test_what_a_colleague_changed_meanwhile_stays(cast: Cast) -> None:
    worker = serving()
    lin = cast.client("lin")
    edit = page_of(worker, "edit-worker")
    shown = lin.get(edit).context["form"]
    kept = {f"initial-{name}": str(shown.initial.get(name, "")) for name in shown.fields}
    mine = {k: v for k, v in form_of(phone="", hours="周五").items() if k not in {"kind", "account", "agreed"}}
    first = lin.post(edit, {**kept, **mine})
    assert first.status_code == 302, first.context["form"].errors
    worker.refresh_from_db()
    assert (worker.hours, worker.phone, worker.skills) == ("周五", "13900000101", ["matching", "minnan"])
    late = {**mine, "hours": "周二、周四上午", "skills": ["matching"], "job": "村医"}
    assert lin.post(edit, {**kept, **late}).status_code == 302
    worker.refresh_from_db()
    assert (worker.hours, worker.job, worker.skills) == ("周五", "村医", ["matching"])
    assert Entry.objects.filter(action="workforce.changed").count() == 2
