"""What can be typed in at the desk. What is impossible is decided in the registry, the same for a form and a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from jiahe.faces.kit.changes import ChangeForm
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.regions.models import Region
from jiahe.registry.actions import Side, row_of
from jiahe.registry.cells import read_name
from jiahe.registry.choices import EDUCATIONS, ETHNICITIES, HUKOU_TYPES, MARITAL_STATUSES, RELATIONS, SEXES
from jiahe.registry.id_number import normalise
from jiahe.registry.models import Household, Person
from jiahe.registry.models.life_event import PregnancyOutcome
from jiahe.registry.rows import HEADINGS, PersonRow

BLANK = [("", "请选择")]
YES_NO = [("", "不清楚"), ("yes", "是"), ("no", "否")]
LARGEST_UPLOAD = 30 * 1024 * 1024  # bytes


def date_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """A field for a day, with its sentences."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=required,
        widget=widget,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}请按 2020-01-05 这样填写。"},
    )


def text_field(label: str, length: int, *, required: bool = True, help_text: str = "", **attrs: str) -> forms.CharField:
    """A field for a line of text, with its sentences."""
    return forms.CharField(
        label=label, max_length=length, required=required, help_text=help_text, widget=forms.TextInput(attrs=attrs),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字，请短一些。"},
    )  # fmt: skip


class SignInForm(forms.Form):
    """Name and password of a member of staff."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "请输入账号。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入密码。"},
    )


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请输入新密码。", "max_length": "密码最多 200 个字，请短一些。"},
    )
    again = forms.CharField(
        label="再输一次",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请把新密码再输一次。"},
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        data = self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一样，请再输一次。")
        return data


class PersonForm(FaultForm):
    """One person. The ID number and phone are never shown again: left blank, they stay as they are."""

    relation = forms.ChoiceField(
        label="与户主关系", choices=[*BLANK, *RELATIONS.items()], error_messages={"required": "请选择与户主的关系。"}
    )
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填写姓名。"})
    id_number = forms.CharField(
        label="公民身份号码",
        required=False,
        max_length=20,
        help_text="填了号码，性别和出生日期会自动带出来。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sex = forms.ChoiceField(label="性别", required=False, choices=list(SEXES.items()), widget=forms.RadioSelect)
    birth_date = date_field("出生日期")
    phone = forms.CharField(
        label="手机号码",
        required=False,
        max_length=20,
        help_text="本人用这个号码就能登录看自己的家庭。",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    hukou_code = forms.CharField(
        label="户籍地编码",
        required=False,
        max_length=12,
        help_text="12 位村居编码。户籍就在本村的，不用改。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    hukou_type = forms.ChoiceField(label="户籍性质", required=False, choices=[*BLANK, *HUKOU_TYPES.items()])
    ethnicity = forms.ChoiceField(label="民族", required=False, choices=[*BLANK, *((e, e) for e in ETHNICITIES)])
    marital_status = forms.ChoiceField(label="婚姻状况", required=False, choices=[*BLANK, *MARITAL_STATUSES.items()])
    married_on = date_field("结婚日期")
    education = forms.ChoiceField(label="文化程度", required=False, choices=[*BLANK, *EDUCATIONS.items()])
    occupation = forms.CharField(label="职业", required=False, max_length=50)
    low_income = forms.ChoiceField(label="低保", required=False, choices=YES_NO)
    only_child_certificate = forms.ChoiceField(label="独生子女证", required=False, choices=YES_NO)
    disability_grade = forms.ChoiceField(
        label="残疾等级", required=False, choices=[("", "没有"), *((str(g), f"{g} 级") for g in range(1, 5))]
    )
    note = forms.CharField(label="备注", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    derived = ("sex", "birth_date")  # asked for only where there is no ID number to take them from
    first: tuple[str, ...] = ("relation", "name", "id_number", "sex", "birth_date", "phone")

    def clean_hukou_code(self) -> int | None:
        """A 12-digit code, as a number."""
        text = normalise(self.cleaned_data["hukou_code"])
        if not text:
            return None
        if len(text) != 12 or not (text.isascii() and text.isdigit()):
            raise forms.ValidationError("请填写 12 位村居编码，可以在“家庭”页里查到。")
        return int(text)

    def row(self, known: PersonRow | None = None) -> PersonRow:
        """What the form says, as a row; what it does not ask stays as it is known."""
        data = self.cleaned_data
        yes_no = {"yes": True, "no": False}
        grade = data["disability_grade"]
        return replace(
            known or PersonRow(),
            line=1,
            relation=data["relation"],
            name=read_name(data["name"]),
            sex=data["sex"],
            id_number=normalise(data["id_number"]),
            birth_date=data["birth_date"],
            phone=normalise(data["phone"]),
            ethnicity=data["ethnicity"],
            hukou_code=data["hukou_code"],
            hukou_type=data["hukou_type"],
            marital_status=data["marital_status"],
            married_on=data["married_on"],
            education=data["education"],
            occupation=data["occupation"].strip(),
            low_income=yes_no.get(data["low_income"]),
            only_child_certificate=yes_no.get(data["only_child_certificate"]),
            disability_grade=int(grade) if grade else None,
            note=data["note"].strip(),
        )

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, Any]:
        """What the form shows of a person who is known."""
        row = row_of(person)
        words = {True: "yes", False: "no", None: ""}
        shown = {name: getattr(row, name) for name in cls.base_fields if hasattr(row, name)}
        shown["low_income"] = words[row.low_income]
        shown["only_child_certificate"] = words[row.only_child_certificate]
        return shown


class PersonChangeForm(ChangeForm, PersonForm):
    """Changes one person who is known."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person) -> None:
        super().__init__(data, initial=self.initial_of(person))
        self.catch_up()


