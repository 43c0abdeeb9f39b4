"""The eight questions. Only three things must be said; what is left out is not known, and the answer says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from jiahe.foundation.regions.models import Level, Region

ORDINALS = ("老大", "老二", "老三", "老四", "老五")
MOST_CHILDREN = len(ORDINALS)
HUKOUS = (("here", "就在这里"), ("away", "福建别的地方"), ("elsewhere", "外省"))
HUKOU_TYPES = (("rural", "农村"), ("urban", "城镇"))
SEXES = (("F", "女"), ("M", "男"))
CHILD_SEXES = (("", "男孩女孩"), ("F", "女孩"), ("M", "男孩"))
MARITAL = (("single", "没有结婚"), ("married", "已婚"), ("divorced", "离异"), ("widowed", "丧偶"))
WORK = (
    ("", "请选一项"),
    ("employee", "在单位上班"),
    ("civil_servant", "机关、事业单位"),
    ("flexible", "灵活就业、做小生意、务农"),
    ("unemployed", "正在找工作"),
    ("none", "没有上班"),
    ("student", "上学"),
    ("retired", "退休"),
)
INSURANCE = (("", "请选一项"), ("employee", "职工医保"), ("resident", "城乡居民医保"), ("none", "没有参保"))
YES_NO = (("yes", "是"), ("no", "不是"))
HAVE = (("yes", "有"), ("no", "没有"))


def _day(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "日期写成 1995-04-02 的样子。"},
    )


def _one_of(label: str, choices: Sequence[tuple[str, str]], *, required: bool = False, hint: str = "") -> Any:
    listed = choices[0][0] == ""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        widget=forms.Select if listed else forms.RadioSelect,
        error_messages={"required": "请选一项。"},
    )


def counties() -> list[tuple[str, list[tuple[str, str]]]]:
    """The counties that stand, by city, as a list to choose from; what has no people's data is left out."""
    standing = Region.objects.filter(level=Level.COUNTY, closed_on=None, has_data=True, is_statistical_zone=False)
    rows = list(standing.select_related("parent").order_by("parent__code", "code"))
    return [
        (city, [(str(row.code), row.title) for row in group])
        for city, group in groupby(rows, key=lambda row: row.parent.title if row.parent else "")
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words, a hint, the fields it is answered in, and those that few have to open."""

    title: str
    hint: str
    fields: Sequence[BoundField | tuple[BoundField, ...]]
    more_title: str = ""
    more: Sequence[BoundField | tuple[BoundField, ...]] = ()

    @property
    def more_open(self) -> bool:
        """Whether something is said or wrong in what is folded away."""
        flat = [one for field in self.more for one in (field if isinstance(field, tuple) else (field,))]
        return any(field.errors or field.value() for field in flat)


class DueForm(forms.Form):
    """Who one's family is, as far as it decides what the family is due."""

    county = forms.ChoiceField(label="县（市、区）", error_messages={"required": "请选您家住在哪个县。"})
    hukou = _one_of("户口在哪里", HUKOUS)
    hukou_type = _one_of("哪种户口", HUKOU_TYPES)
    sex = _one_of("性别", SEXES, required=True)
    birth_date = _day("出生日期", required=True)
    marital_status = _one_of("婚姻", MARITAL)
    spouse_birth_date = _day("爱人的出生日期")
    married_on = _day("登记结婚的日期")
    employment = _one_of("您", WORK)
    spouse_employment = _one_of("爱人", WORK)
    insurance = _one_of("您的医保", INSURANCE)
    spouse_insurance = _one_of("爱人的医保", INSURANCE)
    pregnant = _one_of("现在怀着宝宝吗", HAVE)
    due_date = _day("预产期")
    father_birth_date = _day("您父亲的出生日期", hint="健在的才填")
    mother_birth_date = _day("您母亲的出生日期", hint="健在的才填")
    only_child = _one_of("您是独生子女吗", YES_NO)
    sibling_birth_date = _day("一位兄弟姐妹的出生日期", hint="不是独生子女的，写一位就行")
    low_income = _one_of("家里领低保吗", HAVE)
    certificate = _one_of("领过《独生子女父母光荣证》吗", HAVE)
    disability_grade = _one_of(
        "您有残疾证吗", (("", "请选一项"), ("0", "没有"), ("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"))
    )

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        self.fields["county"].choices = [("", "请选一个"), *counties()]  # type: ignore[attr-defined]
        for number in range(1, MOST_CHILDREN + 1):
            child = ORDINALS[number - 1]
            self.fields[f"child{number}_birth_date"] = _day(f"{child}的出生日期")
            self.fields[f"child{number}_sex"] = _one_of(f"{child}是", CHILD_SEXES)
            self.fields[f"child{number}_death_date"] = _day(f"{child}离开的日期")

    def questions(self) -> Iterator[Question]:
        """The questions in the order they are asked."""
        child = {
            number: tuple(self[f"child{number}_{name}"] for name in ("birth_date", "sex"))
            for number in range(1, MOST_CHILDREN + 1)
        }
        gone = [self[f"child{number}_death_date"] for number in range(1, MOST_CHILDREN + 1)]
        yield Question("您家住在哪里？", "有的待遇各县不一样。", [self["county"]])
        yield Question("户口呢？", "说的是您、爱人和孩子。福建的待遇多半看户口。", [self["hukou"], self["hukou_type"]])
        yield Question("您是？", "", [self["sex"], self["birth_date"]])
        yield Question("成家了吗？", "", [self["marital_status"], (self["spouse_birth_date"], self["married_on"])])
        yield Question(
            "有几个孩子？", "一行写一个，没有就空着。写到日子，才算得准领到哪一天。", [child[1], child[2]],
            "还有别的孩子，或者有孩子已经不在身边了", [*(child[n] for n in range(3, MOST_CHILDREN + 1)), *gone],
        )  # fmt: skip
        yield Question(
            "您和爱人现在做什么？", "休假和津贴要看这一项。",
            [(self["employment"], self["spouse_employment"]), (self["insurance"], self["spouse_insurance"])],
        )  # fmt: skip
        yield Question("怀着宝宝吗？", "您或者爱人。", [self["pregnant"], self["due_date"]])
        yield Question(
            "家里还有这些情况吗？", "没有的空着就好。", [self["low_income"]], "父母、独生子女、残疾证",
            [(self["father_birth_date"], self["mother_birth_date"]), self["only_child"],
             self["sibling_birth_date"], self["certificate"],
             self["disability_grade"]],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What hangs together: a child has a day and a sex, a pregnancy its day."""
        data = super().clean() or {}
        for name, value in list(data.items()):
            if isinstance(value, date) and value > self.on and name != "due_date":
                self.add_error(name, "这一天还没有到，请核对。")
        for number in range(1, MOST_CHILDREN + 1):
            born, sex = data.get(f"child{number}_birth_date"), data.get(f"child{number}_sex")
            if born and not sex:
                self.add_error(f"child{number}_sex", "请选男孩还是女孩。")
            if not born and (sex or data.get(f"child{number}_death_date")):
                self.add_error(f"child{number}_birth_date", "请写这个孩子的出生日期。")
        if data.get("pregnant") == "yes" and not data.get("due_date"):
            self.add_error("due_date", "请写预产期，大概的也行。")
        if data.get("marital_status") == "married" and not data.get("spouse_birth_date"):
            self.add_error("spouse_birth_date", "请写爱人的出生日期。")
        return data
