"""Cases at the desk: what lies with the post, who came, and the deeds."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from jiahe.benefits.publishing.current import current_edition
from jiahe.delivery.cases import actions
from jiahe.delivery.cases.kind import CaseKind, Notice
from jiahe.delivery.cases.kinds import asked_kind, kind_for
from jiahe.delivery.cases.letters import letters_of
from jiahe.delivery.cases.models import HANDED, Case, CaseState
from jiahe.delivery.cases.notice_texts import made_text
from jiahe.delivery.cases.queries import SHOWN, case_at_desk, cases_at_desk, counts_at_desk, department_name, history_of
from jiahe.delivery.cases.rights import HANDLE_CASES, VIEW_CASES
from jiahe.faces.desk.case_forms import AddedForm, BulkForm, DeedForm, ReferForm, VisitForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.case_material import material_of
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.cases import clock_in_doubt, history_for_post, said_of, steps_of, told_cases
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.papers import ACCEPTED, PaperForm, lacks_papers, told_papers
from jiahe.faces.kit.pinned import claimed_of
from jiahe.faces.kit.question_forms import QuestionsForm
from jiahe.faces.kit.running import kinds_in
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import villages
from jiahe.registry import queries
from jiahe.registry.actions import Refused
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Person
from jiahe.registry.rights import VIEW_SENSITIVE

PAPERS_AT = {"paper_at": "desk:case-paper", "add_at": "desk:add-case-paper", "at_desk": True}
TITLES = {"mine": "我要办的", "open": "在办的", "late": "超期的", "closed": "办结的", "all": "全部"}


@staff_page(HANDLE_CASES)
def cases(request: ActingRequest) -> HttpResponse:
    """The cases of the post, of its place, late or closed."""
    return show_list(request)


def show_list(
    request: ActingRequest, form: BulkForm | None = None, chosen: Collection[int] = frozenset()
) -> HttpResponse:
    """The list, with what is done about several of the post's own at once."""
    shown = request.GET.get("show", "mine")
    shown = shown if shown in SHOWN else "mine"
    after, before = page_keys(request)
    page = cases_at_desk(by=request.actor, shown=shown, on=request.on, after=after, before=before)
    places = villages([one.village_code for one in page.rows])
    context = {
        "page": page,
        "carried": f"show={shown}&",
        "lines": [(told, places.get(told.case.village_code)) for told in told_cases(page.rows, on=request.on)],
        "shown": shown,
        "title": TITLES[shown],
        "tabs": [(code, TITLES[code]) for code in SHOWN],
        "counts": counts_at_desk(by=request.actor, on=request.on),
        "bulk_form": form or (BulkForm(initial={"key": secrets.token_hex(16)}) if shown == "mine" else None),
        "chosen": chosen,
        "may_open": request.actor.may(VIEW_CASES) and bool(kinds_in(request.post.region, request)),
    }
    status = 422 if form is not None and form.errors else 200
    return desk_page(request, "desk/cases.html", context, here="cases", status=status)


@staff_page(HANDLE_CASES, VIEW_CASES)
def new(request: ActingRequest) -> HttpResponse:
    """Somebody is there: what is it about?"""
    require(request.actor, HANDLE_CASES)
    require(request.actor, VIEW_CASES)
    return desk_page(request, "desk/case_new.html", {"kinds": kinds_in(request.post.region, request)}, here="cases")


@staff_page(HANDLE_CASES, VIEW_CASES)
def visit(request: ActingRequest, kind: str) -> HttpResponse:
    """Write down what somebody says who is not registered: in the post's village, or in one that is named."""
    require(request.actor, HANDLE_CASES)
    require(request.actor, VIEW_CASES)
    return _visit(request, asked_kind(kind), None)


@staff_page(HANDLE_CASES, VIEW_CASES)
def visit_of(request: ActingRequest, kind: str, pk: int) -> HttpResponse:
    """Write down what somebody says whose household is registered."""
    person = queries.person_to_edit(pk, by=request.actor, right=VIEW_CASES)
    require(request.actor, HANDLE_CASES)
    return _visit(request, asked_kind(kind), person)


