"""Changing the law as it stands here: proposed, counted through, published by a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.benefits.editions import version_of
from jiahe.benefits.models import Proposal, ProposalKind, ProposalState
from jiahe.benefits.numbers import area_name
from jiahe.benefits.publishing import reading
from jiahe.benefits.publishing.current import current_edition
from jiahe.benefits.publishing.preview import ask_preview
from jiahe.benefits.publishing.proposing import propose_days, propose_value, publish, refuse_proposal, withdraw
from jiahe.benefits.publishing.wording import subject_of, what_changes
from jiahe.benefits.rights import PROPOSE_LAW, PUBLISH_LAW
from jiahe.benefits.rules import BY_CODE
from jiahe.faces.desk.proposal_forms import BasisForm, DaysForm, ValueForm, VerdictForm
from jiahe.faces.desk.shell import desk_page, progress_part, take_back
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit import background
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import day_or_none
from jiahe.faces.kit.law import ShownNumber
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import reporting_units
from jiahe.foundation.rules.parameters import NATION, UNCONFIRMED
from jiahe.registry.actions import Refused

LOOKS = {
    ProposalState.OPEN: ("soon", "clock"),
    ProposalState.PUBLISHED: ("due", "circle-check"),
    ProposalState.REFUSED: ("late", "alert-circle"),
    ProposalState.WITHDRAWN: ("plain", "clock"),
}


def _line(found: Proposal) -> dict[str, Any]:
    kind, icon = LOOKS[ProposalState(found.state)]
    return {"proposal": found, "what": what_changes(found), "kind": kind, "icon": icon}


@staff_page(PROPOSE_LAW)
def proposals(request: ActingRequest) -> HttpResponse:
    """All that was proposed, newest first."""
    after, before = page_keys(request)
    page = reading.proposals(by=request.actor, after=after, before=before)
    context = {"page": page, "lines": [_line(found) for found in page.rows]}
    return desk_page(request, "desk/proposals.html", context, here="law")


@staff_page(PROPOSE_LAW)
def propose(request: ActingRequest, code: str) -> HttpResponse:
    """Another value of a number of the law."""
    require(request.actor, PROPOSE_LAW)
    law = current_edition().laws.get(code)
    if law is None:
        raise Http404
    areas = _areas(request)
    form = ValueForm(request.POST or None, law=law, areas=areas, initial={"grade": "A", "checked_on": request.on})

    def deed(data: dict[str, Any]) -> Proposal:
        return propose_value(
            code=code, area=int(data["area"]), since=data["since"], value=data["value"], basis=form.basis(),
            reason=data["reason"], by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip

    done = _proposed(form, deed)
    if done is not None:
        return done
    context = {"form": form, "title": law.title, "shown": ShownNumber(law, request.on), "heading": f"修改：{law.title}"}
    return desk_page(request, "desk/propose.html", context, here="law", status=422 if form.errors else 200)


def _proposed(form: BasisForm, deed: Callable[[dict[str, Any]], Proposal]) -> HttpResponse | None:
    """Do what was typed and go to the proposal; None where the form is to be shown, with what cannot be at its fields."""
    if not form.is_valid():
        return None
    try:
        found = deed(form.cleaned_data)
    except Refused as refused:
        form.take(refused)
        return None
    background.begin()
    return redirect("desk:proposal", found.pk)


def _areas(request: ActingRequest) -> list[tuple[int, str]]:
    """The areas of the law that this post may speak for: those from the nation to a county that lie wholly in its scope."""
    place = request.post.region
    areas = [place, *(unit for unit in reporting_units(place) if unit.level <= Level.COUNTY)]
    found = [(_digits(region.code), region.title) for region in areas if region.level <= Level.COUNTY]
    return [(NATION, "全国"), *found] if place.level == Level.PROVINCE else found


def _digits(code: int) -> int:
    """A region's code without the zeros behind it, as areas of the law are written: 35, 3502, 350583."""
    county = code // 10**6
    return county if county % 100 else county // 100 if county % 10**4 else county // 10**4


