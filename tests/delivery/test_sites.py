"""Sites: who opens and inspects them, what cannot be, how they are counted, and how families find them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.delivery.sites import actions
from jiahe.delivery.sites.checklist import OF_A_KIND, items_of, numbers, standards_of
from jiahe.delivery.sites.distance import kilometres
from jiahe.delivery.sites.following import follow
from jiahe.delivery.sites.measures import SITES
from jiahe.delivery.sites.models import Inspection, Site, SiteKind, SiteSpell
from jiahe.delivery.sites.sample import sample_sites
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.facts.actions import fold_pending
from jiahe.foundation.facts.queries import totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region
from tests.conftest import Cast
from tests.places import NOW, TODAY, XIAXI, YUANMEN, YUNLIN
from tests.sites import form_of, site_at

pytestmark = pytest.mark.django_db
LIST = reverse("desk:sites")
ADD = reverse("desk:add-site")
PUBLIC = reverse("sites")
HERE = {"at": NOW, "on": TODAY}


def counted(code: int, level: int | None = None, on: date = TODAY) -> int:
    """What the screen would say of a place."""
    region = find_region(code, level)
    assert region is not None
    fold_pending()
    return totals([SITES], [region], on=on, since=on.replace(month=1, day=1))[SITES.code, region.pk]


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def inspection(site: Site, **changed: str) -> dict[str, str]:
    """What a browser sends of an inspection in which all is well."""
    today = timezone.localdate()
    answers = {
        f"answer_{each.item.code}": "yes" if each.threshold is None else str(each.threshold)
        for each in standards_of(site.kind, place=site.village_code, on=today)
    }
    return {
        "inspected_on": today.isoformat(), "inspector": "王检查", **answers, "verdict": "passed", "remarks": "",
        "next_due": (today + timedelta(days=180)).isoformat(), **changed,
    }  # fmt: skip


def test_a_county_opens_a_site_and_everybody_finds_it(cast: Cast) -> None:
    county = cast.client("county")
    answer = county.post(ADD, form_of(village="英都镇 芸林村"), follow=True)
    assert "居民已经找得到" in said(answer)
    site = Site.objects.get()
    assert site.village_code == YUNLIN
    assert (site.created_by.username if site.created_by else "") == "county"
    assert Entry.objects.filter(action="sites.open", subject_id=site.pk, region_code=YUNLIN).count() == 1
    public = said(Client().get(PUBLIC))
    assert site.name in public
    page = said(Client().get(reverse("site", args=[site.pk])))
    for words in ("0595-86480000", "tel:059586480000", "林晓梅", "周二至周日", "geo:24.981200,118.253100"):
        assert words in page


def test_a_form_that_is_sent_twice_opens_one_site(cast: Cast) -> None:
    county = cast.client("county")
    sent = form_of(once=str(uuid4()))
    first, second = (county.post(ADD, sent) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Site.objects.count() == SiteSpell.objects.count() == counted(YUNLIN, on=timezone.localdate()) == 1


def test_two_sites_of_one_kind_and_name_do_not_stand_in_one_village(cast: Cast) -> None:
    county = cast.client("county")
    county.post(ADD, form_of())
    again = county.post(ADD, form_of())
    assert again.status_code == 422
    assert "同一个名称" in again.context["form"].errors["name"][0]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "12", "电话写成"),
        ("longitude", "24.98", "填反了"),
        ("longitude", "121.5", "不在福建"),
        ("longitude", "", "要么都写"),
        ("area_m2", "0", "平方米"),
        ("area_m2", "很大", "整数"),
        ("plaque_on", "2099-01-01", "今天或者以前"),
        ("plaque_until", "2020-01-01", "挂牌以后"),
        ("plaque_until", "2099-01-01", "二十年"),
        ("village", "不存在村", "没有找到"),
        ("village", str(YUANMEN), "没有找到"),
        ("name", "", "请填写名称"),
        ("kind", "castle", "castle"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: str, words: str, cast: Cast) -> None:
    changes = {field: value}
    if words == "填反了":
        changes["latitude"] = "118.25"
    answer = cast.client("county").post(ADD, form_of(**changes))
    assert answer.status_code == 422
    assert words in "".join(answer.context["form"].errors[field])
    assert not Site.objects.exists()


def test_a_village_name_that_several_bear_is_asked_for_again(cast: Cast) -> None:
    answer = cast.client("city").get(ADD)
    assert answer.status_code == 403  # the city inspects, it does not keep
    answer = cast.client("county").post(ADD, form_of(village="溪"))
    assert "请写编码" in answer.context["form"].errors["village"][0]


def test_a_neighbour_finds_nothing_and_a_worker_only_looks(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    pages = [reverse(f"desk:{name}", args=[site.pk]) for name in ("site", "edit-site", "inspect-site", "site-qr")]
    for stranger in ("fuzhou", "pingtan", "chen"):
        client = cast.client(stranger)
        assert [client.get(page).status_code for page in pages] == [404] * 4
        assert site.name not in said(client.get(LIST))
    assert [cast.client("lin").get(page).status_code for page in pages] == [200, 403, 403, 200]
    assert [cast.client("township").get(page).status_code for page in pages] == [200, 200, 403, 200]
    assert [cast.client("city").get(page).status_code for page in pages] == [200, 403, 200, 200]
    assert cast.client("leader").get(LIST).status_code == 403


def test_a_site_cannot_be_moved_to_where_its_keeper_does_not_reach(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    answer = cast.client("township").post(reverse("desk:edit-site", args=[site.pk]), form_of(village=str(YUANMEN)))
    assert answer.status_code == 422
    site.refresh_from_db()
    assert site.village_code == YUNLIN


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    edit = reverse("desk:edit-site", args=[site.pk])
    county = cast.client("county")
    before = {f"initial-{name}": value for name, value in form_of().items()}
    county.post(edit, {**form_of(phone="0595-86481111"), **before})
    county.post(edit, {**form_of(hours="每天 9:00–17:00"), **before})
    site.refresh_from_db()
    assert (site.phone, site.hours) == ("0595-86481111", "每天 9:00–17:00")


def test_a_site_that_pauses_says_why_at_its_door_and_is_counted_on(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    state = reverse("desk:site-state", args=[site.pk, "pause"])
    township = cast.client("township")
    assert "请填写原因" in township.post(state, {"reason": " "}).context["form"].errors["reason"][0]
    for _ in range(2):
        assert township.post(state, {"reason": "装修到 3 月底"}).status_code == 302
    assert Entry.objects.filter(action="sites.paused").count() == 1
    assert "装修到 3 月底" in said(Client().get(reverse("site", args=[site.pk])))
    assert site.name not in said(Client().get(PUBLIC))
    assert counted(YUNLIN) == 1
    assert township.get(reverse("desk:site-state", args=[site.pk, "burn"])).status_code == 404


def test_a_closed_site_is_counted_no_more_until_it_opens_again(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    later = TODAY + timedelta(days=3)
    for _ in range(2):
        actions.close_site(site=site, reason="没有人来", by=by_operator, at=NOW, on=later)
    assert [counted(YUNLIN, on=TODAY), counted(YUNLIN, on=later)] == [1, 0]
    page = said(Client().get(reverse("site", args=[site.pk])))
    assert "已经不开了" in page
    assert site.phone not in page
    site.refresh_from_db()
    actions.reopen_site(site=site, by=by_operator, at=NOW, on=later + timedelta(days=1))
    assert counted(YUNLIN, on=later + timedelta(days=1)) == 1
    assert verify(on=later + timedelta(days=2)).differences == []


def test_a_moved_site_and_one_of_a_village_that_became_another_are_counted_once(by_operator: Actor, cast: Cast) -> None:
    site = site_at(YUNLIN, by=by_operator)
    site_at(YUNLIN, by=by_operator, name="会员之家", kind="members_home")
    on = TODAY + timedelta(days=10)
    event = RegionReplaced(YUNLIN, Level.VILLAGE, XIAXI, on)
    for _ in range(2):
        follow(event, NOW)
    assert [counted(YUNLIN, on=TODAY), counted(XIAXI, on=TODAY)] == [2, 0]
    assert [counted(YUNLIN, on=on), counted(XIAXI, on=on)] == [0, 2]
    site.refresh_from_db()
    assert site.village_code == XIAXI
    assert verify(on=on).differences == []
    assert Entry.objects.filter(action="sites.follow_region").count() == 1


def test_sites_are_counted_up_to_the_province_and_the_recount_agrees(by_operator: Actor) -> None:
    made = sample_sites(by=by_operator, **HERE)
    assert made > 24
    assert sample_sites(by=by_operator, **HERE) == 0
    assert counted(350000000000) == made - 1  # one of them closed
    assert counted(350583103000) > 0
    assert verify(on=TODAY).differences == []


def test_an_inspection_is_scored_and_keeps_the_standards_of_its_day(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    client = cast.client("county")
    page = reverse("desk:inspect-site", args=[site.pk])
    form = said(client.get(page))
    assert "待核实" in form
    assert "不少于 40 平方米" in form
    sent = {**inspection(site, answer_hours="no", answer_area="30"), "once": str(uuid4())}
    for _ in range(2):
        assert client.post(page, sent).status_code == 302
    found = Inspection.objects.get()
    questions = len(items_of(site.kind))
    assert found.score == round(100 * (questions - 2) / questions)
    kept = {answer["code"]: answer for answer in found.answers}
    assert (kept["area"]["standard"], kept["area"]["met"], kept["area"]["grade"]) == ("不少于 40 平方米", False, "D")
    assert str(found.score) in said(client.get(reverse("desk:site", args=[site.pk])))


def test_six_children_in_a_home_nursery_cannot_pass(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator, kind="home_nursery", name="芸林家庭托育点")
    client = cast.client("county")
    page = reverse("desk:inspect-site", args=[site.pk])
    answer = client.post(page, inspection(site, answer_children="6"))
    assert answer.status_code == 422
    assert "不超过 5 名" in answer.context["form"].errors["verdict"][0]
    answer = client.post(page, inspection(site, answer_children="6", verdict="mend"))
    assert "请写清楚改什么" in answer.context["form"].errors["remarks"][0]
    client.post(page, inspection(site, answer_children="6", verdict="mend", remarks="减到 5 名"))
    assert "要整改" in said(client.get(LIST, {"needs": "failed"}))
    # What is only known from a draft is shown as such and keeps nobody from passing.
    client.post(page, inspection(site, answer_space="8"))
    assert Inspection.objects.order_by("pk").last().verdict == "passed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer_hours", ""), ("answer_area", "-3"), ("answer_area", "x"), ("inspected_on", "2099-01-01"),
     ("next_due", "2020-01-01"), ("next_due", "2099-01-01"), ("verdict", ""), ("inspector", "")],
)  # fmt: skip
def test_an_inspection_that_cannot_be_is_refused_at_its_field(
    field: str, value: str, cast: Cast, by_operator: Actor
) -> None:
    site = site_at(YUNLIN, by=by_operator)
    page = reverse("desk:inspect-site", args=[site.pk])
    answer = cast.client("county").post(page, inspection(site, **{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Inspection.objects.exists()


def test_an_expired_plaque_is_shown_and_goes_with_a_new_one(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator, plaque_on=date(2020, 5, 1), plaque_until=date(2023, 5, 1))
    other = site_at(XIAXI, by=by_operator)
    client = cast.client("county")
    found = said(client.get(LIST, {"needs": "expired"}))
    assert "牌子到期 2023-05-01" in found
    assert reverse("desk:site", args=[other.pk]) not in found
    assert "牌子到期了" in said(client.get(reverse("desk:site", args=[site.pk])))
    renew = reverse("desk:renew-plaque", args=[site.pk])
    wrong = client.post(renew, {"level": "city", "plaque_on": "2024-05-01", "plaque_until": "2023-05-01"})
    assert wrong.context["form"].errors["plaque_until"]
    for _ in range(2):
        client.post(renew, {"level": "city", "batch": "第四批", "plaque_on": "2024-05-01"})
    assert "牌子到期" not in said(client.get(reverse("desk:site", args=[site.pk])))
    assert Entry.objects.filter(action="sites.renew_plaque").count() == 1


def test_the_list_is_narrowed_by_kind_state_and_words(cast: Cast, by_operator: Actor) -> None:
    house = site_at(YUNLIN, by=by_operator)
    home = site_at(XIAXI, by=by_operator, kind="members_home", name="霞溪会员之家")
    actions.pause_site(site=home, reason="装修", by=by_operator, at=NOW)
    client = cast.client("county")
    for query, shown in (({"kind": "members_home"}, home), ({"state": "open"}, house), ({"q": "霞溪"}, home)):
        page = said(client.get(LIST, query))
        assert [s.pk for s in (house, home) if reverse("desk:site", args=[s.pk]) in page] == [shown.pk]
    assert "没有这样的阵地" in said(client.get(LIST, {"q": "没有的"}))


def test_the_sheet_for_the_door_leads_to_the_public_page(cast: Cast, by_operator: Actor) -> None:
    site = site_at(YUNLIN, by=by_operator)
    page = said(cast.client("lin").get(reverse("desk:site-qr", args=[site.pk])))
    assert "<svg" in page
    assert f"http://testserver/sites/{site.pk}/" in page


def test_a_place_is_chosen_city_first_then_county(by_operator: Actor) -> None:
    here = site_at(YUNLIN, by=by_operator)
    there = site_at(YUANMEN, by=by_operator, name="海坛亲子小屋")
    assert "county" not in Client().get(PUBLIC).context["form"].fields
    page = Client().get(PUBLIC, {"city": "350500000000"})
    assert "county" in page.context["form"].fields
    assert here.name in said(page)
    assert there.name not in said(page)
    assert here.name in said(Client().get(PUBLIC, {"city": "350500000000", "county": "350583000000"}))
    assert here.name not in said(Client().get(PUBLIC, {"city": "350500000000", "county": "350502000000"}))
    assert there.name in said(Client().get(PUBLIC, {"city": "350128000000"}))
    assert there.name not in said(Client().get(PUBLIC, {"city": "350100000000"}))
    assert here.name not in said(Client().get(PUBLIC, {"kind": "nursery"}))


def test_near_me_sorts_by_distance_and_leaves_out_what_is_far(by_operator: Actor) -> None:
    def at(lon: str, lat: str) -> dict[str, Any]:
        return {"longitude": Decimal(lon), "latitude": Decimal(lat)}

    far = site_at(XIAXI, by=by_operator, name="远一点的", **at("118.3531", "24.9812"))
    close = site_at(YUNLIN, by=by_operator, name="近的", **at("118.2541", "24.9812"))
    site_at(YUANMEN, by=by_operator, name="平潭的", **at("119.7900", "25.5000"))
    site_at(YUNLIN, by=by_operator, name="没有位置的", longitude=None, latitude=None)
    lines = Client().get(PUBLIC, {"near": "118.253,24.981"}).context["lines"]
    assert [line["site"].pk for line in lines] == [close.pk, far.pk]
    assert [line["km"] for line in lines] == ["约 100 米", "约 10.1 公里"]
    for wrong in ("x", "1,2,3", "nan,nan", "999,1", "inf,0"):
        assert Client().get(PUBLIC, {"near": wrong}).status_code == 200


def test_near_me_has_pages(by_operator: Actor) -> None:
    for number in range(23):
        site_at(YUNLIN, by=by_operator, name=f"小屋{number}")
    first = Client().get(PUBLIC, {"near": "118.253,24.981", "kind": "parent_child_house"})
    second = Client().get(PUBLIC + first.context["next_page"])
    assert [len(page.context["lines"]) for page in (first, second)] == [20, 3]
    assert second.context["next_page"] == ""
    assert second.context["previous_page"]


def test_a_distance_is_that_of_the_map() -> None:
    fuzhou, xiamen = (119.2965, 26.0745), (118.0894, 24.4798)
    assert kilometres(fuzhou, fuzhou) == 0
    assert 212 < kilometres(fuzhou, xiamen) < 216


def test_every_number_of_the_standards_is_asked_and_every_kind_has_questions() -> None:
    asked = {item.number for items in OF_A_KIND.values() for item in items if item.number}
    assert asked == set(numbers())
    for kind in SiteKind.values:
        codes = [item.code for item in items_of(kind)]
        assert len(codes) == len(set(codes)) >= 4
