"""The published stories, for programs."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.library import COUNTY, story_for

pytestmark = pytest.mark.django_db


def test_the_published_stories_are_listed_and_read(cast: Cast) -> None:
    county, city = cast.actor("county"), cast.actor("city")
    story = story_for(COUNTY, by=county, reviewer=city)
    draft = story_for(COUNTY, by=county, title="还没有写完")
    listed = Client().get("/api/v1/stories").json()
    assert [each["id"] for each in listed["stories"]] == [story.pk]
    assert listed["next"] is None
    one = Client().get(f"/api/v1/stories/{story.pk}").json()
    assert one["category"] == {"code": "law", "title": "以案说法"}
    assert one["law"]["article"] == "第二十四条"
    assert len(one["paragraphs"]) == 2
    assert "written_by" not in one
    assert Client().get(f"/api/v1/stories/{draft.pk}").status_code == 404


@pytest.mark.parametrize(("query", "status", "found"), [("kind=talks", 200, 1), ("kind=none", 422, 0),
                                                        ("before=x", 422, 0), ("q=汽车", 200, 0)])  # fmt: skip
def test_they_are_narrowed(query: str, status: int, found: int, cast: Cast) -> None:
    story_for(COUNTY, by=cast.actor("county"), reviewer=cast.actor("city"))
    answer = Client().get(f"/api/v1/stories?{query}")
    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["stories"]) == found
    else:
        assert answer.json()["message"]
