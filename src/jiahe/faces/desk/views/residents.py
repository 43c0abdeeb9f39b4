"""Residents at the desk: what they ask, and what a worker writes down at a family's word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.benefits.summary import amount_in_words
from jiahe.delivery.cases.queries import case_of_claim
from jiahe.faces.desk.resident_forms import AnswerResidentForm, HelperForm, NoteForm, WordForm
from jiahe.faces.desk.shell import desk_page
from jiahe.faces.desk.views.households import household_context
from jiahe.faces.desk.views.regions import page_keys
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.running import kinds_in
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.regions.queries import villages
from jiahe.registry import queries
from jiahe.registry.actions import Refused
from jiahe.registry.models import Person, ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.residents.ages import ELDER_FROM, turns
from jiahe.registry.residents.answering import answer_request
from jiahe.registry.residents.asking import ask_deletion
from jiahe.registry.residents.consents import standpoints, write_down_word
from jiahe.registry.residents.corrections import CORRECTABLE, read_as, read_masked
from jiahe.registry.residents.guardians import agree_helper, end_helper, helper_of_place, helpers_of, may_help
from jiahe.registry.residents.phones import release_phone
from jiahe.registry.residents.reading import request_at_desk, requests_at_desk
from jiahe.registry.rights import ANSWER_RESIDENTS

MARKS = {
    RequestStatus.WAITING: ("soon", "clock"),
    RequestStatus.ACCEPTED: ("due", "check"),
    RequestStatus.REFUSED: ("late", "x"),
}


def _line(found: ResidentRequest, request: ActingRequest) -> dict[str, Any]:
    status = found.status_at(request.at)
    kind, icon = MARKS.get(status, ("plain", "clock"))
    what = CORRECTABLE.get(found.field, "")
    title = f"改{what}" if found.kind == RequestKind.CORRECTION else found.get_kind_display()
    if found.kind == RequestKind.BENEFIT:
        title = f"申请{found.content.get('title', '待遇')}"
    return {"wanted": found, "title": title, "status": status, "kind": kind, "icon": icon}


@staff_page(ANSWER_RESIDENTS)
def residents(request: ActingRequest) -> HttpResponse:
    """What residents ask: what waits, or everything."""
    everything = request.GET.get("all") == "yes"
    after, before = page_keys(request)
    page = requests_at_desk(by=request.actor, at=request.at, open_only=not everything, after=after, before=before)
    places = villages([one.person.village_code for one in page.rows if one.person])
    lines = [
        {**_line(one, request), "place": places.get(one.person.village_code) if one.person else None}
        for one in page.rows
    ]
    context = {"page": page, "lines": lines, "everything": everything}
    return desk_page(request, "desk/residents.html", context, here="residents")


@staff_page(ANSWER_RESIDENTS)
def resident_request(request: ActingRequest, pk: int) -> HttpResponse:
    """One request, with what is needed to answer it and no more; a claim is seen to as a case."""
    found = request_at_desk(pk, by=request.actor)
    case = case_of_claim(found.pk)
    return redirect("desk:case", case) if case is not None else _show(request, found, AnswerResidentForm())


def _show(request: ActingRequest, found: ResidentRequest, form: AnswerResidentForm) -> HttpResponse:
    line, content, person = _line(found, request), found.content, found.person
    if person is None:
        raise OutOfReach("没有找到这件申请。")
    phone = content.get("phone", "")
    context = {
        **line,
        "person": person,
        "age": person.age(request.on),
        "before": read_as(found.field, content.get("before", "")),
        "value": read_masked(found.field, content.get("value", "")),
        "note": content.get("note", ""),
        "claimed_name": content.get("name", ""),
        "claimed_phone": f"{phone[:3]}••••{phone[-4:]}" if phone else "",
        "is_claim": found.kind == RequestKind.CLAIM,
        "is_deletion": found.kind == RequestKind.DELETION,
        "is_benefit": found.kind == RequestKind.BENEFIT,
        "claimed": amount_in_words(content) if "unit" in content else "",
        "rule_version": content.get("rule_version", ""),
        "because": [said["text"] for said in content.get("because", [])],
        "is_other": found.field == "other",
        "waits": line["status"] == RequestStatus.WAITING,
        "form": form,
    }
    return desk_page(
        request, "desk/resident_request.html", context, here="residents", status=422 if form.errors else 200
    )


@require_POST
@staff_page(ANSWER_RESIDENTS)
def answer_resident(request: ActingRequest, pk: int) -> HttpResponse:
    """Do what is asked, or say why not; the next one that waits is open then."""
    found = request_at_desk(pk, by=request.actor)
    form = AnswerResidentForm(request.POST)
    if form.is_valid():
        accept = form.cleaned_data["answer"] == "yes"
        try:
            answer_request(
                request=found,
                accept=accept,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "办好了，申请的人看得到。" if accept else "已答复：不办。申请的人看得到原因。")
            return redirect("desk:residents")
    return _show(request, found, form)


@staff_page(ANSWER_RESIDENTS)
def act_for(request: ActingRequest, pk: int) -> HttpResponse:
    """What a worker may do for a family that does not come to the portal itself."""
    home = queries.household_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    living = [person for person in home.people if person.death_date is None]
    stands: dict[int, list[str]] = {person.pk: [] for person in living}
    for stand in standpoints(living, on=request.on):
        if stand.consent:
            stands[stand.person.pk].append(stand.text.purpose.label)
    helpers = helpers_of(living)
    village = villages([home.village_code]).get(home.village_code)
    context = {
        "lines": [(p, "、".join(stands[p.pk]), [h for h in helpers if h.person_id == p.pk], request.on >= turns(p.birth_date, ELDER_FROM))
                  for p in living],
        "kinds": kinds_in(village, request) if village is not None else [],
        **household_context(request, home),
    }  # fmt: skip
    return desk_page(request, "desk/act_for.html", context, here="families")


@staff_page(ANSWER_RESIDENTS)
def consents_for(request: ActingRequest, pk: int) -> HttpResponse:
    """Write down what the family agrees to, and who of it said so."""
    person = queries.person_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    stands = standpoints([person], on=request.on)
    form = WordForm(request.POST or None, stands=stands)
    if request.method == "POST" and form.is_valid():
        try:
            write_down_word(
                person=person,
                chosen=form.chosen(),
                said_by=form.cleaned_data["said_by"],
                by=request.actor,
                at=request.at,
                on=request.on,
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "记下了。家里人在“谁看过我的资料”里看得到。")
            return redirect("desk:act-for", person.household_id)
    context = {"form": form, "person": person, "stands": stands, **household_context(request, person.household)}
    return desk_page(request, "desk/consents_for.html", context, here="families", status=422 if form.errors else 200)


@staff_page(ANSWER_RESIDENTS)
def helper_for(request: ActingRequest, pk: int) -> HttpResponse:
    """Record whom an elder asked to do things for him."""
    person = queries.person_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    family = may_help(person, on=request.on)
    form = HelperForm(request.POST or None, family=family)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in family if str(one.pk) == form.cleaned_data["helper"])
        try:
            agree_helper(person=person, helper=chosen, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, f"记下了：{chosen.name}可以替{person.name}办事。")
            return redirect("desk:act-for", person.household_id)
    return _form(
        request,
        person,
        form,
        heading=f"{person.name}请家里人代办",
        intro="要本人当面点头才记。代办的家人能看他的登记、替他申请，看不到健康等敏感情况。他随时可以停掉。",
        submit="记下",
    )


@require_POST
@staff_page(ANSWER_RESIDENTS)
def stop_helper(request: ActingRequest, pk: int) -> HttpResponse:
    """The elder does things himself again."""
    agreed = helper_of_place(pk, by=request.actor)
    end_helper(agreed=agreed, by=request.actor, at=request.at, on=request.on)
    messages.success(request, f"已停掉。{agreed.helper.name}不能再替{agreed.person.name}办事。")
    return redirect("desk:act-for", agreed.person.household_id)


@staff_page(ANSWER_RESIDENTS)
def delete_for(request: ActingRequest, pk: int) -> HttpResponse:
    """Take up a wish for deletion from somebody who cannot write it himself."""
    person = queries.person_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = ask_deletion(person=person, note=form.cleaned_data["note"], by=request.actor, at=request.at)
        messages.success(request, "记下了，请核对以后答复。")
        return redirect("desk:resident-request", asked.pk)
    return _form(
        request,
        person,
        form,
        heading=f"{person.name}要删除资料",
        intro="能删的：登录用的手机号、各项同意、职业、备注。姓名、证件号、户籍、婚姻和待遇记录，法律要求留着。",
        submit="记下申请",
    )


@staff_page(ANSWER_RESIDENTS)
def release(request: ActingRequest, pk: int) -> HttpResponse:
    """Let a number go that belongs to somebody else now."""
    person = queries.person_to_edit(pk, by=request.actor, right=ANSWER_RESIDENTS)
    if request.method == "POST":
        released = release_phone(person=person, by=request.actor, at=request.at)
        messages.success(request, "号码已经分开，用它登录的马上退出。" if released else "这一位没有登记手机号。")
        return redirect("desk:household", person.household_id)
    return _form(
        request,
        person,
        FaultForm(),
        heading=f"{person.name}的手机号换了主人",
        intro=f"{person.masked_phone or '没有登记手机号'}。分开以后，用这个号码登录的马上退出，新主人看不到这一家。",
        submit="把号码分开",
    )


def _form(request: ActingRequest, person: Person, form: Any, *, heading: str, intro: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "heading": heading,
        "intro": intro,
        "submit": submit,
        **household_context(request, person.household),
    }
    return desk_page(request, "desk/form.html", context, here="families", status=422 if form.errors else 200)