def _visit(request: ActingRequest, kind: CaseKind, person: Person | None) -> HttpResponse:
    region = request.post.region
    village = region if region.level == Level.VILLAGE else None
    form = VisitForm(request.POST or None, questions=kind.questions, village=village, known=person is not None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        code = str(said.get("village", ""))
        named = whole_number(code, digits=12)
        named = named if named is not None and named in villages([named]) else None
        try:
            if person is None and village is None and named is None:
                raise refuse("village", "没有这个编码的村。请核对，或者从家庭页进来。")
            opened = actions.open_case(
                kind=kind.code,
                typed=form.typed(),
                by=request.actor,
                at=request.at,
                on=request.on,
                person=person,
                visitor=None if person else actions.Visitor(said["name"], said["phone"]),
                village_code=village.code if village else named,
                source=said["source"],
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "记下了。首先接到的就由您负责到底，办不了的可以请上级或部门。")
            return redirect("desk:case", opened.pk)
    context = {"form": form, "kind": kind, "person": person}
    return desk_page(request, "desk/case_visit.html", context, here="cases", status=422 if form.errors else 200)


@staff_page(VIEW_CASES)
def case(request: ActingRequest, pk: int) -> HttpResponse:
    """One case: what was said, what was done, and what the post may do."""
    return show_case(request, case_at_desk(pk, by=request.actor))


def _forms(found: Case, kind: CaseKind, data: Any = None, deed: str = "") -> dict[str, forms.Form]:
    """The deeds that are open to the post that has the case, each with its form."""
    step = kind.step(found.step)

    def own(name: str) -> dict[str, Any]:
        # Several forms stand on the page: each field has an id of its own.
        return {"data": data if name == deed else None, "auto_id": f"{name}_%s"}

    made: dict[str, forms.Form] = {
        "finish": QuestionsForm(questions=step.questions, **own("finish")),
        "ask": DeedForm(label="要补充什么", help_text="申请的人看得到。等他补充的日子，时限停着。", **own("ask")),
        "above": DeedForm(label="为什么请上级办", **own("above")),
        "back": DeedForm(label="为什么退回", **own("back")),
        "reject": DeedForm(label="为什么不受理，可以去哪里办", **own("reject")),
        "reply": DeedForm(label="他补充了什么", **own("reply")),
    }
    if isinstance(step, Notice):
        made["publish"] = AddedForm(**own("publish"))
        made["object"] = DeedForm(label="谁提的异议、说了什么", help_text="申请的人看不到。", **own("object"))
        made["settle"] = DeedForm(
            label="怎么核实的、结果是什么", help_text="异议成立的，选“不予受理”。", **own("settle")
        )
    if kind.departments:
        made["refer"] = ReferForm(kind=kind, **own("refer"))
    return made


def show_case(
    request: ActingRequest,
    found: Case,
    bound: dict[str, forms.Form] | None = None,
    deed: str = "",
    paper_form: PaperForm | None = None,
) -> HttpResponse:
    """The page of a case, with the forms of the deeds as they were sent."""
    kind = kind_for(found)
    (told,) = told_cases([found], on=request.on)
    mine = found.owner_id == request.actor.post_id and found.is_live and request.actor.may(HANDLE_CASES)
    history = history_of(found)
    forms_of = bound if bound is not None else _forms(found, kind)
    papers = told_papers(found, kind, at=request.at)
    if paper_form is None and mine and papers:
        paper_form = PaperForm(papers=papers, auto_id="paper_%s")
    context = {
        "told": told,
        "claimed": claimed_of(found, edition=current_edition().number, reasons=request.actor.may(VIEW_SENSITIVE)),
        "unknown_years": clock_in_doubt(found, on=request.on),
        "kind": kind,
        "place": villages([found.village_code]).get(found.village_code),
        "said": said_of(found),
        "phone": found.content.get("phone", ""),
        "person": found.person,
        "opens": found.person is not None and request.actor.may(VIEW_CASES),
        "done": steps_of(found),
        "department": department_name(found.department),
        "history": history_for_post(history),
        "mine": mine,
        "forms": forms_of,
        "deed": deed,
        "letters": letters_of(found, history, for_applicant=False),
        "notice": actions.running(found),
        "notice_text": made_text(found, kind, step) if isinstance(step := kind.step(found.step), Notice) else "",
        "waits": found.state == CaseState.WAITING,
        "material": material_of(found, by=request.actor),
        "last": kind.after(found.step) is None,
        "handed": any(e.deed in HANDED and e.to_post_id == found.owner_id != e.post_id for e in history),
    }
    wrong = any(form.errors for form in (*forms_of.values(), *([paper_form] if paper_form else [])))
    context |= {
        "papers": papers,
        "papers_lacking": lacks_papers(papers),
        "paper_form": paper_form,
        "case_pk": found.pk,
        "accepted": ACCEPTED,
        **PAPERS_AT,
    }
    status = 422 if wrong else 200
    return desk_page(request, "desk/case.html", context, here="cases", status=status)


@staff_page(VIEW_CASES)
def act(request: ActingRequest, pk: int, deed: str) -> HttpResponse:
    """Do a deed; what cannot be done is said at its form, and nothing that was typed is lost."""
    found = case_at_desk(pk, by=request.actor)
    if request.method != "POST":
        return redirect("desk:case", pk)
    made = _forms(found, kind_for(found), request.POST, deed)
    seen = whole_number(request.POST.get("moves", ""), digits=9)
    when = {
        "case": found,
        "seen": -1 if seen is None else seen,
        "by": request.actor,
        "at": request.at,
        "on": request.on,
    }
    if deed == "receive":
        form: Any = DeedForm({"reason": "-"}, label="")
    elif deed in made:
        form = made[deed]
    else:
        raise Http404
    if form.is_valid():
        try:
            _deeds(form, when)[deed]()
        except Refused as refused:
            for fault in refused.faults:
                field = {"question": "reason", "text": "reason", "added": "reason"}.get(fault.field, fault.field)
                form.add_error(field if field in form.fields else None, fault.message)
        else:
            messages.success(request, DONE[deed])
            return redirect("desk:case", pk)
    found = case_at_desk(pk, by=request.actor)
    return show_case(request, found, made | {deed: form}, deed)


DONE = {
    "finish": "这一步办好了。",
    "ask": "已请他补充。时限先停着。",
    "above": "已请上级办理，后面怎么办这里看得到。",
    "back": "已退回。",
    "reject": "已答复不受理，申请的人看得到原因。",
    "reply": "记下了，时限接着走。",
    "refer": "已转给部门，等部门签收。",
    "receive": "签收了。",
    "publish": "公示了，网上看得到。期满自动进到下一步。",
    "object": "记下了。核实以前，公示不会结束。",
    "settle": "记下了。公示期满就进到下一步。",
}


def _deeds(form: Any, when: dict[str, Any]) -> dict[str, Callable[[], object]]:
    words = form.cleaned_data.get("reason", "")
    return {
        "finish": lambda: actions.finish_step(typed=form.typed(), **when),
        "ask": lambda: actions.ask_applicant(question=words, **when),
        "above": lambda: actions.hand_on(reason=words, **when),
        "back": lambda: actions.send_back(reason=words, **when),
        "reject": lambda: actions.reject(reason=words, **when),
        "reply": lambda: actions.reply(text=words, **when),
        "refer": lambda: actions.refer(department=form.cleaned_data["department"], reason=words, **when),
        "receive": lambda: actions.receive(**when),
        "publish": lambda: actions.put_up(added=words, **when),
        "object": lambda: actions.object_to(reason=words, **when),
        "settle": lambda: actions.settle_objections(reason=words, **when),
    }
