"""Cases of a resident: ask, see how it stands, say what is missing, say how content one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jiahe.benefits.publishing.current import current_edition
from jiahe.delivery.cases import actions
from jiahe.delivery.cases.kinds import asked_kind, kind_for
from jiahe.delivery.cases.letters import letters_of
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.cases.queries import history_of, own_case, own_cases
from jiahe.delivery.catalogue.programme import offer_of
from jiahe.faces.kit.acting import ActingRequest, resident_page
from jiahe.faces.kit.cases import history_for_applicant, said_of, told_cases
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.papers import ACCEPTED, PaperForm, lacks_papers, told_papers
from jiahe.faces.kit.pinned import claimed_of
from jiahe.faces.kit.question_forms import QuestionsForm
from jiahe.faces.kit.running import held_for
from jiahe.faces.portal.mine import key
from jiahe.registry import queries
from jiahe.registry.actions import Refused

PAPERS_AT = {"paper_at": "portal:case-paper", "add_at": "portal:add-case-paper"}
STARS = [("5", "很满意"), ("4", "满意"), ("3", "一般"), ("2", "不满意"), ("1", "很不满意")]


@resident_page
def cases(request: ActingRequest) -> HttpResponse:
    """What I asked for help with, newest first."""
    page = own_cases(by=request.actor, after=key(request, "after"), before=key(request, "before"))
    context = {"page": page, "lines": told_cases(page.rows, on=request.on), "here": "requests"}
    return render(request, "portal/cases.html", context)


@resident_page
def ask(request: ActingRequest, code: str) -> HttpResponse:
    """Ask: for oneself or for somebody one acts for."""
    declared = asked_kind(code)
    found = offer_of(code)
    if found is not None:
        held = held_for(request, found[0])
        if held.closed:
            context = {"kind": declared, "closed": held.closed, "here": "requests"}
            return render(request, "portal/case_ask.html", context, status=404)
        declared = declared.under(held.numbers, held.texts)
    family = queries.own_people(by=request.actor)
    form = QuestionsForm(request.POST or None, questions=declared.questions)
    if len(family) > 1:
        choices = [(str(person.pk), person.name) for person in family]
        form.fields["person"] = forms.ChoiceField(
            label="替谁问", choices=choices, initial=str(request.actor.own or ""), widget=forms.RadioSelect
        )
        form.order_fields(["person"])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("person", str(family[0].pk) if family else "")
        person = next((one for one in family if str(one.pk) == chosen), None)
        if person is None:
            raise Http404
        try:
            opened = actions.open_case(
                kind=code, typed=form.typed(), person=person, by=request.actor, at=request.at, on=request.on
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "收到了。办到哪一步，这一页看得到。")
            return redirect("portal:case", opened.pk)
    context = {"form": form, "kind": declared, "here": "requests"}
    return render(request, "portal/case_ask.html", context, status=422 if form.errors else 200)


@resident_page
def case(request: ActingRequest, pk: int) -> HttpResponse:
    """One case: how it stands, by when, what was done."""
    return show_case(request, own_case(pk, by=request.actor))


def show_case(
    request: ActingRequest, found: Case, fault: str = "", paper_form: PaperForm | None = None
) -> HttpResponse:
    """The page of a case of one's own, with what could not be done."""
    (told,) = told_cases([found], on=request.on)
    declared = kind_for(found)
    place = declared.steps.index(declared.step(found.step)) + 1
    history = history_of(found)
    papers = told_papers(found, declared, at=request.at)
    if paper_form is None and found.is_live and papers:
        paper_form = PaperForm(papers=papers, auto_id="paper_%s")
    wrong = bool(fault or (paper_form and paper_form.errors))
    context = {
        "notice": actions.running(found),
        "papers": papers,
        "papers_lacking": lacks_papers(papers),
        "paper_form": paper_form,
        "case_pk": found.pk,
        "accepted": ACCEPTED,
        **PAPERS_AT,
        "told": told,
        "claimed": claimed_of(
            found, edition=current_edition().number, reasons=found.person_id in request.actor.closest
        ),
        "said": said_of(found),
        "history": history_for_applicant(history),
        "letters": letters_of(found, history, for_applicant=True),
        "steps": [(number, step) for number, step in enumerate(declared.steps, 1)],
        "at": len(declared.steps) + 1 if found.state == CaseState.ANSWERED else place,
        "waits": found.state == CaseState.WAITING,
        "answered": found.state == CaseState.ANSWERED,
        "may_reopen": found.state in (CaseState.ANSWERED, CaseState.REJECTED),
        "stars": STARS,
        "fault": fault,
        "here": "requests",
    }
    return render(request, "portal/case.html", context, status=422 if wrong else 200)


@require_POST
@resident_page
def act(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """Do something about one's case: add what was asked for, take it back, ask again, say how content one is."""
    found = own_case(pk, by=request.actor)
    seen, text = whole_number(request.POST.get("moves", ""), digits=9), request.POST.get("text", "")
    when: dict[str, Any] = {"case": found, "by": request.actor, "at": request.at, "on": request.on}
    moves = -1 if seen is None else seen
    stars = whole_number(request.POST.get("stars", ""), digits=1) or 0
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "reply": (lambda: actions.reply(text=text, seen=moves, **when), "补充的收到了，接着办。"),
        "withdraw": (lambda: actions.withdraw(seen=moves, **when), "已撤回。以后还可以再提。"),
        "reopen": (lambda: actions.reopen(reason=text, seen=moves, **when), "收到了，接着办。"),
        "rate": (
            lambda: actions.rate(stars=stars, words=text, **when),
            "谢谢您的评价。",
        ),
    }  # fmt: skip
    if deed not in deeds:
        raise Http404
    work, done = deeds[deed]
    try:
        work()
    except Refused as refused:
        found.refresh_from_db()
        return show_case(request, found, str(refused))
    messages.success(request, done)
    return redirect("portal:case", pk)
