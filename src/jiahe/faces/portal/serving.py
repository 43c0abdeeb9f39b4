"""家门口的服务人员: who serves a place, for everybody; and for a resident who serves himself, his own page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from jiahe.delivery.sites.queries import place_names
from jiahe.delivery.workforce import actions, queries
from jiahe.delivery.workforce.details import WorkerDetails
from jiahe.delivery.workforce.kinds import PUBLIC, REGISTER, SIGN_UP, ServicePurpose, WorkerKind
from jiahe.delivery.workforce.models import COUNTED, LIVE, ServiceWorker, WorkerState
from jiahe.faces.kit.acting import ActingRequest, public_page, resident_page
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.numbers import whole_number
from jiahe.faces.kit.serving import LOOKS, hours_field, hours_of, paper_of, skills_field, take_hours, told_hours
from jiahe.faces.portal.mine import key, me_of
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, path_to, province, reporting_units
from jiahe.registry.actions import Refused

HOURS_SHOWN = 20
STEPS = ("city", "county", "township", "village")
LABELS = {"city": "哪个市", "county": "哪个县、市、区", "township": "哪个乡镇、街道", "village": "哪个村、社区"}
WHOLE = {"city": "全省", "county": "全市", "township": "全县（市、区）", "village": "全镇（街道）"}


class ServingForm(forms.Form):
    """What sort of person, and where: each narrower place is asked for once the wider one is known."""

    filters = True
    derived: tuple[str, ...] = ()
    kind = forms.ChoiceField(label="找哪一种人", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [("", "都看看"), *((kind, WorkerKind(kind).label) for kind in PUBLIC)]
        self._add("kind", "找哪一种人", kinds)
        here = self._start()
        chosen = {unit.slug: unit for unit in path_to(here)} if here is not None else {}
        self.place: Region | None = None
        above: Region | None = province()
        for step in STEPS:
            below = reporting_units(above) if above is not None else ()
            units = [unit for unit in below if step == STEPS[0] or unit.level <= Level.from_slug(step)]
            if not units:
                continue
            self._add(step, LABELS[step], [("", WHOLE[step]), *((str(unit.code), unit.title) for unit in units)])
            named = data.get(step, "") or str(chosen[step].code if step in chosen else "")
            above = next((unit for unit in units if str(unit.code) == named), None)
            if above is None and here is not None:  # 平潭 stands beside the cities
                above = next((unit for unit in units if unit.pk in {c.pk for c in chosen.values()}), None)
            self.place = above or self.place
            if above is None:
                break
            self.initial[step] = str(above.code)
        self.data = {**{name: data.get(name, "") for name in ("kind", *STEPS)}, **self.initial}

    def _start(self) -> Region | None:
        """The village that the address names alone."""
        code = whole_number(self.data.get("village", ""), digits=12)
        if code is None or any(self.data.get(step) for step in STEPS[:-1]):
            return None
        return find_region(code, Level.VILLAGE)

    def _add(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def wanted(self) -> str:
        """The kind that was chosen; empty is every kind."""
        kind = self.data.get("kind", "")
        return kind if kind in PUBLIC else ""


@never_cache
@public_page
def serving(request: ActingRequest) -> HttpResponse:
    """Who serves a place and agreed to be shown; never with a phone."""
    form = ServingForm(request.GET)
    page = queries.public_workers(
        on=request.on, kind=form.wanted, place=form.place, after=key(request, "after"), before=key(request, "before")
    )
    names = place_names({worker.village_code for worker in page.rows})
    carried = urlencode({name: value for name, value in form.data.items() if value})
    context = {
        "form": form,
        "page": page,
        "carried": f"{carried}&" if carried else "",
        "lines": [
            {"worker": worker, "place": names[worker.village_code], "paper": paper_of(worker, on=request.on)}
            for worker in page.rows
        ],
        "is_resident": request.user.is_authenticated and not getattr(request.user, "is_staff_member", True),
    }
    return render(request, "portal/serving.html", context)


@resident_page
def mine(request: ActingRequest) -> HttpResponse:
    """As what I serve: how it stands, my credential, my hours; or the way to offer myself."""
    year = request.on.replace(month=1, day=1)
    own = queries.own_workers(by=request.actor)
    lines = [
        {
            "worker": worker,
            "looks": LOOKS[WorkerState(worker.state)],
            "paper": paper_of(worker, on=request.on),
            "closed": queries.why_not(worker, on=request.on) if worker.state == WorkerState.SERVING else "",
            "this_year": hours_of(queries.confirmed_minutes(worker, since=year)),
            "all": hours_of(queries.confirmed_minutes(worker)),
            "load": queries.load_of(worker),
            "hours": told_hours(queries.hours_of(worker, HOURS_SHOWN)),
            "counted": worker.state in COUNTED,
        }
        for worker in own
    ]
    context = {"lines": lines, "may_join": bool(_offered(own)), "here": "mine"}
    return render(request, "portal/my_serving.html", context)


class JoinForm(FaultForm):
    """Offers oneself. Name, village and phone are known already and not asked."""

    kind = forms.ChoiceField(
        label="想做什么", widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选想做什么。报过名的不用再报。"),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label="愿意服务到哪里",
        choices=[(str(Level.VILLAGE.value), "本村（居）"), (str(Level.TOWNSHIP.value), "全镇（街道）")],
        widget=forms.RadioSelect, error_messages={"required": "请选服务到哪里。"},
    )  # fmt: skip
    skills = skills_field()
    job = forms.CharField(
        label="现在做什么工作", required=False, max_length=40, help_text="比如 退休教师、茶农。",
        error_messages={"max_length": "最多 40 个字，请短一些。"},
    )  # fmt: skip
    hours = forms.CharField(
        label="什么时候有空", required=False, max_length=80, help_text="比如 周末、晚上七点以后。",
        error_messages={"max_length": "最多 80 个字，请短一些。"},
    )  # fmt: skip
    shown = forms.ChoiceField(
        label="让乡亲们看到我吗", choices=[("yes", "可以，写姓名和村（居）"), ("no", "先不公开")],
        widget=forms.RadioSelect, help_text="电话不会公开。以后想改，跟村里说一声。",
        error_messages={"required": "请选公开还是先不公开。"},
    )  # fmt: skip
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, data: Any, *, offered: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.choices = [(kind, WorkerKind(kind).label) for kind in offered]


def _offered(own: list[ServiceWorker]) -> list[str]:
    """As what somebody may still offer himself; the volunteer stands first."""
    live = {worker.kind for worker in own if worker.state in LIVE}
    return sorted(set(SIGN_UP) - live, key=lambda kind: (kind != WorkerKind.VOLUNTEER, kind))


@resident_page
def join(request: ActingRequest) -> HttpResponse:
    """我要当志愿者: offer oneself; the village has the first word."""
    me = me_of(request)
    own = queries.own_workers(by=request.actor)
    sent = request.POST.get("once", "") if request.method == "POST" else ""
    if sent and any(str(worker.once) == sent for worker in own):  # a double click: it has arrived
        return redirect("portal:serving")
    offered = _offered(own)
    first = {"kind": offered[0] if offered else "", "reach": str(Level.VILLAGE.value)}
    form = JoinForm(request.POST or None, offered=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        details = WorkerDetails(
            kind=said["kind"], name=me.name, village_code=me.village_code, reach=int(said["reach"]), phone=me.phone,
            capacity=REGISTER[said["kind"]].capacity, job=said["job"], skills=tuple(said["skills"]),
            hours=said["hours"], shown=said["shown"] == "yes",
        )  # fmt: skip
        try:
            actions.sign_up(
                person=me, details=details, by=request.actor, at=request.at, on=request.on, once=said["once"]
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, "收到了，谢谢您。村里看过以后，会在消息里告诉您。")
            return redirect("portal:serving")
    context = {"form": form, "me": me, "here": "mine"}
    return render(request, "portal/join_serving.html", context, status=422 if form.errors else 200)


class OwnHoursForm(FaultForm):
    """Hours I gave."""

    served_on = forms.DateField(
        label="哪一天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写哪一天。", "invalid": "日期请按 2026-01-05 这样填写。"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="做了什么",
        choices=[("", "请选择"), *ServicePurpose.choices],
        error_messages={"required": "请选做了什么。"},
    )
    hours = hours_field()
    place = forms.CharField(
        label="在哪里", max_length=60, help_text="比如 村里的亲子小屋。不用写人家的姓名。",
        error_messages={"required": "请写在哪里。", "max_length": "最多 60 个字，请短一些。"},
    )  # fmt: skip


@resident_page
def record_hours(request: ActingRequest, pk: int) -> HttpResponse:
    """Record hours I gave; the village confirms them."""
    worker = queries.own_worker(pk, by=request.actor)
    form = OwnHoursForm(request.POST or None, initial={"served_on": request.on, "place": worker.whereabouts})
    made = take_hours(request, worker, form)
    if made is not None:
        messages.success(request, f"{made.length}记下了，村里确认以后算数。")
        return redirect("portal:serving")
    context = {"form": form, "worker": worker, "here": "mine"}
    return render(request, "portal/own_hours.html", context, status=422 if form.errors else 200)
