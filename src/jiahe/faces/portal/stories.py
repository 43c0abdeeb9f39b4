"""以案说法 and whatever else a programme writes: for everybody to read. That something was opened is counted, by whom is not."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render

from jiahe.delivery.library import queries
from jiahe.delivery.library.actions import count_read
from jiahe.faces.kit.acting import ActingRequest, public_page
from jiahe.faces.kit.library import categories, kind_or_none, pair, told_story
from jiahe.faces.portal.mine import key
from jiahe.faces.portal.places import PlaceForm

logger = logging.getLogger(__name__)


class ReadingForm(PlaceForm):
    """What to read: words, a category, and where one lives."""

    q = forms.CharField(label="想看哪方面的", required=False, max_length=40)
    category = forms.ChoiceField(label="哪一类", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.known = categories()
        self.fields["category"].choices = [("", "都看看"), *self.known]  # type: ignore[attr-defined]  # a field of choices
        self.order_fields(["q", "category", "city", "county"])


@public_page
def stories(request: ActingRequest) -> HttpResponse:
    """What is published, the newest first."""
    form = ReadingForm(request.GET)
    kind, category = pair(request.GET.get("category", ""), form.known)
    only = kind_or_none(request.GET.get("kind", ""))
    text = request.GET.get("q", "").strip()[:40]
    page = queries.public_stories(
        kind=kind or (only.code if only else ""), category=category, place=form.place, text=text,
        after=key(request, "after"), before=key(request, "before"),
    )  # fmt: skip
    chosen = {name: request.GET.get(name, "") for name in ("q", "category", "kind", "city", "county")}
    carried = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "form": form,
        "kind": only,
        "page": page,
        "lines": [told_story(one, one.published) for one in page.rows],
        "narrowed": bool(text or category or form.place),
        "carried": f"{carried}&" if carried else "",
    }
    return render(request, "portal/stories.html", context)


@public_page
def story(request: ActingRequest, pk: int) -> HttpResponse:
    """One story; opening it is counted. Where counting cannot be done just now, it is read all the same."""
    found = queries.public_story(pk)
    if request.method == "GET":
        try:
            count_read(story=found, on=request.on)
        except DatabaseError as error:
            logger.error("a read could not be counted: %s", type(error).__name__)
    following = queries.next_story(found)
    context = {
        "told": told_story(found, found.published),
        "next": told_story(following, following.published) if following else None,
    }
    return render(request, "portal/story.html", context)
