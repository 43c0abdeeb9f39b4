"""What narrows a list of people, and what is changed for several of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.faces.desk.forms import BLANK
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.regions.models import Region
from jiahe.registry.categories import CATEGORIES
from jiahe.registry.choices import EDUCATIONS, ETHNICITIES, HUKOU_TYPES, MARITAL_STATUSES
from jiahe.registry.queries import MISSING_WORDS, Narrowing

YES_NO = {"yes": "是", "no": "否"}
# Field of a bulk edit → its title and the values that can be set.
SETTABLE: dict[str, tuple[str, dict[str, str]]] = {
    "hukou_type": ("户籍性质", dict(HUKOU_TYPES)),
    "ethnicity": ("民族", {name: name for name in ETHNICITIES}),
    "education": ("文化程度", dict(EDUCATIONS)),
    "marital_status": ("婚姻状况", dict(MARITAL_STATUSES)),
    "only_child_certificate": ("独生子女证", YES_NO),
}


class NarrowForm(forms.Form):
    """The filters of a list of people; they stand in the address, so that a list can be kept and shared."""

    # What is sensitive is never asked of a list: the person is found, the fact is not.
    category = forms.ChoiceField(
        label="人群",
        required=False,
        choices=[("", "所有人"), *((c.code, c.title) for c in CATEGORIES if not c.sensitive)],
    )
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "不限"), ("F", "女"), ("M", "男")])
    youngest = forms.IntegerField(label="年龄从", required=False, min_value=0, max_value=130)
    oldest = forms.IntegerField(label="到", required=False, min_value=0, max_value=130)
    missing = forms.ChoiceField(label="还缺什么", required=False, choices=[("", "不限"), *MISSING_WORDS.items()])
    away = forms.ChoiceField(label="住处", required=False, choices=[("", "不限"), ("yes", "住在别处")])

    filters = True  # nothing of it has to be filled in, so no field says that it may be left out

    def narrowing(self) -> Narrowing:
        """What was chosen; a field that cannot be read narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {**dict.fromkeys(self.fields), **self.cleaned_data}
        return Narrowing(
            category=data.get("category") or "",
            sex=data.get("sex") or "",
            ages=(data.get("youngest"), data.get("oldest")),
            missing=data.get("missing") or "",
            away=bool(data.get("away")),
        )


class ExportForm(NarrowForm, FaultForm):
    """Whose list it is to be, and of which of them."""

    place = forms.ChoiceField(label="哪里的人", required=False)

    def __init__(self, *args: Any, places: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.choices = [(f"{place.slug}-{place.code}", place.title) for place in places]


class ReasonForm(FaultForm):
    """What a long list is for."""

    reason = forms.CharField(
        label="这份名单要做什么用",
        required=False,
        help_text="审批的同事会看到，也会记入审计。例如：核对独生子女家庭奖励扶助名册。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    derived = ("reason",)  # a short list goes without; the registry says when it is needed


class AnswerForm(FaultForm):
    """Whether somebody may have a long list."""

    answer = forms.ChoiceField(
        label="您的答复",
        choices=[("yes", "批准"), ("no", "不批准")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择批准或不批准。"},
    )
    reason = forms.CharField(
        label="说明",
        required=False,
        help_text="不批准的，请写明原因。申请的同事会看到，也会记入审计。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BulkForm(FaultForm):
    """One field and the value it gets for all who are ticked."""

    field = forms.ChoiceField(
        label="把哪一项",
        choices=[*BLANK, *((code, title) for code, (title, _) in SETTABLE.items())],
        error_messages={"required": "请选择要改哪一项。"},
    )
    value = forms.ChoiceField(
        label="改成",
        choices=[
            *BLANK,
            *(
                (title, [(f"{code}:{v}", word) for v, word in values.items()])
                for code, (title, values) in SETTABLE.items()
            ),
        ],
        error_messages={"required": "请选择改成什么。"},
    )

    def clean(self) -> dict[str, Any]:
        """The value must belong to the field."""
        data = self.cleaned_data
        if data.get("field") and data.get("value") and not data["value"].startswith(f"{data['field']}:"):
            self.add_error("value", f"请在“{SETTABLE[data['field']][0]}”下面选一个。")
        return data

    def chosen(self) -> tuple[str, str | bool]:
        """The field and the value it is set to."""
        code = self.cleaned_data["field"]
        value = self.cleaned_data["value"].partition(":")[2]
        return code, {"yes": True, "no": False}[value] if SETTABLE[code][1] is YES_NO else value
