"""Lectures at the desk: recording one, the list, putting a record right, and the awareness rate opened place by place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.delivery.library import actions, awareness, queries
from jiahe.delivery.library.kind import lectures_of, story_kinds
from jiahe.delivery.library.models import Lecture
from jiahe.delivery.library.queries import LecturesWanted
from jiahe.delivery.library.rights import RECORD_LECTURES, VIEW_LECTURES
from jiahe.delivery.sites.queries import place_names
from jiahe.faces.desk.library_forms import CorrectionForm, LectureFilter, LectureForm, WhyForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.library import pair, quiz_of, topic_of, topics
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import reporting_units
from jiahe.registry.rows import Refused

LONGEST_CODE = 60
FIELDS = {
    "village_code": "村居", "place": "地方", "held_on": "日期", "speaker": "谁讲的", "people": "人数", "asked": "答题",
    "right": "答对", "answers": "每一题",
}  # fmt: skip


def _wanted(request: ActingRequest) -> tuple[LectureFilter, LecturesWanted, str]:
    """What the address narrows, and the same as a query to carry on."""
    form = LectureFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    kind, topic = pair(said.get("topic") or "", topics())
    wanted = LecturesWanted(
        kind, topic, said.get("since"), said.get("until"), request.GET.get("programme", "")[:LONGEST_CODE]
    )
    kept = {
        "topic": f"{kind}.{topic}" if topic else "",
        "since": wanted.since or "",
        "until": wanted.until or "",
        "programme": wanted.programme,
    }
    carried = urlencode({name: str(value) for name, value in kept.items() if value})
    return form, wanted, carried


@staff_page(VIEW_LECTURES)
def lectures(request: ActingRequest) -> HttpResponse:
    """The lectures of the post's place, the last recorded first."""
    form, wanted, carried = _wanted(request)
    after, before = page_keys(request)
    page = queries.lectures(wanted, by=request.actor, after=after, before=before)
    region = request.post.region
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.rows),
        "narrowed": bool(carried),
        "carried": f"{carried}&" if carried else "",
        "may_record": request.actor.may(RECORD_LECTURES),
        "rates": reverse("desk:awareness", args=[region.slug, region.code]),
    }
    return desk_page(request, "desk/lectures.html", context, here="lectures")


def _lines(rows: Any) -> list[dict[str, Any]]:
    names = place_names((row.village_code for row in rows), above=Level.TOWNSHIP)
    return [
        {
            "lecture": row,
            "topic": topic_of(row),
            "where": names[row.village_code],
            "rate": awareness.Rate(1, row.people, row.asked, row.right),
        }
        for row in rows
    ]


@staff_page(RECORD_LECTURES)
def choose(request: ActingRequest) -> HttpResponse:
    """What the lecture was about: the questions hang on it."""
    require(request.actor, RECORD_LECTURES)
    kinds = [kind for kind in story_kinds() if kind.lectures is not None]
    return desk_page(request, "desk/lecture_choose.html", {"kinds": kinds}, here="lectures")


