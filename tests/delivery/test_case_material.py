"""A closed case becomes a story: what it was about and how it ended, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from jiahe.delivery.cases.models import Case
from jiahe.delivery.library.models import Story
from tests.conftest import Cast
from tests.library import BODY
from tests.places import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(heard: Case, deed: Callable[..., Case]) -> Case:
    """What she asked, settled with 1,280 yuan."""
    deed("finish_step", heard, "lin", typed={"found": "产假少给了"})
    return deed("finish_step", heard, "lin", typed={"answer": "补足了产假。", "recovered": "1280"})


def test_it_begins_with_what_it_was_about_and_how_it_ended(closed: Case) -> None:
    county = Cast().client("county")
    page = county.get(reverse("desk:case", args=[closed.pk])).content.decode()
    assert reverse("desk:write-case-up", args=[closed.pk]) in page
    write = reverse("desk:write-case-up", args=[closed.pk])
    first, again = county.post(write), county.post(write)
    story = Story.objects.get()
    assert first.url == again.url == reverse("desk:edit-story", args=[story.pk])
    assert story.current is not None
    said = story.current.title + story.current.body
    assert "产假" in said
    assert "要回来 1,200 多元" in said
    for word in ("陈秀英", "九十八天", "补足了产假", "少给了"):
        assert word not in said
    assert story.source == f"case:{closed.pk}"
    shown = county.get(reverse("desk:case", args=[closed.pk])).content.decode()
    assert reverse("desk:story", args=[story.pk]) in shown


def test_the_names_of_the_family_are_refused_in_it_for_ever(closed: Case) -> None:
    county = Cast().client("county")
    county.post(reverse("desk:write-case-up", args=[closed.pk]))
    story = Story.objects.get()
    assert story.current is not None
    said = {
        "category": "law", "title": "产假补足了", "law_title": "福建省人口与计划生育条例",
        "region": str(story.current.region_id), "moves": "0",
    }  # fmt: skip
    edit = reverse("desk:edit-story", args=[story.pk])
    assert len(story.avoided) > 1
    for name in story.avoided:
        refused = county.post(edit, {**said, "body": f"{name}来说。{BODY}"})
        assert refused.status_code == 422
        assert f"里面有当事人的名字“{name}”" in refused.content.decode()
    assert "陈秀英" in story.avoided
    assert "陈秀英".encode() not in bytes(story.avoid_sealed or b"")
    assert county.post(edit, {**said, "body": BODY}).status_code == 302


def test_what_the_county_wrote_up_the_township_does_not_write_again(closed: Case) -> None:
    county, township = Cast().client("county"), Cast().client("township")
    write, page = reverse("desk:write-case-up", args=[closed.pk]), reverse("desk:case", args=[closed.pk])
    assert write in township.get(page).content.decode()
    county.post(write)
    assert write not in township.get(page).content.decode()
    assert "上级已经写成案例了" in township.post(write, follow=True).content.decode()
    assert Story.objects.count() == 1


def test_a_case_that_is_open_or_somebody_without_the_right_gets_none(heard: Case, deed: Callable[..., Case]) -> None:
    county, lin = Cast().client("county"), Cast().client("lin")
    assert "写成案例" not in county.get(reverse("desk:case", args=[heard.pk])).content.decode()
    county.post(reverse("desk:write-case-up", args=[heard.pk]))
    assert not Story.objects.exists()
    deed("finish_step", heard, "lin", typed={"found": "产假少给了"}, on=TODAY)
    deed("finish_step", heard, "lin", typed={"answer": "补足了。"}, on=TODAY)
    assert "写成案例" not in lin.get(reverse("desk:case", args=[heard.pk])).content.decode()
    assert lin.post(reverse("desk:write-case-up", args=[heard.pk])).status_code == 403
