"""What can be typed in about moving, splitting, taking in and merging."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.faces.desk.forms import BLANK, date_field
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.registry.choices import RELATIONS
from jiahe.registry.id_number import normalise
from jiahe.registry.models import Household, Person

HERE, VILLAGE, HOUSEHOLD = "here", "village", "household"
WHERE = [(HERE, "在本村另立一户（分户）"), (VILLAGE, "搬到别的村，在那里立户"), (HOUSEHOLD, "并进已经登记的一户")]


class MoveForm(FaultForm):
    """Who moves, where to, and who heads which household then."""

    people = forms.MultipleChoiceField(
        label="谁要迁走",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一位要迁走的人。"},
    )
    where = forms.ChoiceField(
        label="迁到哪里", choices=WHERE, widget=forms.RadioSelect, error_messages={"required": "请选择迁到哪里。"}
    )
    village = forms.CharField(
        label="新住地的村居编码",
        required=False,
        max_length=12,
        help_text="12 位；在本村的不用填。并进别村一户的，填那一户所在的村。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    number = forms.CharField(label="并进哪一户（户编号）", required=False, max_length=40)
    address = forms.CharField(
        label="新的住址", required=False, max_length=200, help_text="到门牌就好，例如 3 组 12 号。"
    )
    head = forms.ChoiceField(label="新户的户主", required=False, help_text="另立一户时要选。")
    successor = forms.ChoiceField(label="留下的人由谁当户主", required=False, help_text="户主迁走、家里还有人时要选。")
    moved_on = date_field("迁移日期", required=True)

    def __init__(self, *args: Any, home: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in home.people if m.death_date is None}
        named = [(key, f"{m.name}（{m.relation_title}）") for key, m in self.members.items()]
        for name, choices in (("people", named), ("head", [*BLANK, *named]), ("successor", [*BLANK, *named])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Each place asks for what it needs."""
        data = self.cleaned_data
        code = normalise(data.get("village", ""))
        if data.get("where") == VILLAGE and not code:
            self.add_error("village", "请填写新住地的 12 位村居编码。")
        elif code and not (len(code) == 12 and code.isascii() and code.isdigit()):
            self.add_error("village", "请填写 12 位村居编码，可以在“家庭”页里查到。")
        if data.get("where") == HOUSEHOLD and not data.get("number", "").strip():
            self.add_error("number", "请填写要并进的那一户的户编号。")
        return data

    def movers(self) -> list[Person]:
        """The people chosen."""
        return [self.members[key] for key in self.cleaned_data["people"]]

    def one(self, name: str) -> Person | None:
        """The person chosen in a field, where one was."""
        return self.members.get(self.cleaned_data[name])


class TakeInForm(FaultForm):
    """Somebody who is registered elsewhere and shows his card."""

    id_number = forms.CharField(
        label="公民身份号码",
        max_length=20,
        help_text="请对着本人的身份证填写。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写公民身份号码。"},
    )
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填写姓名。"})
    relation = forms.ChoiceField(
        label="和户主的关系", choices=[*BLANK, *RELATIONS.items()], error_messages={"required": "请选择和户主的关系。"}
    )
    moved_on = date_field("迁来日期", required=True)


class MergeHouseholdForm(FaultForm):
    """The other record of a household."""

    household = forms.CharField(
        label="另一条登记的户编号",
        max_length=40,
        help_text="同一户人家在本村登记了两次时用。两条登记里的人会合在一起，合错了可以撤销。",
        error_messages={"required": "请填写另一条登记的户编号。"},
    )
