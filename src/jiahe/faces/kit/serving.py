"""What desk and portal share of those who serve: their fields, and how it stands with them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms

from jiahe.delivery.workforce.actions import record_hours
from jiahe.delivery.workforce.kinds import Skill
from jiahe.delivery.workforce.models import Credential, HoursState, ServiceHours, ServiceWorker, WorkerState
from jiahe.delivery.workforce.queries import SOON, current_credential
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.registry.rows import Refused

# State → the colour and the picture of its tag.
LOOKS = {
    WorkerState.NOMINATED: ("soon", "clock"),
    WorkerState.REFUSED: ("plain", "ban"),
    WorkerState.SERVING: ("due", "circle-check"),
    WorkerState.RESTING: ("calm", "calendar"),
    WorkerState.ENDED: ("plain", "ban"),
}
HOURS_LOOKS = {
    HoursState.RECORDED: ("soon", "clock"),
    HoursState.CONFIRMED: ("due", "circle-check"),
    HoursState.REFUSED: ("late", "alert-circle"),
}


def skills_field() -> forms.MultipleChoiceField:
    """What somebody is good at."""
    return forms.MultipleChoiceField(
        label="擅长什么", required=False, choices=Skill.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "请从列出的里面选。"},
    )  # fmt: skip


def hours_field() -> forms.DecimalField:
    """How long somebody served, in hours."""
    wrong = "时长按半小时记，0.5 到 16 小时，比如 2.5。"
    return forms.DecimalField(
        label="几个小时", max_digits=5, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="按半小时记，比如 2.5。",
        error_messages={
            "required": "请填写几个小时，比如 2.5。",
            **dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), wrong),
        },
    )  # fmt: skip


def minutes_of(hours: Decimal) -> int:
    """Hours as they were typed, in whole minutes; what is no whole number of them is none that can be."""
    minutes = hours * 60
    return int(minutes) if minutes == minutes.to_integral_value() else -1


def take_hours(request: ActingRequest, worker: ServiceWorker, form: FaultForm) -> ServiceHours | None:
    """Record the hours of a form (day, purpose, hours, place); None where they cannot be, which is said at its field."""
    if request.method != "POST" or not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return record_hours(
            worker=worker, served_on=said["served_on"], minutes=minutes_of(said["hours"]), purpose=said["purpose"],
            place=said["place"], by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except Refused as refused:
        form.take(refused)
        return None


def hours_of(minutes: int) -> str:
    """Minutes as one says them: 2.5 小时."""
    return f"{minutes / 60:,.1f}".removesuffix(".0") + " 小时"


def told_hours(rows: Iterable[ServiceHours]) -> list[tuple[ServiceHours, tuple[str, str]]]:
    """Hours, each with the colour and the picture of its tag."""
    return [(each, HOURS_LOOKS[HoursState(each.state)]) for each in rows]


@dataclass(frozen=True, slots=True)
class Paper:
    """How it stands with the credential somebody needs: a colour, a picture, a sentence."""

    mark: str
    icon: str
    words: str
    credential: Credential | None = None


def paper_of(worker: ServiceWorker, *, on: date) -> Paper | None:
    """How it stands with the credential somebody needs; None where his kind needs none."""
    if not worker.rules.credential:
        return None
    found = current_credential(worker, on=on)
    if found is None:
        return Paper("late", "alert-triangle", "还没有登记证书")
    if found.valid(on):
        last = found.over_on - timedelta(days=1) if found.over_on else None
        if last is None:
            return Paper("due", "circle-check", "长期有效", found)
        if last <= on + SOON:
            return Paper("soon", "clock", f"{last:%Y-%m-%d} 到期", found)
        return Paper("due", "circle-check", f"有效到 {last:%Y-%m-%d}", found)
    if found.withdrawn_on is not None and found.over_on == found.withdrawn_on:
        return Paper("late", "ban", f"{found.withdrawn_on:%Y-%m-%d} 收回", found)
    return Paper("late", "alert-triangle", f"{found.expires_on:%Y-%m-%d} 到期了", found)
