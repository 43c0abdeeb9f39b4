"""Who gets an exported list: its maker alone, and two people for more than a thousand persons."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts.actions import give_post
from jiahe.foundation.accounts.actor import Actor, in_post
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.accounts.models import Holding, Post
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import exports
from jiahe.registry.actions import Refused
from jiahe.registry.enrolment import enrol
from jiahe.registry.exports import reading
from jiahe.registry.models import ExportRequest
from tests.conftest import Cast
from tests.exporting import COUNTY, EVERYBODY, WHEN, address, ask, book_of, crowd, deeds, people, saved
from tests.people import FAMILY
from tests.places import NOW, TODAY, XIAXI, YUNLIN

__all__ = ["crowd", "people"]
pytestmark = pytest.mark.django_db


# Who may have it


@pytest.mark.usefixtures("people")
def test_a_list_is_its_makers_alone(cast: Cast) -> None:
    lin = cast.client("lin")
    request = ask(lin, address())
    for who in ("chen", "township", "county", "president"):
        assert cast.client(who).get(reverse("desk:export", args=[request.pk])).status_code == 404
        assert cast.client(who).get(reverse("desk:file", args=[request.file_id])).status_code == 404
    assert cast.client("chen").get(address()).status_code == 404
    assert cast.client("chen").post(address()).status_code == 404
    assert cast.client("auditor").get(address()).status_code == 403
    with pytest.raises(OutOfReach):
        exports.count_people(EVERYBODY, region=request.region, by=cast.actor("chen"), on=TODAY)
    with pytest.raises(RightMissing):
        exports.count_people(EVERYBODY, region=request.region, by=cast.actor("administrator"), on=TODAY)


@pytest.mark.usefixtures("people")
def test_a_list_goes_after_three_days_and_the_page_says_so(cast: Cast) -> None:
    client = cast.client("lin")
    request = ask(client, address())
    page = reverse("desk:export", args=[request.pk])
    assert "下载名单" in client.get(page).content.decode()
    past = timezone.now() - timedelta(minutes=1)
    StoredFile.objects.filter(pk=request.file_id).update(delete_at=past)
    assert "已经到期删掉了" in client.get(page).content.decode()
    assert "已到期删除" in client.get(reverse("desk:exports")).content.decode()
    assert client.get(reverse("desk:file", args=[request.file_id])).status_code == 410


def test_an_empty_place_has_no_list(cast: Cast) -> None:
    client = cast.client("lin")
    assert "这里还没有登记的人" in client.get(address()).content.decode()
    answer = client.post(address())
    assert answer.status_code == 422
    assert "没有名单可以导出" in answer.content.decode()
    assert not ExportRequest.objects.exists()


@pytest.mark.usefixtures("people")
def test_choosing_another_place_leads_to_its_page_with_the_same_filters(cast: Cast) -> None:
    client = cast.client("township")
    answer = client.get(address(350583103000, "township"), {"place": f"village-{YUNLIN}", "sex": "F"})
    assert answer["Location"] == f"{address()}?sex=F"
    page = client.get(answer["Location"]).content.decode()
    assert '<input type="hidden" name="sex" value="F">' in page
    assert client.get(address(), {"place": f"village-{XIAXI}"}).status_code == 200, "not below it: nothing happens"


# Two people


@pytest.mark.differs
def test_a_long_list_is_asked_for_approved_by_another_and_only_then_made(crowd: int, cast: Cast) -> None:
    county, city = cast.client("county"), cast.client("city")
    place = address(COUNTY, "county")
    refused = county.post(place, {"reason": "  "})
    assert refused.status_code == 422
    assert "请写明这份名单要做什么用" in refused.content.decode()
    request = ask(county, place, reason="核对奖励扶助名册")
    assert (request.status, request.people, request.file_id) == ("waiting", crowd, None)
    page = reverse("desk:export", args=[request.pk])
    said = county.get(page).content.decode()
    assert "等另一位同事批准" in said
    assert "市秘书长" in said
    assert "审批导出：" in city.get(reverse("desk:home")).content.decode()
    assert "请您答复" in city.get(page).content.decode()
    answer = city.post(reverse("desk:answer-export", args=[request.pk]), {"answer": "yes"})
    assert answer.status_code == 302
    request.refresh_from_db()
    assert (request.status, request.answered_by) == ("ready", cast.user("city"))
    rows, about = book_of(saved(county, request))
    assert len(rows) == crowd
    assert about["谁导出的"] == "county（南安市 · 县秘书长）"
    assert city.get(reverse("desk:file", args=[request.file_id])).status_code == 404, "she asked, not he"
    assert "由申请的同事下载" in city.get(page).content.decode()
    assert deeds() == ["ask_export", "approve_export", "export_people"]
    made = Entry.objects.get(action="registry.export_people")
    assert (made.actor_name, made.region_code, made.details["people"]) == ("county", COUNTY, crowd)
    kept = StoredFile.objects.get(pk=request.file_id)
    assert made.details["digest"] == kept.digest


def test_nobody_approves_what_he_asked_for_himself_nor_from_below_or_beside(crowd: int, cast: Cast) -> None:
    county = cast.client("county")
    request = ask(county, address(350583103000, "township"), reason="核对")
    to_answer = reverse("desk:answer-export", args=[request.pk])
    own = county.post(to_answer, {"answer": "yes"})
    assert own.status_code == 422
    assert "自己的申请不能自己批" in own.content.decode()
    for stranger in ("township", "lin", "chen", "fuzhou", "pingtan"):
        assert cast.client(stranger).post(to_answer, {"answer": "yes"}).status_code == 404, stranger
    assert cast.client("auditor").post(to_answer, {"answer": "yes"}).status_code == 403
    request.refresh_from_db()
    assert request.status == "waiting"
    assert [r.pk for r in reading.waiting_for(cast.actor("city"))] == [request.pk]
    for nobody in ("township", "county", "fuzhou", "lin"):
        assert not reading.waiting_for(cast.actor(nobody)).exists(), nobody
    above = Holding.objects.get(user=cast.user("city")).post
    give_post(user=cast.user("county"), post=above, since=NOW.date().replace(month=1), by=cast.actor("city"), at=NOW)
    in_other_post = in_post(cast.user("county"), above)
    with pytest.raises(Refused, match="自己"):
        exports.answer_export(request=request, approve=True, reason="", by=in_other_post, at=NOW)


def test_a_refusal_needs_a_reason_and_is_told_to_the_one_who_asked(crowd: int, cast: Cast) -> None:
    county, president = cast.client("county"), cast.client("president")
    request = ask(county, address(COUNTY, "county"), reason="备份")
    to_answer = reverse("desk:answer-export", args=[request.pk])
    assert "请选择批准或不批准" in president.post(to_answer, {}).content.decode()
    assert "请写明为什么不批准" in president.post(to_answer, {"answer": "no"}).content.decode()
    assert president.post(to_answer, {"answer": "no", "reason": "用途不清楚"}).status_code == 302
    assert "没有批准：用途不清楚" in county.get(reverse("desk:export", args=[request.pk])).content.decode()
    again = president.post(to_answer, {"answer": "yes"})
    assert "已经有人答复过了" in again.content.decode()
    assert deeds() == ["ask_export", "refuse_export"]
    assert not StoredFile.objects.exists()


def test_a_second_holder_of_the_same_post_may_answer(crowd: int, cast: Cast) -> None:
    request = ask(cast.client("county"), address(COUNTY, "county"), reason="核对")
    post = Post.objects.get(pk=request.post_id)
    give_post(user=cast.user("chen"), post=post, since=NOW.date().replace(month=1), by=cast.actor("city"), at=NOW)
    colleague = in_post(cast.user("chen"), post)
    assert reading.may_answer(request, colleague)
    assert exports.answer_export(request=request, approve=True, reason="", by=colleague, at=NOW).status == "approved"


def test_a_list_asked_for_twice_is_one_request(crowd: int, cast: Cast) -> None:
    county, place = cast.client("county"), address(COUNTY, "county")
    first, second = (ask(county, place, reason="核对") for _ in range(2))
    assert first == second
    other = ask(county, place, reason="核对", missing="phone", sex="F")
    assert other != first
    lin = cast.client("lin")
    assert ask(lin, address()) == ask(lin, address())
    assert deeds().count("ask_export") == ExportRequest.objects.count()


def test_a_city_without_one_of_its_counties_is_found_by_who_answers_for_it(cast: Cast, by_operator: Actor) -> None:
    fuzhou = Holding.objects.get(user=cast.user("fuzhou")).post
    request = ExportRequest.objects.create(
        region=fuzhou.region, people=2000, status="waiting", asked_by=cast.user("fuzhou"), post=fuzhou, asked_at=NOW
    )
    for who in ("president",):
        assert [r.pk for r in reading.export_requests(by=cast.actor(who)).rows] == [request.pk]
    give_post(user=cast.user("chen"), post=fuzhou, since=NOW.date().replace(month=1), by=by_operator, at=NOW)
    assert [r.pk for r in reading.waiting_for(in_post(cast.user("chen"), fuzhou))] == [request.pk]
    for who in ("pingtan", "city"):
        assert not reading.export_requests(by=cast.actor(who)).rows


def test_the_requests_are_paged_newest_first(cast: Cast, yunlin: Region) -> None:
    lin = cast.actor("lin")
    for _ in range(45):
        ExportRequest.objects.create(
            region=yunlin, people=9, status="failed", asked_by_id=lin.id, post_id=lin.post_id, asked_at=NOW
        )
    first = reading.export_requests(by=lin)
    second = reading.export_requests(by=lin, before=first.next or 0)
    third = reading.export_requests(by=lin, before=second.next or 0)
    pks = [r.pk for page in (first, second, third) for r in page.rows]
    assert pks == sorted(pks, reverse=True)
    assert (len(set(pks)), first.previous, third.next) == (45, None, None)
    back = reading.export_requests(by=lin, after=third.previous or 0)
    assert [r.pk for r in back.rows] == [r.pk for r in second.rows]
    assert "下一页" in cast.client("lin").get(reverse("desk:exports")).content.decode()


# Interrupted


@pytest.mark.differs
@pytest.mark.usefixtures("people")
def test_a_making_that_was_killed_is_taken_up_again_and_nothing_is_doubled(cast: Cast, yunlin: Region) -> None:
    lin = cast.actor("lin")
    request = exports.ask_export(region=yunlin, narrowing=EVERYBODY, reason="", by=lin, **WHEN)

    def broken(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exports.make_export(request, progress=broken, **WHEN)
    request.refresh_from_db()
    assert (request.status, StoredFile.objects.count()) == ("making", 0)
    late = NOW + timedelta(minutes=2)
    for _ in range(2):  # twice at once, the second finds it done
        exports.make_export(request, at=late, on=TODAY)
    request.refresh_from_db()
    assert (request.status, StoredFile.objects.count()) == ("ready", 1)
    assert deeds() == ["ask_export", "export_people"]
    assert len(list((Path(settings.HOME) / "files").glob(".making*"))) == 0


@pytest.mark.usefixtures("people")
def test_who_left_his_post_gets_no_list(cast: Cast, yunlin: Region) -> None:
    lin = cast.actor("lin")
    request = exports.ask_export(region=yunlin, narrowing=EVERYBODY, reason="", by=lin, **WHEN)
    Holding.objects.filter(user_id=lin.id).update(until=TODAY)
    exports.make_export(request, **WHEN)
    request.refresh_from_db()
    assert (request.status, request.problem) == ("failed", "申请的人已经不在这个岗位，名单没有生成。")


def test_a_short_list_that_grew_long_meanwhile_is_not_made(
    cast: Cast, yunlin: Region, by_operator: Actor, monkeypatch
) -> None:
    lin = cast.actor("lin")
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)
    request = exports.ask_export(region=yunlin, narrowing=EVERYBODY, reason="", by=lin, **WHEN)
    monkeypatch.setattr("jiahe.registry.exports.making.ALONE", 2)
    exports.make_export(request, **WHEN)
    request.refresh_from_db()
    assert request.status == "failed"
    assert "请重新申请" in request.problem


def test_the_operator_takes_any_number_and_somebody_in_a_post_only_a_short_list(
    crowd: int, cast: Cast, by_operator: Actor, tmp_path: Path
) -> None:
    county = find_region(COUNTY)
    assert county is not None
    out = tmp_path / "a.xlsx"
    with pytest.raises(Refused, match=r"超过 1,000 人要两个人.*导出名单"):
        exports.export_people(region=county, out=out, by=cast.actor("county"), **WHEN)
    assert list(tmp_path.iterdir()) == []
    assert exports.export_people(region=county, out=out, by=by_operator, **WHEN).people == crowd
    assert out.stat().st_mode & 0o777 == 0o600
    entry = Entry.objects.get(action="registry.export_people")
    assert (entry.actor_kind, entry.details["people"], len(entry.details["digest"])) == ("operator", crowd, 64)


def test_an_interrupted_export_leaves_what_stood_there(
    people: None, by_operator: Actor, tmp_path: Path, yunlin
) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"of yesterday")

    def broken(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exports.export_people(region=yunlin, out=out, by=by_operator, progress=broken, **WHEN)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.xlsx", b"of yesterday")]
    assert deeds() == []