@staff_page(PROPOSE_LAW)
def propose_rule(request: ActingRequest, benefit: str, version: str) -> HttpResponse:
    """Other days for a version of a rule."""
    if not reading.reaches_area(NATION, request.actor):
        raise OutOfReach("规定的日期由省里管。")
    require(request.actor, PROPOSE_LAW)
    written = day_or_none(version)
    try:
        found_version = version_of(benefit, written) if written is not None else None
    except KeyError:
        found_version = None
    if found_version is None or written is None:
        raise Http404
    days = current_edition().days.get((benefit, written))
    since, until = (found_version.since, found_version.until) if days is None else (days.since, days.until)
    form = DaysForm(
        request.POST or None, initial={"grade": "A", "checked_on": request.on, "since": since, "until": until}
    )

    def deed(data: dict[str, Any]) -> Proposal:
        return propose_days(
            benefit=benefit, version=written, since=data["since"], until=data["until"], basis=form.basis(),
            reason=data["reason"], by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip

    done = _proposed(form, deed)
    if done is not None:
        return done
    title = BY_CODE[benefit].title
    context = {"form": form, "title": title, "terms": found_version.terms, "heading": f"修改执行日期：{title}"}
    return desk_page(request, "desk/propose.html", context, here="law", status=422 if form.errors else 200)


@staff_page(PROPOSE_LAW)
def show(request: ActingRequest, pk: int) -> HttpResponse:
    """A proposal: what changes, by which document, who would be concerned, and the question to the second person."""
    found = reading.proposal(pk, by=request.actor)
    ask_preview(found, at=request.at)
    background.begin()
    return _show(request, reading.proposal(pk, by=request.actor), VerdictForm())


def _show(request: ActingRequest, found: Proposal, form: VerdictForm) -> HttpResponse:
    context = _line(found) | _counts(found)
    waits = found.is_open
    own = reading.is_own(found, request.actor)
    context |= {
        "form": form,
        "subject": subject_of(found),
        "area": area_name(found.area),
        "is_value": found.kind == ProposalKind.VALUE,
        "unconfirmed": found.grade in UNCONFIRMED,
        "own": own,
        "may_publish": reading.may_publish(found, request.actor),
        "may_withdraw": waits and own,
        "whom_to_ask": reading.who_may_publish(found) if waits and own else [],
        "past": found.since <= request.on,
    }
    return desk_page(request, "desk/proposal.html", context, here="law", status=422 if form.errors else 200)


def _counts(found: Proposal) -> dict[str, Any]:
    counts = found.previewed
    fen = counts.get("fen_a_year", 0)
    money = f"{'减少' if fen < 0 else '增加'} {abs(fen) // 100:,} 元" if fen else "不变"
    return {"counts": counts, "money": "" if found.grade in UNCONFIRMED else money}


@staff_page(PROPOSE_LAW)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far the counting is: a part of its page that is asked for again and again, and unchanged costs nothing."""
    found = reading.proposal(pk, by=request.actor)
    ask_preview(found, at=request.at)
    background.begin()
    return progress_part(request, found, "desk/_proposal_progress.html", {"proposal": found})


@require_POST
@staff_page(PROPOSE_LAW, PUBLISH_LAW)
def answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Publish a proposal, or send it back."""
    found = reading.proposal(pk, by=request.actor)
    require(request.actor, PUBLISH_LAW)
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["verdict"] == "publish":
                publish(proposal=found, by=request.actor, at=request.at)
                said = "发布了。从执行的日子起，各处都按新的算。"
            else:
                refuse_proposal(proposal=found, answer=form.cleaned_data["answer"], by=request.actor, at=request.at)
                said = "退回了，提出的同事会看到您的说明。"
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, said)
            return redirect("desk:proposal", found.pk)
    return _show(request, reading.proposal(pk, by=request.actor), form)


@require_POST
@staff_page(PROPOSE_LAW)
def take_back_own(request: ActingRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = reading.proposal(pk, by=request.actor)
    take_back(request, lambda: withdraw(proposal=found, by=request.actor, at=request.at), "撤回了。")
    return redirect("desk:proposal", found.pk)
