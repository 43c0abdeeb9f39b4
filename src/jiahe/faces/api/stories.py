"""Published stories, for programs: the same as everybody reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from jiahe.delivery.library import queries
from jiahe.delivery.library.models import Story
from jiahe.faces.api.calling import Refusal, answered, for_everybody
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.library import kind_or_none, told_story
from jiahe.faces.kit.numbers import whole_number

router = Router(tags=["stories"])


@router.get("/stories", url_name="stories", summary="发布了的内容，新的在前，一页二十篇")
@for_everybody
def published(
    request: ActingRequest, kind: str = "", category: str = "", q: str = "", before: str = ""
) -> HttpResponse:
    """The published stories, newest first; ``before`` (from ``next``) opens the page of older ones."""
    if kind and kind_or_none(kind) is None:
        raise Refusal(422, "kind", "没有这一类内容，请照 /api/v1/programmes 里有 story 的项目写。")
    key = whole_number(before) if before else 0
    if key is None:
        raise Refusal(422, "before", "before 要照上一页的 next 写。")
    page = queries.public_stories(kind=kind, category=category, text=q.strip()[:40], before=key)
    return answered({"stories": [_brief(one) for one in page.rows], "next": page.next})


@router.get("/stories/{int:pk}", url_name="story", summary="一篇")
@for_everybody
def one(request: ActingRequest, pk: int) -> HttpResponse:
    """One of them, whole. Programs are no readers: it is not counted."""
    found = queries.public_story(pk)
    told = told_story(found, found.published)
    law = {"title": told.text.law_title, "article": told.text.law_article, "text": told.text.law_text}
    return answered(_brief(found) | {"paragraphs": told.text.paragraphs, "law": law if law["title"] else None})


def _brief(story: Story) -> dict[str, Any]:
    told = told_story(story, story.published)
    return {
        "id": story.pk,
        "programme": story.programme,
        "kind": story.kind,
        "category": {"code": told.text.category, "title": told.category},
        "title": told.text.title,
        "place": {"code": str(told.text.region.code), "title": told.text.region.title},
        "published_on": story.published_on.isoformat() if story.published_on else None,
        "address": f"/stories/{story.pk}/",
    }
