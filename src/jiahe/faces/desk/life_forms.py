"""What can be typed in about a life: each kind of event asks only for what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from jiahe.faces.desk.forms import date_field
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.registry.models import Person
from jiahe.registry.models.life_event import EventKind, PregnancyOutcome

ADULT = 18
# Kind → the label of its day, a word of help, and the other fields it asks for.
ASKED: Mapping[EventKind, tuple[str, str, Sequence[str]]] = {
    EventKind.MARRIAGE: ("结婚登记日期", "给两个人都记上。", ("other",)),
    EventKind.DIVORCE: ("离婚登记日期", "给两个人都记上，配偶关系随之解除。", ()),
    EventKind.PREGNANCY: ("哪一天知道的", "登记以后，家里人能按时收到孕期的提醒。", ("due",)),
    EventKind.PREGNANCY_END: (
        "哪一天",
        "孩子出生的，用“登记出生”就行，这里会自动记上。",
        ("outcome", "weeks", "babies"),
    ),
    EventKind.ADOPTION: ("收养登记日期", "从这一天起，孩子算收养人的子女。", ("other",)),
    EventKind.MOVE_OUT: ("哪一天离开的", "人还在这一户里，只是住在别处，例如外出务工。", ("code",)),
    EventKind.MOVE_IN: ("哪一天回来的", "", ()),
    EventKind.DISABILITY: ("评定或注销的日期", "按残疾证上的日期填。", ("grade",)),
    EventKind.LOW_INCOME_BEGIN: ("从哪一天起享受低保", "", ()),
    EventKind.LOW_INCOME_END: ("从哪一天起不再享受", "", ()),
    EventKind.HOSPITAL_STAY: ("住院日期", "出院以后再来补上也可以。", ("until",)),
    EventKind.GUARDIANSHIP: ("从哪一天起", "由谁照管孩子，或者照管自己做不了主的老人。", ("other", "until")),
}
OTHER_LABELS = {
    EventKind.MARRIAGE: ("和谁结婚", "家里没有登记的人"),
    EventKind.ADOPTION: ("收养人", "请选择"),
    EventKind.GUARDIANSHIP: ("监护人", "请选择"),
}
UNTIL_LABELS = {EventKind.HOSPITAL_STAY: "出院日期", EventKind.GUARDIANSHIP: "到哪一天为止"}
GRADES = [("", "残疾证已注销"), *((str(grade), f"{grade} 级") for grade in range(1, 5))]


class EventForm(FaultForm):
    """One life event of one person."""

    happened_on = date_field("日期", required=True)
    other = forms.ChoiceField(required=False)
    due = date_field("预产期")
    outcome = forms.ChoiceField(
        label="孕期是怎样结束的",
        choices=PregnancyOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择孕期是怎样结束的。"},
    )
    weeks = forms.IntegerField(label="孕周", required=False, min_value=1, max_value=45)
    babies = forms.IntegerField(label="几个孩子", required=False, min_value=1, max_value=8)
    code = forms.IntegerField(
        label="去了哪里",
        required=False,
        min_value=10**11,
        max_value=10**12 - 1,
        help_text="12 位村居编码；不清楚的可以不填。",
        error_messages={"min_value": "请填写 12 位村居编码。", "max_value": "请填写 12 位村居编码。"},
    )
    grade = forms.ChoiceField(label="等级", required=False, choices=GRADES)
    until = date_field("到哪一天")

    def __init__(self, *args: Any, kind: EventKind, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, help_text, asked = ASKED[kind]
        for name in [name for name in self.fields if name not in ("happened_on", *asked)]:
            del self.fields[name]
        self.fields["happened_on"].label, self.fields["happened_on"].help_text = label, help_text
        if "until" in self.fields:
            self.fields["until"].label = UNTIL_LABELS[kind]
        self.others = {str(m.pk): m for m in self._candidates(kind, person)}
        if "other" in self.fields:
            field = self.fields["other"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
            field.label, nobody = OTHER_LABELS[kind]
            field.choices = [("", nobody), *((key, m.name) for key, m in self.others.items())]

    @staticmethod
    def _candidates(kind: EventKind, person: Person) -> list[Person]:
        """Who of the household may be the other one: grown, alive, and for a marriage of the other sex."""
        return [
            m
            for m in person.household.people
            if m.pk != person.pk
            and m.death_date is None
            and (kind == EventKind.MARRIAGE or (person.birth_date.year - m.birth_date.year) != 0)
            and (kind != EventKind.MARRIAGE or m.sex != person.sex)
        ]

    def chosen(self) -> Person | None:
        """The other person, where one was chosen."""
        return self.others.get(self.cleaned_data.get("other", ""))

    def details(self) -> dict[str, Any]:
        """What the kind asks for besides, as the event keeps it."""
        data = self.cleaned_data
        told: dict[str, Any] = {name: data[name] for name in ("outcome", "weeks", "babies", "code") if data.get(name)}
        if data.get("due"):
            told["due"] = data["due"].isoformat()
        if data.get("grade"):
            told["grade"] = int(data["grade"])
        return told


class EndForm(FaultForm):
    """The day something that lasted was over."""

    until = date_field("结束的日期", required=True)


def offered(person: Person, on: date) -> list[tuple[EventKind, str]]:
    """The events that can be recorded for a person, with their words: none that cannot concern him."""
    kinds = list(ASKED)
    if person.sex != "F":
        kinds = [k for k in kinds if k not in (EventKind.PREGNANCY, EventKind.PREGNANCY_END)]
    if person.age(on) >= ADULT:
        kinds.remove(EventKind.ADOPTION)
    else:
        grown = (EventKind.MARRIAGE, EventKind.DIVORCE, EventKind.PREGNANCY, EventKind.PREGNANCY_END)
        kinds = [k for k in kinds if k not in grown or person.age(on) >= 14]
    return [(kind, kind.label) for kind in kinds]
