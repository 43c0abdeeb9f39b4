"""What is typed to change the law as it stands here, and to answer such a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.benefits.publishing.proposing import Basis
from jiahe.faces.desk.forms import BLANK, date_field
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.rules.parameters import Parameter

GRADES = [
    ("A", "A 看过官方网站上的原文"),
    ("A'", "A′ 看过原文的转载"),
    ("B", "B 看过别处的引用或报道"),
    ("C", "C 凭记忆，还没有核实"),
    ("D", "D 推断，还没有核实"),
]


class BasisForm(FaultForm):
    """The document that a change comes from, how sure we are of it, and why it is made."""

    document = forms.CharField(
        label="依据的文件", max_length=200, help_text="文件的全名，例如：关于调整育儿补贴标准的通知。",
        error_messages={"required": "请写文件的名称。"},
    )  # fmt: skip
    document_number = forms.CharField(
        label="文号", required=False, max_length=80, help_text="例如：闽卫家庭〔2026〕1号。"
    )
    document_date = date_field("文件的日期")
    url = forms.CharField(label="官方网址", required=False, max_length=300, widget=forms.URLInput())
    grade = forms.ChoiceField(
        label="有多大把握", choices=GRADES, widget=forms.RadioSelect,
        help_text="C 和 D 会标“待核实”，不算进合计的钱数。", error_messages={"required": "请选一个把握程度。"},
    )  # fmt: skip
    checked_on = date_field("哪天核对的")
    reason = forms.CharField(
        label="为什么要改", help_text="审核的同事会看到，也会记入审计。", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写一句为什么要改。"},
    )  # fmt: skip

    def basis(self) -> Basis:
        """The document, as it was typed."""
        data = self.cleaned_data
        return Basis(
            document=data["document"], number=data["document_number"], dated=data["document_date"], url=data["url"],
            grade=data["grade"], checked_on=data["checked_on"],
        )  # fmt: skip


class ValueForm(BasisForm):
    """Another value of a number of the law."""

    area = forms.ChoiceField(label="适用的地方", error_messages={"required": "请选适用的地方。"})
    since = date_field("从哪天起", required=True)
    value = forms.CharField(label="数值", required=False, max_length=20)
    field_order = ("area", "since", "value")

    def __init__(self, *args: Any, law: Parameter, areas: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.choices = [*(BLANK if len(areas) > 1 else ()), *((str(area), name) for area, name in areas)]
        self.fields["value"].label = f"数值（{law.unit}）"
        self.fields["value"].help_text = "不填，是说从那天起不再有这个标准。"

    derived = ("value",)


class DaysForm(BasisForm):
    """Other days for a version of a rule."""

    since = date_field("从哪天起执行", required=True)
    until = date_field("到哪天失效", help_text="从这一天起不再执行；一直有效的不填。")
    field_order = ("since", "until")


class VerdictForm(FaultForm):
    """Whether a change comes into force."""

    verdict = forms.ChoiceField(
        label="您的意见",
        choices=[("publish", "核对过原文，发布"), ("refuse", "不通过，退回")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择发布或者退回。"},
    )
    answer = forms.CharField(
        label="说明",
        required=False,
        help_text="退回的，请写明原因。提出的同事会看到，也会记入审计。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