@staff_page(RECORD_LECTURES)
def record(request: ActingRequest, kind: str, topic: str) -> HttpResponse:
    """Record a lecture on a topic."""
    require(request.actor, RECORD_LECTURES)
    declared = lectures_of(kind)
    if topic not in declared.topics:
        raise OutOfReach("没有找到这个主题。")
    form = LectureForm(
        request.POST or None, declared=declared, topic=topic, by=request.actor, initial={"held_on": request.on}
    )
    first = None
    if request.method == "POST" and form.is_valid():
        try:
            lecture = actions.record_lecture(
                kind=kind, topic=topic, details=form.details(), once=form.cleaned_data["once"], by=request.actor,
                at=request.at, on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
            first = getattr(refused, "lecture", None)
        else:
            messages.success(request, "这场讲座记下了，知晓率跟着算好了。")
            return redirect("desk:lecture", lecture.pk)
    heading = f"登记讲座：{declared.topics[topic]}"
    return _form(request, form, heading, "记下这场讲座", reverse("desk:choose-lecture"), first)


@staff_page(RECORD_LECTURES)
def correct(request: ActingRequest, pk: int) -> HttpResponse:
    """Put right what was recorded."""
    lecture = queries.lecture(pk, by=request.actor, right=RECORD_LECTURES)
    form = CorrectionForm(
        request.POST or None, now=lecture, declared=lectures_of(lecture.kind), topic=lecture.topic, by=request.actor
    )
    first = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_lecture(
                lecture=lecture, seen=form.cleaned_data["moves"], details=form.details(),
                reason=form.cleaned_data["reason"], by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
            first = getattr(refused, "lecture", None)
            form.see(lecture.moves)
        else:
            messages.success(request, "更正了，以前写的留在下面的经过里。")
            return redirect("desk:lecture", pk)
    return _form(request, form, "更正讲座", "更正", reverse("desk:lecture", args=[pk]), first)


def _form(
    request: ActingRequest, form: LectureForm, heading: str, submit: str, back: str, first: Lecture | None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit": submit, "back": back, "first": first}
    return desk_page(request, "desk/lecture_form.html", context, here="lectures", status=422 if form.errors else 200)


@staff_page(VIEW_LECTURES)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """One record: where, when, how the questions were answered, what was changed."""
    return _show(request, queries.lecture(pk, by=request.actor), None)


def _show(request: ActingRequest, lecture: Lecture, form: WhyForm | None) -> HttpResponse:
    entries = queries.corrections_of(lecture)
    codes = {code for entry in entries for code in entry.changes.get("village_code", [])}
    names = place_names({lecture.village_code, *codes})
    context = {
        "lecture": lecture,
        "topic": topic_of(lecture),
        "where": names[lecture.village_code],
        "rate": awareness.Rate(1, lecture.people, lecture.asked, lecture.right),
        "quiz": [(each, asked, right, awareness.Rate(1, 0, asked, right)) for each, asked, right in quiz_of(lecture)],
        "history": [(entry, _changed(entry.changes, names)) for entry in entries],
        "may_correct": queries.may_correct(lecture, by=request.actor),
        "strike": form or WhyForm(initial={"moves": lecture.moves}, label="为什么划掉"),
    }
    status = 422 if form is not None else 200
    return desk_page(request, "desk/lecture.html", context, here="lectures", status=status)


def _changed(changes: dict[str, list[Any]], names: dict[int, str]) -> list[tuple[str, Any, Any]]:
    """What stood there before and after, in words."""
    shown = {name: [names.get(v, v) if name == "village_code" else v for v in two] for name, two in changes.items()}
    return [(FIELDS[name], *shown[name]) for name in FIELDS if name in shown and name != "answers"]


@staff_page(RECORD_LECTURES)
def strike(request: ActingRequest, pk: int) -> HttpResponse:
    """Strike out a record that should not be there."""
    lecture = queries.lecture(pk, by=request.actor, right=RECORD_LECTURES)
    if request.method != "POST":
        return redirect("desk:lecture", pk)
    form = WhyForm(request.POST, label="为什么划掉")
    if form.is_valid():
        try:
            actions.strike_lecture(
                lecture=lecture, seen=form.cleaned_data["moves"], reason=form.cleaned_data["reason"], by=request.actor,
                at=request.at,
            )  # fmt: skip
        except Refused as refused:
            form.take(refused)
            form.see(lecture.moves)
        else:
            messages.success(request, "划掉了，不再算数。")
            return redirect("desk:lecture", pk)
    return _show(request, lecture, form)


@staff_page(VIEW_LECTURES)
def rates(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """The awareness rate of a place, by unit and by topic; in a village it opens into the lectures themselves."""
    place = reachable_region(request, level, code)
    require(request.actor, VIEW_LECTURES)
    form, wanted, carried = _wanted(request)
    units = list(reporting_units(place))
    found = awareness.rates_of_places([place, *units], wanted, by=request.actor)
    by_topic = awareness.rates_of_topics(place, wanted, by=request.actor)
    page = None
    if place.level >= Level.TOWNSHIP:
        after, before = page_keys(request)
        page = queries.lectures(wanted, by=request.actor, place=place, after=after, before=before)
    context = {
        "region": place,
        "path": own_path(request, place),
        "form": form,
        "own": found[place.pk],
        "units": [(unit, found[unit.pk], _address(unit, carried)) for unit in units if found[unit.pk].lectures],
        "silent": sum(not found[unit.pk].lectures for unit in units),
        "topics": [
            (words, by_topic[kind, topic], f"?{carried}&topic={both}" if carried else f"?topic={both}")
            for both, words in topics()
            for kind, topic in [pair(both, topics())]
            if (kind, topic) in by_topic
        ],
        "page": page,
        "lines": _lines(page.rows) if page else [],
        "narrowed": bool(carried),
        "carried": f"{carried}&" if carried else "",
        "may_record": request.actor.may(RECORD_LECTURES),
    }
    return desk_page(request, "desk/awareness.html", context, here="lectures")


def _address(unit: Region, carried: str) -> str:
    address = reverse("desk:awareness", args=[unit.slug, unit.code])
    return f"{address}?{carried}" if carried else address
