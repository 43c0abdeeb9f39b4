"""Stories: written by one, looked at by another, read by everybody; what was typed is never lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.library import actions
from jiahe.delivery.library.models import Story, StoryReads, StoryState, StoryVersion
from jiahe.foundation.accounts.models import Holding
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.notices.models import Notice
from jiahe.foundation.regions.models import Region
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.library import BODY, COUNTY, story_for, text_for
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db


def form(region: int, **said: str) -> dict[str, str]:
    """What a browser sends."""
    return {
        "category": "law", "title": "产假只给 98 天", "body": BODY, "law_title": "福建省人口与计划生育条例",
        "law_article": "第二十四条", "law_text": "", "region": str(region), **said,
    }  # fmt: skip


@pytest.fixture
def place(yunlin: Region) -> Region:
    """南安市."""
    return Region.objects.get(code=COUNTY)


def do(client: Client, story: Story, deed: str, **said: str) -> int:
    """Press a button of the page as it is now."""
    story.refresh_from_db()
    route = "desk:act-story" if deed in {"submit", "take-back"} else "desk:review-story"
    said = {"moves": str(story.moves), **said}
    return client.post(reverse(route, args=[story.pk, deed]), said).status_code


def test_a_county_writes_the_city_publishes_and_everybody_reads(place: Region, county: Client, city: Client) -> None:
    written = county.post(reverse("desk:write-story", args=["talks"]), form(place.pk))
    story = Story.objects.get()
    assert written.url == reverse("desk:story", args=[story.pk])
    public, listed = reverse("story", args=[story.pk]), reverse("stories")
    assert Client().get(public).status_code == 404
    assert do(county, story, "submit") == 302
    assert "等另一位同事审核" in county.get(written.url).content.decode()
    assert do(county, story, "publish") == 422
    assert "有 1 篇等您审核" in city.get(reverse("desk:stories")).content.decode()
    assert do(city, story, "publish") == 302
    assert "产假只给 98 天" in Client().get(listed).content.decode()
    page = Client().get(public).content.decode()
    assert "第二十四条" in page
    assert "厂里给她补足了" in page
    assert StoryReads.objects.get().times == 1
    told = Notice.objects.get(kind="library.published")
    assert told.post_id == Holding.objects.get(user__username="county").post_id
    proof = verify(on=localdate())
    assert proof.ok, proof.differences


def test_a_draft_with_a_phone_in_it_is_refused_at_its_field_and_nothing_typed_is_lost(
    place: Region, county: Client
) -> None:
    answer = county.post(
        reverse("desk:write-story", args=["talks"]), form(place.pk, body=f"{BODY}\n打 13800000011 找她")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "里面的“13800000011”像是手机号" in page
    assert "打 13800000011 找她" in page
    assert not Story.objects.exists()
    assert not StoryVersion.objects.exists()


def test_a_form_sent_twice_begins_one_story(place: Region, county: Client) -> None:
    said = form(place.pk, once="7a0a9a35-7b52-4f0e-8d0f-0a4c3c3d9f11")
    for _ in range(2):
        assert county.post(reverse("desk:write-story", args=["talks"]), said).status_code == 302
    assert Story.objects.count() == 1


def test_the_law_is_asked_for_before_a_review(cast: Cast) -> None:
    by = cast.actor("county")
    story = story_for(COUNTY, by=by, law_title="", law_article="")
    with pytest.raises(Refused, match="要写依据的是哪部法律"):
        actions.submit_story(story=story, seen=story.moves, by=by, at=NOW)
    virtue = story_for(COUNTY, by=by, law_title="", law_article="", category="virtue")
    assert actions.submit_story(story=virtue, seen=0, by=by, at=NOW).state == StoryState.REVIEW


def test_who_mended_it_does_not_publish_it_either(cast: Cast) -> None:
    county, city, president = cast.actor("county"), cast.actor("city"), cast.actor("president")
    story = story_for(COUNTY, by=county)
    story = actions.change_story(story=story, seen=0, text=text_for(title="改过的标题"), by=city, at=NOW)
    story = actions.submit_story(story=story, seen=story.moves, by=county, at=NOW)
    for writer in (county, city):
        with pytest.raises(Refused, match="请另一位同事审核"):
            actions.publish_story(story=story, seen=story.moves, by=writer, at=NOW, on=TODAY)
    actions.publish_story(story=story, seen=story.moves, by=president, at=NOW, on=TODAY)


def test_it_comes_back_with_a_reason_is_mended_and_published(place: Region, county: Client, city: Client) -> None:
    county.post(reverse("desk:write-story", args=["talks"]), form(place.pk))
    story = Story.objects.get()
    do(county, story, "submit")
    assert do(city, story, "return", reason="") == 422
    assert do(city, story, "return", reason="第二段认得出是谁家") == 302
    assert "第二段认得出是谁家" in county.get(reverse("desk:story", args=[story.pk])).content.decode()
    story.refresh_from_db()
    edit = reverse("desk:edit-story", args=[story.pk])
    assert county.post(edit, form(place.pk, title="产假补到 158 天", moves=str(story.moves))).status_code == 302
    do(county, story, "submit")
    do(city, story, "publish")
    assert "产假补到 158 天" in Client().get(reverse("story", args=[story.pk])).content.decode()
    old = county.get(reverse("desk:story", args=[story.pk]) + "?version=1").content.decode()
    assert "这是以前的第 1 版" in old


def test_what_is_published_stays_while_it_is_mended_and_goes_at_once_when_withdrawn(cast: Cast) -> None:
    county, city = cast.actor("county"), cast.actor("city")
    story = story_for(COUNTY, by=county, reviewer=city)
    story = actions.change_story(story=story, seen=story.moves, text=text_for(title="新的标题"), by=county, at=NOW)
    public = reverse("story", args=[story.pk])
    assert "产假只给 98 天" in Client().get(public).content.decode()
    actions.withdraw_story(story=story, seen=story.moves, reason="法条改了", by=city, at=NOW, on=TODAY)
    assert Client().get(public).status_code == 404
    assert "还没有发布的" in Client().get(reverse("stories")).content.decode()
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences


def test_of_two_who_press_at_once_the_second_is_told(cast: Cast) -> None:
    county, city, president = cast.actor("county"), cast.actor("city"), cast.actor("president")
    story = story_for(COUNTY, by=county)
    story = actions.submit_story(story=story, seen=story.moves, by=county, at=NOW)
    seen = story.moves
    actions.return_story(story=story, seen=seen, reason="改一改", by=city, at=NOW)
    with pytest.raises(Refused, match="刚刚动过"):
        actions.publish_story(story=story, seen=seen, by=president, at=NOW, on=TODAY)


def test_a_page_left_open_keeps_what_was_typed_and_takes_it_the_second_time(place: Region, cast: Cast) -> None:
    story = story_for(COUNTY, by=cast.actor("county"))
    actions.change_story(story=story, seen=0, text=text_for(title="别人改的"), by=cast.actor("city"), at=NOW)
    client, edit = cast.client("county"), reverse("desk:edit-story", args=[story.pk])
    late = client.post(edit, form(place.pk, title="我改的", moves="0"))
    assert late.status_code == 422
    page = late.content.decode()
    assert "刚刚动过" in page
    assert "我改的" in page
    assert 'name="moves" value="1"' in page
    assert client.post(edit, form(place.pk, title="我改的", moves="1")).status_code == 302
    story.refresh_from_db()
    assert story.current is not None
    assert (story.current.title, story.current.number) == ("我改的", 3)


def test_it_is_read_where_it_is_for_and_below_and_not_next_door(cast: Cast) -> None:
    story_for(COUNTY, by=cast.actor("county"), reviewer=cast.actor("city"))
    here = "?city=350500000000&county=350583000000"
    assert "产假只给 98 天" in Client().get(reverse("stories") + here).content.decode()
    assert "产假只给 98 天" in Client().get(reverse("stories") + "?city=350500000000").content.decode()
    for elsewhere in ("?city=350500000000&county=350582000000", "?city=350100000000"):
        assert "没有找到这样的" in Client().get(reverse("stories") + elsewhere).content.decode()


@pytest.mark.parametrize(("query", "found"), [("?q=茶厂", True), ("?q=汽车", False), ("?category=talks.virtue", False),
                                              ("?category=talks.law", True), ("?category=nonsense", True)])  # fmt: skip
def test_the_list_is_searched_and_narrowed(query: str, found: bool, cast: Cast) -> None:
    story_for(COUNTY, by=cast.actor("county"), reviewer=cast.actor("city"))
    assert ("产假只给 98 天" in Client().get(reverse("stories") + query).content.decode()) is found


def test_a_township_writes_for_itself_and_for_no_other_place(cast: Cast) -> None:
    story = story_for(350583103000, by=cast.actor("township"))
    with pytest.raises(Exception, match="没有找到"):
        story_for(COUNTY, by=cast.actor("township"))
    assert cast.client("fuzhou").get(reverse("desk:story", args=[story.pk])).status_code == 404


def test_the_number_of_a_programme_opens_into_as_many_stories(cast: Cast) -> None:
    county, city = cast.actor("county"), cast.actor("city")
    for title in ("第一件", "第二件"):
        story = story_for(COUNTY, by=county, reviewer=city, title=title)
    actions.change_story(story=story, seen=story.moves, text=text_for(title="第二件，改过"), by=county, at=NOW)
    story_for(COUNTY, by=county, title="还没有写完")
    client = cast.client("city")
    for page in ("desk:programme", "screen:programme"):
        text = client.get(reverse(page, args=["three-talks-two-visits"])).content.decode()
        assert '<span class="figure">2</span>' in text
    address = reverse("desk:stories") + "?programme=three-talks-two-visits&state=read&level={}&code={}"
    assert address.format("city", 350500000000).replace("&", "&amp;") in text
    assert address.format("county", COUNTY).replace("&", "&amp;") in text
    opened = client.get(address.format("county", COUNTY)).content.decode()
    assert opened.count('<th scope="row"') == 2
    assert "还没有写完" not in opened
    assert client.get(address.format("county", 350582000000)).content.decode().count('<th scope="row"') == 0
    assert cast.client("fuzhou").get(address.format("county", COUNTY)).status_code == 404


def test_every_opening_is_counted(cast: Cast) -> None:
    story = story_for(COUNTY, by=cast.actor("county"), reviewer=cast.actor("city"))
    for _ in range(3):
        actions.count_read(story=story, on=TODAY)
    assert StoryReads.objects.get().times == 3
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences
