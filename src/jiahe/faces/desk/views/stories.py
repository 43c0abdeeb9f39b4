"""Stories at the desk: the list, writing, what a reader will see, and the deeds of writer and reviewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.delivery.library import actions, queries
from jiahe.delivery.library.actions.stories import writers_of
from jiahe.delivery.library.kind import StoryKind, story_kind, story_kinds
from jiahe.delivery.library.models import Story, StoryState
from jiahe.delivery.library.rights import REVIEW_STORIES, VIEW_STORIES, WRITE_STORIES
from jiahe.faces.desk.library_forms import READ, StoryFilter, StoryForm, WhyForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import reachable_region
from jiahe.faces.kit.library import categories, kind_or_none, pair, told_story
from jiahe.faces.kit.numbers import whole_number
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level, Region
from jiahe.registry.rows import Refused

UNBOUND: Mapping[str, WhyForm] = {}
DONE = {
    "submit": "交给同事审核了。通过以后居民就看得到，退回来会告诉您为什么。",
    "take-back": "收回来了，可以接着改。",
    "publish": "发布了，居民看得到了。",
    "return": "退回给写的同事了，原因他看得到。",
    "withdraw": "下架了，居民看不到了。",
}


@staff_page(VIEW_STORIES)
def stories(request: ActingRequest) -> HttpResponse:
    """The stories for the post's place, narrowed as the address says."""
    form = StoryFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    kind, category = pair(said.get("category", ""), categories())
    state, programme = said.get("state", ""), request.GET.get("programme", "")
    place = _place(request)
    wanted = queries.Wanted(
        kind, category, "" if state == READ else state, said.get("q", "").strip(), programme, state == READ, place
    )
    after, before = page_keys(request)
    page = queries.stories(wanted, by=request.actor, after=after, before=before)
    kept = {**said, "programme": programme, **({"level": place.slug, "code": place.code} if place else {})}
    carried = urlencode({name: value for name, value in kept.items() if value})
    context = {
        "form": form,
        "place": place,
        "page": page,
        "lines": [told_story(one, one.current) for one in page.rows],
        "narrowed": bool(carried),
        "carried": f"{carried}&" if carried else "",
        "kinds": story_kinds() if request.actor.may(WRITE_STORIES) else [],
        "waiting": queries.to_review(by=request.actor),
    }
    return desk_page(request, "desk/stories.html", context, here="stories")


def _place(request: ActingRequest) -> Region | None:
    """The place of an address that a number opens into; None where it names none."""
    code = whole_number(request.GET.get("code", ""), digits=12)
    levels = {level.slug: level for level in Level}
    if code is None or request.GET.get("level") not in levels:
        return None
    return reachable_region(request, levels[request.GET["level"]], code)


@staff_page(VIEW_STORIES, WRITE_STORIES)
def write(request: ActingRequest, kind: str) -> HttpResponse:
    """Begin a story."""
    require(request.actor, WRITE_STORIES)
    declared = story_kind(kind)
    form = StoryForm(request.POST or None, kind=declared, post_region=request.post.region)
    if request.method == "POST" and form.is_valid():
        try:
            story = actions.write_story(
                kind=kind, text=form.text(), once=form.cleaned_data["once"], by=request.actor, at=request.at
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "草稿存好了。看看读的人会看到什么，没有问题就提交审核。")
            return redirect("desk:story", story.pk)
    return _form(request, form, declared, f"写一篇{declared.title}", reverse("desk:stories"))


