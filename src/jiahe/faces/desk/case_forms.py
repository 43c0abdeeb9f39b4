"""What is typed in at the desk about cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.models import BulkDeed, Source
from jiahe.delivery.catalogue.questions import Question
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.question_forms import QuestionsForm
from jiahe.foundation.accounts.models import Department
from jiahe.foundation.regions.models import Region

HEARD = [(s.value, s.label) for s in (Source.VISIT, Source.PHONE, Source.OUTREACH)]


class VisitForm(QuestionsForm):
    """Somebody who came, called or was visited, and what he said."""

    source = forms.ChoiceField(label="怎么来的", choices=HEARD, widget=forms.RadioSelect, initial=Source.VISIT.value)

    def __init__(self, *args: Any, questions: Sequence[Question], village: Region | None, known: bool, **kwargs: Any):
        super().__init__(*args, questions=questions, **kwargs)
        if known:
            return
        self.fields["name"] = forms.CharField(label="怎么称呼", max_length=50, help_text="登记过的，请从家庭页进来。")
        self.fields["phone"] = forms.CharField(label="联系电话", max_length=20, required=False)
        first = ["source", "name", "phone"]
        if village is None:
            self.fields["village"] = forms.CharField(
                label="住在哪个村",
                max_length=12,
                help_text="12 位村居编码。",
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )
            first.append("village")
        self.order_fields(first)


class DeedForm(FaultForm):
    """A deed that needs a few words."""

    derived: tuple[str, ...] = ()
    reason = forms.CharField(label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = f"请写{label}。"


class BulkForm(FaultForm):
    """What is done about the chosen cases, and why."""

    derived: tuple[str, ...] = ()
    deed = forms.ChoiceField(
        label="选中的一起",
        choices=BulkDeed.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选要办什么。", "invalid_choice": "请选要办什么。"},
    )
    reason = forms.CharField(
        label="原因",
        required=False,
        max_length=1000,
        help_text="签收不用写。不予受理的，申请的人看得到。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class AddedForm(FaultForm):
    """A sentence that is added to a public notice."""

    derived: tuple[str, ...] = ()
    reason = forms.CharField(
        label="要补充的一句",
        required=False,
        max_length=200,
        help_text="证件号、电话、银行卡、身体情况、全名都不能写。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReferForm(DeedForm):
    """To which department, and what it is asked to do."""

    department = forms.ChoiceField(label="转给哪个部门", error_messages={"required": "请选一个部门。"})

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        super().__init__(*args, label="请部门做什么", help_text="部门只看得到这件事和联系方式。", **kwargs)
        choices = [(code, Department(code).label) for code in kind.departments]
        self.fields["department"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]  # a field of choices
        self.order_fields(["department", "reason"])
