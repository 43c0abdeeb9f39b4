"""A programme is one declaration: the one of `docs/add-a-programme.md`, walked through portal, desk, screen and API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.catalogue.programme import Programme, System, Task, declare, withdraw
from jiahe.delivery.catalogue.questions import Text
from jiahe.delivery.library.kind import Lectures, Quiz, StoryKind
from jiahe.delivery.library.models import Story
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.library import BODY, COUNTY
from tests.places import YUNLIN
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "add-a-programme.md"


def written(number: int) -> dict[str, Any]:
    """What a piece of code of the page declares, word for word."""
    pieces = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(dedent(pieces[number]), names)
    return names


@pytest.fixture
def quilts() -> Iterator[Programme]:
    """The declaration of the page, word for word."""
    programme = declare(written(0)["PROGRAMME"])
    yield programme
    withdraw(programme.code)


@pytest.fixture
def warmth() -> Iterator[Programme]:
    """A programme of the stories of the page, and of nothing else."""
    programme = Programme(
        "warm-winter", title="暖冬", system=System.LIVELIHOOD, task=Task.EDUCATION, summary="互相帮着过冬。",
        offers=[written(1)["WARMTH"]], journey="",
    )  # fmt: skip
    yield declare(programme)
    withdraw(programme.code)


def test_it_is_read_by_everybody_and_by_programs(quilts: Programme) -> None:
    assert "冬被" in Client().get(reverse("services")).content.decode()
    page = Client().get(reverse("service", args=[quilts.code])).content.decode()
    assert "申领一床冬被" in page
    assert "村里看一看：3 个工作日以内" in page
    listed = Client().get(f"/api/v1/programmes/{quilts.code}").json()
    assert (listed["system"], listed["kinds"]) == ("民生保障", ["case"])


def test_it_is_asked_for_done_on_two_levels_and_counted(quilts: Programme, wife: Person) -> None:
    herself, lin, township = resident_client(wife), Cast().client("lin"), Cast().client("township")
    said = {"person": str(wife.pk), "size": "double", "why": "旧被子不暖了"}
    herself.post(reverse("portal:ask-case", args=["winter-quilt"]), said)
    case = Case.objects.get()
    shown = reverse("portal:case", args=[case.pk])
    assert "村里会到家里看一看" in herself.get(shown).content.decode()
    assert "双人" in lin.get(reverse("desk:cases")).content.decode()
    finish = reverse("desk:act-case", args=[case.pk, "finish"])
    assert lin.post(finish, {"moves": "0"}).status_code == 422
    assert lin.post(finish, {"moves": "0", "seen": "被子确实旧了"}).status_code == 302
    assert "镇里在商量" in herself.get(shown).content.decode()
    assert lin.post(finish, {"moves": "1", "answer": "给一床"}).status_code == 403
    assert township.post(finish, {"moves": "1", "answer": "给一床"}).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED
    assert "给一床" in herself.get(shown).content.decode()
    proof = verify(on=localdate())
    assert proof.ok, proof.differences
    for page in ("desk:programme", "screen:programme"):
        text = township.get(reverse(page, args=[quilts.code])).content.decode()
        assert "冬被" in text
        assert '<span class="figure">1</span>' in text


def test_a_story_is_written_reviewed_published_and_read_on_all_four_faces(warmth: Programme, cast: Cast) -> None:
    county, city, anybody = cast.client("county"), cast.client("city"), Client()
    assert "写一篇" in county.get(reverse("desk:programme", args=[warmth.code])).content.decode()
    place = find_region(COUNTY)
    assert place is not None
    said = {"category": "help", "title": "一床被子走了三户人家", "body": BODY, "region": str(place.pk)}
    county.post(reverse("desk:write-story", args=["warm-words"]), said)
    story = Story.objects.get()
    county.post(reverse("desk:act-story", args=[story.pk, "submit"]), {"moves": "0"})
    assert county.post(reverse("desk:review-story", args=[story.pk, "publish"]), {"moves": "1"}).status_code == 422
    assert city.post(reverse("desk:review-story", args=[story.pk, "publish"]), {"moves": "1"}).status_code == 302
    assert "一床被子走了三户人家" in anybody.get(reverse("service", args=[warmth.code])).content.decode()
    assert "一床被子走了三户人家" in anybody.get(reverse("stories") + "?kind=warm-words").content.decode()
    assert "邻里相帮" in anybody.get(reverse("story", args=[story.pk])).content.decode()
    assert anybody.get(f"/api/v1/programmes/{warmth.code}").json()["kinds"] == ["story"]
    assert anybody.get("/api/v1/stories?kind=warm-words").json()["stories"][0]["title"] == "一床被子走了三户人家"
    for page in ("desk:programme", "screen:programme"):
        text = county.get(reverse(page, args=[warmth.code])).content.decode()
        assert text.count('<span class="figure">1</span>') == 2  # one story, opened once
        assert "收到" not in text
    assert (
        '<span class="figure">1</span>'
        not in county.get(reverse("screen:programme", args=["three-talks-two-visits"])).content.decode()
    )  # what another programme did is not its own
    proof = verify(on=localdate())
    assert proof.ok, proof.differences


def test_its_lectures_are_recorded_and_counted(warmth: Programme, cast: Cast) -> None:
    county = cast.client("county")
    said = {
        "village": str(YUNLIN), "place": "老人会", "held_on": localdate().isoformat(), "speaker": "镇计生协干事",
        "people": "12", "asked_gas": "10", "right_gas": "9",
    }  # fmt: skip
    assert county.post(reverse("desk:record-lecture", args=["warm-words", "winter"]), said).status_code == 302
    assert (
        '<span class="figure">90</span>' in county.get(reverse("screen:programme", args=[warmth.code])).content.decode()
    )
    rates = reverse("desk:awareness", args=["county", COUNTY])
    assert "老人过冬" in county.get(rates).content.decode()
    assert "没有这样的讲座" in county.get(rates + "?programme=three-talks-two-visits").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories": {}},
        {"needs_law": frozenset({"none"})},
        {"lectures": Lectures({"a": "甲"}, {})},
        {"lectures": Lectures({"a": "甲"}, {"a": [Quiz("q", "", ""), Quiz("q", "", "")]})},
    ],
)
def test_a_kind_of_story_that_no_page_could_show_is_refused_when_it_is_declared(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="x："):
        StoryKind("x", "", "", **{"categories": {"a": "甲"}, **wrong})


@pytest.mark.parametrize("question", ["moves", "phone"])
def test_a_question_named_like_a_field_of_the_pages_is_refused_when_it_is_declared(question: str) -> None:
    with pytest.raises(ValueError, match="同名"):
        CaseKind("x", "", "", "", [Text(question, "")], [Step("one", "", 1, "")])