@staff_page(VIEW_STORIES, WRITE_STORIES)
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Write a new version. What was typed on a page that was left open is kept, and holds when it is sent once more."""
    story = queries.story(pk, by=request.actor, right=WRITE_STORIES)
    declared = story_kind(story.kind)
    form = StoryForm(request.POST or None, kind=declared, post_region=request.post.region, now=story.current)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["moves"]
        try:
            actions.change_story(
                story=story, seen=-1 if seen is None else seen, text=form.text(), by=request.actor, at=request.at
            )
        except Refused as refused:
            form.take(refused)
            form.see(story.moves)
        else:
            messages.success(request, "存好了，成了新的一版。")
            return redirect("desk:story", pk)
    return _form(request, form, declared, "接着写", reverse("desk:story", args=[pk]))


def _form(request: ActingRequest, form: StoryForm, kind: StoryKind, heading: str, back: str) -> HttpResponse:
    context = {"form": form, "kind": kind, "heading": heading, "back": back}
    return desk_page(request, "desk/story_form.html", context, here="stories", status=422 if form.errors else 200)


@staff_page(VIEW_STORIES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """One story as a reader will see it, what was done about it, and what the post may do; ``version`` shows an old one."""
    return _show(request, queries.story(pk, by=request.actor))


def _show(
    request: ActingRequest, story: Story, *, fault: str = "", bound: Mapping[str, WhyForm] = UNBOUND
) -> HttpResponse:
    number = whole_number(request.GET.get("version", ""), digits=6)
    text = queries.version_of(story, number) if number else story.current
    writes, reviews = request.actor.may(WRITE_STORIES), request.actor.may(REVIEW_STORIES)
    waits = story.state == StoryState.REVIEW
    own = waits and request.actor.id in writers_of(story)  # who wrote takes it back; who reviews sends it back
    seen = {"moves": story.moves}
    why = WhyForm(initial=seen, label="要改哪里", help_text="写的同事看得到。", auto_id="return_%s")
    off = WhyForm(initial=seen, label="为什么下架", help_text="居民看不到这句话。", auto_id="withdraw_%s")
    declared = kind_or_none(story.kind)
    context = {
        "told": told_story(story, text),
        "old": text is not None and text.pk != story.current_id,
        "history": queries.history_of(story),
        "reads": queries.reads_of(story),
        "may_write": writes and not waits and declared is not None,
        "may_submit": writes and story.state == StoryState.DRAFT and declared is not None,
        "may_take_back": writes and waits and (own or not reviews),
        "may_review": reviews and waits and not own,
        "own": own and reviews,
        "may_withdraw": reviews and story.state != StoryState.WITHDRAWN,
        "return_form": bound.get("return", why),
        "withdraw_form": bound.get("withdraw", off),
        "fault": fault,
    }
    refused = bool(fault) or any(form.errors for form in bound.values())
    return desk_page(request, "desk/story.html", context, here="stories", status=422 if refused else 200)


@staff_page(VIEW_STORIES, WRITE_STORIES)
def act(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """What a writer does with what he wrote: hand it to a reviewer, or take it back."""
    story = queries.story(pk, by=request.actor, right=WRITE_STORIES)
    deeds: dict[str, Callable[..., Story]] = {"submit": actions.submit_story, "take-back": actions.take_back_story}
    if deed not in deeds:
        raise Http404
    if request.method != "POST":
        return redirect("desk:story", pk)
    return _done(request, story, deed, lambda: deeds[deed](**_when(request, story)))


@staff_page(VIEW_STORIES, REVIEW_STORIES)
def review(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """What a reviewer does: publish it, send it back, or take it off the pages."""
    story = queries.story(pk, by=request.actor, right=REVIEW_STORIES)
    if deed not in {"publish", "return", "withdraw"}:
        raise Http404
    if request.method != "POST":
        return redirect("desk:story", pk)
    when = _when(request, story)
    if deed == "publish":
        return _done(request, story, deed, lambda: actions.publish_story(**when, on=request.on))
    label = "要改哪里" if deed == "return" else "为什么下架"
    form = WhyForm(request.POST, label=label, auto_id=f"{deed}_%s")
    if not form.is_valid():
        return _show(request, story, bound={deed: form})
    said = {**when, "reason": form.cleaned_data["reason"]}
    if deed == "return":
        return _done(request, story, deed, lambda: actions.return_story(**said), form)
    return _done(request, story, deed, lambda: actions.withdraw_story(**said, on=request.on), form)


def _when(request: ActingRequest, story: Story) -> dict[str, Any]:
    seen = whole_number(request.POST.get("moves", ""), digits=9)
    return {"story": story, "seen": -1 if seen is None else seen, "by": request.actor, "at": request.at}


def _done(
    request: ActingRequest, story: Story, deed: str, do: Callable[[], object], form: WhyForm | None = None
) -> HttpResponse:
    """Do a deed; what cannot be done is said on the page as it is now, and nothing that was typed is lost."""
    try:
        do()
    except Refused as refused:
        if form is None:
            return _show(request, story, fault=str(refused))
        form.take(refused)
        form.see(story.moves)
        return _show(request, story, bound={deed: form})
    messages.success(request, DONE[deed])
    return redirect("desk:story", story.pk)
