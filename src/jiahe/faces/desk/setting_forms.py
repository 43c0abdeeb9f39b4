"""What is typed to set a programme in a place, and to answer such a setting."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.delivery.catalogue.in_force import InForce
from jiahe.faces.desk.forms import date_field
from jiahe.faces.kit.fault_forms import FaultForm


class SettingForm(FaultForm):
    """How a programme is to run in a place: each field holds what is so now."""

    since = date_field("从哪天起", required=True, help_text="明天或者以后。在这一天以前收下的，按原来的办完。")
    is_on = forms.ChoiceField(
        label="开办不开办",
        choices=[("yes", "开办"), ("no", "不开办")],
        widget=forms.RadioSelect,
        help_text="不开办的，居民和工作台都看不到；已经收下的照样办完。",
        error_messages={"required": "请选开办或者不开办。"},
    )
    derived: tuple[str, ...] = ()

    def __init__(self, *args: Any, held: InForce, **kwargs: Any) -> None:
        first = {"is_on": "yes" if held.is_on else "no"}
        made: dict[str, forms.Field] = {}
        for one in held.programme.parameters:
            first[one.code] = one.typed(held.numbers[one.code])
            made[one.code] = forms.CharField(
                label=f"{one.title}（{one.unit}）", max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                help_text=f"{one.typed(one.least)} 到 {one.typed(one.most)}。{one.help}",
                error_messages={"required": "请填一个数。"},
            )  # fmt: skip
        for words in held.programme.texts:
            first[words.code] = held.texts[words.code]
            made[words.code] = forms.CharField(
                label=words.title, widget=forms.Textarea(attrs={"rows": 3}), help_text=words.help,
                error_messages={"required": "请写上这段话，居民要看。"},
            )  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields.update(made)
        for code, value in first.items():
            self.fields[code].initial = value
        self.codes = list(made)
        self.fields["reason"] = forms.CharField(
            label="为什么要改", help_text="审核的同事会看到，也会记入审计。", widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "请写一句为什么要改，审核的同事要看。"},
        )  # fmt: skip

    def typed(self) -> dict[str, str]:
        """Numbers and texts as they were typed, by their codes."""
        return {code: str(self.cleaned_data[code]) for code in self.codes}


class AnswerForm(FaultForm):
    """Whether a setting comes into force."""

    verdict = forms.ChoiceField(
        label="您的意见",
        choices=[("approve", "通过，到那一天起用"), ("refuse", "退回")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通过或者退回。"},
    )
    answer = forms.CharField(
        label="说明", required=False, help_text="退回的，请写明原因，提出的同事会看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
