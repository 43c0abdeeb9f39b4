"""What a worker types in about residents: an answer, the family's word, a helper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.registry.models import Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents.consents import Standpoint


class AnswerResidentForm(FaultForm):
    """Yes or no to what a resident asked."""

    answer = forms.ChoiceField(
        label="怎么答复",
        choices=[("yes", "核对过了，照办"), ("no", "不办")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选照办还是不办。"},
    )
    reason = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        help_text="不办的，写明为什么，申请的人看得到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    derived = ("reason",)  # asked for only where it is a refusal


class WordForm(FaultForm):
    """What the family agrees to, in its own word."""

    said_by = forms.CharField(
        label="谁说的",
        max_length=50,
        help_text="写家里哪一位，例如：本人、女儿林小满。",
        error_messages={"required": "请写明是家里哪一位说的。"},
    )
    purposes = forms.MultipleChoiceField(
        label="同意哪几样",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾的，就是不同意或收回。",
    )

    def __init__(self, *args: Any, stands: Sequence[Standpoint], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"purposes": [s.text.purpose.value for s in stands if s.consent]})
        super().__init__(*args, **kwargs)
        choices = [(s.text.purpose.value, s.text.purpose.label) for s in stands]
        self.fields["purposes"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def chosen(self) -> set[Purpose]:
        """What the family agrees to."""
        return {Purpose(value) for value in self.cleaned_data["purposes"]}


class HelperForm(FaultForm):
    """Whom an elder asks to do things for him."""

    helper = forms.ChoiceField(
        label="请谁代办", widget=forms.RadioSelect, error_messages={"required": "请选一位家人。"}
    )

    def __init__(self, *args: Any, family: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].choices = [(str(one.pk), one.name) for one in family]  # type: ignore[attr-defined]


class NoteForm(FaultForm):
    """What the family says of it."""

    note = forms.CharField(
        label="家里人怎么说",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明家里哪一位、怎么说的。"},
    )