class NewbornForm(PersonForm):
    """A child that was born, and how: asked here, so that nobody has to record the end of the pregnancy besides."""

    outcome = forms.ChoiceField(
        label="怎样生的",
        required=False,
        choices=[
            ("", "不清楚"),
            *((o.value, o.label) for o in (PregnancyOutcome.BIRTH, PregnancyOutcome.DIFFICULT_BIRTH)),
        ],
        help_text="产假天数要看这一项。记在妈妈名下，只给需要的人看。",
    )
    weeks = forms.IntegerField(
        label="孕周",
        required=False,
        min_value=20,
        max_value=45,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "孕周填 20 到 45 的整数。"),
    )
    first = (*PersonForm.first, "outcome", "weeks")

    def delivery(self) -> dict[str, Any]:
        """What was said of how the child came."""
        return {name: self.cleaned_data[name] for name in ("outcome", "weeks") if self.cleaned_data[name]}


class HeadForm(PersonForm):
    """A new household: its head, and where in the village it lives."""

    address = forms.CharField(label="住址", required=False, max_length=200, help_text="到门牌就好，例如 3 组 12 号。")
    first = ("name", "id_number", "sex", "birth_date", "phone", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["relation"]

    def row(self, known: PersonRow | None = None) -> PersonRow:
        """What the form says of the head."""
        self.cleaned_data["relation"] = "head"
        return super().row(known)


class AddressForm(ChangeForm, FaultForm):
    """Where in the village a household lives."""

    address = forms.CharField(label="住址", required=False, max_length=200, help_text="到门牌就好，例如 3 组 12 号。")

    def __init__(self, data: Mapping[str, Any] | None = None, *, home: Household) -> None:
        super().__init__(data, initial={"address": home.address})
        self.catch_up()


class RelativesForm(ChangeForm, FaultForm):
    """Who a person's mother, father and spouse are: a member of the household, or whoever it is elsewhere already."""

    mother = forms.ChoiceField(label="母亲", required=False)
    father = forms.ChoiceField(label="父亲", required=False)
    spouse = forms.ChoiceField(label="配偶", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person, home: Household) -> None:
        known = {side: getattr(person, side) for side in ("mother", "father", "spouse")}
        super().__init__(data, initial={side: relative and relative.pk for side, relative in known.items()})
        self.others = {str(m.pk): m for m in home.people if m.pk != person.pk}
        for side, sexes in (("mother", "F"), ("father", "M"), ("spouse", "FM")):
            options = [(key, m.name) for key, m in self.others.items() if m.sex in sexes]
            elsewhere = known[side]
            if elsewhere is not None and str(elsewhere.pk) not in self.others:
                options.append((str(elsewhere.pk), f"{elsewhere.name}（登记在另一户）"))
            field = self.fields[side]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
            field.choices = [("", "没有登记"), *options]
        self.others |= {str(relative.pk): relative for relative in known.values() if relative is not None}
        self.catch_up()

    def relatives(self) -> dict[Side, Person | None]:
        """The chosen people by side."""
        sides: tuple[Side, ...] = ("mother", "father", "spouse")
        return {side: self.others.get(self.cleaned_data[side]) for side in sides}


class DeathForm(FaultForm):
    """The day somebody died."""

    death_date = date_field("去世日期", required=True)


class RevealForm(FaultForm):
    """Why somebody needs to see a number."""

    field = forms.ChoiceField(
        label="要看什么", choices=[("id_number", "公民身份号码"), ("phone", "手机号码")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="为什么要看",
        max_length=200,
        help_text="会和您的岗位、时间一起记入审计。例如：核对育儿补贴申请。",
        error_messages={"required": "请写明为什么要看。"},
    )


class HeadingsForm(forms.Form):
    """What the headings mean that we do not know."""

    def __init__(self, *args: Any, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("skip", "这一列不用导入"), *((f, f"是“{title}”") for f, title in HEADINGS.items())]
        for number, heading in enumerate(headings):
            self.fields[f"heading-{number}"] = forms.ChoiceField(
                label=f"“{heading}”这一列", choices=[("", "先不管"), *choices], required=False
            )
        self.headings = headings

    def meanings(self) -> dict[str, str]:
        """The headings that got a meaning; empty where the column is left out."""
        said = {h: self.cleaned_data[f"heading-{n}"] for n, h in enumerate(self.headings)}
        return {heading: "" if field == "skip" else field for heading, field in said.items() if field}


class ImportForm(forms.Form):
    """A sheet and the region whose people it holds."""

    region = forms.ModelChoiceField(
        label="这份表是哪里的", queryset=Region.objects.none(), error_messages={"required": "请选择是哪里的表。"}
    )
    file = forms.FileField(
        label="表格",
        help_text="Excel（.xlsx）或 CSV，不超过 30 MB。先检查，不会马上写入。",
        error_messages={"required": "请选择一份表格。", "empty": "这份表格是空的，请检查后再选。"},
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.queryset = regions

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError("表格超过 30 MB。请分成几份，一份一份导入。")
        return file
